"""Make the town of the stories; they clone it. `make_town.py`; see GAS_ in conftest."""

import os

import server as real

# The month that the stories bill; the town's history ends the month before.
UNTIL = "2026-09-30"


def make(name):
    """Make a database with the town of 清源市 and none of UNTIL's month."""
    plain = os.environ["GAS_PLAIN_DATABASE"]
    real.run_in_odoo("databases.py", "postgres", "drop", name)
    real.run_in_odoo("databases.py", "postgres", "clone", plain, name)
    real.run_in_odoo("load_town.py", name, UNTIL, "--bare")
    real.run_in_odoo("keep_still.py", name)


if __name__ == "__main__":
    make(os.environ["GAS_TOWN_DATABASE"])
