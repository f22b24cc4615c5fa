from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GasFeeSchedule(models.Model):
    """What work on site costs (收费标准), from one day to another.

    Drafted by one person, put in force by another; what orders have used stays as it
    was.
    """

    _name = "gas.fee.schedule"
    _description = "Schedule of Fees"
    _inherit = ["gas.state.mixin", "mail.thread"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _MOVES = {"draft": {"in_force"}, "in_force": {"draft"}}
    _STEPS = {"in_force": "action_approve", "draft": "action_draft"}
    _FOUR_EYES = {"in_force": "create_uid"}

    name = fields.Char(required=True, tracking=True)
    document = fields.Char("Notice Number", tracking=True)
    date_from = fields.Date(
        "In Force From",
        required=True,
        default=lambda self: self.env.company._promise_today(),
        tracking=True,
    )
    date_to = fields.Date("Until", tracking=True)
    state = fields.Selection(
        [("draft", "Draft"), ("in_force", "In Force")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    item_ids = fields.One2many("gas.fee.item", "schedule_id", "Fees", copy=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_from <= date_to)",
        "A schedule cannot end before it is in force.",
    )
    _one_at_a_time = models.Constraint(
        "EXCLUDE USING gist (company_id WITH =, "
        "daterange(date_from, date_to, '[]') WITH &&) WHERE (state = 'in_force')",
        "Another schedule of fees is in force on some of these days: end it the day "
        "before this one begins.",
    )

    def _obstacles(self, state):
        yield from super()._obstacles(state)
        if state == "in_force" and not self.item_ids:
            yield self.env._("It has no fees yet.")
        if state == "draft" and self._is_used():
            yield self.env._(
                "It has been used on orders and stays as it is. End it and draft "
                "another."
            )

    def action_approve(self):
        self._move_to(
            "in_force", approved_by_id=self.env.uid, approved_on=fields.Datetime.now()
        )

    def action_draft(self):
        self._move_to("draft", approved_by_id=False, approved_on=False)

    def _is_used(self):
        fees = self.env["gas.order.fee"].sudo()
        return bool(fees.search_count([("item_id", "in", self.item_ids.ids)], limit=1))

    @api.constrains("item_ids", "date_from", "company_id")
    def _check_draft(self):
        for schedule in self:
            if schedule.state == "in_force":
                raise ValidationError(
                    self.env._(
                        "%s is in force: take it back to draft before changing it.",
                        schedule.name,
                    )
                )

    @api.model
    def _on(self, company, day):
        """Return the schedule in force on ``day``; empty when there is none."""
        return self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "in_force"),
                ("date_from", "<=", day),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", day),
            ],
            limit=1,
        )
