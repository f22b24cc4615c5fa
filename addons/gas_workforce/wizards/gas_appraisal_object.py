from odoo import fields, models


class GasAppraisalObject(models.TransientModel):
    """Asks an employee for the objection."""

    _name = "gas.appraisal.object"
    _description = "Object to an Appraisal"

    appraisal_id = fields.Many2one("gas.appraisal", required=True, ondelete="cascade")
    words = fields.Text("Your Objection", required=True)

    def action_object(self):
        self.ensure_one()
        self.appraisal_id._object(self.words)
