"""The kind of import that brings points of the network."""

from odoo import models

from odoo.addons.gas_customer.tables import columns as cells

HEADERS = {
    "code": "节点编号",
    "kind": "节点类型",
    "name": "位置",
    "longitude": "经度",
    "latitude": "纬度",
    "is_source": "气源",
    "is_closed": "常闭",
    "station_id": "服务站",
}
_YES_NO = {"是": True, "否": False, "Yes": True, "No": False}


def degrees(cell):
    """
    >>> degrees("108.36651234")
    108.3665123
    """
    return round(float(cells.number(cell)), 7)


class GasImportNetworkNodes(models.AbstractModel):
    _name = "gas.import.network.nodes"
    _description = "Points of the Network"
    _inherit = ["gas.import.kind"]
    _HEADERS = HEADERS

    def _models(self):
        return ["gas.network.node"]

    def _columns(self, run):
        column, choices = self._column, self._labels
        nodes = self.env["gas.network.node"]
        stations = self.env["gas.area"].search(
            [("kind", "=", "station"), ("company_id", "=", run.company_id.id)]
        )
        return [
            column("code", cells.text, "编号", required=True),
            column("kind", choices(nodes, "kind"), "类型", required=True),
            column("name", cells.text, "名称"),
            column("longitude", degrees),
            column("latitude", degrees),
            column("is_source", cells.choice(_YES_NO)),
            column("is_closed", cells.choice(_YES_NO)),
            column("station_id", self._one_of(stations), "站点"),
        ]

    def _resolve(self, run, rows, result):
        """Refuse points that lie nowhere, contradict their card, or stand twice."""
        known = self._on_file(run, "gas.network.node", rows, "code")
        repeated = self.env._("Line %d of this file has the same code.")
        for row in rows:
            for name, most in (("latitude", 90), ("longitude", 180)):
                if (row.values.get(name) or 0) > most:
                    row.refuse(
                        HEADERS[name],
                        self.env._("This is at most %d degrees.", most),
                    )
            node = known.get(row.values["code"])
            if node:
                self._compare_card(row, node, HEADERS)
                row.present = True
            elif not row.refusals:
                key = ("node", row.values["code"])
                result.refuse_repeated(row, key, HEADERS["code"], repeated)

    def _create_rows(self, run, rows):
        self.env["gas.network.node"].create(
            [
                {
                    "company_id": run.company_id.id,
                    **cells.stated(row.values, HEADERS),
                }
                for row in rows
            ]
        )
