from odoo import fields, models


class GasExportLog(models.Model):
    """Personal data left the system: who took what of how many records, and when.

    Who and when are its creator and creation. Made by ``export_data`` alone.
    """

    _name = "gas.export.log"
    _description = "Export of Personal Data"
    _order = "id desc"
    _rec_name = "model_id"

    model_id = fields.Many2one(
        "ir.model", "Kind of Records", required=True, readonly=True, ondelete="cascade"
    )
    record_count = fields.Integer("Records", readonly=True)
    field_names = fields.Char("Fields", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    create_uid = fields.Many2one("res.users", "Exported By", readonly=True, index=True)
    create_date = fields.Datetime("Exported On", readonly=True, index=True)
