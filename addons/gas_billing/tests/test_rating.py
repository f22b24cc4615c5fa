"""What holds for every tariff, what is refused, and what a frozen bill promises."""

import ast
import dataclasses
import doctest
import importlib
import json
import pkgutil
import re
import sys
from dataclasses import FrozenInstanceError, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, localcontext
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.addons.gas_billing import rating as core
from odoo.addons.gas_billing.rating import (
    MESSAGES,
    NOTHING_USED,
    Accumulator,
    Allowance,
    Charge,
    RatingRequest,
    Season,
    Tariff,
    TariffError,
    TariffFile,
    Tier,
    TierOneSeason,
    Uplift,
    Usage,
    Version,
    as_decimal,
    parse_tariff_file,
    rate,
    standard_volume,
)

MODULES = sorted(module.name for module in pkgutil.iter_modules(core.__path__))
YEAR = range(365)
HALF_A_FEN = Decimal("0.005")


def day(offset):
    return date(2026, 1, 1) + timedelta(days=offset)


# --- the package --------------------------------------------------------------------


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_the_docstrings_are_true(name):
    module = importlib.import_module(f"{core.__name__}.{name}")
    assert doctest.testmod(module).failed == 0


def test_doctests_are_found():
    modules = [importlib.import_module(f"{core.__name__}.{name}") for name in MODULES]
    assert sum(doctest.testmod(module).attempted for module in modules) >= 20


@pytest.mark.parametrize("name", [*MODULES, "__init__"])
def test_core_imports_only_itself_and_the_standard_library(name):
    tree = ast.parse((Path(core.__path__[0]) / f"{name}.py").read_text("utf-8"))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            imported.add(node.module.split(".")[0])
    assert imported <= sys.stdlib_module_names


# --- any tariff, any use ------------------------------------------------------------


def decimals(low, high, places):
    """Decimals from ``low`` to ``high`` written with exactly ``places`` decimals."""
    unit = 10**places
    return st.integers(low * unit, high * unit).map(
        lambda number: Decimal(number).scaleb(-places)
    )


@st.composite
def tier_lists(draw, places=2, ascending=False, most=7):
    count = draw(st.integers(1, most))
    bounds = draw(
        st.lists(
            st.integers(1, 900), min_size=count - 1, max_size=count - 1, unique=True
        )
    )
    prices = draw(
        st.lists(decimals(1, 9, places), min_size=count, max_size=count).map(
            sorted if ascending else list
        )
    )
    return [
        {"to": to, "price": price}
        for to, price in zip([*sorted(bounds), None], prices, strict=True)
    ]


@st.composite
def versions(draw, first, tiers):
    version = {"tiers": draw(tiers)}
    if not first:
        version["accumulator"] = draw(st.sampled_from(["keep", "reset"]))
    if len(version["tiers"]) > 1 and draw(st.booleans()):
        version["uplift"] = {
            "from_people": draw(st.integers(1, 6)),
            "add": [draw(decimals(0, 200, 1))],
            "per_person": draw(st.booleans()),
        }
    if draw(st.booleans()):
        version["allowance"] = {
            "volume": draw(decimals(1, 20, 1)),
            "per": draw(st.sampled_from(["month", "cycle"])),
            "price": "0.00",
            "counts": draw(st.booleans()),
        }
    if draw(st.booleans()):
        version["tier_one_season"] = {"first_day": "11-15", "last_day": "03-15"}
    if draw(st.booleans()):
        version["minimum_charge"] = draw(decimals(0, 50, 2))
        rent = {"code": "rent", "name": "rent", "amount": draw(decimals(0, 5, 2))}
        version["monthly_charges"] = [rent]
    return version


@st.composite
def tariffs(draw, ascending=False, roundings=("tier", "total")):
    tiers = tier_lists(draw(st.sampled_from([2, 3])), ascending)
    starts = draw(st.lists(st.sampled_from(YEAR), max_size=2, unique=True))
    return Tariff(
        code="any",
        name="any",
        user_classes=["resident"],
        cycle=draw(
            st.sampled_from(["year", "half_year", "month", ["11-01"], "anniversary"])
        ),
        versions=[draw(versions(True, tiers))]
        + [
            {"valid_from": day(start), **draw(versions(False, tiers))}
            for start in starts
        ],
        rounding=draw(st.sampled_from(roundings)),
        period_split=draw(st.sampled_from(["by_day", "by_end"])),
        prorate_bounds=draw(st.sampled_from(["none", "day", "month"])),
        volume_digits=draw(st.integers(0, 4)),
    )


@st.composite
def usages(draw, volumes=None):
    volumes = decimals(0, 2000, draw(st.integers(0, 4))) if volumes is None else volumes
    start = draw(st.sampled_from(YEAR))
    return Usage(
        volume=draw(volumes),
        start=day(start),
        end=day(start + draw(st.integers(0, 400))),
        months=draw(st.integers(0, 14)),
        people=draw(st.none() | st.integers(1, 9)),
        people_until=draw(st.none() | st.sampled_from(YEAR).map(day)),
        anchor=date(2024, 2, 29),
        moved_in=draw(st.none() | st.integers(-400, start).map(day)),
    )


accumulators = st.builds(Accumulator, volume=decimals(0, 1000, 2))


@given(tariffs(), usages(), accumulators)
def test_parts_add_up_to_the_volume_and_to_the_total(tariff, usage, before):
    """B15, B16, B17: nothing is lost between segments, tiers and roundings."""
    rating = rate(tariff, usage, before)
    assert sum(part.volume or 0 for part in rating.parts) == usage.volume
    assert sum(part.amount for part in rating.parts) == rating.total
    assert rating.net + rating.tax == rating.total
    assert rating.parts[0].start == usage.start
    assert rating.parts[-1].end == usage.end
    for part in rating.parts:
        assert part.volume is None or part.volume >= 0
        assert part.amount == round(part.amount, 2)
        if part.kind == "tier" and part.volume:
            assert part.used_before >= part.lower
            assert not part.upper or part.used_before + part.volume <= part.upper


@given(tariffs(), usages(), accumulators)
def test_frozen_request_recomputes_to_the_byte(tariff, usage, before):
    """B43: through JSON text and back, whole or with only the versions needed."""
    request = RatingRequest(tariff=tariff, usage=usage, accumulator=before)
    text = json.dumps(request.to_dict())
    thawed = RatingRequest.from_dict(json.loads(text))
    assert thawed == request
    assert json.dumps(thawed.to_dict()) == text
    bill = json.dumps(request.rate().to_dict())
    assert json.dumps(thawed.rate().to_dict()) == bill
    assert json.dumps(thawed.trimmed().rate().to_dict()) == bill


@given(st.data(), st.integers(0, 500))
def test_total_never_falls_when_the_volume_grows(data, more):
    """B15, B16: with prices that rise by tier, in any period and any change.

    Rounding each tier may give back half a fen where a price change moves gas from
    one tier into another, so this looks at totals rounded once.
    """
    tariff = data.draw(tariffs(ascending=True, roundings=["total"]))
    places = data.draw(st.integers(0, 3))
    usage = data.draw(usages(decimals(0, 900, places)))
    larger = replace(usage, volume=usage.volume + Decimal(more).scaleb(-places))
    assert rate(tariff, larger).total >= rate(tariff, usage).total


@given(tier_lists(3), decimals(0, 900, 3), decimals(0, 900, 3), accumulators)
def test_total_never_falls_with_rounding_by_tier(tiers, volume, more, before):
    """B15: inside one version and cycle, whatever the prices."""
    tariff = one_version(tiers)
    small = Usage(volume=volume, start=day(0), end=day(31))
    large = replace(small, volume=volume + more)
    assert rate(tariff, large, before).total >= rate(tariff, small, before).total


def one_version(tiers, **options):
    return Tariff(
        code="one",
        name="one",
        user_classes=["resident"],
        cycle="year",
        versions=[{"tiers": tiers}],
        **options,
    )


def rate_in_turn(tariff, volumes):
    """Rate ``volumes`` as bills of 10 days each; return the ratings."""
    ratings, accumulator = [], NOTHING_USED
    for index, volume in enumerate(volumes):
        usage = Usage(volume=volume, start=day(index * 10), end=day(index * 10 + 10))
        ratings.append(rate(tariff, usage, accumulator))
        accumulator = ratings[-1].accumulator
    return ratings


@given(tier_lists(), st.lists(st.integers(0, 300), min_size=1, max_size=8))
def test_bills_of_a_cycle_cost_as_much_as_one_bill(tiers, volumes):
    """B15: exactly, when every amount is a whole number of fen."""
    tariff = one_version(tiers)
    ratings = rate_in_turn(tariff, volumes)
    (whole,) = rate_in_turn(tariff, [sum(volumes)])
    assert sum(rating.total for rating in ratings) == whole.total
    assert ratings[-1].accumulator == whole.accumulator


@given(
    tier_lists(3),
    st.lists(decimals(0, 300, 3), min_size=1, max_size=8),
    st.sampled_from(["tier", "total"]),
)
def test_bills_of_a_cycle_differ_from_one_bill_by_rounding_only(
    tiers, volumes, rounding
):
    """B15: by at most half a fen for each amount that was rounded."""
    tariff = one_version(tiers, rounding=rounding)
    ratings = rate_in_turn(tariff, volumes)
    (whole,) = rate_in_turn(tariff, [sum(volumes)])
    rounded = [*ratings, whole]
    if rounding == "tier":
        rounded = [part for rating in rounded for part in rating.billed_parts]
    difference = abs(sum(rating.total for rating in ratings) - whole.total)
    assert difference <= HALF_A_FEN * len(rounded)


@given(tariffs())
def test_tariff_survives_its_own_json(tariff):
    """B16: every key that a tariff has is written and read back."""
    assert Tariff.from_dict(json.loads(json.dumps(tariff.to_dict()))) == tariff


# --- frozen for ever ----------------------------------------------------------------

#: As a bill of this release stored it. Never edit: old bills cannot be edited either.
FROZEN = """{"tariff": {"code": "resident", "name": "居民用气", "user_classes":
["resident"], "cycle": "year", "versions": [{"valid_from": "2025-11-01", "valid_to":
null, "document": "南发改规〔2025〕4号", "note": "", "tiers": [{"to": "360", "price":
"3.07", "ratio": null}, {"to": "600", "price": null, "ratio": "1.2"}, {"to": null,
"price": null, "ratio": "1.5"}], "seasons": null, "bounds_per": "household",
"min_people": null, "uplift": null, "allowance": null, "tier_one_season": null,
"negotiable": false, "accumulator": "keep", "minimum_charge": null,
"monthly_charges": []}], "rounding": "tier", "vat_percent": "9", "period_split":
"by_day", "prorate_bounds": "none", "volume_digits": 2, "note": ""}, "usage":
{"volume": "30.5", "start": "2026-12-20", "end": "2027-01-20", "readings": [],
"people": null, "people_until": null, "floor_area": null, "months": null,
"agreed_price": null, "anchor": null, "moved_in": null}, "accumulator": {"since":
"2026-01-01", "volume": "355", "allowance": "0"}, "format": 1}"""


def test_bill_frozen_by_this_release_still_comes_to_its_amount():
    """B43: the stored inputs give the posted steps and total."""
    request = RatingRequest.from_dict(json.loads(FROZEN))
    assert request.to_dict() == json.loads(FROZEN)
    bill = request.rate().to_dict()
    steps = [(p["tier"], p["volume"], p["price"], p["amount"]) for p in bill["parts"]]
    assert steps == [
        (1, "5", "3.07", "15.35"),
        (2, "6.81", "3.68", "25.06"),
        (3, "0.00", "4.61", "0.00"),
        (1, "18.69", "3.07", "57.38"),
        (2, "0.00", "3.68", "0.00"),
        (3, "0.00", "4.61", "0.00"),
    ]
    assert (bill["total"], bill["net"], bill["tax"]) == ("97.79", "89.72", "8.07")
    assert bill["accumulator"] == {
        "since": "2027-01-01",
        "volume": "18.69",
        "allowance": "0",
    }


def test_trimmed_request_keeps_only_the_versions_it_looks_at():
    """B43: a snapshot does not grow with the history of the tariff."""
    notices = [{"valid_from": f"{year}-01-01"} for year in range(2020, 2030)]
    tiers = [{"price": "3.00"}]
    tariff = replace(
        one_version(tiers), versions=[n | {"tiers": tiers} for n in notices]
    )
    usage = Usage(volume=1, start=date(2026, 3, 1), end=date(2026, 4, 1))
    kept = RatingRequest(tariff=tariff, usage=usage).trimmed().tariff.versions
    assert [version.valid_from for version in kept] == [date(2026, 1, 1)]


def test_new_price_can_be_tried_on_frozen_bills_before_it_is_in_force():
    """B18: the same uses under another tariff; nothing else changes."""
    old = one_version([{"to": 100, "price": "2.00"}, {"price": "3.00"}])
    new = one_version([{"to": 80, "price": "2.10"}, {"price": "3.00"}])
    usage = Usage(volume=100, start=day(0), end=day(31))
    request = RatingRequest(tariff=old, usage=usage)
    trial = replace(request, tariff=new)
    assert (str(request.rate().total), str(trial.rate().total)) == ("200.00", "228.00")


def test_rating_does_not_depend_on_the_caller_s_decimal_context():
    """B43: recomputed in a thread of low precision, the amount is the same."""
    request = RatingRequest.from_dict(json.loads(FROZEN))
    expected = request.rate()
    with localcontext() as context:
        context.prec = 3
        assert request.rate() == expected


def test_nothing_can_be_changed_once_built():
    """B43: tariffs, uses and ratings are frozen."""
    classes = [getattr(core, name) for name in core.__all__]
    frozen = [cls.__dataclass_params__.frozen for cls in filter(is_dataclass, classes)]
    assert len(frozen) == 15
    assert all(frozen)
    request = RatingRequest.from_dict(json.loads(FROZEN))
    for record, name in (
        (request.tariff.versions[0].tiers[0], "price"),
        (request.tariff, "versions"),
        (request.usage, "volume"),
        (request.rate(), "total"),
        (request.rate().parts[0], "amount"),
    ):
        with pytest.raises((FrozenInstanceError, AttributeError)):
            setattr(record, name, None)


# --- refusals -----------------------------------------------------------------------

GOOD = {
    "format": 1,
    "city": "城",
    "source": "notice",
    "tariffs": [
        {
            "code": "t",
            "name": "t",
            "user_classes": ["resident"],
            "cycle": "year",
            "versions": [
                {"tiers": [{"to": "100", "price": "2.00"}, {"price": "3.00"}]}
            ],
        }
    ],
}
DELETE = object()
VERSION = "tariffs[0].versions[0]"
FLAT = [{"price": "3.00"}]
SEASON = {"start": "04-01", "tiers": FLAT}
MIXED = [SEASON, {"start": "11-01", "tiers": [{"to": "1", "price": "3.00"}, *FLAT]}]
RENT = {"code": "rent", "name": "rent", "amount": "2.00"}
ALLOWANCE = {"volume": "1", "per": "cycle", "price": "0.00"}


def good_file_but(changes):
    """The text of GOOD with ``{path: value}`` set, a new list item included."""
    data = json.loads(json.dumps(GOOD))
    for path, value in changes.items():
        *steps, last = path.replace("[", ".[").split(".")
        steps = [int(s[1:-1]) if s.startswith("[") else s for s in [*steps, last]]
        target = data
        for step in steps[:-1]:
            target = target[step]
        if value is DELETE:
            del target[steps[-1]]
        elif steps[-1] == -1:
            target.append(value)
        else:
            target[steps[-1]] = value
    return json.dumps(data)


FILE_REFUSALS = [
    # code, path inside the file, what is wrong with it
    ("missing_key", "city", {"city": DELETE}),
    ("unknown_key", f"{VERSION}.tires", {f"{VERSION}.tires": []}),
    ("not_object", "tariffs[0]", {"tariffs[0]": 7}),
    ("not_list", "tariffs", {"tariffs": {}}),
    ("wrong_count", "tariffs", {"tariffs": []}),
    ("wrong_count", f"{VERSION}.tiers", {f"{VERSION}.tiers": [{"price": "1.00"}] * 8}),
    ("repeated", "tariffs[0].user_classes[1]", {
        "tariffs[0].user_classes": ["resident", "resident"]}),
    ("repeated", "tariffs[0].cycle[1]", {"tariffs[0].cycle": ["01-01", "01-01"]}),
    ("repeated", f"{VERSION}.monthly_charges[1].code", {
        f"{VERSION}.monthly_charges": [RENT, RENT | {"name": "other"}]}),
    ("code_twice", "tariffs[1].code", {"tariffs[-1]": GOOD["tariffs"][0]}),
    ("not_text", "city", {"city": 7}),
    ("empty_text", "tariffs[0].name", {"tariffs[0].name": " "}),
    ("not_number", f"{VERSION}.tiers[0].price", {f"{VERSION}.tiers[0].price": "2,00"}),
    ("not_number", f"{VERSION}.tiers[0].to", {f"{VERSION}.tiers[0].to": True}),
    ("binary_float", f"{VERSION}.tiers[0].price", {f"{VERSION}.tiers[0].price": 2.05}),
    ("out_of_range", f"{VERSION}.tiers[0].to", {f"{VERSION}.tiers[0].to": 10**12}),
    ("negative", f"{VERSION}.minimum_charge", {f"{VERSION}.minimum_charge": "-1"}),
    ("not_above_zero", f"{VERSION}.tiers[1].price", {
        f"{VERSION}.tiers[1].price": "-3.00"}),
    ("not_above_zero", f"{VERSION}.tiers[1].price", {
        f"{VERSION}.tiers[1].price": "0.00"}),
    ("wrong_decimals", f"{VERSION}.tiers[0].price", {
        f"{VERSION}.tiers[0].price": "2.0"}),
    ("wrong_decimals", f"{VERSION}.allowance.price", {
        f"{VERSION}.allowance": ALLOWANCE | {"price": "0.0"}}),
    ("wrong_decimals", f"{VERSION}.allowance.price", {
        f"{VERSION}.allowance": ALLOWANCE | {"price": "0.0001"}}),
    ("wrong_decimals", f"{VERSION}.minimum_charge", {
        f"{VERSION}.minimum_charge": "1.005"}),
    ("wrong_decimals", f"{VERSION}.tiers[0].price", {
        f"{VERSION}.tiers[0].price": "2.0001"}),
    ("not_integer", "format", {"format": 2}),
    ("not_integer", "tariffs[0].volume_digits", {"tariffs[0].volume_digits": 5}),
    ("not_percent", "tariffs[0].vat_percent", {"tariffs[0].vat_percent": 100}),
    ("not_boolean", f"{VERSION}.negotiable", {f"{VERSION}.negotiable": "yes"}),
    ("not_date", f"{VERSION}.valid_from", {f"{VERSION}.valid_from": "2026-02-30"}),
    ("not_date", f"{VERSION}.valid_from", {f"{VERSION}.valid_from": "20260201"}),
    ("not_date", f"{VERSION}.valid_from", {f"{VERSION}.valid_from": "0206-02-01"}),
    ("not_month_day", "tariffs[0].cycle[0]", {"tariffs[0].cycle": ["02-29"]}),
    ("not_choice", "tariffs[0].cycle", {"tariffs[0].cycle": "weekly"}),
    ("not_choice", "tariffs[0].user_classes[0]", {"tariffs[0].user_classes": ["x"]}),
    ("first_tier_ratio", f"{VERSION}.tiers[0].ratio", {
        f"{VERSION}.tiers": [{"ratio": "1"}]}),
    ("price_or_ratio", f"{VERSION}.tiers[1].price", {f"{VERSION}.tiers[1]": {}}),
    ("price_or_ratio", f"{VERSION}.tiers[1].price", {
        f"{VERSION}.tiers[1].ratio": "1.2"}),
    ("bound_missing", f"{VERSION}.tiers[0].to", {f"{VERSION}.tiers[0].to": DELETE}),
    ("bound_on_last", f"{VERSION}.tiers[1].to", {f"{VERSION}.tiers[1].to": "200"}),
    ("bounds_not_ascending", f"{VERSION}.tiers[1].to", {
        f"{VERSION}.tiers[1].to": "100", f"{VERSION}.tiers[-1]": {"price": "4.00"}}),
    ("tiers_or_seasons", f"{VERSION}.tiers", {f"{VERSION}.tiers": DELETE}),
    ("tiers_or_seasons", f"{VERSION}.tiers", {f"{VERSION}.seasons": [SEASON]}),
    ("seasons_not_cycle", f"{VERSION}.seasons", {
        f"{VERSION}.tiers": DELETE, f"{VERSION}.seasons": [SEASON]}),
    ("season_all_year", f"{VERSION}.tier_one_season", {
        f"{VERSION}.tier_one_season": {"first_day": "03-01", "last_day": "02-28"}}),
    ("cycle_needed", VERSION, {"tariffs[0].cycle": "none"}),
    ("cycle_needed", VERSION, {
        "tariffs[0].cycle": "none", f"{VERSION}.tiers": FLAT,
        f"{VERSION}.allowance": ALLOWANCE}),
    ("uplift_too_long", f"{VERSION}.uplift.add", {
        f"{VERSION}.uplift": {"from_people": 5, "add": ["1", "2"]}}),
    ("uplift_too_long", f"{VERSION}.uplift.add", {
        f"{VERSION}.uplift": {"from_people": 5, "add": ["1"]},
        f"{VERSION}.tiers": DELETE,
        f"{VERSION}.seasons": MIXED,
        "tariffs[0].cycle": ["04-01", "11-01"]}),
    ("uplift_per_person", f"{VERSION}.uplift", {
        f"{VERSION}.uplift": {"from_people": 5, "add": ["1"]},
        f"{VERSION}.bounds_per": "person", f"{VERSION}.min_people": 1}),
    ("min_people_needed", f"{VERSION}.min_people", {f"{VERSION}.bounds_per": "person"}),
    ("min_people_unused", f"{VERSION}.min_people", {f"{VERSION}.min_people": 1}),
    ("negotiable_tiers", f"{VERSION}.negotiable", {f"{VERSION}.negotiable": True}),
    ("negotiable_tiers", f"{VERSION}.negotiable", {
        f"{VERSION}.negotiable": True, f"{VERSION}.tiers": DELETE,
        f"{VERSION}.seasons": MIXED,
        "tariffs[0].cycle": ["04-01", "11-01"]}),
    ("version_ends_early", f"{VERSION}.valid_to", {
        f"{VERSION}.valid_from": "2026-01-02", f"{VERSION}.valid_to": "2026-01-01"}),
    ("version_without_start", "tariffs[0].versions[1].valid_from", {
        "tariffs[0].versions[-1]": {"tiers": FLAT}}),
    ("versions_overlap", "tariffs[0].versions[1].valid_from", {
        f"{VERSION}.valid_to": "2026-01-01",
        "tariffs[0].versions[-1]": {"valid_from": "2026-01-01", "tiers": FLAT}}),
    ("versions_overlap", "tariffs[0].versions[1].valid_from", {
        f"{VERSION}.valid_from": "2026-01-01",
        "tariffs[0].versions[-1]": {"valid_from": "2026-01-01", "tiers": FLAT}}),
]  # fmt: skip


@pytest.mark.parametrize("code, path, changes", FILE_REFUSALS)
def test_faulty_file_is_refused_with_its_place_and_cause(code, path, changes):
    """B16: nothing contradictory is ever rated."""
    with pytest.raises(TariffError) as refusal:
        parse_tariff_file(good_file_but(changes))
    assert (refusal.value.code, refusal.value.path) == (code, path)
    assert str(refusal.value).startswith(f"{path}: ")


def test_faultless_file_is_accepted():
    assert parse_tariff_file(json.dumps(GOOD)).tariff().code == "t"


def rate_good(usage=None, versions=None, accumulator=NOTHING_USED, **options):
    """Rate 1 m³ of January 2026 under GOOD, with changes."""
    tariff = GOOD["tariffs"][0] | options
    if versions:
        tariff = tariff | {"versions": versions}
    january = {"volume": "1", "start": "2026-01-01", "end": "2026-02-01"}
    request = {
        "tariff": tariff,
        "usage": january | (usage or {}),
        "accumulator": accumulator,
    }
    return RatingRequest.from_dict(request).rate()


CHANGE = [
    {"tiers": FLAT},
    {"valid_from": "2026-01-15", "tiers": FLAT},
]
AREA = [GOOD["tariffs"][0]["versions"][0] | {"bounds_per": "m2"}]
MONTHLY = [{"tiers": FLAT, "minimum_charge": "1.00"}]
CAPPED = [{"tiers": FLAT, "negotiable": True}]
FREE_MONTHLY = [{"tiers": FLAT, "allowance": ALLOWANCE | {"per": "month"}}]

USE_REFUSALS = [
    # code, path, arguments of rate_good
    ("negative_volume", "usage.volume", {"usage": {"volume": "-1"}}),
    ("period_reversed", "usage.end", {"usage": {"end": "2025-12-31"}}),
    ("reading_outside", "usage.readings[0].day", {
        "usage": {"readings": [{"day": "2026-02-01", "volume": 1}]}}),
    ("reading_order", "usage.readings[0]", {
        "usage": {"readings": [{"day": "2026-01-15", "volume": 2}]}}),
    ("reading_order", "usage.readings[1]", {
        "usage": {"readings": [{"day": "2026-01-15", "volume": 1}] * 2}}),
    ("reading_needed", "usage.readings", {
        "versions": CHANGE, "period_split": "by_reading",
        "usage": {"readings": [{"day": "2026-01-14", "volume": 1}]}}),
    ("no_version", "tariff.versions", {
        "versions": [{"valid_from": "2026-01-02", "tiers": FLAT}]}),
    ("no_version", "tariff.versions", {
        "versions": [{"valid_to": "2026-01-30", "tiers": FLAT}]}),
    ("anchor_needed", "usage.anchor", {"cycle": "anniversary"}),
    ("area_needed", "usage.floor_area", {"versions": AREA}),
    ("months_needed", "usage.months", {
        "versions": MONTHLY, "usage": {"end": "2026-01-01"}}),
    ("months_needed", "usage.months", {
        "versions": FREE_MONTHLY, "usage": {"end": "2026-01-01"}}),
    ("price_not_negotiable", "usage.agreed_price", {"usage": {"agreed_price": "1.00"}}),
    ("price_above_cap", "usage.agreed_price", {
        "versions": CAPPED, "usage": {"agreed_price": "3.01"}}),
    ("moved_in_late", "usage.moved_in", {"usage": {"moved_in": "2026-01-02"}}),
    ("accumulator_ahead", "accumulator.since", {
        "accumulator": {"since": "2026-01-02", "volume": 1}}),
    ("binary_float", "usage.volume", {"usage": {"volume": 1.5}}),
]  # fmt: skip


@pytest.mark.parametrize("code, path, arguments", USE_REFUSALS)
def test_use_that_cannot_be_rated_is_refused_with_its_place_and_cause(
    code, path, arguments
):
    """B15, B16, B17: no bill rather than a wrong one."""
    with pytest.raises(TariffError) as refusal:
        rate_good(**arguments)
    assert (refusal.value.code, refusal.value.path) == (code, path)
    assert str(refusal.value).startswith(f"{path}: ")


def test_use_within_the_rules_is_rated():
    assert str(rate_good().total) == "2.00"
    assert str(rate_good(versions=CHANGE, period_split="by_end").total) == "3.00"


TEXT_REFUSALS = [
    ("not_json", "", "{"),
    ("not_json", "", "[" * 100_000),
    ("duplicate_key", "", '{"city": "a", "city": "b"}'),
    ("not_object", "", "[]"),
]


@pytest.mark.parametrize("code, path, document", TEXT_REFUSALS)
def test_text_that_is_no_tariff_file_is_refused(code, path, document):
    with pytest.raises(TariffError) as refusal:
        parse_tariff_file(document)
    assert (refusal.value.code, refusal.value.path) == (code, path)


def test_every_message_is_shown_by_a_refusal_and_gives_cause_and_way_out():
    """The codes are what callers translate: none is dead, none untested."""
    shown = {code for code, *_rest in FILE_REFUSALS + USE_REFUSALS + TEXT_REFUSALS}
    elsewhere = {"file_unreadable", "unknown_code"}  # tests/test_rate_script.py
    assert shown | elsewhere == set(MESSAGES)
    for text in MESSAGES.values():
        assert "; " in text


@pytest.mark.parametrize(
    "value", [1.0, "1e3", "NaN", " 1", "１", "", None, True, Decimal("Infinity")]
)
def test_only_plain_exact_numbers_are_numbers(value):
    """B15: no float, no exponent, no full-width digits, no NaN."""
    with pytest.raises(TariffError):
        as_decimal(value)


@pytest.mark.parametrize("value", ["999999999999.999999", "0.000001", "-0.000001"])
def test_numbers_may_have_twelve_digits_and_six_decimals(value):
    assert as_decimal(value) == Decimal(value)


@pytest.mark.parametrize("value", ["1000000000000", "0.0000001"])
def test_larger_and_finer_numbers_are_refused(value):
    with pytest.raises(TariffError, match="out of range"):
        as_decimal(value)


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_numbers_are_taken_exactly_or_refused(value):
    try:
        taken = as_decimal(value)
    except TariffError:
        assume(False)
    assert taken == value


def test_volume_of_a_large_meter_is_converted_to_standard_conditions():
    """B42: twice the pressure, twice the gas; warmer gas is less."""
    assert standard_volume(100, "101.325", 20) == 200
    assert standard_volume(100, 0, "313.15") == 50
    ratio = {"compressibility_ratio": "1.05"}
    assert standard_volume(100, 0, 20, **ratio) == 105
    with pytest.raises(TariffError, match="gauge_kpa"):
        standard_volume(100, "-101.325", 20)
    with pytest.raises(TariffError, match="temperature_c"):
        standard_volume(100, 0, "-273.15")


# --- config/tariffs/README.md -------------------------------------------------------

README = Path(__file__).parents[3] / "config" / "tariffs" / "README.md"
SECTIONS = {
    "File": TariffFile,
    "Tariff": Tariff,
    "Version": Version,
    "Tier": Tier,
    "Season": Season,
    "Uplift": Uplift,
    "Allowance": Allowance,
    "Tier-one season": TierOneSeason,
    "Monthly charge": Charge,
}


def documented_keys(section):
    """The first column of the table under a heading of the README."""
    text = README.read_text("utf-8").split(f"\n### {section}\n")[1].split("\n### ")[0]
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    return [key for row in rows for key in re.findall("`(.+?)`", row)]


@pytest.mark.parametrize("section", SECTIONS)
def test_readme_lists_every_key_in_its_table(section):
    names = [field.name for field in dataclasses.fields(SECTIONS[section])]
    assert documented_keys(section) == names


def test_readme_example_is_priced_as_it_says():
    """B15, B16: 2218.90, and 2135.80 for a household of five."""
    example = re.search(r"```json\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    tariff = parse_tariff_file(example[1]).tariff()
    usage = Usage(volume=650, start=day(0), end=day(31))
    assert str(rate(tariff, usage).total) == "2218.90"
    assert str(rate(tariff, replace(usage, people=5)).total) == "2135.80"
