from odoo import fields, models


class GasMobileAction(models.Model):
    _inherit = "gas.mobile.action"

    kind = fields.Selection(
        selection_add=[
            ("task_begin", "Begin the Task"),
            ("task_note", "Note on the Task"),
            ("task_finish", "Finish the Task"),
        ]
    )
