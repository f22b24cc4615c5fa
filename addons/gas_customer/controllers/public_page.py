"""What pages have in common that customers open with a link, without logging in."""

import time

from werkzeug.exceptions import TooManyRequests

from odoo.http import request

# Nobody else's page shows ours, keeps it, or is told where the visitor came from.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "frame-ancestors 'none'",
}
MOST_FAILURES = 20
WINDOW_S = 600
# Addresses that are remembered by one worker.
MOST_VISITORS = 10_000


class Attempts:
    """Counts links that led nowhere, by address; as Odoo counts logins, by worker.

    >>> attempts = Attempts(clock=lambda: 0)
    >>> for _number in range(MOST_FAILURES): attempts.fail("1.1.1.1")
    >>> attempts.is_over("1.1.1.1"), attempts.is_over("2.2.2.2")
    (True, False)
    """

    def __init__(self, clock=time.monotonic):
        self._clock = clock
        self._failures = {}  # address: (how many, since when)

    def fail(self, address):
        now = self._clock()
        count, since = self._failures.get(address, (0, now))
        if now - since > WINDOW_S:
            count, since = 0, now
        if len(self._failures) >= MOST_VISITORS:
            self._failures.clear()
        self._failures[address] = (count + 1, since)

    def is_over(self, address):
        count, since = self._failures.get(address, (0, 0))
        return count >= MOST_FAILURES and self._clock() - since <= WINDOW_S


_attempts = Attempts()


def find_or_404(find):
    """Return what ``find()`` finds; who tries too many links that lead nowhere waits.

    :raise NotFound: it finds nothing
    :raise TooManyRequests: this address has tried too often
    """
    address = request.httprequest.remote_addr
    if _attempts.is_over(address):
        raise TooManyRequests(retry_after=WINDOW_S)
    found = find()
    if not found:
        _attempts.fail(address)
        raise request.not_found()
    return found
