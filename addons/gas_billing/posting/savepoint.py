"""A savepoint for posting: it takes back what is kept outside the database, too."""

from contextlib import contextmanager, suppress

# {partner id: count} of customers to be counted after the commit: Odoo's own, and ours.
ODOO_RANKS = "account.res.partner.increase_rank.customer_rank"
RANKS = "gas_billing.customer_rank"


@contextmanager
def savepoint(env):
    """Roll back invoices, their numbers and their customers' ranks on an exception."""
    cr = env.cr
    cr.flush()  # what waits for the commit by now is not of this savepoint
    waiting = cr.postcommit.data
    kept = {key: dict(waiting.get(key, {})) for key in (ODOO_RANKS, RANKS)}
    try:
        with cr.savepoint():
            yield
    except Exception:
        for key in kept.keys() & waiting.keys():
            waiting[key].clear()
            waiting[key].update(kept[key])
        # Numbers that were given meanwhile are free again.
        env["account.move"]._get_sequence_cache().clear()
        raise


@contextmanager
def taken_back(env):
    """Roll back what was made to be looked at."""
    with suppress(_TakeBack), savepoint(env):
        yield
        raise _TakeBack


class _TakeBack(Exception):
    pass
