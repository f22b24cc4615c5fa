from odoo import api, fields, models


class GasPart(models.Model):
    """A spare part that crews use (备件), and how much of it a station keeps."""

    _name = "gas.part"
    _description = "Spare Part"
    _order = "code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True)
    name = fields.Char(required=True)
    unit = fields.Char(required=True, default=lambda self: self.env._("pcs"))
    minimum = fields.Float(
        "Minimum per Station",
        digits="Product Unit",
        help="A station that has less is on the list of parts to be ordered.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    active = fields.Boolean(default=True)

    _code_once = models.UniqueIndex("(company_id, code)", "Another part has this code.")
    _minimum_positive = models.Constraint(
        "CHECK (minimum >= 0)", "A minimum is not negative."
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for part in self:
            part.display_name = " ".join(filter(None, (part.code, part.name)))
