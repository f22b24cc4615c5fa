"""The documents tell the truth: each row has its tests, the two READMEs are twins.

G10. Text and syntax trees only: no database, no server, and nothing that is tested is
imported.
"""

import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FEATURES = "docs/FEATURES.md"
READMES = ("README.md", "README.zh_CN.md")
ROW_ID = re.compile(r"[A-G]\d\d")
# In docstrings, several rows in a line may be written B03–B05.
ROW_IDS = re.compile(r"\b([A-G])(\d\d)(?:[–-]\1?(\d\d))?\b")
STATUSES = ("done", "part")
# What pytest looks at (pyproject.toml: testpaths), and takes for a test there.
COLLECTED = re.compile(r"(addons|tests)/(.*/)?test_\w+\.py::(\w+::)?test_\w+$")


@pytest.fixture(scope="session", autouse=True)
def load_registry():
    """No database here: stands in for the fixture of pytest-odoo."""


@pytest.fixture(scope="session", autouse=True)
def load_http():
    """Nor a server of pytest-odoo's."""


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


# docs/FEATURES.md


def rows():
    """Return the rows of the table, each a list of its cells."""
    lines = [line for line in read(FEATURES).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def named_tests():
    """Return [(row ID, "path::name")] of the whole table."""
    return [
        (cells[0], test)
        for cells in rows()
        for test in re.findall(r"`([^`]+)`", "".join(cells[3:4]))
    ]


@lru_cache
def syntax_tree(path):
    return ast.parse(read(path))


def find(test):
    """Return the nodes that lead to ``path::name`` or ``path::Class::name``."""
    path, *names = test.split("::")
    nodes = [syntax_tree(path)]
    for name in names:
        below = [
            node
            for node in nodes[-1].body
            if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and node.name == name
        ]
        assert below, f"{test}: {path} has no {name}"
        nodes.append(below[-1])  # a second one of a name replaces the first
    return nodes


def row_ids(text):
    """Return the rows that a text mentions."""
    return {
        f"{letter}{number:02d}"
        for letter, first, last in ROW_IDS.findall(text)
        for number in range(int(first), int(last or first) + 1)
    }


def test_ranges_of_rows_are_understood():
    assert row_ids("A26, B03–B05, but not 3B07") == {"A26", "B03", "B04", "B05"}


def test_table_is_whole_and_in_order():
    """G10: every row has five cells, an ID, a status, a test; none stands twice."""
    for cells in rows():
        assert len(cells) == 5 and all(cells), cells
        assert ROW_ID.fullmatch(cells[0]), f"{cells[0]} is no row"
        assert cells[4] in STATUSES, f"{cells[0]}: {cells[4]} is no status"
    names = [cells[0] for cells in rows()]
    assert names and names == sorted(set(names))
    assert {name for name, _test in named_tests()} == set(names)


@pytest.mark.parametrize("row, test", named_tests())
def test_named_test_is_there_and_names_its_row(row, test):
    """G10: in its own docstring, its class's or its module's."""
    nodes = find(test)
    assert isinstance(nodes[-1], ast.FunctionDef), f"{test} is not one test"
    assert COLLECTED.match(test), f"pytest does not run {test}"
    said = row_ids("\n".join(ast.get_docstring(node) or "" for node in nodes))
    assert row in said, f"{test} does not mention {row}"


# README.md and its Chinese twin


def parts(name):
    """Return (levels of the headings, languages of the code blocks, images)."""
    headings, blocks, images, inside = [], [], [], False
    for line in map(str.strip, read(name).splitlines()):
        if line.startswith("```"):
            if not inside:
                blocks.append(line[3:])
            inside = not inside
        elif not inside:
            if heading := re.match(r"#+(?= )", line):
                headings.append(len(heading[0]))
            images += re.findall(r"!\[[^]]+\]\(([^)]+)\)", line)
    assert not inside, f"{name}: a code block is not closed"
    return headings, blocks, images


def test_readmes_are_twins():
    """G10: the same headings, code blocks and pictures in both languages."""
    english, chinese = (parts(name) for name in READMES)
    for kind, ours, theirs in zip(
        ("headings", "code blocks", "images"), english, chinese, strict=True
    ):
        assert ours == theirs, kind
        assert ours, f"no {kind}"


@pytest.mark.parametrize("name", [*READMES, FEATURES])
def test_links_lead_somewhere(name):
    """G10: every picture and every file that a document links to is there."""
    links = re.findall(r"\]\(([^)\s]+)\)", read(name))
    files = {link.split("#")[0] for link in links if "://" not in link} - {""}
    assert files
    missing = [
        each for each in files if not (ROOT / name).parent.joinpath(each).exists()
    ]
    assert not missing, f"{name}: {missing}"
