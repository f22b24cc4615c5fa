from odoo import api, fields, models

# As many as one reads out to a customer.
OFFERED = 8


class GasOrderAppointment(models.TransientModel):
    """Which half-days are free, and what the customer chooses of them (D36)."""

    _name = "gas.order.appointment"
    _description = "Agree on an Appointment"

    order_id = fields.Many2one("fsm.order", required=True, ondelete="cascade")
    address = fields.Char(related="order_id.address")
    station_id = fields.Many2one(related="order_id.station_id")
    agreed_before = fields.Datetime(
        related="order_id.scheduled_date_start", string="Current Appointment"
    )
    slot_ids = fields.One2many(
        "gas.order.appointment.slot",
        "appointment_id",
        "Free Half-Days",
        compute="_compute_slot_ids",
        store=True,
        readonly=False,
    )
    start = fields.Datetime(
        "Appointment Start", compute="_compute_start", store=True, readonly=False
    )
    person = fields.Char(
        "Agreed With",
        compute="_compute_person",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    may_choose = fields.Boolean(compute="_compute_may_choose")
    customer_url = fields.Char(related="order_id.customer_url")
    customer_qr = fields.Html(related="order_id.customer_qr")
    reason = fields.Char("Reason for the New Time")

    @api.depends("order_id")
    def _compute_slot_ids(self):
        for appointment in self:
            found = appointment.order_id._free_slots()[:OFFERED]
            appointment.slot_ids = [fields.Command.clear()] + [
                fields.Command.create(slot._asdict()) for slot in found
            ]

    @api.depends("order_id")
    def _compute_start(self):
        """Choose the first free slot, once: saving must not choose anew."""
        for appointment in self:
            appointment.start = appointment.slot_ids[:1].start

    @api.depends("order_id")
    def _compute_person(self):
        for appointment in self:
            order = appointment.order_id
            appointment.person = order.reporter or order.partner_id.name

    @api.depends("order_id")
    def _compute_may_choose(self):
        for appointment in self:
            order = appointment.order_id
            appointment.may_choose = order and order._may_choose()

    def action_invite(self):
        """Show the link by which the customer chooses."""
        self.ensure_one()
        self.order_id._invite()
        return self._open()

    def _open(self):
        """Open ``self``, which is saved already: so each half-day has its button."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Agree on an Appointment"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_agree(self):
        self.ensure_one()
        self.order_id._agree_on(self.start, self.person, self.reason)
        return {"type": "ir.actions.act_window_close"}
