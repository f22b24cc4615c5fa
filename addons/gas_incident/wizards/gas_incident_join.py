from odoo import api, fields, models
from odoo.exceptions import UserError


class GasIncidentJoin(models.TransientModel):
    """Is it the same event (并入险情)? An emergency beside incidents that are open."""

    _name = "gas.incident.join"
    _description = "Join an Incident"

    order_id = fields.Many2one("fsm.order", required=True, ondelete="cascade")
    address = fields.Char(related="order_id.address")
    offered_ids = fields.Many2many("gas.incident", compute="_compute_offered_ids")
    incident_id = fields.Many2one(
        "gas.incident",
        compute="_compute_incident_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', offered_ids)]",
    )
    incident_words = fields.Text(related="incident_id.words")
    incident_reported_on = fields.Datetime(related="incident_id.reported_on")
    incident_section_id = fields.Many2one(related="incident_id.section_id")

    @api.depends("order_id")
    def _compute_offered_ids(self):
        for join in self:
            join.offered_ids = join.order_id._offered_incidents()

    @api.depends("order_id")
    def _compute_incident_id(self):
        for join in self:
            join.incident_id = join.order_id._offered_incidents()[:1]

    def action_join(self):
        self.ensure_one()
        if not self.incident_id:
            raise UserError(self.env._("Choose the incident."))
        self.incident_id.check_access("read")
        return self.order_id._join(self.incident_id)

    def action_open_new(self):
        self.ensure_one()
        return self.order_id._open_new_incident()
