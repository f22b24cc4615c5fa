"""The house of add-ons: arrows point down, each stands on what it names (G10)."""

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import server as real

from odoo.modules.module import Manifest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "docs"))

import arrows  # noqa: E402

HERE = Path(__file__).parent
# What may stand on what, with all that is below it (docs/decisions/0012).
HOUSE = {
    "gas_promise": set(),
    "gas_mobile": set(),
    "gas_customer": {"gas_promise"},
    "gas_workorder": {"gas_customer", "gas_mobile"},
    "gas_billing": {"gas_workorder"},
    "gas_network": {"gas_workorder"},
    "gas_incident": {"gas_network"},
    "gas_workforce": {"gas_network"},
    "gas_duty": {"gas_incident"},
    "gas_suite": {"gas_billing", "gas_duty", "gas_workforce"},
}
# What asks for the day, or the clock, of whoever looks, instead of the company's.
OTHERS_DAY = re.compile(
    r"context_today|context_timestamp|[Dd]ate\.today\(|datetime\.now\(|"
    r"astimezone\(|localize\("
)
# Who knows the company's zone, and what has no company.
KNOWS_ZONES = {
    "gas_promise/models/res_company.py",
    "gas_promise/tools/local_time.py",
    "gas_promise/tools/outcomes.py",
    "gas_promise/clock/working_time.py",
    # Odoo asks calendars in their own zone.
    "gas_promise/models/resource_calendar.py",
    # A number of a paper, by itself: nobody is born tomorrow in any zone.
    "gas_customer/tables/identity.py",
}
# From the ground up.
ADDONS = list(HOUSE)
HAVE_NO_MENUS = {"gas_suite"}


def allowed(addon):
    pairs = {(above, below) for above, others in HOUSE.items() for below in others}
    return arrows.below(addon, pairs)


# Arrows


def test_every_add_on_has_its_place():
    assert set(arrows.manifests()) == set(HOUSE)


@pytest.mark.parametrize("addon", ADDONS)
def test_arrows_point_down(addon):
    direct = {below for above, below in arrows.arrows() if above == addon}
    assert direct <= allowed(addon)
    assert addon not in arrows.below(addon, arrows.arrows())


@pytest.mark.parametrize("addon", ADDONS)
def test_add_on_uses_only_what_it_depends_on(addon):
    known = dependencies(addon)
    found = [
        f"{each.path}: {each.what}"
        for each in sorted(arrows.references(addon))
        if is_add_on(each.owner) and each.owner not in known
    ]
    assert not found


def test_references_are_found_in_every_kind_of_file():
    """Without them the test above would say nothing."""
    found = {
        (Path(each.path).suffix, each.owner)
        for addon in ("gas_workorder", "gas_customer", "gas_duty")
        for each in arrows.references(addon)
    }
    assert {
        (".py", "gas_promise"),
        (".xml", "gas_customer"),
        (".csv", "gas_customer"),
        (".js", "gas_mobile"),
        (".xml", "fieldservice"),
    } <= found
    assert arrows.owners()["gas.figures.incidents"] == "gas_incident"


def test_picture_in_architecture_is_of_today():
    picture = arrows.BLOCK.search(arrows.PAGE.read_text(encoding="utf-8"))[0]
    assert picture == arrows.mermaid(), "run docs/arrows.py --write"


@cache
def is_add_on(name):
    return Manifest.for_addon(name, display_warning=False) is not None


@cache
def dependencies(addon):
    """Return all that ``addon`` stands on, Odoo's own add-ons too."""
    found, waiting = {"base", addon}, [addon]
    while waiting:
        new = set(Manifest.for_addon(waiting.pop())["depends"]) - found
        found |= new
        waiting += new
    return found


# Files


def test_views_over_tables_are_in_report():
    for path in arrows.ADDONS.rglob("*.py"):
        if re.search(r"^    _auto = False", path.read_text(encoding="utf-8"), re.M):
            assert path.parent.name == "report", path


def test_no_business_date_is_that_of_the_user():
    """A user without a time zone has yesterday until eight o'clock."""
    found = {
        path.relative_to(ROOT / "addons").as_posix()
        for addon in ADDONS
        for pattern in ("**/*.py", "report/*.xml", "data/*.xml")
        for path in (ROOT / "addons" / addon).glob(pattern)
        if "tests" not in path.parts and OTHERS_DAY.search(path.read_text())
    }
    assert found == KNOWS_ZONES, found ^ KNOWS_ZONES


def test_no_module_lies_loose_at_the_root_of_an_add_on():
    for path in arrows.ADDONS.glob("*/*.py"):
        assert path.name in ("__init__.py", "__manifest__.py", "hooks.py"), path


def test_odoo_runs_every_test_of_an_add_on_too():
    """Its runner knows what tests/__init__.py imports, and nothing else."""
    for folder in arrows.ADDONS.glob("*/tests"):
        text = (folder / "__init__.py").read_text(encoding="utf-8")
        imported = set(re.findall(r"^from \. import (\w+)$", text, re.M))
        assert {path.stem for path in folder.glob("test_*.py")} <= imported, folder


@pytest.mark.parametrize("addon", ADDONS)
def test_add_on_says_its_idea(addon):
    assert (arrows.ADDONS / addon / "readme" / "DESCRIPTION.md").stat().st_size > 100
    assert (arrows.ADDONS / addon / "static" / "description" / "icon.png").exists()


# Each alone


@pytest.fixture(scope="module")
def alone():
    """{add-on: a database with it, what it stands on, and nothing else of ours}."""
    databases = {}
    yield databases
    for name in databases.values():
        real.run_in_odoo("databases.py", "postgres", "drop", name)


def make_alone(addon, databases):
    """Install ``addon`` above the highest of those it depends on; return the name."""
    ours = [each for each in ADDONS if each in dependencies(addon) - {addon}]
    # The one that has most of them already; what is missing comes along.
    base = max(databases.keys() & set(ours), key=ADDONS.index, default=None)
    start = databases[base] if base else os.environ["GAS_BASE_DATABASE"]
    name = f"{os.environ['GAS_PLAIN_DATABASE'].removesuffix('_plain')}_alone_{addon}"
    real.run_in_odoo("databases.py", "postgres", "drop", name)
    real.run_in_odoo("databases.py", "postgres", "clone", start, name)
    databases[addon] = name
    real.run_in_odoo("install.py", name, addon)
    return name


@pytest.mark.parametrize("addon", ADDONS)
def test_add_on_is_installed_alone_and_opens_its_menus(addon, alone, connect):
    name = make_alone(addon, alone)
    with connect(name) as cr:
        cr.execute(
            "SELECT name FROM ir_module_module WHERE state = 'installed'"
            " AND name LIKE 'gas\\_%'"
        )
        installed = {each for (each,) in cr.fetchall()}
    assert installed == {each for each in dependencies(addon) if each in HOUSE}
    output = real.run_in_odoo(HERE / "open_menus.py", name, addon)
    found = json.loads(output.splitlines()[-1])
    assert found["troubles"] == {}
    assert bool(found["menus"]) == (addon not in HAVE_NO_MENUS)


@pytest.mark.proof
@pytest.mark.parametrize("addon", [each for each in ADDONS if each != "gas_suite"])
def test_add_on_passes_its_own_tests_alone(addon, alone, tmp_path):
    name = alone.get(addon) or make_alone(addon, alone)
    real.run_in_odoo("keep_still.py", name)
    config = tmp_path / "odoo.conf"
    text = Path(os.environ["GAS_CONFIG"]).read_text(encoding="utf-8")
    text = re.sub(r"^db_name = .*$", f"db_name = {name}", text, flags=re.M)
    text = re.sub(r"^dbfilter = .*$", f"dbfilter = ^{name}$", text, flags=re.M)
    config.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", f"--odoo-config={config}"]
    command += ["--odoo-http", f"--odoo-database={name}", f"addons/{addon}"]
    result = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "GAS_CONFIG": str(config)},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout[-6000:]
