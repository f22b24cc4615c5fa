"""Tests: databases for them, and pytest on as many cores as there are."""

import json
import os
import signal
import subprocess

from common import LOGS, ODOO_HOME, PYTHON, ROOT, names_of_addons, step

# Apart from `make run`, so that both may be up at the same time.
PORT = 8169
# More would wait for one another in PostgreSQL and on the disk.
MOST_WORKERS = 4
# Add-ons that exist to test ours with.
TEST_ADDONS = ROOT / "tests" / "addons"
# Those that one test installs into a database of its own.
OTHER_ADDONS = ROOT / "tests" / "addons_on_invoices"
# What pages and printed forms load. A test that makes them takes them back with the
# rest: each tour took 4 s of CPU longer.
BUNDLES = (
    "web.assets_web",
    "web.assets_tests",
    "web.assets_frontend",
    "web.assets_frontend_minimal",
    "web.assets_frontend_lazy",
    "web.report_assets_common",
    "web.report_assets_pdf",
    "gas_workorder.assets_crew",
)
IN_PYTEST = ROOT / "scripts" / "ground" / "in_pytest"
# What each file took: in the repository, and the last time on this machine.
DURATIONS = (ROOT / "tests" / "durations.json", ODOO_HOME / "durations.json")


def port():
    """Return the first of the ports that tests and benchmarks listen on."""
    return int(os.environ.get("GAS_TEST_PORT", PORT))


def test(odoo, database, keep, pytest_arguments):
    """Run all tests but the proofs; or what ``pytest_arguments`` say, in one pytest."""
    prepare(odoo, database, keep)
    if pytest_arguments:
        return run_one(odoo, database, pytest_arguments)
    return run_all(odoo, database)


def prove(odoo, database, keep, pytest_arguments):
    """Run the proofs: the tests that take minutes each."""
    prepare(odoo, database, keep)
    if pytest_arguments:
        return run_one(odoo, database, ["-m", "proof", *pytest_arguments])
    return run_all(odoo, database, "-m", "proof")


def prepare(odoo, database, keep):
    """Clone the template, install our add-ons without a WARNING; twice."""
    odoo.more_addons = [TEST_ADDONS, OTHER_ADDONS]
    if not (keep and odoo.has_database(database)):
        with step("Cloning the test database"):
            odoo.clone(odoo.template(), database)
    with step("Installing the gas add-ons"):
        log = LOGS / f"{database}-install.log"
        odoo.install(database, log, *names_of_addons(TEST_ADDONS))
    with step("Preparing the pages"):
        odoo.script_in_odoo("prepare_pages", database, *BUNDLES)
    odoo.script_in_odoo("keep_still", database)
    # Nobody is connected to it: the stories make their own databases of it.
    odoo.clone(database, f"{database}_plain")


def run_one(odoo, database, arguments):
    """Run one pytest; return its status."""
    command, env = pytest_on(odoo, database, f"{database}_plain", 0)
    return subprocess.run([*command, *arguments], cwd=ROOT, env=env).returncode


def run_all(odoo, database, *arguments):
    """Run all tests, shared out among several pytests; return the status."""
    with_coverage = bool(os.environ.get("COVERAGE"))
    workers, plain = [], f"{database}_plain"
    for number in range(min(len(os.sched_getaffinity(0)), MOST_WORKERS)):
        name = f"{database}_{number}" if number else database
        if number:
            odoo.clone(plain, name)
        command, env = pytest_on(odoo, name, plain, number, with_coverage)
        env |= {"GAS_TOWN_DATABASE": f"{database}_town", "PYTHONPATH": str(IN_PYTEST)}
        log = str(LOGS / f"tests-{number}.log")
        command += ["-p", "worker", *arguments]
        workers.append({"command": command, "env": env, "log": log})
    plan = {
        "workers": workers,
        "seconds": known_durations(),
        "in_order": seed() == "0",
        "first": {
            "folder": "tests/",
            "command": [str(PYTHON), str(ROOT / "tests" / "make_town.py")],
            "env": workers[0]["env"],
            "log": str(LOGS / "tests-town.log"),
        },
    }
    path = ODOO_HOME / "tests.json"
    path.write_text(json.dumps(plan))
    foreman = [PYTHON, "-m", "pytest", "-p", "foreman", f"--plan={path}"]
    env = {**odoo.env, "PYTHONPATH": str(IN_PYTEST)}
    status = wait_for(subprocess.Popen(list(map(str, foreman)), cwd=ROOT, env=env))
    return status or (report_coverage(odoo) if with_coverage else 0)


def pytest_on(odoo, database, plain, number, with_coverage=False):
    """Return the (command, environment) of the pytest with this number."""
    config = odoo.write_config(
        database,
        db_name=database,
        dbfilter=f"^{database}$",
        workers=0,
        max_cron_threads=0,
        http_port=port(),
        gevent_port=port() + 1,
    )
    env = {
        **odoo.env,
        "GAS_CONFIG": str(config),
        "GAS_BASE_DATABASE": odoo.template(),
        "GAS_PLAIN_DATABASE": plain,
        "GAS_ODOO_SCRIPT": str(odoo.script),
        "GAS_HTTP_PORT": str(port() + 2 + 2 * number),
        # Sets are in the same order each time, too.
        "PYTHONHASHSEED": seed(),
    }
    coverage = ["coverage", "run", "-m"] if with_coverage else []
    command = [PYTHON, "-m", *coverage, "pytest", f"--odoo-config={config}"]
    command += ["--odoo-http", f"--odoo-database={database}"]
    return list(map(str, command)), env


def seed():
    """Return what shuffles the tests; "0": as they are written."""
    return os.environ.get("SEED", "0")


def known_durations():
    known = {}
    for path in DURATIONS:
        if path.exists():
            known |= json.loads(path.read_text())
    return known


def wait_for(process):
    """Return the status of a pytest; when we are stopped, let it tidy up."""
    try:
        return process.wait()
    except BaseException:
        process.send_signal(signal.SIGINT)
        process.wait()
        raise


def report_coverage(odoo):
    """Tell the coverage; fail below what pyproject.toml asks."""
    coverage = [PYTHON, "-m", "coverage"]
    subprocess.run([*coverage, "combine", "-q"], cwd=ROOT, env=odoo.env)
    return subprocess.run([*coverage, "report"], cwd=ROOT, env=odoo.env).returncode
