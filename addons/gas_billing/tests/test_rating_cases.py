"""Worked cases to the fen: those of the field (T01 to T30), then one per rule."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from odoo.addons.gas_billing.rating import (
    Accumulator,
    Tariff,
    Usage,
    load_tariff_file,
    rate,
    split_vat,
)

PRESETS = Path(__file__).parents[3] / "config" / "tariffs"
JULY = {"start": date(2026, 7, 1), "end": date(2026, 8, 1)}


def preset(city, code="resident"):
    return load_tariff_file(PRESETS / f"{city}.json").tariff(code)


def tariff(cycle="year", **options):
    """A tariff of one version, whose keys are the options that Tariff has not."""
    own = {"rounding", "period_split", "prorate_bounds", "volume_digits", "versions"}
    version = {key: options.pop(key) for key in set(options) - own}
    return Tariff(
        code="t",
        name="t",
        user_classes=["resident"],
        cycle=cycle,
        **{"versions": [version], **options},
    )


def ladder(*steps):
    """Tiers of ``(to, price), ..., price``."""
    *bounded, last = steps
    return [{"to": to, "price": price} for to, price in bounded] + [{"price": last}]


NANNING = ladder((360, "3.07"), (600, "3.68"), "4.61")


def split(rating, kind="tier"):
    """The volumes of the parts of a kind, as text."""
    return "/".join(f"{p.volume.normalize():f}" for p in rating.parts if p.kind == kind)


# --- the cases of the field ---------------------------------------------------------

CASES = [
    # id, city, used before, volume, split, total
    ("T01", "beijing", 0, 350, "350/0/0", "913.50"),
    ("T02", "beijing", 0, 351, "350/1/0", "916.33"),
    ("T03", "beijing", 0, 600, "350/150/100", "1761.00"),
    ("T04", "beijing", 340, 30, "10/20/0", "82.70"),
    ("T06", "shanghai", 0, 600, "310/210/80", "1959.00"),
    ("T08", "guangzhou", 300, 120, "20/80/20", "503.80"),
    ("T11", "wuhan", 0, 700, "360/240/100", "1932.00"),
    ("T12", "xian", 0, 700, "480/180/40", "1618.20"),
    ("T15", "chongqing", 0, 500, "375/120/5", "1121.00"),
    ("T16", "changsha", 385, 20, "5/15/0", "68.81"),
    ("T17", "nanning", 0, 650, "360/240/50", "2218.90"),
    ("T20", "zhengzhou", 0, 62, "50/12", "192.84"),
    ("T22", "jinan", 0, 400, "216/144/40", "1546.40"),
    ("T23", "haikou", 0, 430, "277/144/9", "1379.71"),
    ("T24", "qingdao", 0, 380, "228/120/32", "1461.20"),
]


@pytest.mark.parametrize(
    "city, used, volume, volumes, total",
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_worked_case_is_right_to_the_fen(city, used, volume, volumes, total):
    """B15: tiers over the cycle, on the published prices of fifteen cases."""
    usage = Usage(volume=volume, **JULY)
    rating = rate(preset(city), usage, Accumulator(volume=used))
    assert (split(rating), str(rating.total)) == (volumes, total)
    assert rating.accumulator.volume == used + volume


def test_t30_tax_of_nine_percent_is_split_off_the_inclusive_total():
    assert split_vat(Decimal("762.20"), Decimal(9)) == (
        Decimal("699.27"),
        Decimal("62.93"),
    )


PUBLISHED = [
    # city, tariff, day, tier bounds, prices, start of the cycle
    ("beijing", "resident", "2026-07-01", "350 500", "2.61 2.83 4.23", "2026-01-01"),
    ("beijing", "resident_boiler", "2026-07-01", "1500 2500", "2.61 2.83 4.23", None),
    ("shanghai", "resident", "2014-09-01", "310 520", "3.00 3.30 4.20", "2014-01-01"),
    ("guangzhou", "resident", "2016-01-01", "320 400", "3.45 4.14 5.18", "2016-01-01"),
    ("wuhan", "resident", "2016-01-01", "360 600", "2.53 2.78 3.54", "2016-01-01"),
    ("xian", "resident", "2025-05-31", "480 660", "2.18 2.62 3.27", "2025-01-01"),
    ("xian", "resident", "2025-06-01", "480 660", "2.14 2.57 3.21", "2025-01-01"),
    ("xian", "resident_boiler", "2025-06-01", "2000 3000", "2.14 2.57 3.21", None),
    ("chongqing", "resident", "2026-07-01", "375 495", "2.196 2.366 2.716", None),
    ("chongqing", "resident_low_income", "2026-07-01", "", "1.96", None),
    ("chongqing", "nonresident_seasonal", "2026-10-31", "", "2.074", "2026-04-01"),
    ("chongqing", "nonresident_seasonal", "2026-11-01", "", "2.374", "2026-11-01"),
    ("changsha", "resident", "2024-12-01", "390 600", "2.992 3.590 4.488", None),
    ("nanning", "resident", "2025-11-01", "360 600", "3.07 3.68 4.61", "2025-01-01"),
    ("nanning", "resident_low_income", "2025-11-01", "360 600", "3.07 3.68 4.61", None),
    ("nanning", "industrial", "2026-07-01", "", "4.11", None),
    ("nanning", "commercial", "2026-07-01", "", "4.79", None),
    ("nanning", "public_welfare", "2026-07-01", "", "3.38", None),
    ("jinan", "resident", "2023-09-01", "216 360", "3.50 4.10 5.00", "2023-01-01"),
    ("jinan", "resident_boiler", "2023-09-01", "", "3.50", None),
    ("harbin", "resident", "2019-06-01", "288 360", "2.94 3.53 4.41", "2019-01-01"),
    ("harbin", "resident_boiler", "2019-06-01", "", "3.24", None),
    ("zhengzhou", "resident", "2024-10-21", "50", "2.94 3.82", "2024-10-01"),
    ("zhengzhou", "resident_low_income", "2024-10-21", "50", "2.94 3.82", None),
    ("haikou", "resident", "2025-08-05", "277 421", "3.10 3.39 3.65", "2024-11-01"),
    ("haikou", "resident", "2025-11-01", "277 421", "3.10 3.39 3.65", "2025-11-01"),
    ("urumqi", "resident", "2026-12-31", "300 400", "1.50 1.80 2.25", "2026-01-01"),
    ("urumqi", "resident", "2027-01-01", "300 400", "1.63 1.96 2.45", "2027-01-01"),
    ("urumqi", "resident_boiler", "2027-01-01", "3000 4000", "1.63 1.96 2.45", None),
    ("qingdao", "resident", "2026-07-01", "228 348", "3.54 4.12 4.99", "2026-01-01"),
]


@pytest.mark.parametrize("city, code, day, bounds, prices, cycle", PUBLISHED)
def test_preset_states_the_published_ladder(city, code, day, bounds, prices, cycle):
    """B15, B16: bounds, prices, first day and cycle of every preset tariff."""
    usage = Usage(volume=0, start=day, end=day, months=0)
    rating = rate(preset(city, code), usage)
    tiers = [part for part in rating.parts if part.kind == "tier"]
    assert [str(part.upper) for part in tiers[:-1]] == bounds.split()
    assert tiers[-1].upper is None
    assert [str(part.price) for part in tiers] == prices.split()
    if cycle:
        assert str(rating.accumulator.since) == cycle


def test_every_tariff_of_every_preset_is_in_the_table_of_published_ladders():
    presets = {
        (path.stem, tariff.code)
        for path in PRESETS.glob("*.json")
        for tariff in load_tariff_file(path).tariffs
    }
    assert presets == {(city, code) for city, code, *_figures in PUBLISHED}


@pytest.mark.parametrize(
    "city, people, volume, volumes, total",
    [
        ("shanghai", 4, 600, "310/210/80", "1959.00"),
        ("shanghai", 5, 600, "460/140/0", "1842.00"),  # 460, 670
        ("shanghai", 6, 600, "460/140/0", "1842.00"),  # once, not per person
        ("guangzhou", 4, 420, "320/80/20", "1538.80"),
        ("guangzhou", 5, 420, "390/10/20", "1490.50"),  # 390, 400
        ("guangzhou", 6, 480, "460/0/20", "1690.60"),  # 460 passes 400: no tier 2
        ("changsha", 5, 460, "450/10/0", "1382.30"),  # 450, 600
    ],
)
def test_large_household_has_larger_bounds(city, people, volume, volumes, total):
    """B15: uplift on each bound, on the first only, once, for each extra person."""
    rating = rate(preset(city), Usage(volume=volume, people=people, **JULY))
    assert (split(rating), str(rating.total)) == (volumes, total)


def test_low_income_household_has_three_cubic_metres_a_month_free():
    """B15: the free gas is drawn first and fills the tiers."""
    usage = Usage(volume=20, **JULY)
    rating = rate(preset("nanning", "resident_low_income"), usage, Accumulator())
    assert (split(rating, "allowance"), split(rating)) == ("3", "17/0/0")
    assert str(rating.total) == "52.19"  # 17 x 3.07
    assert rating.accumulator.volume == 20


# --- one case per rule --------------------------------------------------------------


def test_derived_prices_round_half_up_at_the_precision_of_the_base_price():
    """B15: 3.07 x 1.5 = 4.605 and 1.63 x 1.5 = 2.445 both round up."""
    for base, expected in (("3.07", "3.68 4.61"), ("1.63", "1.96 2.45")):
        steps = [{"to": 1, "price": base}, {"to": 2, "ratio": "1.2"}, {"ratio": "1.5"}]
        parts = rate(tariff(tiers=steps), Usage(volume=3, **JULY)).parts
        assert [str(part.price) for part in parts] == [base, *expected.split()]
    steps = [{"to": 1, "price": "2.993"}, {"ratio": "1.5"}]  # 4.4895
    parts = rate(tariff(tiers=steps), Usage(volume=2, **JULY)).parts
    assert str(parts[1].price) == "4.490"


def test_accumulator_starts_again_with_the_cycle_and_carries_nothing_over():
    """B15: the bill after New Year begins at tier one whatever December used."""
    december = Accumulator(date(2026, 1, 1), Decimal(900))
    usage = Usage(volume=30, start=date(2027, 1, 1), end=date(2027, 2, 1))
    rating = rate(tariff(tiers=NANNING), usage, december)
    assert split(rating) == "30/0/0"
    assert rating.accumulator == Accumulator(date(2027, 1, 1), Decimal(30))


@pytest.mark.parametrize(
    "cycle, anchor, day, start, end",
    [
        ("year", None, "2026-12-31", "2026-01-01", "2027-01-01"),
        ("half_year", None, "2026-06-30", "2026-01-01", "2026-07-01"),
        ("half_year", None, "2026-07-01", "2026-07-01", "2027-01-01"),
        ("month", None, "2026-12-31", "2026-12-01", "2027-01-01"),
        (["11-01"], None, "2026-10-31", "2025-11-01", "2026-11-01"),
        (["11-15", "03-16"], None, "2026-03-15", "2025-11-15", "2026-03-16"),
        (["11-15", "03-16"], None, "2026-03-16", "2026-03-16", "2026-11-15"),
        (["11-15", "03-16"], None, "2026-12-31", "2026-11-15", "2027-03-16"),
        ("anniversary", "2024-05-20", "2026-05-19", "2025-05-20", "2026-05-20"),
        ("anniversary", "2024-05-20", "2026-05-20", "2026-05-20", "2027-05-20"),
        ("anniversary", "2024-02-29", "2027-02-28", "2027-02-28", "2028-02-29"),
        ("anniversary", "2024-02-29", "2027-02-27", "2026-02-28", "2027-02-28"),
        ("none", None, "2026-07-01", "1900-01-01", "2999-12-31"),
    ],
)
def test_cycle_window_holds_its_day(cycle, anchor, day, start, end):
    """B15: the [start, end[ window of a day, for every kind of cycle."""
    flat = tariff(cycle=cycle, tiers=ladder("3.00"), period_split="by_end")
    anchor = anchor and date.fromisoformat(anchor)
    window = flat.cycle.window(date.fromisoformat(day), anchor)
    assert [str(each) for each in window] == [start, end]


def by_season():
    seasons = [
        {"start": "04-01", "tiers": ladder((100, "2.00"), "3.00")},
        {"start": "11-01", "tiers": ladder((400, "2.50"), "4.00")},
    ]
    return tariff(cycle=["04-01", "11-01"], seasons=seasons)


def test_each_season_has_its_own_bounds_prices_and_accumulator():
    """B15: 150 m³ are 100 + 50 in summer and all tier one in winter."""
    summer = rate(by_season(), Usage(volume=150, **JULY))
    winter_use = Usage(volume=150, start=date(2026, 12, 1), end=date(2027, 1, 1))
    winter = rate(by_season(), winter_use, summer.accumulator)
    assert (split(summer), str(summer.total)) == ("100/50", "350.00")
    assert (split(winter), str(winter.total)) == ("150/0", "375.00")


def test_bounds_per_person_grow_with_the_registered_household():
    """B15: n x a bound per person, never fewer people than the tariff assumes."""
    steps = tariff(
        tiers=ladder((100, "2.00"), "3.00"), bounds_per="person", min_people=3
    )
    for people, volumes in ((None, "300/200"), (2, "300/200"), (4, "400/100")):
        assert split(rate(steps, Usage(volume=500, people=people, **JULY))) == volumes


def test_bounds_per_heated_area_grow_with_the_home():
    """B15: 12.5 m³ for each m² of 90.5 m² heated: 1131.25."""
    steps = tariff(tiers=ladder(("12.5", "2.00"), "3.00"), bounds_per="m2")
    rating = rate(steps, Usage(volume=1200, floor_area="90.5", **JULY))
    assert split(rating) == "1131.25/68.75"


def test_uplift_ends_with_the_registration():
    """B15, B16: by day, 10 of 31 days with the uplift, then without it."""
    large = {"from_people": 5, "add": [100]}
    steps = tariff(tiers=ladder((100, "2.00"), "3.00"), uplift=large)
    usage = Usage(volume=310, people=5, people_until=date(2026, 7, 10), **JULY)
    rating = rate(steps, usage)
    assert [(p.end.day, p.upper, p.volume) for p in rating.parts] == [
        (11, 200, 100),
        (11, None, 0),
        (1, 100, 0),  # 100 m³ are used already
        (1, None, 210),
    ]
    expired = Usage(volume=150, people=5, people_until=date(2026, 6, 30), **JULY)
    assert split(rate(steps, expired)) == "100/50"
    last_day = Usage(volume=310, people=5, people_until=date(2026, 7, 1), **JULY)
    assert [part.upper for part in rate(steps, last_day).parts] == [
        200,
        None,
        100,
        None,
    ]


def test_allowance_may_stay_outside_the_accumulator():
    """B15: 5 m³ at 1.00 a month over two months, not counted into the tiers."""
    own = {"volume": 5, "per": "month", "price": "1.00", "counts": False}
    steps = tariff(tiers=ladder((100, "2.00"), "3.00"), allowance=own)
    usage = Usage(volume=120, months=2, **JULY)
    rating = rate(steps, usage)
    assert (split(rating, "allowance"), split(rating)) == ("10", "100/10")
    assert (str(rating.total), rating.accumulator.volume) == ("240.00", 110)


def test_allowance_of_the_cycle_is_drawn_once():
    """B15: 50 m³ a year at a low price: 30 in the first bill, 20 in the second."""
    own = {"volume": 50, "per": "cycle", "price": "1.00"}
    steps = tariff(tiers=ladder((100, "2.00"), "3.00"), allowance=own)
    first = rate(steps, Usage(volume=30, **JULY))
    second = rate(steps, Usage(volume=30, **JULY), first.accumulator)
    third = rate(steps, Usage(volume=60, **JULY), second.accumulator)
    drawn = [split(rating, "allowance") for rating in (first, second, third)]
    assert drawn == ["30", "20", "0"]
    assert split(third) == "40/20"  # 60 m³ were used before


def test_monthly_allowance_adds_up_over_a_price_change():
    """B16: 3 m³ over 31 days, 10 before the change: 0.97 and 2.03."""
    free = {"volume": 3, "per": "month", "price": "0.00"}
    old = {"tiers": ladder("2.00"), "allowance": free}
    new = {"valid_from": "2026-07-11", "tiers": ladder("3.00"), "allowance": free}
    rating = rate(tariff(cycle="none", versions=[old, new]), Usage(volume=31, **JULY))
    assert split(rating, "allowance") == "0.97/2.03"
    assert split(rating) == "9.03/18.97"


@pytest.mark.parametrize(
    "counts, after, total", [(False, 0, "1000.00"), (True, 500, "1000.00")]
)
def test_official_heating_season_costs_the_first_price_only(counts, after, total):
    """B15: everything at tier one from 15 November to 15 March."""
    season = {"first_day": "11-15", "last_day": "03-15", "counts": counts}
    steps = tariff(tiers=ladder((100, "2.00"), "3.00"), tier_one_season=season)
    winter = Usage(volume=500, start=date(2026, 1, 1), end=date(2026, 2, 1))
    rating = rate(steps, winter)
    assert (split(rating, "season"), str(rating.total)) == ("500", total)
    assert (rating.parts[0].tier, rating.accumulator.volume) == (1, after)


def test_heating_season_ends_inside_a_bill_by_day():
    """B16: March 2026 has 15 days of season and 16 days of tiers."""
    season = {"first_day": "11-15", "last_day": "03-15"}
    steps = tariff(tiers=ladder((100, "2.00"), "3.00"), tier_one_season=season)
    march = Usage(volume=310, start=date(2026, 3, 1), end=date(2026, 4, 1))
    rating = rate(steps, march)
    assert (split(rating, "season"), split(rating)) == ("150", "100/60")


def test_negotiated_price_replaces_the_cap():
    """B15: up to the cap; without an agreement the cap itself."""
    industrial = preset("nanning", "industrial")
    agreed = rate(industrial, Usage(volume=1000, agreed_price="3.985", **JULY))
    capped = rate(industrial, Usage(volume=1000, **JULY))
    at_cap = rate(industrial, Usage(volume=1000, agreed_price="4.11", **JULY))
    totals = [str(rating.total) for rating in (agreed, capped, at_cap)]
    assert totals == ["3985.00", "4110.00", "4110.00"]


def price_change(**options):
    """2.00 / 3.00 until 10 July 2026, then 2.50 / 4.00; 100 m³ in tier one."""
    old = {"tiers": ladder((100, "2.00"), "3.00")}
    new = {"valid_from": "2026-07-11", "tiers": ladder((100, "2.50"), "4.00")}
    new["accumulator"] = options.pop("accumulator", "keep")
    return tariff(versions=[old, new], **options)


def test_price_change_inside_a_bill_is_shared_by_day_and_keeps_the_accumulator():
    """B16: 310 m³ over 31 days: 100 before the change, 210 after it."""
    rating = rate(price_change(), Usage(volume=310, **JULY))
    assert split(rating) == "100/0/0/210"
    assert str(rating.total) == "1040.00"  # 100 x 2.00 + 210 x 4.00
    assert [str(part.version) for part in rating.parts] == [
        "None",
        "None",
        "2026-07-11",
        "2026-07-11",
    ]


def test_price_change_may_reset_the_accumulator():
    """B16: after the reset 100 m³ are at tier one again."""
    rating = rate(price_change(accumulator="reset"), Usage(volume=310, **JULY))
    assert (split(rating), str(rating.total)) == ("100/0/100/110", "890.00")
    assert rating.accumulator == Accumulator(date(2026, 7, 11), Decimal(210))
    later = Usage(volume=1, start=date(2026, 8, 1), end=date(2026, 9, 1))
    next_bill = rate(price_change(accumulator="reset"), later, rating.accumulator)
    assert split(next_bill) == "0/1"
    next_year = Usage(volume=1, start=date(2027, 1, 1), end=date(2027, 2, 1))
    next_bill = rate(price_change(accumulator="reset"), next_year)
    assert next_bill.accumulator.since == date(2027, 1, 1)


@pytest.mark.parametrize(
    "share, bound", [("none", "100"), ("day", "47.67"), ("month", "50")]
)
def test_reset_may_prorate_the_bounds_to_the_rest_of_the_cycle(share, bound):
    """B16: 174 of 365 days, or 6 of 12 months, are left on 11 July."""
    steps = price_change(accumulator="reset", prorate_bounds=share)
    usage = Usage(volume=0, start=date(2026, 7, 11), end=date(2026, 8, 1))
    assert f"{rate(steps, usage).parts[0].upper.normalize():f}" == bound


@pytest.mark.parametrize(
    "share, bound", [("none", "100"), ("day", "16.71"), ("month", "16.67")]
)
def test_moving_in_may_prorate_the_bounds_to_the_rest_of_the_cycle(share, bound):
    """B16: 61 of 365 days, or 2 of 12 months, are left on 1 November."""
    steps = tariff(tiers=ladder((100, "2.00"), "3.00"), prorate_bounds=share)
    november = {"start": date(2026, 11, 1), "end": date(2026, 12, 1)}
    usage = Usage(volume=0, moved_in=date(2026, 11, 1), **november)
    before = Accumulator(date(2026, 1, 1), Decimal(90))
    rating = rate(steps, usage, before)
    assert str(rating.parts[0].upper) == bound
    assert rating.accumulator == Accumulator(date(2026, 11, 1))
    next_year = Usage(
        volume=0,
        moved_in=date(2026, 11, 1),
        start=date(2027, 1, 1),
        end=date(2027, 2, 1),
    )
    assert rate(steps, next_year).parts[0].upper == 100


@pytest.mark.parametrize(
    "cycle, moved_in, bound",
    [
        (["11-15", "03-16"], "2025-12-14", "100"),  # the first of four months
        (["11-15", "03-16"], "2025-12-15", "75"),
        (["11-15", "03-16"], "2026-03-15", "25"),  # the last day is a month too
        (["01-01", "01-11"], "2026-01-10", "100"),  # a window of ten days
    ],
)
def test_months_of_a_proration_begin_with_the_cycle(cycle, moved_in, bound):
    """B16: months are counted from the first day of the window, begun ones whole."""
    steps = tariff(
        cycle=cycle, tiers=ladder((100, "2.00"), "3.00"), prorate_bounds="month"
    )
    usage = Usage(volume=0, start=moved_in, end=moved_in, moved_in=moved_in)
    assert rate(steps, usage).parts[0].upper == Decimal(bound)


@pytest.mark.parametrize(
    "end, total", [("2026-07-10", "200.00"), ("2026-07-11", "250.00")]
)
def test_bill_may_go_whole_by_the_day_of_its_reading(end, total):
    """B16: by_end puts all gas under the price of the last reading's day."""
    usage = Usage(volume=100, start=date(2026, 6, 11), end=end)
    rating = rate(price_change(period_split="by_end"), usage)
    assert str(rating.total) == total


def test_minimum_charge_of_a_bill_is_the_share_of_each_version_in_it():
    """B16, B17: 31.00 a month for 10 of 31 days, 62.00 for the other 21."""
    versions = [
        {"tiers": ladder("1.00"), "minimum_charge": "31.00"},
        {
            "valid_from": "2026-07-11",
            "tiers": ladder("1.00"),
            "minimum_charge": "62.00",
        },
    ]
    rating = rate(tariff(cycle="none", versions=versions), Usage(volume=2, **JULY))
    minimum = rating.parts[-1]
    assert (minimum.kind, str(minimum.amount)) == ("minimum", "50.00")  # 52.00 - 2.00
    assert minimum.version == date(2026, 7, 11)
    assert (minimum.start, minimum.end) == (JULY["start"], JULY["end"])


def test_version_of_one_day_holds_that_day():
    """B16: first and last day of a version are both inside it."""
    day = {"valid_from": "2026-07-11", "valid_to": "2026-07-11"}
    flat = tariff(cycle="none", versions=[{"tiers": ladder("3.00"), **day}])
    usage = Usage(volume=1, start=date(2026, 7, 11), end=date(2026, 7, 12))
    assert str(rate(flat, usage).total) == "3.00"


def test_invoice_lines_are_the_parts_with_a_volume_or_an_amount():
    """B17: free gas and the minimum charge are shown, an empty tier is not."""
    steps = tariff(
        tiers=ladder((100, "2.00"), "3.00"),
        allowance={"volume": 3, "per": "month", "price": "0.00"},
        minimum_charge="9.00",
    )
    rating = rate(steps, Usage(volume=5, **JULY))
    lines = [(part.kind, str(part.amount)) for part in rating.billed_parts]
    assert lines == [("allowance", "0.00"), ("tier", "4.00"), ("minimum", "5.00")]
    assert len(rating.parts) == 4


@pytest.mark.parametrize(
    "digits, volume, volumes",
    [
        (0, "10", "3/7"),  # 10 of 31 days: 3.2258
        (2, "10", "3.23/6.77"),
        (4, "10", "3.2258/6.7742"),
        (0, "10.00", "3.23/6.77"),  # never coarser than the volume itself
    ],
)
def test_shared_volumes_have_the_decimals_the_tariff_sets(digits, volume, volumes):
    """B16: the shares of a bill add up to it."""
    versions = [
        {"tiers": ladder("2.00")},
        {"valid_from": "2026-07-11", "tiers": ladder("3.00")},
    ]
    steps = tariff(cycle="none", versions=versions, volume_digits=digits)
    assert split(rate(steps, Usage(volume=volume, **JULY))) == volumes


def test_actual_reading_on_the_day_of_change_divides_the_bill():
    """B16: by_reading takes what the meter showed, not the share of days."""
    usage = {"volume": 310, "readings": [{"day": "2026-07-11", "volume": 20}], **JULY}
    rating = rate(price_change(period_split="by_reading"), Usage(**usage))
    assert split(rating) == "20/0/80/210"
    usage["readings"] = [{"day": "2026-07-11", "volume": 0}]  # nothing used before
    rating = rate(price_change(period_split="by_reading"), Usage(**usage))
    assert split(rating) == "0/0/100/210"


def test_reading_inside_the_period_refines_the_share_by_day():
    """B16: 62 m³ up to 6 July, so 62 + 5/26 of 248 up to the 11th."""
    usage = {"volume": 310, "readings": [{"day": "2026-07-06", "volume": 62}], **JULY}
    rating = rate(price_change(), Usage(**usage))
    assert sum(part.volume for part in rating.parts[:2]) == Decimal("109.69")


def test_bill_over_new_year_is_shared_between_the_two_cycles():
    """B15, B16: each year rates its own days with its own accumulator."""
    steps = tariff(tiers=ladder((100, "2.00"), "3.00"))
    usage = Usage(volume=62, start=date(2026, 12, 1), end=date(2027, 2, 1))
    rating = rate(steps, usage, Accumulator(date(2026, 1, 1), Decimal(90)))
    assert split(rating) == "10/21/31/0"
    assert rating.accumulator == Accumulator(date(2027, 1, 1), Decimal(31))


def test_amounts_round_by_tier_or_only_in_total():
    """B15: 0.5 x 2.01 and 0.5 x 3.01 round to 1.01 and 1.51, together to 2.51."""
    steps = ladder(("0.5", "2.01"), "3.01")
    usage = Usage(volume=1, **JULY)
    amounts = {}
    for rounding in ("tier", "total"):
        rating = rate(tariff(tiers=steps, rounding=rounding), usage)
        amounts[rounding] = [str(part.amount) for part in rating.parts]
        assert sum(part.amount for part in rating.parts) == rating.total
    assert amounts == {"tier": ["1.01", "1.51"], "total": ["1.01", "1.50"]}


def test_monthly_charges_and_minimum_charge_are_added():
    """B17: meter rent 2.00 a month, gas at least 10.50 a month, for two months."""
    rent = {"code": "meter_rent", "name": "表租", "amount": 2}
    steps = tariff(
        cycle="none",
        tiers=ladder("3.00"),
        minimum_charge="10.50",
        monthly_charges=[rent],
    )
    low = rate(steps, Usage(volume=5, months=2, **JULY))
    assert [(p.kind, p.code, str(p.amount)) for p in low.parts] == [
        ("tier", None, "15.00"),
        ("charge", "meter_rent", "4.00"),
        ("minimum", None, "6.00"),
    ]
    assert str(low.total) == "25.00"
    high = rate(steps, Usage(volume=7, months=2, **JULY))  # 21.00
    assert [part.kind for part in high.parts] == ["tier", "charge"]


def test_monthly_charge_adds_up_over_its_own_change():
    """B16, B17: 2.00 for 10 of 31 days and 3.00 for 21, rounded to their sum."""
    versions = [
        {"tiers": ladder("3.00"), "monthly_charges": [rent]}
        for rent in (
            {"code": "rent", "name": "表租", "amount": "2.00"},
            {"code": "rent", "name": "表租", "amount": "3.00"},
        )
    ]
    versions[1]["valid_from"] = "2026-07-11"
    rating = rate(tariff(cycle="none", versions=versions), Usage(volume=0, **JULY))
    amounts = [str(part.amount) for part in rating.parts if part.kind == "charge"]
    assert amounts == ["0.65", "2.03"]  # 0.645161 + 2.032258 = 2.677419


def test_months_of_a_chain_of_bills_are_counted_once():
    """B17: without a number of months, each turn of the month counts."""
    days = [date(2025, 11, 5), date(2025, 11, 28), date(2026, 1, 2), date(2026, 2, 2)]
    pairs = zip(days, days[1:], strict=False)
    months = [Usage(volume=0, start=a, end=b).billed_months for a, b in pairs]
    assert months == [0, 2, 1]
