from odoo import fields, models
from odoo.exceptions import UserError

from .. import duty
from ..models.gas_duty_shift import DESKS


class GasDutyPlan(models.TransientModel):
    """Makes the roster of a desk (值班表) for weeks: a pattern, and chiefs in turn."""

    _name = "gas.duty.plan"
    _description = "Plan the Roster"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    desk = fields.Selection(DESKS, required=True, default="dispatch")
    station_id = fields.Many2one(
        "gas.area",
        "Service Station",
        domain="[('kind', '=', 'station'), ('company_id', '=', company_id)]",
        help="Empty: for all of the company.",
    )
    first_on = fields.Date(
        "First Day",
        required=True,
        default=lambda self: self.env.company._promise_today(),
    )
    last_on = fields.Date("Last Day", required=True)
    pattern = fields.Selection(
        [
            ("two", "Two Shifts: 8:00–20:00, 20:00–8:00"),
            ("three", "Three Shifts: 8:00–16:00, 16:00–24:00, 0:00–8:00"),
        ],
        "Shifts of a Day",
        required=True,
        default="two",
    )
    leader_id = fields.Many2one(
        "res.users", "Leader on Duty", domain="[('share', '=', False)]"
    )
    chief_ids = fields.One2many("gas.duty.plan.chief", "plan_id", "Chiefs in Turn")

    def action_plan(self):
        """Make the shifts that are not there yet; those that are stay as they are."""
        self.ensure_one()
        shifts = self.env["gas.duty.shift"].create(self._prepare_shifts())
        if not shifts:
            raise UserError(
                self.env._(
                    "All of these hours are planned already: nothing is to be made."
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_duty.gas_duty_shift_action"
        )
        return {**action, "domain": [("id", "in", shifts.ids)], "context": {}}

    def _prepare_shifts(self):
        """Return the values of the shifts that are free to be made (list of dict).

        Whose turn it is hangs on the days alone: planning them again changes nobody's.
        """
        chiefs = self.chief_ids.sorted().user_id
        if len(chiefs) < 2:
            raise UserError(
                self.env._(
                    "Enter two chiefs at least: a shift is handed over to another "
                    "person."
                )
            )
        turns = [
            (tuple(map(self._utc_of, span)), chiefs[number % len(chiefs)])
            for number, span in enumerate(
                duty.slots(self.first_on, self.last_on, self.pattern)
            )
        ]
        if not turns:
            raise UserError(self.env._("The last day is before the first one."))
        whole = (turns[0][0][0], turns[-1][0][1])
        common = {
            "company_id": self.company_id.id,
            "desk": self.desk,
            "station_id": self.station_id.id,
        }
        taken = self.env["gas.duty.shift"].search_fetch(
            [
                *((name, "=", value) for name, value in common.items()),
                ("starts_on", "<", whole[1]),
                ("ends_on", ">", whole[0]),
            ],
            ["starts_on", "ends_on"],
        )
        return [
            {
                **common,
                "starts_on": start,
                "ends_on": end,
                "chief_id": chief.id,
                "leader_id": self.leader_id.id,
            }
            for (start, end), chief in duty.free_slots(
                turns, [(shift.starts_on, shift.ends_on) for shift in taken]
            )
        ]

    def _utc_of(self, local):
        return self.company_id._promise_moment(local.date(), local.time())
