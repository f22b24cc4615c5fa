"""The kind of import that makes work orders of a list of households."""

from datetime import time

from odoo import api, fields, models

from odoo.addons.gas_customer.tables import columns as cells

from .fsm_order import OVER

HEADERS = {
    "number": "户号",
    "type": "工单类型",
    "day": "预约日期",
    "fault": "反映内容",
}
# When the office opens: a list of a day says no hour.
MORNING = time(8, 30)


class GasImport(models.Model):
    _inherit = "gas.import"

    kind = fields.Selection(
        selection_add=[("orders", "Work Orders")], ondelete={"orders": "cascade"}
    )

    @api.model
    def _orders_models(self):
        return ["fsm.order"]

    def _orders_columns(self):
        kinds = self.env["fsm.order.type"].search([("code", "!=", False)])
        labels = {kind.code: kind.id for kind in kinds}
        for lang, _name in self.env["res.lang"].get_installed():
            labels.update({k.name: k.id for k in kinds.with_context(lang=lang)})
        parse_kind = cells.choice(labels, kinds.mapped("name"))
        return [
            cells.Column("number", HEADERS["number"], cells.text, True, ("用户编号",)),
            cells.Column("type", HEADERS["type"], parse_kind, True, ("类型",)),
            cells.Column("day", HEADERS["day"], cells.day),
            cells.Column("fault", HEADERS["fault"], cells.text, False, ("备注",)),
        ]

    def _orders_resolve(self, rows, result):
        """Refuse rows of nobody; leave alone what is ordered already."""
        contracts = self.env["gas.contract"].search_fetch(
            [
                ("company_id", "=", self.company_id.id),
                ("name", "in", [row.values["number"] for row in rows]),
            ],
            ["name"],
        )
        by_number = {contract.name: contract.id for contract in contracts}
        ordered = self._orders_open(contracts)
        today = fields.Date.context_today(self)
        repeated = self.env._("Line %d of this file orders the same.")
        for row in rows:
            contract_id = by_number.get(row.values["number"])
            day = row.values.get("day")
            if not contract_id:
                row.refuse(
                    HEADERS["number"],
                    self.env._(
                        "There is no household with this number in your stations."
                    ),
                )
            if day and day < today:
                row.refuse(HEADERS["day"], self.env._("This day is over."))
            if row.refusals:
                continue
            row.values["contract_id"] = contract_id
            key = (contract_id, row.values["type"])
            if key in ordered:
                row.present = True
            else:
                result.refuse_repeated(row, key, HEADERS["number"], repeated)

    def _orders_open(self, contracts):
        """Return {(contract id, kind id)} of what is ordered and not over."""
        orders = self.env["fsm.order"].search_fetch(
            [("contract_id", "in", contracts.ids), ("state", "not in", OVER)],
            ["contract_id", "type"],
        )
        return {(order.contract_id.id, order.type.id) for order in orders}

    def _orders_create(self, rows):
        self.env["fsm.order"].with_context(
            tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True
        ).create(
            [
                {
                    "contract_id": row.values["contract_id"],
                    "type": row.values["type"],
                    "fault": row.values.get("fault"),
                    "scheduled_date_start": row.values.get("day")
                    and self.company_id._promise_moment(row.values["day"], MORNING),
                }
                for row in rows
            ]
        )
