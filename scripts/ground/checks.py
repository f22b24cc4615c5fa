"""Tests, lint, translations and benchmarks: programs of .venv, run on the add-ons."""

import os
import subprocess
import sys

import python_env

from common import ODOO_HOME, OUR_ADDONS, PYTHON, ROOT, VENV, names_of_addons, say, step

# Apart from `make run`, so that both may be up at the same time.
TEST_PORT = 8169
# The month that the benchmarks bill: later days of import files are past already.
BENCH_UNTIL = "2026-09-30"
# Add-ons that exist to test ours with.
TEST_ADDONS = ROOT / "tests" / "addons"
# Those that one test installs into a database of its own.
OTHER_ADDONS = ROOT / "tests" / "addons_on_invoices"


def test(odoo, database, keep, pytest_arguments):
    """Clone the template, install our add-ons without a WARNING, run pytest."""
    odoo.more_addons = [TEST_ADDONS, OTHER_ADDONS]
    if not (keep and odoo.has_database(database)):
        with step("Cloning the test database"):
            odoo.clone(odoo.template(), database)
    with step("Installing the gas add-ons"):
        log = ODOO_HOME / "log" / f"{database}-install.log"
        odoo.install(database, log, *names_of_addons(TEST_ADDONS))
    # Nobody is connected to the first: the stories make their own databases of it. The
    # second is theirs to test in beside the tests of add-ons.
    plain, beside = f"{database}_plain", f"{database}_beside"
    for name in (plain, beside):
        odoo.clone(database, name)
    port = int(os.environ.get("GAS_TEST_PORT", TEST_PORT))
    config = odoo.write_config(
        database,
        db_name=database,
        dbfilter=f"^{database}",
        workers=0,
        max_cron_threads=0,
        http_port=port,
        gevent_port=port + 1,
    )
    env = {
        **odoo.env,
        "GAS_CONFIG": str(config),
        "GAS_PLAIN_DATABASE": plain,
        "GAS_ODOO_SCRIPT": str(odoo.script),
        "GAS_HTTP_PORT": str(port + 2),
    }
    pytest = ["-m", "pytest", f"--odoo-config={config}"]
    on_addons = ["--odoo-http", f"--odoo-database={database}"]
    if pytest_arguments:
        command = [PYTHON, *pytest, *on_addons, *pytest_arguments]
        return subprocess.run(list(map(str, command)), cwd=ROOT, env=env).returncode
    counted = [PYTHON, "-m", "coverage", "run", *pytest]
    status = run_both(
        [*counted, *on_addons, "addons"],
        [*counted, f"--odoo-database={beside}", "tests"],
        env,
    )
    coverage = [PYTHON, "-m", "coverage"]
    subprocess.run([*coverage, "combine", "-q"], cwd=ROOT, env=env)
    report = subprocess.run([*coverage, "report"], cwd=ROOT, env=env)
    # It fails below what pyproject.toml asks.
    return status or report.returncode


def run_both(addons, stories, env):
    """Run the tests of add-ons, and beside them, the stories; return the worst status.

    They share nothing but cores. What the stories say is told at the end.
    """
    log = ODOO_HOME / "log" / "stories.log"
    with log.open("wb") as output:
        beside = subprocess.Popen(
            list(map(str, stories)),
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env=env,
        )
        try:
            first = subprocess.run(list(map(str, addons)), cwd=ROOT, env=env)
            second = beside.wait()
        finally:
            beside.kill()
            beside.wait()
    print(log.read_text(encoding="utf-8", errors="replace"))
    return first.returncode or second


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


def export_translations(odoo, database):
    """Write every add-on's .pot anew and bring its zh_CN.po in line with it."""
    # A database that was updated keeps the old names of data that offices may change.
    odoo.clone(odoo.template(), database)
    odoo.install(database, ODOO_HOME / "log" / f"{database}-install.log")
    with step("Exporting the terms of the add-ons"):
        print(odoo.script_in_odoo("export_terms", database, *OUR_ADDONS), end="")
    return 0


def bench(odoo, only):
    """Run the benchmarks (all, or those whose name contains ``only``)."""
    database = "gas_bench"
    odoo.more_addons = [
        python_env.install_oca(python_env.OCA_BENCH_LOCK, python_env.OCA_BENCH_ROOT)
    ]
    with step("Making the database of the benchmarks"):
        odoo.clone(odoo.template(), database)
        odoo.install(database, ODOO_HOME / "log" / f"{database}-install.log")
        log = ODOO_HOME / "log" / f"{database}-town.log"
        odoo.script_in_odoo("load_town", database, BENCH_UNTIL, "--bare", log=log)
    config = odoo.write_config(database, workers=0, max_cron_threads=0)
    command = [PYTHON, ROOT / "bench", config, database, only]
    port = int(os.environ.get("GAS_TEST_PORT", TEST_PORT))
    env = {
        **odoo.env,
        "GAS_CONFIG": str(config),
        "GAS_ODOO_SCRIPT": str(odoo.script),
        "GAS_HTTP_PORT": str(port + 2),
    }
    return subprocess.run(list(map(str, command)), cwd=ROOT, env=env).returncode


if __name__ == "__main__":
    sys.exit("Use scripts/ground (see `make help`).")
