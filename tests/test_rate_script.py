"""scripts/rate, run as a stranger runs it: a Python without Odoo, a file, a volume."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "scripts" / "rate"
PRESETS = sorted((ROOT / "config" / "tariffs").glob("*.json"))
#: Isolated (-I) and without site-packages (-S): no Odoo, no wheel can be imported.
PYTHON = [sys.executable, "-I", "-S"]


def run(*arguments, program=(str(SCRIPT),)):
    return subprocess.run(
        [*PYTHON, *program, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def preset(city):
    return ROOT / "config" / "tariffs" / f"{city}.json"


def rated(city, *arguments):
    """Return the JSON printed for a preset; the run must succeed in silence."""
    done = run("--tariff", preset(city), *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def refused(*arguments):
    """Return the one line on stderr; the run must print nothing and exit with 2."""
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr.removeprefix("rate: ").rstrip("\n")


def test_nanning_example_is_priced_to_the_fen():
    """B15: 650 m³ are 360 + 240 + 50, 2218.90 yuan."""
    answer = rated("nanning", "--used", 0, "--volume", 650, "--date", "2026-07-01")
    parts = answer.pop("parts")
    assert answer == {
        "tariff": str(preset("nanning")),
        "city": "南宁",
        "code": "resident",
        "name": "居民用气",
        "version": {
            "valid_from": "2025-11-01",
            "valid_to": None,
            "document": "南发改规〔2025〕4号",
        },
        "bounds": ["360", "600", None],
        "split": ["360", "240", "50"],
        "prices": ["3.07", "3.68", "4.61"],
        "amounts": ["1105.20", "883.20", "230.50"],
        "total": "2218.90",
        "net": "2035.69",
        "tax": "183.21",
        "vat_percent": "9",
        "used_before": "0",
        "used_after": "650",
        "cycle_since": "2026-01-01",
    }
    assert [part["used_before"] for part in parts] == ["0", "360", "600"]


def test_script_imports_nothing_of_odoo():
    """The core is usable without Odoo: no module of it is loaded by a run."""
    arguments = ["--tariff", str(preset("nanning")), "--volume", "1"]
    program = (
        "import runpy, sys\n"
        f"sys.argv = ['rate', *{arguments!r}]\n"
        "try:\n"
        f"    runpy.run_path({str(SCRIPT)!r}, run_name='__main__')\n"
        "finally:\n"
        "    names = {name.split('.')[0] for name in sys.modules}\n"
        "    foreign = names - sys.stdlib_module_names - {'rating', '__main__'}\n"
        "    print('foreign:', sorted(foreign), file=sys.stderr)\n"
    )
    done = run(program=("-c", program))
    assert (done.returncode, done.stderr) == (0, "foreign: []\n")
    assert json.loads(done.stdout)["total"] == "3.07"


def test_used_volume_fills_the_first_tiers():
    """B15: 340 m³ used, 30 more."""
    answer = rated("beijing", "--used", 340, "--volume", 30)
    assert (answer["split"], answer["total"]) == (["10", "20", "0"], "82.70")


def test_people_raise_the_bounds_of_a_large_household():
    """B15: Shanghai from 5 people: 150 more on each bound."""
    answer = rated("shanghai", "--volume", 600, "--people", 5)
    assert answer["bounds"] == ["460", "670", None]
    assert answer["total"] == "1842.00"


def test_registration_that_has_expired_raises_nothing():
    """B15: valid to 30 June, used in July."""
    arguments = ["--people", 5, "--people-until", "2026-06-30", "--date", "2026-07-01"]
    answer = rated("shanghai", "--volume", 600, *arguments)
    assert answer["bounds"] == ["310", "520", None]


def test_future_price_holds_from_its_first_day():
    """B16, B18: Urumqi, the last day of 2026 and the first of 2027."""
    before = rated("urumqi", "--volume", 500, "--date", "2026-12-31")
    after = rated("urumqi", "--volume", 500, "--date", "2027-01-01")
    assert (before["prices"], before["total"]) == (["1.50", "1.80", "2.25"], "855.00")
    assert (after["prices"], after["total"]) == (["1.63", "1.96", "2.45"], "930.00")
    assert after["version"]["valid_from"] == "2027-01-01"


def test_period_over_a_price_change_is_divided_by_day():
    """B16: 12 of 16 days in 2026; each year lists its own three tiers."""
    period = ["--from", "2026-12-20", "--date", "2027-01-05"]
    answer = rated("urumqi", "--used", 290, "--volume", 32, *period)
    assert answer["split"] == ["10", "14.00", "0.00", "8.00", "0.00", "0.00"]
    assert answer["amounts"] == ["15.00", "25.20", "0.00", "13.04", "0.00", "0.00"]
    assert (answer["total"], answer["used_after"]) == ("53.24", "8.00")


def test_another_tariff_of_the_file_is_chosen_by_its_code():
    """B15: low income: 3 m³ a month free, so 8.5 of 14.5 m³ in two months are paid."""
    code = ["--code", "resident_low_income", "--months", 2]
    answer = rated("nanning", "--volume", "14.5", *code)
    assert answer["total"] == "26.10"  # 8.5 x 3.07 = 26.095
    assert [part["kind"] for part in answer["parts"]][:2] == ["allowance", "tier"]


def test_agreed_price_is_used_up_to_the_cap():
    """B15: industry, a cap of 4.11."""
    industrial = ["--code", "industrial", "--volume", 100]
    assert rated("nanning", *industrial, "--agreed-price", "3.90")["total"] == "390.00"
    line = refused("--tariff", preset("nanning"), *industrial, "--agreed-price", "4.12")
    assert line.startswith("--agreed-price: 4.12 is above the cap of 4.11")


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.stem)
def test_every_preset_passes_the_check(path):
    done = run("--tariff", path, "--check")
    assert (done.returncode, done.stderr) == (0, "")
    listed = json.loads(done.stdout)["tariffs"]
    stated = json.loads(path.read_text("utf-8"))["tariffs"]
    assert [each["code"] for each in listed] == [each["code"] for each in stated]
    assert listed[0]["code"] == "resident"


def test_the_fourteen_cities_are_there():
    assert len(PRESETS) == 14


# --- broken files -------------------------------------------------------------------

TIER = '{"to": "360", "price": "3.07"}'
LAST = '{"price": "4.61"}'


def file_with(tiers=f"{TIER}, {LAST}", versions=None, more=""):
    versions = versions or f'{{"tiers": [{tiers}]}}'
    return (
        '{"format": 1, "city": "c", "source": "s", "tariffs": [{"code": "t", '
        '"name": "t", "user_classes": ["resident"], "cycle": "year", '
        f'"versions": [{versions}]{more}}}]}}'
    )


PLACE = "tariffs[0].versions[0].tiers"
OVERLAP = (
    f'{{"valid_from": "2025-01-01", "valid_to": "2026-01-31", "tiers": [{LAST}]}}, '
    f'{{"valid_from": "2026-01-01", "tiers": [{LAST}]}}'
)

BROKEN = {
    "missing price": (
        file_with(f'{{"to": "360"}}, {LAST}'),
        f"{PLACE}[0].price: a tier needs either a price or a ratio; write exactly one",
    ),
    "bounds not ascending": (
        file_with(f"{TIER}, {TIER}, {LAST}"),
        f"{PLACE}[1].to: 360 is not above the bound before it, 360; "
        "write the bounds in ascending order",
    ),
    "overlapping versions": (
        file_with(versions=OVERLAP),
        "tariffs[0].versions[1].valid_from: begins on 2026-01-01 while the version of "
        "2025-01-01 still holds; end that one earlier",
    ),
    "negative price": (
        file_with('{"price": "-4.61"}'),
        f"{PLACE}[0].price: -4.61 is not above zero; write a positive number",
    ),
    "unknown key": (
        file_with(more=', "colour": "red"'),
        "tariffs[0].colour: is not a known key; the keys here are code, name, ",
    ),
    "float price": (
        file_with('{"price": 4.61}'),
        f"{PLACE}[0].price: 4.61 is a binary float, which cannot hold a price exactly; "
        'write it as text: "4.61"',
    ),
    "not JSON": (
        file_with()[:-1],
        "is not JSON (Expecting ',' delimiter: line 1 column",
    ),
    "eight tiers": (
        file_with(", ".join([TIER] * 7 + [LAST])),
        f"{PLACE}: has 8 entries; write 1 to 7",
    ),
    "no tariff": (
        '{"format": 1, "city": "c", "source": "s"}',
        "tariffs: is missing; add it",
    ),
}


@pytest.mark.parametrize("text, line", BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.parametrize("use", [["--check"], ["--volume", "1"]], ids=["check", "rate"])
def test_broken_file_is_refused_with_file_place_cause_and_way_out(
    tmp_path, text, line, use
):
    path = tmp_path / "city.json"
    path.write_text(text, "utf-8")
    assert refused("--tariff", path, *use).startswith(f"{path}: {line}")


def test_file_the_broken_ones_are_made_of_is_sound(tmp_path):
    path = tmp_path / "city.json"
    path.write_text(file_with(), "utf-8")
    assert run("--tariff", path, "--check").returncode == 0


def test_file_that_cannot_be_read_is_named(tmp_path):
    missing, binary = tmp_path / "none.json", tmp_path / "binary.json"
    binary.write_bytes(b"\xff\xfe")
    for path in (missing, binary, tmp_path):
        line = refused("--tariff", path, "--check")
        assert line.startswith(f"{path}: cannot be read (")


@pytest.mark.parametrize(
    "arguments, line",
    [
        (["--volume", "-1"], "--volume: -1 is negative; "),
        (["--volume", "1.5.1"], "--volume: '1.5.1' is not a decimal number; "),
        (["--volume", "1", "--used", "x"], "--used: 'x' is not a decimal number; "),
        (["--volume", "1", "--people", "0"], "--people: 0 does not fit; "),
        (["--volume", "1", "--people", "x"], "argument --people: invalid int value"),
        (["--volume", "1", "--date", "1.7.26"], "--date: '1.7.26' is not a date; "),
        (
            ["--volume", "1", "--from", "2026-07-02", "--date", "2026-07-01"],
            "--date: 2026-07-01 is before the start of the period, 2026-07-02",
        ),
        (["--volume", "1", "--code", "x"], "--code: there is no tariff x; this file "),
        (
            ["--volume", "1", "--code", "resident_low_income"],
            "--months: tariff resident_low_income counts by the month",
        ),
        (
            ["--volume", "1", "--code", "resident_low_income", "--date", "2025-10-31"],
            f"{preset('nanning')}: tariffs[1].versions: tariff resident_low_income "
            "has no version on 2025-10-31; ",
        ),
        ([], "--volume is needed; see rate --help"),
    ],
)
def test_option_that_cannot_be_rated_is_named(arguments, line):
    assert refused("--tariff", preset("nanning"), *arguments).startswith(line)
