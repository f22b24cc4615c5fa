"""The work behind the Makefile: `python3 scripts/ground COMMAND`.

Runs on the machine's own Python with nothing installed; what needs more is a
subprocess in .venv.
"""

import argparse
import shutil
import signal
import sys
import time

import benchmarks
import lint
import odoo_server
import postgres
import programs
import python_env
import serve
import testing
import translations

from common import (
    DISK_FULL,
    LOGS,
    ODOO_HOME,
    PG_HOME,
    ROOT,
    VENV,
    Problem,
    check_place,
    digest,
    disk_is_full,
    explain_os_error,
    lock,
    need_disk,
    say,
    step,
)

DATABASE = "gas"
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SIZE_GB = {"run": 2, "test": 3}
IN_USE = Problem(
    "`make run` or `make test` is still going in this checkout.", "Stop it first."
)


def install(*, testing=False):
    """Get everything; return the Odoo to use. Takes no time once it is there."""
    check_place()
    python_env.check_python()
    odoo_server.named_source()
    with lock("install"):
        if not python_env.is_installed(testing=testing):
            need_disk(SIZE_GB["test" if testing else "run"], "The installation")
        python_env.install_python_packages(testing=testing)
        odoo = odoo_server.find_odoo()
        python_env.install_oca()
        python_env.link_odoo(odoo.source)
        programs.install(testing=testing)
    return odoo


def command_install(_arguments):
    install()


def command_run(_arguments):
    begin = time.monotonic()
    with lock("run", busy=IN_USE):
        serve.check_port(odoo_server.read_settings()["options"])
        odoo = install()
        with odoo.database_server():
            bring_up_to_date(odoo)
            say(f"==> Starting Odoo ({time.monotonic() - begin:.0f} s so far)")
            serve.serve(odoo, DATABASE)


def bring_up_to_date(odoo):
    """Create the town's database on first use; update it when its programs changed."""
    stamp = ODOO_HOME / "town.stamp"
    ground = digest(odoo.version, python_env.OCA_LOCK)
    key = f"{ground} {odoo_server.addons_digest()}"
    done = stamp.read_text() if stamp.exists() else ""
    log = LOGS / "install.log"
    if not odoo.has_database(DATABASE):
        building = DATABASE + "_new"
        odoo.clone(odoo.template(), building)
        with step("Installing the gas add-ons"):
            odoo.install(building, log, strict=False)
        with step("Building the town of 清源市"):
            odoo.script_in_odoo("load_town", building, log=LOGS / "town.log")
        prepare_pages(odoo, building)
        odoo.rename(building, DATABASE)
    elif done != key:
        with step("Updating the gas add-ons"):
            below = [] if done.startswith(ground) else ["base"]  # with all upon it
            odoo.install(DATABASE, log, *below, strict=False)
        prepare_pages(odoo, DATABASE)
    stamp.write_text(key)


def prepare_pages(odoo, database):
    with step("Preparing the pages"):
        odoo.script_in_odoo("prepare_pages", database, log=LOGS / "pages.log")


def command_test(arguments, run=testing.test):
    odoo = install(testing=True)
    with lock("test", busy=IN_USE), odoo.database_server():
        return run(odoo, arguments.database, arguments.keep, arguments.pytest)


def command_prove(arguments):
    return command_test(arguments, testing.prove)


def command_lint(_arguments):
    install(testing=True)
    return lint.lint()


def command_i18n(arguments):
    odoo = install(testing=True)
    with lock("test", busy=IN_USE), odoo.database_server():
        return translations.export(odoo, arguments.database)


def command_bench(arguments):
    odoo = install(testing=True)
    with lock("test", busy=IN_USE), odoo.database_server():
        return benchmarks.bench(odoo, arguments.only)


def command_clean(_arguments):
    with lock("run", busy=IN_USE), lock("test", busy=IN_USE):
        with step("Removing what was installed and all data of this checkout"):
            try:
                postgres.Cluster().remove()
            except Problem as problem:
                say(f"    {problem}")
            for folder in (ODOO_HOME, VENV, PG_HOME, ROOT / ".bench"):
                shutil.rmtree(folder, ignore_errors=True)


def interrupt(_signal, _frame):
    """Let the first request to stop unwind everything; further ones change nothing."""
    for each in STOP_SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


def report(problem):
    """Tell what went wrong and the way out; return the exit status."""
    way_out = DISK_FULL if disk_is_full() else problem.way_out
    print(f"\n*** {problem}", file=sys.stderr)
    if way_out:
        print(f"    -> {way_out}", file=sys.stderr)
    return 1


def main():
    sys.stdout.reconfigure(errors="replace")  # terminals without Chinese
    for each in STOP_SIGNALS:
        if signal.getsignal(each) is not signal.SIG_IGN:  # nohup
            signal.signal(each, interrupt)
    parser = argparse.ArgumentParser(prog="scripts/ground", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("install", "run", "lint", "clean"):
        commands.add_parser(name)
    for name in ("test", "prove"):
        tests = commands.add_parser(name)
        tests.add_argument("--database", default="gas_test")
        tests.add_argument(
            "--keep", action="store_true", help="update the database that is there"
        )
    i18n = commands.add_parser("i18n")
    i18n.add_argument("--database", default="gas_test")
    bench = commands.add_parser("bench")
    bench.add_argument("--only", default="")
    # What is unknown is pytest's, in the order in which it was given.
    arguments, arguments.pytest = parser.parse_known_args()
    if arguments.pytest and arguments.command not in ("test", "prove"):
        parser.error(f"unknown arguments: {' '.join(arguments.pytest)}")
    try:
        return globals()[f"command_{arguments.command}"](arguments)
    except Problem as problem:
        return report(problem)
    except OSError as error:
        return report(explain_os_error(error))
    except KeyboardInterrupt:
        say("\n*** Stopped. The same command goes on from here.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
