from odoo import fields, models


class GasOrderAppointmentSlot(models.TransientModel):
    """A half-day that is offered."""

    _name = "gas.order.appointment.slot"
    _description = "Free Half-Day"
    _order = "start"

    appointment_id = fields.Many2one(
        "gas.order.appointment", required=True, index=True, ondelete="cascade"
    )
    start = fields.Datetime("Begins", readonly=True)
    end = fields.Datetime("Ends", readonly=True)
    free = fields.Integer("Places Left", readonly=True)

    def action_choose(self):
        """Take the beginning of this half-day; the exact time may still be changed."""
        self.ensure_one()
        self.appointment_id.start = self.start
        return self.appointment_id._open()
