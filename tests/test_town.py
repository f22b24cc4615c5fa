"""The demo town is whole, in whatever month it is built (G10)."""

import os

import pytest
import server as real

# November 2026: the first household of a campaign had used no gas.
SHORT, LONG = "2026-11-30", ("2026-01-31", "2026-02-28", "2026-06-30", "2026-08-31")


def assert_whole(until, connect):
    plain = os.environ["GAS_PLAIN_DATABASE"]
    name = f"{plain.removesuffix('_plain')}_town_of_{until.replace('-', '_')}"
    real.run_in_odoo("databases.py", "postgres", "drop", name)
    real.run_in_odoo("databases.py", "postgres", "clone", plain, name)
    real.run_in_odoo("load_town.py", name, until)
    with connect(name) as cr:
        cr.execute("SELECT count(*) FROM account_payment")
        assert cr.fetchone() == (12,)
        cr.execute("SELECT state, count(*) FROM fsm_order GROUP BY state")
        assert len(cr.fetchall()) > 4
    assert real.audit(name) == {}
    real.run_in_odoo("databases.py", "postgres", "drop", name)


def test_town_is_whole(connect):
    assert_whole(SHORT, connect)


@pytest.mark.proof
@pytest.mark.parametrize("until", LONG)
def test_town_is_whole_in_other_months(until, connect):
    assert_whole(until, connect)
