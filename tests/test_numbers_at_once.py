"""Several processes write invoices of one journal at once: their numbers (G08, B19).

None waits for another to write, each waits for the one before to commit, and what is
committed never has a gap.
"""

import time
from pathlib import Path

import pytest
import server as real

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def bills(town, connect):
    """A cursor, and ids of bills that can be written as sets."""
    campaign = real.run_in_odoo(HERE / "prepare_campaign.py", town, "XJ-1", "XJ-2")
    with connect(town) as cursor:
        cursor.execute(
            """
            SELECT array_agg(id ORDER BY id) FROM gas_bill bill
             WHERE campaign_id = %s AND user_class = 'resident' AND volume_m3 > 0
               AND NOT EXISTS (SELECT FROM gas_bill_line
                                WHERE bill_id = bill.id AND kind <> 'tier')
            """,
            [int(campaign.split()[-1])],
        )
        (ids,) = cursor.fetchone()
        yield cursor, ids


def process(town, what, ids):
    """Start posting in a process of its own; it commits when it is told so."""
    racer = real.Racer(HERE / "hold_numbers.py", town, what, ",".join(map(str, ids)))
    racer.go()
    return racer


def wait_until_one_waits(cursor):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        cursor.execute(
            """
            SELECT COUNT(DISTINCT pid) FROM pg_locks
             WHERE locktype = 'advisory' AND NOT granted
            """
        )
        if cursor.fetchone()[0] == 1:
            return
        time.sleep(0.05)
    raise AssertionError("nobody waits")


def numbers(cursor, ids):
    """Return the numbers of the invoices of these bills, in order."""
    cursor.execute(
        """
        SELECT sequence_number FROM account_move
          JOIN gas_bill ON gas_bill.move_id = account_move.id
         WHERE gas_bill.id = ANY(%s) ORDER BY 1
        """,
        [ids],
    )
    return [number for (number,) in cursor.fetchall()]


def last_number(cursor):
    cursor.execute(
        """
        SELECT COALESCE(MAX(sequence_number), 0) FROM account_move
         WHERE journal_id IN (SELECT gas_journal_id FROM res_company)
        """
    )
    return cursor.fetchone()[0]


def test_second_writes_beside_the_first_and_commits_after_him(town, bills):
    cursor, ids = bills
    first, second, before = ids[:30], ids[30:60], last_number(cursor)
    one = process(town, "set", first)
    assert one.read_line() == "written"
    two = process(town, "set", second)
    wait_until_one_waits(cursor)
    assert last_number(cursor) == before
    one.go()
    assert two.read_line() == "written"
    assert numbers(cursor, first) == list(range(before + 1, before + 31))
    two.go()
    for racer in (one, two):
        racer.finish()
    assert numbers(cursor, second) == list(range(before + 31, before + 61))


def test_second_takes_the_numbers_of_a_first_that_was_killed(town, bills):
    cursor, ids = bills
    first, second, before = ids[60:90], ids[90:120], last_number(cursor)
    one = process(town, "set", first)
    assert one.read_line() == "written"
    two = process(town, "set", second)
    wait_until_one_waits(cursor)
    one.kill()
    assert two.read_line() == "written"
    two.go()
    two.finish()
    assert numbers(cursor, second) == list(range(before + 1, before + 31))
    assert numbers(cursor, first) == []
    again = process(town, "set", first)
    assert again.read_line() == "written"
    again.go()
    again.finish()
    assert numbers(cursor, first) == list(range(before + 31, before + 61))


def test_whoever_posts_by_hand_comes_next(town, bills):
    """Beside a campaign that always has another block in the making."""
    cursor, ids = bills
    first, second, before = ids[120:150], ids[150:180], last_number(cursor)
    one = process(town, "set", first)
    assert one.read_line() == "written"
    user = process(town, "orm", ids[:1])
    wait_until_one_waits(cursor)
    two = process(town, "set", second)  # comes too late
    one.go()
    assert user.read_line() == "written"
    user.go()
    assert two.read_line() == "written"
    two.go()
    for racer in (one, user, two):
        racer.finish()
    cursor.execute("SELECT sequence_number FROM account_move WHERE ref = 'by hand'")
    assert cursor.fetchone()[0] == before + 31
    assert numbers(cursor, second) == list(range(before + 32, before + 62))
