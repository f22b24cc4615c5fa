"""The kind of import that makes work orders of a list of households."""

from datetime import time

from odoo import models

from odoo.addons.gas_customer.tables import columns as cells

from .fsm_order import OVER
from .fsm_order_type import SUPPLY_CODES

HEADERS = {
    "number": "户号",
    "type": "工单类型",
    "day": "预约日期",
    "fault": "反映内容",
}
# When the office opens: a list of a day says no hour.
MORNING = time(8, 30)


class GasImportOrders(models.AbstractModel):
    _name = "gas.import.orders"
    _description = "Work Orders"
    _inherit = ["gas.import.kind"]
    _HEADERS = HEADERS

    def _models(self):
        return ["fsm.order"]

    def _columns(self, run):
        column = self._column
        kinds = self.env["fsm.order.type"].search([("code", "!=", False)])
        return [
            column("number", cells.text, "用户编号", required=True),
            column("type", self._one_of(kinds), "类型", required=True),
            column("day", cells.day),
            column("fault", cells.text, "备注"),
        ]

    def _resolve(self, run, rows, result):
        """Refuse rows of nobody; leave alone what is ordered already."""
        contracts = self.env["gas.contract"].search_fetch(
            [
                ("company_id", "=", run.company_id.id),
                ("name", "in", [row.values["number"] for row in rows]),
            ],
            ["name"],
        )
        by_number = {contract.name: contract.id for contract in contracts}
        ordered = self._open_orders(contracts)
        today = run.company_id._promise_today()
        by_stops = self.env["fsm.order.type"].search([("code", "in", SUPPLY_CODES)]).ids
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
            if row.values["type"] in by_stops:
                row.refuse(
                    HEADERS["type"],
                    self.env._(
                        "Gas is cut off and restored under Work Orders / Stops of "
                        "Supply, not by a file."
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

    def _open_orders(self, contracts):
        """Return {(contract id, kind id)} of what is ordered and not over."""
        orders = self.env["fsm.order"].search_fetch(
            [("contract_id", "in", contracts.ids), ("state", "not in", OVER)],
            ["contract_id", "type"],
        )
        return {(order.contract_id.id, order.type.id) for order in orders}

    def _create_rows(self, run, rows):
        self._without_mail("fsm.order")._create_as_server(
            [
                {
                    "contract_id": row.values["contract_id"],
                    "type": row.values["type"],
                    "fault": row.values.get("fault"),
                    **self._prepare_plan_vals(run.company_id, row.values.get("day")),
                }
                for row in rows
            ]
        )

    def _prepare_plan_vals(self, company, day):
        """Return when a crew comes on ``day``: a list of days promises no hour."""
        if not day:
            return {}
        return {
            "scheduled_date_start": company._promise_moment(day, MORNING),
            "appointment_kind": "day",
        }
