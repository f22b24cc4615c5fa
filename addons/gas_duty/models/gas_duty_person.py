from odoo import api, fields, models
from odoo.exceptions import UserError


class GasDutyPerson(models.Model):
    """Somebody who is on duty with the chief of a shift, and since when."""

    _name = "gas.duty.person"
    _description = "On Duty"
    _order = "shift_id, id"

    shift_id = fields.Many2one(
        "gas.duty.shift", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        "Desk Staff",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    worker_id = fields.Many2one(
        "fsm.person", "Field Worker", index="btree_not_null", ondelete="restrict"
    )
    name = fields.Char(compute="_compute_name")
    role = fields.Char(help="For example: operator, driver, welder.")
    came_on = fields.Datetime(readonly=True, copy=False)
    is_late = fields.Boolean("Arrived Late", compute="_compute_is_late", store=True)

    _one_or_other = models.Constraint(
        "CHECK (num_nonnulls(user_id, worker_id) = 1)",
        "Choose somebody at the desk, or a worker on the road.",
    )
    _user_once = models.UniqueIndex(
        "(shift_id, user_id) WHERE user_id IS NOT NULL",
        "Nobody is on the same shift twice.",
    )
    _worker_once = models.UniqueIndex(
        "(shift_id, worker_id) WHERE worker_id IS NOT NULL",
        "Nobody is on the same shift twice.",
    )

    @api.depends("user_id", "worker_id")
    def _compute_name(self):
        for person in self:
            person.name = person.user_id.name or person.worker_id.name

    @api.depends("came_on", "shift_id.starts_on")
    def _compute_is_late(self):
        for person in self:
            person.is_late = bool(person.shift_id._minutes_late(person.came_on))

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [{**vals, "came_on": False} for vals in vals_list]
        persons = super().create(vals_list)
        persons._refuse_closed()
        return persons

    def write(self, vals):
        self._refuse_closed()
        if {"came_on", "shift_id"} & vals.keys() and not self.env.su:
            raise UserError(
                self.env._("Who came when, and to which shift, is noted on arrival.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_came(self):
        self._refuse_closed()
        for person in self:
            if person.came_on:
                raise UserError(
                    self.env._("%s came and stays on the shift.", person.name)
                )

    def _refuse_closed(self):
        for shift in self.shift_id:
            if shift.state == "closed":
                raise UserError(
                    self.env._(
                        "%s is closed: its people stay as they were.", shift.name
                    )
                )

    def action_come(self):
        """Note that the person has come, now."""
        self.check_access("write")
        self.filtered(lambda person: not person.came_on).sudo().write(
            {"came_on": fields.Datetime.now()}
        )
