from odoo import api, fields, models

CLASSES = [("A", "A"), ("B", "B"), ("C", "C"), ("D", "D")]


class GasCreditRule(models.Model):
    """From which value on a fact puts a household into a credit class.

    The worst class that any rule gives is the household's; without one it is A. What
    facts there are is told by the add-ons that know them.
    """

    _name = "gas.credit.rule"
    _description = "Credit Rule"
    _order = "fact, from_value, id"
    _rec_name = "fact"

    fact = fields.Selection("_selection_fact", required=True)
    from_value = fields.Float("From", required=True, digits=(12, 2))
    credit_class = fields.Selection(CLASSES[1:], required=True)
    active = fields.Boolean(default=True)

    _once = models.UniqueIndex(
        "(fact, from_value)",
        "There is a rule for this fact and value already: change that one.",
    )

    @api.model
    def _selection_fact(self):
        """Return ``[(fact, label)]``; the key names a method _credit_<fact>."""
        return self.env["gas.contract"]._credit_facts()
