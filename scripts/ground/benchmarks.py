"""Benchmarks: a database with a town, and bench/ run on it."""

import subprocess

import python_env
import testing

from common import LOGS, PYTHON, ROOT, step

DATABASE = "gas_bench"
# The month that the benchmarks bill: later days of import files are past already.
UNTIL = "2026-09-30"


def bench(odoo, only):
    """Run the benchmarks (all, or those whose name contains ``only``)."""
    odoo.more_addons = [
        python_env.install_oca(python_env.OCA_BENCH_LOCK, python_env.OCA_BENCH_ROOT)
    ]
    with step("Making the database of the benchmarks"):
        odoo.clone(odoo.template(), DATABASE)
        odoo.install(DATABASE, LOGS / f"{DATABASE}-install.log")
        log = LOGS / f"{DATABASE}-town.log"
        odoo.script_in_odoo("load_town", DATABASE, UNTIL, "--bare", log=log)
    config = odoo.write_config(DATABASE, workers=0, max_cron_threads=0)
    command = [PYTHON, ROOT / "bench", config, DATABASE, only]
    env = {
        **odoo.env,
        "GAS_CONFIG": str(config),
        "GAS_ODOO_SCRIPT": str(odoo.script),
        "GAS_HTTP_PORT": str(testing.port() + 2),
    }
    return subprocess.run(list(map(str, command)), cwd=ROOT, env=env).returncode
