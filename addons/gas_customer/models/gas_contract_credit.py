"""The credit class of a household: from facts, by rules that anybody can read."""

from odoo import api, fields, models

from ..tables.text import plain_number
from .gas_credit_rule import CLASSES


class GasContract(models.Model):
    _inherit = "gas.contract"

    credit_class = fields.Selection(CLASSES, compute="_compute_credit")
    credit_reason = fields.Char("Why This Class", compute="_compute_credit")

    @api.model
    def _credit_facts(self):
        """Return ``[(fact, label)]`` of the last twelve months.

        ``_credit_<fact>()`` returns {contract: number} for those where it is not 0.
        """
        return [("thefts", self.env._("Uses without a contract or past the meter"))]

    def _credit_thefts(self):
        """Return {contract: cases}; who handles such cases tells."""
        return {}

    def _compute_credit(self):
        """By all rules, for all of ``self`` with one look at each fact."""
        labels = dict(self._credit_facts())
        # Everybody sees why; only the administrator changes the rules.
        rules = self.env["gas.credit.rule"].sudo().search([("active", "=", True)])
        values = {
            fact: getattr(self, f"_credit_{fact}")()
            for fact in set(rules.mapped("fact"))
        }
        for contract in self:
            mine = {fact: values[fact].get(contract._origin, 0) for fact in values}
            met = [rule for rule in rules if mine[rule.fact] >= rule.from_value]
            worst = max((rule.credit_class for rule in met), default="A")
            # Each fact once, however many of its rules are met.
            why = {rule.fact: 1 for rule in met if rule.credit_class == worst}
            contract.credit_class = worst
            contract.credit_reason = "；".join(
                f"{labels[fact]} {plain_number(mine[fact])}" for fact in why
            )
