"""Numbers of invoices without gap or double, for many transactions that write at once.

Odoo holds a journal from the first number to the commit, so that one transaction at a
time has numbers. Here a transaction takes a block of them and holds nothing: a block in
the making is an advisory lock of its transaction, called by the block's last number,
and whoever comes next reads in ``pg_locks`` where to go on. Before committing, they
wait for the one before, and begin anew if that one broke off. So what is committed
never has a gap, whoever dies when. See docs/decisions/0007.
"""

from typing import NamedTuple

from odoo.tools import SQL

# Taken for a moment to hand out a block, or held to hand out none.
HANDING_OUT = "gas_billing.numbers"
# Odoo splits numbers of at most nine digits off their prefix: none comes this far.
TRIAL = 100_000_000


class BlockLost(Exception):
    """The transaction before this one broke off: the numbers leave a gap."""


class Series(NamedTuple):
    """What comes before and after the numbers of a journal and period."""

    journal: object
    prefix: str
    digits: int
    suffix: str
    last: int  # that this transaction knows

    @classmethod
    def of(cls, move):
        """Return the Series in which ``move`` would get its number."""
        return cls.of_format(move, *move._get_next_sequence_format())

    @classmethod
    def of_format(cls, move, format_string, values):
        """Return the Series of a ``move`` whose number is told as Odoo does it."""
        example = format_string.format(**{**values, "seq": TRIAL})
        split = move.new({"journal_id": move.journal_id.id, "name": example})
        prefix = split.sequence_prefix
        suffix = example[len(prefix) + len(str(TRIAL)) :]
        digits = values.get("seq_length") or 1
        return cls(move.journal_id, prefix, digits, suffix, values["seq"])

    def name(self, number):
        return f"{self.prefix}{number:0{self.digits}d}{self.suffix}"

    @property
    def key(self):
        return f"{HANDING_OUT} {self.journal.id} {self.prefix}"

    def last_written(self, cr):
        """Return the last number that ``cr`` sees."""
        cr.execute(
            """
            SELECT sequence_number FROM account_move
             WHERE journal_id = %s AND sequence_prefix = %s
             ORDER BY sequence_number DESC LIMIT 1
            """,
            [self.journal.id, self.prefix],
        )
        return (cr.fetchone() or [0])[0]

    def has_written(self, cr, number):
        cr.execute(
            """
            SELECT FROM account_move
             WHERE journal_id = %s AND sequence_prefix = %s AND sequence_number = %s
            """,
            [self.journal.id, self.prefix, number],
        )
        return bool(cr.rowcount)


class Block(NamedTuple):
    series: Series
    before: int  # its numbers are those after this one
    count: int
    waits: bool  # for the transaction that writes the number before


def take(env, series, count):
    """Return a Block of ``count`` numbers for the transaction of ``env``."""
    with env.registry.cursor() as other:
        # A transaction of its own hands out, to be over at once.
        if not _holds(env.cr, HANDING_OUT, series.journal.id):
            if _holds(env.cr):
                # Whoever hands out none may be waiting for that block.
                other.execute("SET LOCAL lock_timeout = '5s'")
            _lock(other, HANDING_OUT, series.journal.id)
        live = max(_live(other, series), default=0)
        # What is not live any more has been committed by now: look after that.
        with env.registry.cursor() as fresh:
            written = max(series.last_written(fresh), series.last_written(env.cr))
        before = max(live, written, series.last)
        _lock(env.cr, series.key, before + count)
    return Block(series, before, count, 0 < live == before)


def wait_for_turn(env, block):
    """Wait for the transaction before; afterwards this one commits without delay.

    :raise BlockLost: that one broke off
    """
    if not block.waits:
        return
    _lock(env.cr, block.series.key, block.before, shared=True)
    if block.series.has_written(env.cr, block.before):
        return  # this transaction's own
    with env.registry.cursor() as fresh:
        if not block.series.has_written(fresh, block.before):
            raise BlockLost


def hold(env, series):
    """Have nobody else get numbers until the commit; return the last that is taken.

    For what counts on as Odoo does: it would run after the blocks of others for ever.
    """
    _lock(env.cr, HANDING_OUT, series.journal.id)
    for number in sorted(_live(env.cr, series)):
        _lock(env.cr, series.key, number, shared=True)
    with env.registry.cursor() as fresh:
        return max(series.last_written(fresh), series.last_written(env.cr))


def trial(series, pick):
    """Return a Block of numbers that are never committed; it locks nobody out."""
    before = pick.randrange(TRIAL, 10 * TRIAL - TRIAL // 10)
    return Block(series, before, 0, False)


def _lock(cr, key, number, shared=False):
    """Take an advisory lock until the end of the transaction."""
    cr.execute(
        SQL(
            "SELECT %s(hashtext(%s), %s)",
            SQL("pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"),
            key,
            number,
        )
    )


def _live(cr, series):
    """Return the last numbers of the blocks that are being written."""
    return _held(cr, SQL("classid = hashtext(%s)::oid", series.key))


def _holds(cr, key=None, number=None):
    """Say whether the transaction of ``cr`` has this lock, or any."""
    this = SQL("pid = pg_backend_pid()")
    if key:
        this = SQL(
            "%s AND classid = hashtext(%s)::oid AND objid = %s::oid", this, key, number
        )
    return bool(_held(cr, this))


def _held(cr, condition):
    cr.execute(
        SQL(
            """
            SELECT objid::bigint FROM pg_locks
             WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted
               AND database = (SELECT oid FROM pg_database
                                WHERE datname = current_database())
               AND objsubid = 2 AND %s
            """,
            condition,
        )
    )
    return [number for (number,) in cr.fetchall()]
