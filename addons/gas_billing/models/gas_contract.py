from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..metering import as_volume, estimated_index, usual_daily
from ..tools import receivables

# An estimate on top of estimates says little about the household.
ESTIMATES_IN_A_ROW = 2


def as_price(number):
    """Return a price of the database as Decimal, without trailing zeros; 0 as None."""
    return Decimal(f"{number:.4f}").normalize() if number else None


class GasContract(models.Model):
    _inherit = "gas.contract"

    tariff_id = fields.Many2one(
        "gas.tariff",
        index="btree_not_null",
        tracking=True,
        domain="[('user_classes', 'ilike', user_class)]",
        check_company=True,
    )
    agreed_price = fields.Float(
        "Agreed Price (yuan/m³)",
        digits=(12, 4),
        tracking=True,
        help="For tariffs whose price is a cap; 0: the cap itself.",
    )
    route_id = fields.Many2one(
        "gas.reading.route",
        index="btree_not_null",
        tracking=True,
        domain="[('station_id', '=', station_id)]",
        check_company=True,
    )
    route_sequence = fields.Integer("Order on the Route")
    opening_date = fields.Date(
        help="The day up to which the system before this one has billed."
    )
    opening_volume_m3 = fields.Float(
        "Used in the Cycle Before (m³)",
        digits=(12, 3),
        help="Billed by the system before this one in the cycle of that day.",
    )
    reading_ids = fields.One2many("gas.meter.reading", "contract_id")
    bill_ids = fields.One2many("gas.bill", "contract_id")
    reading_count = fields.Integer("Readings", compute="_compute_record_counts")
    bill_count = fields.Integer("Gas Bills", compute="_compute_record_counts")
    last_reading_ids = fields.Many2many(
        "gas.meter.reading", string="Last Readings", compute="_compute_last_records"
    )
    last_bill_ids = fields.Many2many("gas.bill", compute="_compute_last_records")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_due = fields.Monetary("Amount Open", compute="_compute_amounts_due")
    amount_overdue = fields.Monetary("Overdue Amount", compute="_compute_amounts_due")
    amount_credit = fields.Monetary("Credit", compute="_compute_amounts_due")
    oldest_due_date = fields.Date("Oldest Due", compute="_compute_amounts_due")

    _opening_positive = models.Constraint(
        "CHECK (opening_volume_m3 >= 0 AND agreed_price >= 0)",
        "Volumes and prices are not negative.",
    )

    @api.depends("reading_ids", "bill_ids")
    def _compute_record_counts(self):
        readings, bills = (
            dict(
                self.env[model]._read_group(
                    [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
                )
            )
            for model in ("gas.meter.reading", "gas.bill")
        )
        for contract in self:
            contract.reading_count = readings.get(contract._origin, 0)
            contract.bill_count = bills.get(contract._origin, 0)

    @api.depends("reading_ids", "bill_ids")
    def _compute_last_records(self):
        """Show the last year of one household: on forms, not in lists."""
        for contract in self:
            domain = [("contract_id", "in", contract.ids)]
            contract.last_reading_ids = self.env["gas.meter.reading"].search(
                domain, limit=13
            )
            contract.last_bill_ids = self.env["gas.bill"].search(domain, limit=13)

    @api.depends("bill_ids.move_id.amount_residual", "bill_ids.state")
    def _compute_amounts_due(self):
        """Read Odoo's receivables, for all of ``self`` in one query."""
        found = {}
        if self.ids:
            self.env["account.move.line"].flush_model()
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT line.gas_contract_id, %(due)s, %(overdue)s, %(credit)s,
                           %(oldest_due)s
                      FROM %(open_lines)s
                     GROUP BY line.gas_contract_id
                    """,
                    due=receivables.owed(),
                    overdue=receivables.owed(
                        self.env.company._promise_today(), from_days=1
                    ),
                    credit=receivables.credit(),
                    oldest_due=receivables.oldest_due(),
                    open_lines=receivables.open_lines(self),
                )
            )
            found = {row[0]: row[1:] for row in rows}
        for contract in self:
            due, overdue, credit, oldest = found.get(contract.id, (0, 0, 0, False))
            contract.amount_due = due or 0.0
            contract.amount_overdue = overdue or 0.0
            contract.amount_credit = credit or 0.0
            contract.oldest_due_date = oldest

    @api.constrains("tariff_id", "user_class")
    def _check_tariff_fits_class(self):
        for contract in self:
            classes = (contract.tariff_id.user_classes or "").split()
            if contract.tariff_id and contract.user_class not in classes:
                labels = self._selection_labels("user_class")
                raise ValidationError(
                    self.env._(
                        "Household %(number)s: tariff %(tariff)s is not for "
                        "%(user_class)s users. Choose another.",
                        number=contract.name,
                        tariff=contract.tariff_id.name,
                        user_class=labels[contract.user_class],
                    )
                )

    def _agreed_price(self):
        return as_price(self.agreed_price)

    # Estimates

    def _estimates(self, date):
        """Return {contract: index (Decimal)} to assume on ``date``.

        Left out: who has fewer than three valid readings, or was estimated too often
        in a row.
        """
        readings = self.env["gas.meter.reading"]
        readings.flush_model()
        history = readings._rows_before(
            SQL(
                """
                SELECT contract.id AS key, meter_id, %s::date AS date, 0 AS id
                  FROM gas_contract contract
                  JOIN gas_meter_installation installation
                    ON installation.service_point_id = contract.service_point_id
                   AND installation.date_end IS NULL
                 WHERE contract.id = ANY(%s)
                """,
                date,
                list(self.ids),
            )
        )
        found = {}
        for contract in self:
            # What another customer used before a transfer says nothing.
            rows = [r for r in history[contract.id] if r["contract_id"] == contract.id]
            latest = [row["source"] for row in rows[:ESTIMATES_IN_A_ROW]]
            daily = usual_daily(rows, date)
            if daily is None or latest == ["estimated"] * ESTIMATES_IN_A_ROW:
                continue
            last = rows[0]
            found[contract] = estimated_index(
                as_volume(last["index_m3"]),
                daily,
                (date - last["date"]).days,
                contract.meter_id.digits,
            )
        return found

    # Money

    def _debts(self):
        return {
            contract: contract.amount_due
            for contract in self
            if contract.currency_id.compare_amounts(contract.amount_due, 0) > 0
        }

    def _open_moves(self):
        return self.env["account.move"].search(
            [
                ("gas_contract_id", "in", self.ids),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("amount_residual", ">", 0),
            ],
            order="invoice_date_due, id",
        )

    def action_pay(self):
        """Open Odoo's payment wizard for all open bills, the oldest first."""
        moves = self._open_moves()
        if not moves:
            raise UserError(self.env._("Nothing is left to pay here."))
        return moves._action_take_payment()

    def action_open_bills(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_billing.gas_bill_action"
        )
        return {**action, "domain": [("contract_id", "=", self.id)], "context": {}}

    def action_open_analysis(self):
        """Show what the customer of this household uses and pays, and when."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_billing.gas_customer_analysis_action"
        )
        return {
            **action,
            "views": [(False, "graph"), (False, "pivot"), (False, "list")],
            "domain": [("contract_id", "=", self.id)],
            "context": {"search_default_last_year": 1},
        }

    def action_open_readings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_billing.gas_meter_reading_action"
        )
        return {
            **action,
            "domain": [("contract_id", "=", self.id)],
            "context": {"default_contract_id": self.id},
        }
