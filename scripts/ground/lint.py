"""Lint: programs of .venv, run on the add-ons."""

import subprocess

from common import OUR_ADDONS, ROOT, VENV, say, step


def lint():
    """Run every linter, also after one has found something; return the worst status."""
    addons = [f"addons/{name}" for name in OUR_ADDONS]
    catalogues = [str(p.relative_to(ROOT)) for p in ROOT.glob("addons/*/i18n/*.po*")]
    programs = {
        "ruff check": ["ruff", "check", "."],
        "ruff format": ["ruff", "format", "--check", "."],
        "pylint-odoo": [
            "pylint",
            "--rcfile=.pylintrc",
            # README.md and docs/ describe the add-ons together; hooks that check
            # something return nothing; each kind of import has a file of its own.
            "--disable=missing-readme,missing-return,consider-merging-classes-inherited",
            *addons,
        ],
        "oca-checks-odoo-module": ["oca-checks-odoo-module", *addons],
        # The pretty format empties terms that are the same in Chinese; here an empty
        # term means: not translated.
        "oca-checks-po": [
            "oca-checks-po",
            "--disable=po-pretty-format",
            *catalogues,
        ],
    }
    worst = 0
    for name, command in programs.items():
        with step(name):
            path = VENV / "bin" / command[0]
            status = subprocess.run([path, *command[1:]], cwd=ROOT).returncode
            if status:
                say(f"*** {name} found something (exit {status})")
            worst = max(worst, status)
    return worst
