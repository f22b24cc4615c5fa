"""Two crons at the same second, and one that is killed: each alarm is given once.

(C09, D02, G02)
"""

import os
from pathlib import Path

import pytest
import server as real

HERE = Path(__file__).parent
SCRIPT = HERE / "sound_alarms.py"
JOBS = 1200
COUNT = """
    SELECT (SELECT count(*) FROM gas_promise_alarm),
           (SELECT count(*) FROM gas_promise_alarm WHERE sent_at IS NOT NULL),
           (SELECT count(*) FROM mail_activity WHERE res_model = 'gas.test.job'),
           (SELECT count(*) FROM mail_activity a
             WHERE res_model = 'gas.test.job' AND EXISTS (
                   SELECT FROM gas_promise_alarm WHERE activity_id = a.id)),
           (SELECT count(*) FROM gas_promise WHERE state = 'broken')
"""


@pytest.fixture
def database():
    """The name of a database with jobs that are late."""
    plain = os.environ["GAS_PLAIN_DATABASE"]
    name = plain.removesuffix("_plain") + "_alarms"
    real.run_in_odoo("databases.py", "postgres", "drop", name)
    real.run_in_odoo("databases.py", "postgres", "clone", plain, name)
    real.run_in_odoo(SCRIPT, name, "prepare", JOBS)
    yield name
    real.run_in_odoo("databases.py", "postgres", "drop", name)


def test_two_crons_at_once_give_each_alarm_once(database, connect):
    crons = [real.Racer(SCRIPT, database, "run") for _number in range(2)]
    for cron in crons:
        cron.go()
    for cron in crons:
        cron.finish()
    with connect(database) as cursor:
        cursor.execute(COUNT)
        alarms = 3 * JOBS  # warning, breach, first step
        # One task for each job: the last alarm takes the place of the others.
        assert cursor.fetchone() == (alarms, alarms, JOBS, JOBS, JOBS)


def test_killed_cron_is_made_good_by_the_next(database, connect):
    first = real.Racer(SCRIPT, database, "run")
    first.go()
    with connect(database) as cursor:
        while first.process.poll() is None:  # until it has told some
            cursor.execute(COUNT)
            if cursor.fetchone()[1]:
                break
    first.kill()
    second = real.Racer(SCRIPT, database, "run")
    second.go()
    second.finish()
    with connect(database) as cursor:
        cursor.execute(COUNT)
        alarms = 3 * JOBS
        # One task for each job: the last alarm takes the place of the others.
        assert cursor.fetchone() == (alarms, alarms, JOBS, JOBS, JOBS)
