"""The Python environment in .venv and the OCA add-ons in .odoo/oca, from the locks."""

import os
import shutil
import sys
import venv
from pathlib import Path

import debian
from common import (
    CONFIG,
    ODOO_HOME,
    PYTHON,
    SUPPORTED_PYTHONS,
    VENV,
    Problem,
    digest,
    is_complete,
    replace_when_whole,
    run,
    step,
)

REQUIREMENTS = CONFIG / "requirements.txt"
REQUIREMENTS_TEST = CONFIG / "requirements-test.txt"  # the same and more
OCA_LOCK = CONFIG / "oca.txt"
OCA_ROOT = ODOO_HOME / "oca"
OCA_ADDONS = OCA_ROOT / "odoo" / "addons"
NETWORK_WAY_OUT = (
    "Check the network (or the package index named in pip's own configuration) and "
    "run the same command again; what was downloaded is kept."
)


def check_python():
    oldest, newest = SUPPORTED_PYTHONS
    if not oldest <= sys.version_info[:2] <= newest:
        raise Problem(
            f"Python {sys.version.split()[0]} runs this; Odoo 19 needs "
            f"{oldest[0]}.{oldest[1]} to {newest[0]}.{newest[1]}.",
            "Name another one: make run PYTHON=python3.11",
        )


def install_python_packages(*, testing=False):
    """Fill .venv with exactly what the lock says (testing: the larger lock)."""
    keys = {
        lock: digest(lock, sys.version_info[:2])
        for lock in (REQUIREMENTS, REQUIREMENTS_TEST)
    }
    stamp = VENV / ".complete"
    current = stamp.read_text() if stamp.is_file() else ""
    lock = REQUIREMENTS_TEST if testing else REQUIREMENTS
    if current in (keys[lock], keys[REQUIREMENTS_TEST]):
        return
    with step("Installing Python packages"):
        # An environment cannot be moved into place once made: the stamp alone says
        # that it is whole.
        stamp.unlink(missing_ok=True)
        if not _pip_works():
            _create_environment()
        _pip("install", "--require-hashes", "-r", lock)
        stamp.write_text(keys[lock])


def _create_environment():
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        import ensurepip  # noqa: F401 (Debian splits it off into python3-venv)

        venv.create(VENV, with_pip=True)
    except (ImportError, OSError):
        shutil.rmtree(VENV, ignore_errors=True)
        venv.create(VENV, with_pip=False)
        wheel = _pip_wheel_of_debian()
        run([PYTHON, wheel / "pip", "install", wheel], what="Installing pip")


def _pip_works():
    if not PYTHON.exists():
        return False
    try:
        run([PYTHON, "-m", "pip", "--version"], what="pip")
    except (Problem, OSError):
        return False
    return True


def _pip_wheel_of_debian():
    folder = debian.install_tools("pip", ["python3-pip-whl"])
    return next(folder.glob("usr/share/python-wheels/pip-*.whl"))


def _pip(*arguments):
    return run(
        [PYTHON, "-m", "pip", "--disable-pip-version-check", "-q", *arguments],
        env={**os.environ, "PIP_NO_WARN_SCRIPT_LOCATION": "1"},
        what="pip",
        way_out=NETWORK_WAY_OUT,
    )


def install_oca():
    """Unpack the OCA add-ons of config/oca.txt into .odoo/oca/odoo/addons.

    Their Python needs are in requirements.txt, and their Odoo is ours: no dependency
    is resolved here.
    """
    key = digest(OCA_LOCK)
    if is_complete(OCA_ROOT, key):
        return
    with step("Installing OCA add-ons"), replace_when_whole(OCA_ROOT, key) as folder:
        _pip(
            "install",
            "--no-deps",
            "--require-hashes",
            "--target",
            folder,
            "-r",
            OCA_LOCK,
        )


def link_odoo(folder):
    """Make the Odoo in ``folder`` importable in .venv."""
    site = next(Path(VENV).glob("lib/python3*/site-packages"))
    link = site / "odoo-source.pth"
    if not link.is_file() or link.read_text() != f"{folder}\n":
        link.write_text(f"{folder}\n")
