"""Between the pure clock and the records: outcomes in the words of gas.promise."""

import logging

from pytz import utc

from ..clock import Facts, NoWorkingTime, WorkingTime, outcome
from .local_time import naive_utc

_logger = logging.getLogger(__name__)


class Outcomes:
    """Outcomes of facts in the words of gas.promise; remembers what it worked out.

    Ten thousand clocks that start together cost one calculation.
    """

    def __init__(self, env):
        self.env = env
        self._works = {}
        self._known = {}

    def of(self, terms, company, facts, times=None):
        """Return the values to write, for ``facts`` with moments in naive UTC.

        ``company``: whose days it runs in where it has no calendar of its own;
        ``times``: (deadline, warning) of a promise that keeps those it ended by.
        """
        key = (terms.id, company.id, repr(facts), times)
        if key not in self._known:
            self._known[key] = self._work_out(terms, company, facts, times)
        return dict(self._known[key])

    def _work_out(self, terms, company, facts, times):
        arguments = (
            Facts(
                start=_aware(facts["start"]),
                target=_aware(facts["target"]),
                cancelled=_aware(facts["cancelled"]),
                is_exempt=facts["is_exempt"],
                pauses=[tuple(map(_aware, pause)) for pause in facts["pauses"]],
                given={key: _aware(at) for key, at in facts["given"].items()},
            ),
            terms._limit(),
        )
        rest = (
            terms.content["warn_percent"],
            terms._steps(),
            times and tuple(map(_aware, times)),
        )
        try:
            found = outcome(*arguments, self._work(terms, company), *rest)
        except NoWorkingTime:
            # An emergency call is taken even if somebody emptied the calendar.
            _logger.error(
                "Working calendar of promise %s has no working time",
                terms.policy_id.code,
            )
            found = outcome(*arguments, WorkingTime(company._promise_zone()), *rest)
        return {
            "state": found.state,
            "is_open": found.is_open,
            "deadline_at": _naive(found.deadline),
            "warning_at": _naive(found.warning),
            "next_alarm_at": _naive(found.next_alarm),
        }

    def _work(self, terms, company):
        key = (terms.content["calendar"], company.id)
        if key not in self._works:
            self._works[key] = terms._calendar()._working_time(company)
        return self._works[key]


def _aware(moment):
    # What is compared with the database has no more than the database keeps.
    return utc.localize(moment.replace(microsecond=0)) if moment else None


def _naive(moment):
    return naive_utc(moment) if moment else False
