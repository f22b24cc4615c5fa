"""Work on many records of which one may be bad: it never stops the others."""

import logging
import traceback

from psycopg2 import OperationalError

from odoo.exceptions import ConcurrencyError

_logger = logging.getLogger(__name__)


def one_by_one(records, work):
    """Call ``work(records)``; if it fails, undo it and call it for each by itself.

    Return {record: exception} of those that failed: what they did is undone, too. They
    are logged by their ids and the place in the code. The words of an exception may
    name customers and are left out.

    Other transactions that are in the way are nobody's fault: the whole is repeated by
    whoever called it.
    """
    if not records:
        return {}
    if not _failure(records, work):
        return {}
    errors = {}
    for record in records:
        if error := _failure(record, work):
            errors[record] = error
            steps = traceback.extract_tb(error.__traceback__)
            _logger.error(
                "%s failed: %s\n%s",
                record,
                type(error).__name__,
                "\n".join(f"  {step.filename}:{step.lineno}" for step in steps),
            )
    return errors


def _failure(records, work):
    """Return why ``work(records)`` failed and was undone, or None."""
    try:
        with records.env.cr.savepoint():
            work(records)
    except (OperationalError, ConcurrencyError):
        raise
    except Exception as error:
        return error
