from odoo import fields, models


class GasImportRefusal(models.Model):
    """One cell, or row, of an import file that was refused."""

    _name = "gas.import.refusal"
    _description = "Refused Row of an Import"
    _order = "line, id"
    _rec_name = "reason"

    import_id = fields.Many2one(
        "gas.import", required=True, index=True, ondelete="cascade"
    )
    line = fields.Integer(help="Counted from 1, the header being line 1.")
    column = fields.Char()
    value = fields.Char()
    reason = fields.Char()
