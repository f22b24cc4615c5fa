from odoo import api, fields, models


class GasReadingRoute(models.Model):
    """A round of a meter reader (抄表册): which households, in which order."""

    _name = "gas.reading.route"
    _description = "Meter Reading Route"
    _order = "station_id, code"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    name = fields.Char(required=True)
    code = fields.Char(required=True, help="Short and lasting, used in import files.")
    station_id = fields.Many2one(
        "gas.area",
        required=True,
        index=True,
        domain="[('kind', '=', 'station')]",
        check_company=True,
    )
    reader_id = fields.Many2one("res.users", index="btree_not_null")
    every_months = fields.Integer(
        "Read Every (months)", default=1, help="1: each month; 2: every second month."
    )
    first_month = fields.Integer(
        default=1, help="With two months: 1 for odd, 2 for even months."
    )
    day = fields.Integer("First Reading Day", default=20)
    contract_ids = fields.One2many("gas.contract", "route_id")
    contract_count = fields.Integer(compute="_compute_contract_count")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(company_id, code)", "Another route has this code: choose a different one."
    )
    _every_positive = models.Constraint(
        "CHECK (every_months BETWEEN 1 AND 12 AND first_month BETWEEN 1 AND 12)",
        "A route is read every 1 to 12 months, first in month 1 to 12.",
    )
    _day_in_month = models.Constraint(
        "CHECK (day BETWEEN 1 AND 28)", "The day lies between 1 and 28."
    )

    def _compute_contract_count(self):
        counts = dict(
            self.env["gas.contract"]._read_group(
                [("route_id", "in", self.ids), ("state", "=", "running")],
                ["route_id"],
                ["__count"],
            )
        )
        for route in self:
            route.contract_count = counts.get(route, 0)

    def _due_in(self, month):
        """Return the routes of ``self`` that are read in the month of a date."""
        return self.filtered(
            lambda route: (month.month - route.first_month) % route.every_months == 0
        )

    @api.depends("name", "code")
    def _compute_display_name(self):
        for route in self:
            route.display_name = f"{route.code} {route.name}"

    def action_contracts(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_customer.gas_contract_action"
        )
        return {
            **action,
            "domain": [("route_id", "in", self.ids)],
            "context": {"search_default_running": 1},
        }
