from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.gas_workorder.tools.figures import Period

from .gas_duty_shift import HEAD


class GasDutyShift(models.Model):
    """From the arrival of the chief to the hand-over that the next accepts (C33)."""

    _inherit = "gas.duty.shift"

    # The chief comes, looks at the equipment and begins

    def action_come(self):
        """Note when the chief came; the points to check come up then."""
        self.check_access("write")
        for shift in self.filtered(lambda each: not each.came_on):
            shift._refuse_others()
            shift.sudo().came_on = fields.Datetime.now()
            shift.sudo()._take_checks()

    def _take_checks(self):
        checks = self.env["gas.duty.check"].search([("desk", "in", (self.desk, False))])
        known = set(self.check_line_ids.mapped("name"))
        self.check_line_ids = [
            fields.Command.create(check._prepare_line_vals())
            for check in checks
            if check.name not in known
        ]

    def action_begin(self):
        """Accept what the shift before leaves, and be on duty."""
        self.ensure_one()
        self.check_access("write")
        self._refuse_others()
        if not self.came_on or self.check_line_ids.filtered(lambda c: not c.found):
            raise UserError(
                self.env._(
                    "%s: say that you are here, and check the equipment first.",
                    self.name,
                )
            )
        key = (self.company_id, self.desk, self.station_id)
        if before := self._on_duty(self.company_id).get(key):
            before.sudo(False)._accept()
        self.sudo()._move_to("begun", begun_on=fields.Datetime.now())
        self.sudo().check_line_ids._open_failures()

    def _refuse_others(self):
        if self.env.user != self.chief_id:
            raise UserError(
                self.env._(
                    "%s is not yours. If you take it, enter yourself as its chief "
                    "first.",
                    self.name,
                )
            )

    # The chief hands over, and the next one accepts

    def action_hand_over(self):
        """Freeze what is open, with the words of the chief, for the next shift."""
        self.check_access("write")
        for shift in self:
            if not self.env.user.has_group(HEAD):
                shift._refuse_others()
            if not shift.hand_over:
                raise UserError(
                    self.env._(
                        "%s: write how matters stand, for the next shift.", shift.name
                    )
                )
            # In the language of those who act, whatever the call was in.
            shift_sudo = shift.sudo().with_context(lang=self.env.user.lang)
            shift_sudo._move_to(
                "handed_over",
                open_matters="\n".join(shift_sudo._open_matters()),
                handed_over_on=fields.Datetime.now(),
                handed_over_by_id=self.env.uid,
            )

    def action_take_back(self):
        """Give what was handed over back to the chief, who writes it anew."""
        self.check_access("write")
        for shift in self:
            if not self.env.user.has_group(HEAD):
                shift._refuse_others()
            shift.sudo()._move_to(
                "begun",
                open_matters=False,
                handed_over_on=False,
                handed_over_by_id=False,
            )

    def action_accept(self):
        """Accept what was handed over: as the next chief, who begins, or as a head."""
        self.ensure_one()
        self.check_access("write")
        following = self._following()
        if following.chief_id == self.env.user:
            following.action_begin()
        elif self.env.user.has_group(HEAD):
            self._accept()
        else:
            raise UserError(
                self.env._(
                    "%s is accepted by the chief of the next shift, or by a head of "
                    "station.",
                    self.name,
                )
            )

    def _following(self):
        """Return the shift that is planned next at this desk, if there is one."""
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("desk", "=", self.desk),
                ("station_id", "=", self.station_id.id),
                ("state", "=", "planned"),
                ("starts_on", ">", self.starts_on),
            ],
            order="starts_on",
            limit=1,
        )

    def _accept(self):
        """Close ``self``: somebody else knows now how matters stand."""
        if self.state != "handed_over":
            raise UserError(
                self.env._(
                    "%(shift)s is not handed over: have %(chief)s write down how "
                    "matters stand.",
                    shift=self.name,
                    chief=self.chief_id.name,
                )
            )
        if self.env.user in self.chief_id | self.handed_over_by_id:
            raise UserError(
                self.env._(
                    "%s: nobody accepts their own hand-over. It takes another person.",
                    self.name,
                )
            )
        self.sudo()._move_to(
            "closed",
            accepted_on=fields.Datetime.now(),
            accepted_by_id=self.env.uid,
        )
        # The desk is free before the next one takes it, in the database, too.
        self.flush_recordset()

    # What is open

    def _open_matters(self):
        """Return what the next shift has to know, in words (list of str)."""
        self.ensure_one()
        period = Period(self.company_id, self.station_id)
        return self.env["gas.figures.section"]._open_lines_of_all(period)
