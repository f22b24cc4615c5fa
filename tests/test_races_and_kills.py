"""Two processes at once, and processes killed in the middle: nobody is billed twice.

(B19, B21, G08)
"""

import json
import random
import time
from pathlib import Path

import pytest
import server as real

HERE = Path(__file__).parent
CHUNK = 40  # of post_bills.py


@pytest.fixture
def database(town, connect):
    """A connection of our own to the town, to look at what is committed."""
    with connect(town) as cursor:
        yield cursor


def prepare(town, *routes):
    script = HERE / "prepare_campaign.py"
    return int(real.run_in_odoo(script, town, *routes).split()[-1])


def poster(town, campaign, *arguments):
    return real.Racer(HERE / "post_bills.py", town, campaign, *arguments)


def set_posting(database, campaign):
    database.execute(
        "UPDATE gas_billing_campaign SET state = 'posting' WHERE id = %s", [campaign]
    )


def counts(database, campaign):
    """Return (bills, posted bills, invoices, households invoiced)."""
    database.execute(
        """
        SELECT COUNT(*), COUNT(*) FILTER (WHERE state = 'posted'),
               (SELECT COUNT(*) FROM account_move
                 WHERE ref IN (SELECT name FROM gas_bill WHERE campaign_id = %(id)s)),
               (SELECT COUNT(DISTINCT gas_contract_id) FROM account_move
                 WHERE ref IN (SELECT name FROM gas_bill WHERE campaign_id = %(id)s))
          FROM gas_bill WHERE campaign_id = %(id)s
        """,
        {"id": campaign},
    )
    return database.fetchone()


def assert_complete(database, campaign):
    bills, posted, invoices, households = counts(database, campaign)
    assert bills > 100
    assert posted == invoices == households == bills
    database.execute(
        """
        SELECT COUNT(*), COUNT(DISTINCT name), MAX(sequence_number)
               - MIN(sequence_number) + 1, COUNT(*) FILTER (WHERE state <> 'posted')
          FROM account_move
         WHERE ref IN (SELECT name FROM gas_bill WHERE campaign_id = %s)
        """,
        [campaign],
    )
    moves, names, span, unposted = database.fetchone()
    assert (moves, names, span, unposted) == (bills, bills, bills, 0)


def test_two_processes_post_the_same_campaign_at_once(town, database):
    campaign = prepare(town, "XJ-1")
    set_posting(database, campaign)
    both = [poster(town, campaign) for _number in range(2)]
    for racer in both:
        racer.go()
    for racer in both:
        racer.finish()
    assert_complete(database, campaign)


def test_killed_in_the_middle_and_started_again(town, database):
    campaign = prepare(town, "XJ-2")
    set_posting(database, campaign)
    for chunks in (2, 3):  # the last of them is written, and not committed
        racer = poster(town, campaign, chunks, "hold")
        racer.go()
        while racer.read_line() != "written":
            pass
        racer.kill()
        bills, posted, invoices, _households = counts(database, campaign)
        assert 0 < posted <= (chunks - 1) * CHUNK < bills
        assert invoices == posted
    last = poster(town, campaign)
    last.go()
    last.finish()
    assert_complete(database, campaign)


@pytest.mark.proof
def test_killed_twenty_times_and_started_again(town, database):
    """At moments drawn by lot: while it reads, writes, waits or commits."""
    campaign = prepare(town, "DH-1", "DH-2", "DH-3")
    set_posting(database, campaign)
    pick = random.Random(20)
    for kill in range(20):
        # However fast the machine: there is something left for the next one.
        racer = poster(town, campaign, kill // 2 + 1)
        racer.go()
        time.sleep(pick.uniform(0, 0.6))
        racer.kill()
        bills, posted, invoices, _households = counts(database, campaign)
        assert invoices == posted <= (kill // 2 + 1) * CHUNK < bills
    last = poster(town, campaign)
    last.go()
    last.finish()
    assert_complete(database, campaign)


def hold_one(cursor, campaign):
    """Let no job post the campaign's last bill, until this cursor is closed."""
    cursor.execute("BEGIN")
    cursor.execute(
        """
        SELECT id FROM gas_bill WHERE campaign_id = %s
         ORDER BY id DESC LIMIT 1 FOR NO KEY UPDATE
        """,
        [campaign],
    )


def test_server_killed_while_the_queue_posts(town, database, connect, tmp_path):
    """Workers, cron and job runner die at once; the next start goes on by itself."""
    # More jobs than workers: one is always waiting when they die.
    campaign = prepare(town, "BJ-1", "BJ-2", "BJ-3")
    server = real.Server(town, tmp_path / "odoo.log")
    server.start()
    keys = json.loads(real.run_in_odoo(HERE / "make_keys.py", town))
    clerk = real.Client(server, keys["zhangwu"])
    with connect(town) as holder:
        hold_one(holder, campaign)
        clerk.call("gas.billing.campaign", "action_post", ids=[campaign])
        deadline = time.monotonic() + 300
        while not counts(database, campaign)[1]:
            assert time.monotonic() < deadline, "no job has begun"
            time.sleep(0.05)
        server.kill()
        bills, posted, invoices, _households = counts(database, campaign)
        assert invoices == posted < bills
    server.start()
    try:
        clerk.wait_for("gas.billing.campaign", campaign, "posted")
    finally:
        server.stop()
    assert_complete(database, campaign)
    # The job that was killed is taken up again, and the runner says so.
    assert server.bad_lines("Re-queued dead job", "odoo.http: ") == []
