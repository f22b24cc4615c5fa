"""The Python environment in .venv and the OCA add-ons in .odoo/oca, from the locks."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import debian

from common import (
    CONFIG,
    ODOO_HOME,
    PYTHON,
    VENV,
    Problem,
    digest,
    is_complete,
    replace_when_whole,
    run,
    step,
)

SUPPORTED_PYTHONS = ((3, 10), (3, 13))
REQUIREMENTS = CONFIG / "requirements.txt"
REQUIREMENTS_TEST = CONFIG / "requirements-test.txt"  # the same and more
OCA_LOCK = CONFIG / "oca.txt"
OCA_ROOT = ODOO_HOME / "oca"
OCA_ADDONS = OCA_ROOT / "odoo" / "addons"
# What benchmarks measure against.
OCA_BENCH_LOCK = CONFIG / "oca-bench.txt"
OCA_BENCH_ROOT = ODOO_HOME / "oca-bench"
NETWORK_WAY_OUT = (
    "Check the network (or the package index named in pip's own configuration) and "
    "run the same command again; what was downloaded is kept."
)


def check_python():
    oldest, newest = SUPPORTED_PYTHONS
    if oldest <= sys.version_info[:2] <= newest:
        return
    minors = range(newest[1], oldest[1] - 1, -1)
    found = [name for name in map("python3.{}".format, minors) if shutil.which(name)]
    raise Problem(
        f"Python {sys.version.split()[0]} runs this; Odoo 19 needs "
        f"{oldest[0]}.{oldest[1]} to {newest[0]}.{newest[1]}.",
        f"Name another one: make run PYTHON={found[0] if found else 'python3.13'}",
    )


def is_installed(*, testing=False):
    """Whether .venv was finished from today's lock (or the larger one) and Python."""
    return PYTHON.exists() and any(
        is_complete(VENV, _key(lock))
        for lock in (REQUIREMENTS_TEST, REQUIREMENTS)[: 1 if testing else 2]
    )


def _key(lock):
    return digest(lock, sys.version_info[:2])


def install_python_packages(*, testing=False):
    """Fill .venv with exactly what the lock says (testing: the larger lock).

    An environment cannot be moved into place once made: the stamp alone says that it
    is whole. Without it, or with that of another lock, start anew; pip still has what
    was downloaded.
    """
    if is_installed(testing=testing):
        return
    lock = REQUIREMENTS_TEST if testing else REQUIREMENTS
    with step("Installing Python packages"):
        if not is_installed():
            shutil.rmtree(VENV, ignore_errors=True)
            _create_environment()
        (VENV / ".complete").unlink(missing_ok=True)
        _pip("install", "--require-hashes", "-r", lock)
        os.sync()
        (VENV / ".complete").write_text(_key(lock))


def _create_environment():
    try:
        import ensurepip  # noqa: F401 (Debian splits it off into python3-venv)

        venv.create(VENV, with_pip=True)
    except (ImportError, OSError, subprocess.CalledProcessError):
        # Any pip will do for this; the newest one knows the newest Python.
        shutil.rmtree(VENV, ignore_errors=True)
        venv.create(VENV, with_pip=False)
        folder = debian.install_tools(
            "pip", ["python3-pip-whl"], debian.UNSTABLE, alone=True
        )
        wheel = next(folder.glob("usr/share/python-wheels/pip-*.whl"))
        run([PYTHON, wheel / "pip", "install", wheel], what="Installing pip")


def _pip(*arguments):
    scratch = ODOO_HOME / "tmp"  # /tmp may be small: on Debian 13 it is memory
    scratch.mkdir(parents=True, exist_ok=True)
    return run(
        [PYTHON, "-m", "pip", "--disable-pip-version-check", "-q", *arguments],
        env={
            **os.environ,
            "PIP_NO_WARN_SCRIPT_LOCATION": "1",
            "PIP_ROOT_USER_ACTION": "ignore",
            "TMPDIR": str(scratch),
        },
        what="pip",
        way_out=NETWORK_WAY_OUT,
    )


def install_oca(lock=OCA_LOCK, root=OCA_ROOT):
    """Unpack the OCA add-ons of a lock into <root>/odoo/addons; return that folder.

    Their Python needs are in requirements.txt, and their Odoo is ours: no dependency
    is resolved here.
    """
    key = digest(lock)
    if not is_complete(root, key):
        with step("Installing OCA add-ons"), replace_when_whole(root, key) as folder:
            _pip(
                "install",
                "--no-deps",
                "--require-hashes",
                "--target",
                folder,
                "-r",
                lock,
            )
    return root / "odoo" / "addons"


def link_odoo(folder):
    """Make the Odoo in ``folder`` importable in .venv."""
    site = next(Path(VENV).glob("lib/python3*/site-packages"))
    link = site / "odoo-source.pth"
    if not link.is_file() or link.read_text() != f"{folder}\n":
        link.write_text(f"{folder}\n")
