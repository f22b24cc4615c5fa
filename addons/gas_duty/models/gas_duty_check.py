from odoo import fields, models

from .gas_duty_equipment_failure import FAILS
from .gas_duty_shift import DESKS


class GasDutyCheck(models.Model):
    """Something that is looked at when a shift begins: line, set, car."""

    _name = "gas.duty.check"
    _description = "Equipment of a Desk"
    _order = "sequence, id"

    name = fields.Char("Check Item", required=True, translate=True)
    sequence = fields.Integer(default=10)
    desk = fields.Selection(DESKS, help="Empty: at every desk.")
    fails = fields.Selection(
        FAILS,
        "Failure Kind",
        required=True,
        default="set",
        help="When it does not work.",
    )
    active = fields.Boolean(default=True)

    def _prepare_line_vals(self):
        """Return the values of this point on a shift, as it is worded today."""
        return {"name": self.name, "sequence": self.sequence, "fails": self.fails}
