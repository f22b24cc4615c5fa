"""The kinds of import that bring the network: points, then pipes between them."""

import re

from odoo import api, fields, models

from odoo.addons.gas_customer.tables import columns as cells

NODE_HEADERS = {
    "code": "节点编号",
    "kind": "节点类型",
    "name": "位置",
    "longitude": "经度",
    "latitude": "纬度",
    "is_source": "气源",
    "is_closed": "常闭",
    "station_id": "服务站",
}
SECTION_HEADERS = {
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
_YES_NO = {"是": True, "否": False, "Yes": True, "No": False}
# Between the addresses of a cell.
_SEPARATORS = re.compile(r"[、;；\n]")


def degrees(cell):
    """
    >>> degrees("108.36651234")
    108.3665123
    """
    return round(float(cells.number(cell)), 7)


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


class GasImport(models.Model):
    _inherit = "gas.import"

    kind = fields.Selection(
        selection_add=[
            ("network_nodes", "Points of the Network"),
            ("pipe_sections", "Sections of Pipe"),
        ],
        ondelete={"network_nodes": "cascade", "pipe_sections": "cascade"},
    )

    def _compare_card(self, row, record, headers, names):
        """What is there already stays: what a row tells must agree with its card."""
        for name in names:
            stated, on_file = row.values.get(name), record[name]
            if isinstance(on_file, models.BaseModel):
                on_file = on_file.id
            if stated is not None and stated != on_file:
                row.refuse(
                    headers[name],
                    self.env._(
                        "“%(card)s” is on file with “%(value)s”. An import does not "
                        "change it; open its card.",
                        card=record.code,
                        value=record._fields[name].convert_to_export(
                            record[name], record
                        ),
                    ),
                )

    # Points

    @api.model
    def _network_nodes_models(self):
        return ["gas.network.node"]

    def _network_nodes_columns(self):
        nodes, choices = self.env["gas.network.node"], self._labels

        def column(name, parse, *other_headers, required=False):
            return cells.Column(
                name, NODE_HEADERS[name], parse, required, other_headers
            )

        return [
            column("code", cells.text, "编号", required=True),
            column("kind", choices(nodes, "kind"), "类型", required=True),
            column("name", cells.text, "名称"),
            column("longitude", degrees),
            column("latitude", degrees),
            column("is_source", cells.choice(_YES_NO)),
            column("is_closed", cells.choice(_YES_NO)),
            column("station_id", self._stations(), "站点"),
        ]

    def _stations(self):
        """Return a parser for a service station, told by its name or its code."""
        stations = self.env["gas.area"].search(
            [("kind", "=", "station"), ("company_id", "=", self.company_id.id)]
        )
        labels = {station.code: station.id for station in stations}
        labels.update({station.name: station.id for station in stations})
        return cells.choice(labels, stations.mapped("name"))

    def _network_nodes_resolve(self, rows, result):
        """Refuse points that lie nowhere, contradict their card, or stand twice."""
        known = self._known_codes("gas.network.node", rows, "code")
        repeated = self.env._("Line %d of this file has the same code.")
        for row in rows:
            for name, most in (("latitude", 90), ("longitude", 180)):
                if (row.values.get(name) or 0) > most:
                    row.refuse(
                        NODE_HEADERS[name],
                        self.env._("This is at most %d degrees.", most),
                    )
            node = known.get(row.values["code"])
            if node:
                self._compare_card(row, node, NODE_HEADERS, NODE_HEADERS)
                row.present = True
            elif not row.refusals:
                key = ("node", row.values["code"])
                result.refuse_repeated(row, key, NODE_HEADERS["code"], repeated)

    def _known_codes(self, model, rows, *names):
        """Return {code: record} of what the ``names`` of rows call, in one query."""
        codes = {row.values[name] for row in rows for name in names}
        found = (
            self.env[model]
            .with_context(active_test=False)
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("code", "in", [*codes]),
                ]
            )
        )
        return {record.code: record for record in found}

    def _network_nodes_create(self, rows):
        self.env["gas.network.node"].create(
            [
                {
                    "company_id": self.company_id.id,
                    **self._stated(row.values, NODE_HEADERS),
                }
                for row in rows
            ]
        )

    @staticmethod
    def _stated(values, names):
        return {name: values[name] for name in names if values.get(name) is not None}

    # Sections

    @api.model
    def _pipe_sections_models(self):
        return ["gas.pipe.section"]

    def _pipe_sections_columns(self):
        sections, choices = self.env["gas.pipe.section"], self._labels

        def column(name, parse, *other_headers, required=False):
            return cells.Column(
                name, SECTION_HEADERS[name], parse, required, other_headers
            )

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

    def _pipe_sections_resolve(self, rows, result):
        """Refuse pipes without two known ends, and buildings fed by another."""
        nodes = self._known_codes(
            "gas.network.node", rows, "node_from_id", "node_to_id"
        )
        known = self._known_codes("gas.pipe.section", rows, "code")
        premises = self._premises_by_address(rows)
        repeated = self.env._("Line %d of this file has the same code.")
        for row in rows:
            self._resolve_ends(row, nodes)
            row.values["premises"] = self._resolve_premises(row, premises, result)
            section = known.get(row.values["code"])
            if section:
                own = [name for name in SECTION_HEADERS if name != "premises"]
                self._compare_card(row, section, SECTION_HEADERS, own)
                # A file may tell of more buildings that a pipe feeds.
                row.values["section"] = section
                row.present = all(
                    premise.pipe_section_id == section
                    for premise in row.values["premises"]
                )
            elif not row.refusals:
                key = ("section", row.values["code"])
                result.refuse_repeated(row, key, SECTION_HEADERS["code"], repeated)

    def _resolve_ends(self, row, nodes):
        codes = row.values["node_from_id"], row.values["node_to_id"]
        for name, code in zip(("node_from_id", "node_to_id"), codes, strict=True):
            node = nodes.get(code)
            row.values[name] = node.id if node else None
            if not node:
                row.refuse(
                    SECTION_HEADERS[name],
                    self.env._(
                        "No point of the network has the code “%s”. Import the points "
                        "first.",
                        code,
                    ),
                )
        if codes[0] == codes[1]:
            row.refuse(
                SECTION_HEADERS["node_to_id"],
                self.env._("A pipe has two different ends."),
            )

    def _premises_by_address(self, rows):
        names = {name for row in rows for name in row.values.get("premises") or ()}
        return (
            self.env["gas.premise"]
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("name", "in", [*names]),
                ]
            )
            .grouped("name")
        )

    def _resolve_premises(self, row, by_address, result):
        """Return the buildings (gas.premise) that a row names."""
        found = self.env["gas.premise"]
        header = SECTION_HEADERS["premises"]
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

    def _pipe_sections_create(self, rows):
        own = [name for name in SECTION_HEADERS if name != "premises"]
        new = [row for row in rows if "section" not in row.values]
        sections = self.env["gas.pipe.section"].create(
            [
                {"company_id": self.company_id.id, **self._stated(row.values, own)}
                for row in new
            ]
        )
        for row, section in zip(new, sections, strict=True):
            row.values["section"] = section
        for row in rows:
            # Who may enter the pipe may say what it feeds.
            row.values["premises"].sudo().pipe_section_id = row.values["section"]
