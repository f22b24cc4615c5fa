"""The kind of import that brings pipes, between points that are on file."""

import re

from odoo import models

from odoo.addons.gas_customer.tables import columns as cells

HEADERS = {
    "code": "管段编号",
    "node_from_id": "起点编号",
    "node_to_id": "终点编号",
    "pressure": "压力级制",
    "material": "材质",
    "diameter_mm": "管径",
    "length_m": "长度",
    "laid_on": "敷设日期",
    "road": "道路",
    "premises": "供气建筑",
}
# Between the addresses of a cell.
_SEPARATORS = re.compile(r"[、;；\n]")


def metres(cell):
    """
    >>> metres("120.55")
    120.5
    """
    return round(float(cells.number(cell)), 1)


def several(cell):
    """
    >>> several("人民路1号；人民路3号、")
    ('人民路1号', '人民路3号')
    """
    parts = (part.strip() for part in _SEPARATORS.split(str(cell)))
    return tuple(part for part in parts if part)


class GasImportPipeSections(models.AbstractModel):
    _name = "gas.import.pipe.sections"
    _description = "Sections of Pipe"
    _inherit = ["gas.import.kind"]
    _HEADERS = HEADERS

    def _models(self):
        return ["gas.pipe.section"]

    def _columns(self, run):
        column, choices = self._column, self._labels
        sections = self.env["gas.pipe.section"]
        return [
            column("code", cells.text, "编号", required=True),
            column("node_from_id", cells.text, "起点", required=True),
            column("node_to_id", cells.text, "终点", required=True),
            column("pressure", choices(sections, "pressure"), "压力等级"),
            column("material", choices(sections, "material"), "管材"),
            column("diameter_mm", cells.whole, "管径(mm)"),
            column("length_m", metres, "长度(m)"),
            column("laid_on", cells.day, "投运日期"),
            column("road", cells.text, "所在道路"),
            column("premises", several, "建筑"),
        ]

    def _resolve(self, run, rows, result):
        """Refuse pipes without two known ends, and buildings fed by another."""
        nodes = self._on_file(
            run, "gas.network.node", rows, "node_from_id", "node_to_id"
        )
        known = self._on_file(run, "gas.pipe.section", rows, "code")
        premises = self._premises_by_address(run, rows)
        repeated = self.env._("Line %d of this file has the same code.")
        for row in rows:
            self._resolve_ends(row, nodes)
            row.values["premises"] = self._resolve_premises(row, premises, result)
            section = known.get(row.values["code"])
            if section:
                own = [name for name in HEADERS if name != "premises"]
                self._compare_card(row, section, own)
                # A file may tell of more buildings that a pipe feeds.
                row.values["section"] = section
                row.present = all(
                    premise.pipe_section_id == section
                    for premise in row.values["premises"]
                )
            elif not row.refusals:
                key = ("section", row.values["code"])
                result.refuse_repeated(row, key, HEADERS["code"], repeated)

    def _resolve_ends(self, row, nodes):
        codes = row.values["node_from_id"], row.values["node_to_id"]
        for name, code in zip(("node_from_id", "node_to_id"), codes, strict=True):
            node = nodes.get(code)
            row.values[name] = node.id if node else None
            if not node:
                row.refuse(
                    HEADERS[name],
                    self.env._(
                        "No point of the network has the code “%s”. Import the points "
                        "first.",
                        code,
                    ),
                )
        if codes[0] == codes[1]:
            row.refuse(
                HEADERS["node_to_id"],
                self.env._("A pipe has two different ends."),
            )

    def _premises_by_address(self, run, rows):
        names = {name for row in rows for name in row.values.get("premises") or ()}
        return (
            self.env["gas.premise"]
            .search(
                [
                    ("company_id", "=", run.company_id.id),
                    ("name", "in", [*names]),
                ]
            )
            .grouped("name")
        )

    def _resolve_premises(self, row, by_address, result):
        """Return the buildings (gas.premise) that a row names."""
        found = self.env["gas.premise"]
        header = HEADERS["premises"]
        repeated = self.env._("Line %d of this file feeds the same building.")
        for address in row.values.get("premises") or ():
            premise = by_address.get(address, self.env["gas.premise"])
            if len(premise) != 1:
                row.refuse(
                    header,
                    self.env._(
                        "In your stations, %(count)d buildings read “%(address)s”. "
                        "Write the address as on the card of the building.",
                        count=len(premise),
                        address=address,
                    ),
                )
                continue
            section = premise.pipe_section_id
            if section and section.code != row.values["code"]:
                row.refuse(
                    header,
                    self.env._(
                        "%(address)s is fed by pipe %(code)s. Change it on the card of "
                        "the building.",
                        address=address,
                        code=section.code,
                    ),
                )
            result.refuse_repeated(row, ("premise", premise.id), header, repeated)
            found |= premise
        return found

    def _create_rows(self, run, rows):
        own = [name for name in HEADERS if name != "premises"]
        new = [row for row in rows if "section" not in row.values]
        sections = self.env["gas.pipe.section"].create(
            [
                {"company_id": run.company_id.id, **cells.stated(row.values, own)}
                for row in new
            ]
        )
        for row, section in zip(new, sections, strict=True):
            row.values["section"] = section
        for row in rows:
            # Who may enter the pipe may say what it feeds.
            row.values["premises"].sudo().pipe_section_id = row.values["section"]
