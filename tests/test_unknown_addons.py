"""Add-ons that extend invoices and that nobody here knows: filled, respected, or routed
to the ORM with the reason shown (G08, B19, B21).
"""

import json
from pathlib import Path

import pytest
import server as real

HERE = Path(__file__).parent


@pytest.fixture
def posted(town_template, request):
    """What became of a campaign's bills with the add-on that the test names."""
    addon = request.param
    name = f"{town_template}_{addon}"
    real.run_in_odoo("databases.py", "postgres", "drop", name)
    real.run_in_odoo("databases.py", "postgres", "clone", town_template, name)
    campaign = real.run_in_odoo(HERE / "prepare_campaign.py", name, "XJ-1").split()[-1]
    real.run_in_odoo("install.py", name, addon)
    output = real.run_in_odoo(HERE / "post_with_addon.py", name, campaign)
    yield json.loads(output.splitlines()[-1])
    real.run_in_odoo("databases.py", "postgres", "drop", name)


@pytest.mark.parametrize("posted", ["gas_test_column"], indirect=True)
def test_stored_columns_are_filled(posted):
    assert len(posted["sets"]) > 100
    assert posted["differences"] == 0
    for invoice in posted["sets"] + posted["each"]:
        assert invoice["test_label"] == invoice["expected"]
        assert invoice["test_colour"] == "blue"
        assert all(double == 2 * quantity for double, quantity in invoice["doubles"])


@pytest.mark.parametrize("posted", ["gas_test_constraint"], indirect=True)
def test_constraint_is_respected_and_its_reason_shown(posted):
    assert len(posted["sets"]) > 100
    assert not any(i["fen"] % 7 == 0 for i in posted["sets"] + posted["each"])
    assert posted["on_hold"]
    assert all("no sevens" in reason for reason in posted["on_hold"])
    assert all(fen % 7 == 0 for fen in posted["on_hold_fen"])


@pytest.mark.parametrize("posted", ["gas_test_post"], indirect=True)
def test_overridden_posting_goes_by_the_orm_and_says_why(posted):
    assert posted["sets"] == []
    assert len(posted["each"]) > 100
    assert all(invoice["test_posted_by_hook"] for invoice in posted["each"])
    assert all("gas_test_post" in note and "_post" in note for note in posted["notes"])
