"""Between the pure clock and the records: outcomes in the words of gas.promise."""

import logging

from pytz import utc

from ..clock import Facts, NoWorkingTime, WorkingTime, outcome

_logger = logging.getLogger(__name__)


class Outcomes:
    """Outcomes of facts in the words of gas.promise; remembers what it worked out.

    Ten thousand clocks that start together cost one calculation.
    """

    def __init__(self, env):
        self.env = env
        self._works = {}
        self._known = {}

    def of(self, terms, facts):
        """Return the values to write, for ``facts`` with moments in naive UTC."""
        key = (terms.id, repr(facts))
        if key not in self._known:
            self._known[key] = self._work_out(terms, facts)
        return dict(self._known[key])

    def _work_out(self, terms, facts):
        aware = {
            name: _aware(value) if name != "decided" else value or None
            for name, value in facts.items()
            if name != "pauses"
        }
        aware["pauses"] = [tuple(map(_aware, pause)) for pause in facts["pauses"]]
        rest = (terms.content["warn_percent"], terms._steps())
        try:
            found = outcome(Facts(**aware), terms._limit(), self._work(terms), *rest)
        except NoWorkingTime:
            # An emergency call is taken even if somebody emptied the calendar.
            _logger.error(
                "Working calendar of promise %s has no working time",
                terms.policy_id.code,
            )
            always = WorkingTime(utc)
            found = outcome(Facts(**aware), terms._limit(), always, *rest)
        open_states = ("running", "paused")
        return {
            "state": found.state,
            "is_open": found.state in open_states
            or (found.state == "broken" and not facts["target"]),
            "deadline_at": _naive(found.deadline),
            "warning_at": _naive(found.warning),
            "next_alarm_at": _naive(found.next_alarm),
        }

    def _work(self, terms):
        calendar_id = terms.content["calendar"]
        if calendar_id not in self._works:
            self._works[calendar_id] = terms._calendar()._working_time()
        return self._works[calendar_id]


def _aware(moment):
    return utc.localize(moment) if moment else None


def _naive(moment):
    return moment and moment.astimezone(utc).replace(tzinfo=None, microsecond=0)
