"""Doors and walls hold for every model, role and field, on the records of the town.

G01. A new model is tried without anybody thinking of it: see attack_doors.py.
"""

import json
from pathlib import Path

import pytest
import server as real

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def attacks(town):
    output = real.run_in_odoo(HERE / "attack_doors.py", town)
    return json.loads(output.splitlines()[-1])


@pytest.mark.parametrize("kind", ["state", "field", "create", "onchange", "named"])
def test_nothing_gets_through(attacks, kind):
    assert attacks["tried"].get(kind, 0) > 100
    assert attacks["found"].get(kind, []) == []
