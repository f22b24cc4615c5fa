"""Doors and walls hold for every model, role and field, on the records of the town.

G01. A new model is tried without anybody thinking of it: see attack_doors.py.
"""

import json
import os
from pathlib import Path

import pytest
import server as real

HERE = Path(__file__).parent
UNTIL = "2026-11-30"


@pytest.fixture(scope="module")
def whole_town(connect):
    """The name of a database with all of the town: each state has its records."""
    plain = os.environ["GAS_PLAIN_DATABASE"]
    name = f"{plain.removesuffix('_plain')}_doors"
    real.run_in_odoo("databases.py", "postgres", "drop", name)
    real.run_in_odoo("databases.py", "postgres", "clone", plain, name)
    real.run_in_odoo("load_town.py", name, UNTIL)
    yield name
    real.run_in_odoo("databases.py", "postgres", "drop", name)


def attack(town, *without):
    """Return what the attacks found and tried, ``without`` some guards."""
    output = real.run_in_odoo(HERE / "attack_doors.py", town, *without)
    return json.loads(output.splitlines()[-1])


@pytest.fixture(scope="module")
def attacks(whole_town):
    return attack(whole_town)


@pytest.mark.parametrize("kind", ["state", "field", "create", "onchange", "named"])
def test_nothing_gets_through(attacks, kind):
    assert attacks["tried"].get(kind, 0) > 100
    assert attacks["found"].get(kind, []) == []


@pytest.mark.proof
@pytest.mark.parametrize(
    ("guard", "kinds"),
    [
        ("fields", {"field", "create"}),
        ("names", {"onchange", "named"}),
        ("step", {"state"}),
        ("moves", {"state"}),
        ("roles", {"state"}),
        ("obstacles", {"state"}),
    ],
)
def test_each_guard_is_missed(whole_town, guard, kinds):
    """Out of work, one at a time: the attacks get through, so they would be seen to."""
    assert kinds <= attack(whole_town, guard)["found"].keys()
