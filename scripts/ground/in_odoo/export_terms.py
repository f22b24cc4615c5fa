"""Write i18n/<add-on>.pot of the named add-ons, and bring i18n/zh_CN.po in line.

A translation stays as long as its English stays, also when the term moves to another
add-on; what is gone is dropped, what is new comes in empty. A label that an add-on
above puts on a field is a term of that one only. Says for each add-on how
much is left to translate.
"""

import io
import re
from pathlib import Path

import polib

from odoo.tools.translate import trans_export

import session

ADDONS = Path(__file__).resolve().parents[3] / "addons"
# The day of the export would make every export a change.
DATES = ("POT-Creation-Date", "PO-Revision-Date")
FIELD = re.compile(r"model:ir\.model\.fields,\w+:(?P<id>[\w.]+)")


def export(env, addon):
    """Return the template of ``addon`` as a polib catalogue."""
    stream = io.BytesIO()
    trans_export(None, [addon], stream, "po", env)
    catalogue = polib.pofile(stream.getvalue().decode())
    for name in DATES:
        catalogue.metadata.pop(name, None)
    module = env["ir.module.module"]._get(addon)
    others = module.upstream_dependencies(exclude_states=("uninstallable",))
    below = {"base", addon, *others.mapped("name")}
    for entry in [*catalogue]:
        if all(is_from_above(env, place, below) for place, _line in entry.occurrences):
            catalogue.remove(entry)
    return catalogue


def is_from_above(env, place, below):
    """Return whether ``place`` holds a label of an add-on of ours not in ``below``.

    Those of Odoo's add-ons stay: no catalogue of theirs has them for our models.
    """
    found = FIELD.fullmatch(place)
    record = found and env.ref(found["id"], raise_if_not_found=False)
    field = record and env[record.model]._fields.get(record.name)
    above = field and field._module  # None: every model has it, such as its ID
    return bool(above) and above not in below and (ADDONS / above).is_dir()


def translations(paths):
    """Return {English: Chinese} of the catalogues at ``paths``; the last one counts."""
    return {
        entry.msgid: entry.msgstr
        for path in paths
        for entry in polib.pofile(str(path))
        if entry.msgstr
    }


def merged(template, path, elsewhere):
    """Return ``template`` with the translations of ``path``, else ``elsewhere``."""
    known = elsewhere | translations([path] if path.exists() else [])
    for entry in template:
        entry.msgstr = known.get(entry.msgid, "")
    template.metadata["Language"] = "zh_CN"
    return template


database, addons = session.arguments()
elsewhere = translations(sorted(ADDONS.glob("*/i18n/zh_CN.po")))
with session.environment(database) as env:
    for addon in addons:
        folder = ADDONS / addon / "i18n"
        template = export(env, addon)
        if not template:  # it only installs others
            continue
        folder.mkdir(exist_ok=True)
        template.save(str(folder / f"{addon}.pot"))
        chinese = merged(template, folder / "zh_CN.po", elsewhere)
        chinese.save(str(folder / "zh_CN.po"))
        print(
            f"{addon}: {len(chinese)} terms, {len(chinese.untranslated_entries())} left"
        )
