"""What the papers name is there: files, methods, records, models, add-ons.

G10. Text and syntax trees only: no database, no server, and nothing that is tested is
imported.
"""

import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ARCHITECTURE = "docs/ARCHITECTURE.md"
PAPERS = (ARCHITECTURE, "CONTRIBUTING.md", "README.md", "README.zh_CN.md")
ADDONS = {path.parent.name for path in ROOT.glob("addons/*/__manifest__.py")}
# Made by the commands of the Makefile, not kept.
MADE = (".venv", ".odoo", ".pg", ".bench")
SPAN = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"[\w.-]+/[\w./*-]*")
NAME = re.compile(r"(\w+\.)?(_?[a-z]\w+|_[A-Z]\w+)")


@pytest.fixture(scope="session", autouse=True)
def load_registry():
    """No database here: stands in for the fixture of pytest-odoo."""


@pytest.fixture(scope="session", autouse=True)
def load_http():
    """Nor a server of pytest-odoo's."""


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def spans(text):
    """Return the code spans of a text; blocks of code are none."""
    return SPAN.findall(re.sub(r"^ *```.*?^ *```", "", text, flags=re.S | re.M))


def files(span):
    """Return what a span like ``tools/`` may be: of the whole, or of an add-on."""
    bases = ("", "addons/", "addons/*/")
    return [path for base in bases for path in ROOT.glob(base + span.rstrip("/"))]


def rows(paper, heading):
    """Return the rows of the tables below a heading, each a list of its cells."""
    section = re.split(rf"^##+ {heading}$", read(paper), flags=re.M)[1]
    section = re.split(r"^## ", section, flags=re.M)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if not line.startswith("|---")
    ]


@lru_cache
def names_in(path):
    """Return what a file defines: methods, classes, fields, constants, records."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".xml":
        return set(re.findall(r'\bid="(\w+)"', text))
    if path.suffix != ".py":
        return set(re.findall(r"\b(?:function\*?|const|class|get) (\w+)", text))
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {each.id for each in node.targets if isinstance(each, ast.Name)}
        elif isinstance(node, ast.keyword):
            found.add(node.arg)
    return found


def names_of(addon):
    """Return what the Python files of an add-on define, its tests aside."""
    paths = ROOT.glob(f"addons/{addon}/**/*.py")
    return set().union(*map(names_in, (p for p in paths if "tests" not in p.parts)))


@pytest.mark.parametrize("paper", PAPERS)
def test_named_path_is_there(paper):
    """G10: what looks like a path leads somewhere."""
    named = {span for span in spans(read(paper)) if PATH.fullmatch(span)}
    missing = [
        span for span in named if span.split("/")[0] not in MADE and not files(span)
    ]
    assert named and not missing


@pytest.mark.parametrize("paper", PAPERS)
def test_named_record_is_there(paper):
    """G10: a record of an add-on is in one of its data files."""
    for span in spans(read(paper)):
        addon, _dot, name = span.partition(".")
        if addon in ADDONS and name:
            known = map(names_in, ROOT.glob(f"addons/{addon}/**/*.xml"))
            assert name in set().union(*known), f"{addon} has no record {name}"


def test_named_model_is_there():
    """G10: models are called what the table of words calls them."""
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in ROOT.glob("addons/*/*/*.py")
    )
    named = {
        span for span in spans(read(ARCHITECTURE)) if re.fullmatch(r"gas(\.\w+)+", span)
    }
    assert named
    for model in named:
        assert f'_name = "{model}"' in code, f"no model {model}"


@pytest.mark.parametrize(
    "row", rows(ARCHITECTURE, "Two ways.*") + rows(ARCHITECTURE, "Where to add what")
)
def test_named_method_is_in_the_file_of_its_row(row):
    """G10: in one of them, where there are several."""
    named = spans(" ".join(row))
    here = [path for span in named if PATH.fullmatch(span) for path in files(span)]
    known = set().union(*map(names_in, filter(Path.is_file, here)))
    for span in named:
        if here and not PATH.fullmatch(span) and (name := NAME.fullmatch(span)):
            assert name[2] in known, f"{span} is not in {here}"


@pytest.mark.parametrize("row", rows(ARCHITECTURE, "Hooks")[1:])
def test_hook_is_asked_and_answered_where_it_says(row):
    """G10: both add-ons define each method of the row."""
    hook, asked, _what, answered = row
    methods = [span for span in spans(hook) if span.startswith("_") and "<" not in span]
    for addon in spans(asked):
        assert set(methods) <= names_of(addon), addon
    for addon in spans(answered):
        assert set(methods) & names_of(addon), addon


def test_every_addon_is_listed():
    """G10: in each table of add-ons."""
    for paper, heading in (
        (ARCHITECTURE, "The house"),
        ("README.md", "Map"),
        ("README.zh_CN.md", "目录"),
    ):
        listed = {spans(row[0])[0] for row in rows(paper, heading) if spans(row[0])}
        assert ADDONS <= {path.rpartition("/")[2] for path in listed}, paper
