#!/usr/bin/env python3
"""Draw the arrows between the add-ons: ``docs/arrows.py [--write]``.

Prints them as Mermaid, or puts them into ARCHITECTURE.md. An arrow is a ``depends`` of
a manifest. ``references`` finds what an add-on really uses: Python imports, names of
models, XML ids and JavaScript imports. No Odoo is needed for it.
"""

import ast
import csv
import re
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
ADDONS = ROOT / "addons"
PAGE = ROOT / "docs" / "ARCHITECTURE.md"
BLOCK = re.compile(r"(?<=<!-- arrows -->\n).*(?=<!-- /arrows -->)", re.DOTALL)
# "module.name", as XML ids are written everywhere.
_XML_ID = re.compile(r"\b(\w+)\.[A-Za-z_]\w*")
# Attributes of data files that hold XML ids, alone, in lists or in expressions.
_ID_ATTRIBUTES = re.compile(
    r"""\b(?:ref|id|inherit_id|groups|parent|action|t-call|t-call-assets|eval)\s*=\s*"""
    r"""("[^"]*"|'[^']*')"""
)
_REF_CALL = re.compile(r"""\bref\(\s*['"]([\w.]+)['"]""")
_JS_IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["'](?:@|/)(\w+)/""")
_WORD = re.compile(r"[\w.]+")


class Reference(NamedTuple):
    """Something that ``addon`` uses and ``owner`` has."""

    addon: str
    owner: str
    path: str
    what: str


@cache
def manifests():
    """Return {add-on: its manifest}."""
    return {
        path.parent.name: ast.literal_eval(path.read_text(encoding="utf-8"))
        for path in sorted(ADDONS.glob("*/__manifest__.py"))
    }


def arrows():
    """Return {(add-on, add-on of ours that it depends on)}."""
    ours = manifests()
    return {
        (name, below)
        for name, manifest in ours.items()
        for below in manifest["depends"]
        if below in ours
    }


def below(addon, pairs):
    """Return all that stand below ``addon`` by ``pairs``: direct and through others.

    >>> sorted(below("c", {("c", "b"), ("b", "a"), ("x", "c")}))
    ['a', 'b']
    """
    found, waiting = set(), [addon]
    while waiting:
        above = waiting.pop()
        new = {to for source, to in pairs if source == above} - found
        found |= new
        waiting += new
    return found


def mermaid():
    """Return the picture for ARCHITECTURE.md."""
    lines = [f"    {above} --> {below_it}" for above, below_it in sorted(arrows())]
    return "\n".join(["```mermaid", "graph BT", *lines, "```", ""])


@cache
def owners():
    """Return {model: the add-on that makes it}; of our models."""
    found = {}
    for name in manifests():
        for path in (ADDONS / name).rglob("*.py"):
            for node in ast.walk(_tree(path)):
                if isinstance(node, ast.ClassDef) and (model := _name_of(node)):
                    found[model] = name
    return found


def _name_of(node):
    """Return the model that a class makes; None if it extends one or makes none."""
    for each in node.body:
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant):
            if getattr(each.targets[0], "id", "") == "_name":
                return each.value.value
    return None


@cache
def _tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def references(addon):
    """Return every ``Reference`` of ``addon``, to any add-on, Odoo's own too."""
    found = set()
    for path in sorted((ADDONS / addon).rglob("*")):
        find = _FINDERS.get(path.suffix)
        if find and "i18n" not in path.parts:
            where = str(path.relative_to(ROOT))
            found |= {
                Reference(addon, owner, where, what)
                for owner, what in find(path)
                if owner != addon
            }
    return found


def _in_python(path):
    models = owners()
    for node in ast.walk(_tree(path)):
        names = []
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            if name.startswith("odoo.addons."):
                yield name.split(".")[2], name
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node.value in models:
                yield models[node.value], node.value
            elif match := _XML_ID.fullmatch(node.value):
                if match[1] in manifests():
                    yield match[1], node.value


def _in_xml(path):
    text, models = path.read_text(encoding="utf-8"), owners()
    for attribute in _ID_ATTRIBUTES.findall(text):
        for match in _XML_ID.finditer(attribute):
            if match[1] in manifests() or "ref(" not in attribute:
                yield match[1], match[0]
    for xml_id in _REF_CALL.findall(text):
        if "." in xml_id:
            yield xml_id.split(".")[0], xml_id
    for word in _WORD.findall(text):
        if word in models:
            yield models[word], word


def _in_csv(path):
    models = {name.replace(".", "_"): owner for name, owner in owners().items()}
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        for key, cell in row.items():
            if not key.endswith(":id") or not cell:
                continue
            owner, _, name = cell.rpartition(".")
            if not owner:  # of another add-on without saying so: fails on its own
                owner = models.get(name.removeprefix("model_"), path.parts[-3])
            yield owner, cell


def _in_javascript(path):
    for owner in _JS_IMPORT.findall(path.read_text(encoding="utf-8")):
        yield owner, f"@{owner}"


_FINDERS = {
    ".py": _in_python,
    ".xml": _in_xml,
    ".csv": _in_csv,
    ".js": _in_javascript,
}


def by_addon():
    """Return {(add-on, owner): {Reference}} of all references between ours."""
    found = defaultdict(set)
    for addon in manifests():
        for reference in references(addon):
            if reference.owner in manifests():
                found[addon, reference.owner].add(reference)
    return found


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(BLOCK.sub(mermaid(), page), encoding="utf-8")
    else:
        print(mermaid(), end="")
