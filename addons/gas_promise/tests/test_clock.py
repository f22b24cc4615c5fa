"""G02: the pure calculation; each law holds for any calendar, limit and pause."""

import doctest
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.gas_promise import clock
from odoo.addons.gas_promise.clock import alarms, deadlines, outcomes

CHINA = timezone(timedelta(hours=8))
MONDAY = datetime(2026, 11, 16, tzinfo=CHINA)
DAY = timedelta(days=1)


def office(start, end):
    """Monday to Friday, 08:00–12:00 and 13:00–17:00, between two moments."""
    day = start.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    found = []
    while day < end:
        if day.weekday() < 5:
            for begin, until in ((8, 12), (13, 17)):
                found.append(
                    (
                        max(start, day + timedelta(hours=begin)),
                        min(end, day + timedelta(hours=until)),
                    )
                )
        day += timedelta(days=1)
    return [(begin, until) for begin, until in found if begin < until]


moments = st.integers(0, 60 * 24 * 60).map(lambda m: MONDAY + timedelta(minutes=m))
works = st.sampled_from([None, office]).map(
    lambda fetch: clock.WorkingTime(CHINA, fetch)
)
limits = st.builds(clock.Limit, st.integers(1, 60), st.sampled_from(deadlines.UNITS))
pauses = st.lists(st.tuples(moments, moments).map(sorted).map(tuple), max_size=4)


@pytest.mark.parametrize("module", [alarms, deadlines, outcomes])
def test_examples(module):
    found = doctest.testmod(module)
    assert found.attempted and not found.failed


@given(moments, st.integers(0, 10**6), works)
def test_advance_and_elapsed_are_inverse(start, seconds, work):
    due = work.advance(start, seconds)
    assert work.elapsed(start, due) == seconds


@given(moments, works)
def test_no_time_moves_nothing(start, work):
    """Also at the very end of the working day."""
    assert work.advance(start, 0) == start


@given(moments, limits)
def test_pause_without_working_time_moves_no_deadline(start, limit):
    work = clock.WorkingTime(CHINA, office)
    night = MONDAY.replace(hour=17) + (start - MONDAY) // timedelta(days=1) * DAY
    standing = [(night, night + timedelta(hours=7))]
    assert clock.deadline(limit, start, work, standing) == clock.deadline(
        limit, start, work
    )


def test_pause_at_noon_does_not_move_the_end_of_the_day():
    due = clock.deadline(
        clock.Limit(8, "hour"),
        MONDAY.replace(hour=8),
        clock.WorkingTime(CHINA, office),
        [(MONDAY.replace(hour=12), MONDAY.replace(hour=13))],
    )
    assert due == MONDAY.replace(hour=17)


@given(moments, limits, works)
def test_deadline_lies_after_the_start_and_in_working_time(start, limit, work):
    due = clock.deadline(limit, start, work)
    assert due > start
    if not work.is_always:
        instant = timedelta(seconds=1)
        assert work.elapsed(due - instant, due) == 1


@given(moments, limits, works, st.integers(1, 40))
def test_longer_limit_is_never_due_earlier(start, limit, work, more):
    longer = clock.Limit(limit.amount + more, limit.unit)
    assert clock.deadline(longer, start, work) >= clock.deadline(limit, start, work)


@given(moments, limits, works, pauses)
def test_pause_never_shortens_the_time(start, limit, work, standing):
    plain = clock.deadline(limit, start, work)
    assert clock.deadline(limit, start, work, standing) >= plain


@given(moments, st.integers(1, 5000), works, pauses)
def test_time_outside_pauses_is_the_limit(start, minutes, work, standing):
    limit = clock.Limit(minutes, "minute")
    due = clock.deadline(limit, start, work, standing)
    paused = sum(
        work.elapsed(max(begin, start), min(end, due))
        for begin, end in deadlines.merged(standing)
    )
    assert work.elapsed(start, due) - paused == pytest.approx(minutes * 60)


@given(moments, limits, works)
def test_endless_pause_has_no_deadline(start, limit, work):
    assert clock.deadline(limit, start, work, [(start, None)]) is None


@given(moments, limits, works, st.integers(1, 99), pauses)
def test_warning_lies_between_start_and_deadline(start, limit, work, share, standing):
    due = clock.deadline(limit, start, work, standing)
    assert start <= clock.warning(start, due, share, work, standing) <= due


@given(moments, st.integers(0, 60))
def test_questions_in_any_order_have_the_same_answer(start, days):
    """What was fetched for a later moment serves an earlier one."""
    asked = clock.WorkingTime(CHINA, office)
    asked.advance(start + timedelta(days=days), 10**5)
    fresh = clock.WorkingTime(CHINA, office)
    assert asked.advance(start, 10**5) == fresh.advance(start, 10**5)


seconds = st.integers(0, 60 * 60 * 24 * 7).map(lambda n: MONDAY + timedelta(seconds=n))


@given(seconds, limits, works, st.integers(1, 99))
def test_moments_have_no_parts_of_a_second(start, limit, work, share):
    """The database keeps none: what was given would be due once more."""
    out = clock.outcome(clock.Facts(start), limit, work, share)
    assert not out.deadline.microsecond and not out.warning.microsecond
    given_alarms = {"warning": out.warning}
    later = clock.outcome(clock.Facts(start, given=given_alarms), limit, work, share)
    assert later.next_alarm == out.deadline


@given(moments, st.integers(1, 300), st.integers(1, 99))
def test_each_alarm_is_given_once_however_often_one_looks(start, minutes, share):
    due = start + timedelta(minutes=minutes)
    warn = start + timedelta(minutes=minutes * share / 100)
    steps = [clock.Step("a", 10, 1), clock.Step("b", -1, 1), clock.Step("c", 10, 1)]
    keys, before = [], {}
    for minute in range(0, minutes + 30, 3):
        now = start + timedelta(minutes=minute)
        found = clock.due_alarms(warn, due, steps, before, now)
        keys += [key for _moment, key in found]
        before |= {key: moment for moment, key in found}
    assert sorted(keys) == ["a", "b", "breach", "c", "warning"]
    assert clock.next_alarm(warn, due, steps, before) is None


@given(moments, st.lists(st.integers(-90, 90), min_size=1, max_size=6))
def test_deadline_that_moves_about_is_told_when_it_is_missed(start, moves):
    """However often it is corrected, to earlier or to later."""
    before, due = {}, start
    for minutes in moves:
        due += timedelta(minutes=minutes)
        for moment, key in clock.due_alarms(None, due, [], before, due):
            before[key] = moment
        now = due + timedelta(seconds=1)
        for moment, key in clock.due_alarms(None, due, [], before, now):
            before[key] = moment
        assert before["breach"] >= due
        assert clock.due_alarms(None, due, [], before, now) == []


def test_deadline_before_the_last_alarm_keeps_its_breach():
    warned = {"warning": MONDAY + timedelta(minutes=8)}
    due = MONDAY + timedelta(minutes=5)
    now = MONDAY + timedelta(minutes=9)
    assert clock.due_alarms(None, due, [], warned, now) == [(due, "breach")]


@given(moments, limits, works, moments, moments)
def test_end_decides_whether_it_was_in_time(start, limit, work, target, cancelled):
    """Kept if and only if it came by its deadline; ended late is broken."""
    due = clock.deadline(limit, start, work)
    for facts, end, in_time in (
        (clock.Facts(start, target=target), target, "kept"),
        (clock.Facts(start, cancelled=cancelled), cancelled, "cancelled"),
        (
            clock.Facts(start, target=target, cancelled=cancelled),
            min(target, cancelled),
            "cancelled",
        ),
    ):
        out = clock.outcome(facts, limit, work)
        assert out.state == (in_time if end <= due else "broken")
        assert not out.is_open and out.next_alarm is None


@given(moments, limits, works, limits)
def test_times_that_are_kept_are_not_worked_out_anew(start, limit, work, other):
    before = clock.outcome(clock.Facts(start), limit, work, 50)
    times = before.deadline, before.warning
    facts = clock.Facts(start, target=before.deadline)
    assert clock.outcome(facts, other, work, 50, times=times) == clock.outcome(
        facts, limit, work, 50
    )


def test_calendar_without_working_time_says_so():
    empty = clock.WorkingTime(CHINA, lambda start, end: [])
    with pytest.raises(clock.NoWorkingTime):
        clock.deadline(clock.Limit(1, "hour"), MONDAY, empty)
    with pytest.raises(clock.NoWorkingTime):
        clock.deadline(clock.Limit(1, "working_day"), MONDAY, empty)
