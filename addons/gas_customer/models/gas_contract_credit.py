"""The credit class of a household: from facts, by rules that anybody can read."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..tables.text import plain_number
from .gas_credit_rule import CLASSES


class GasContract(models.Model):
    _inherit = "gas.contract"

    credit_class = fields.Selection(
        CLASSES, compute="_compute_credit", search="_search_credit_class"
    )
    credit_reason = fields.Char("Reason for the Class", compute="_compute_credit")

    @api.model
    def _credit_facts(self):
        """Return ``[(fact, label)]`` of the last twelve months.

        ``_credit_<fact>()`` returns {contract: number} for those of ``self`` where it
        is not 0; of all households if ``self`` is empty.
        """
        return [("thefts", self.env._("Uses without a contract or past the meter"))]

    def _credit_thefts(self):
        """Return {contract: cases}; who handles such cases tells."""
        return {}

    def _compute_credit(self):
        """Apply all rules to all of ``self``, with one look at each fact."""
        labels = dict(self._credit_facts())
        stored = self._origin
        standings = stored._credit_standings() if stored else {}
        for contract in self:
            worst, facts = standings.get(contract._origin, ("A", {}))
            contract.credit_class = worst
            contract.credit_reason = "；".join(
                f"{labels[fact]} {plain_number(number)}"
                for fact, number in facts.items()
            )

    @api.model
    def _search_credit_class(self, operator, value):
        if operator != "in":
            return NotImplemented
        standings = self.browse()._credit_standings()
        found = [
            contract.id
            for contract, (worst, _why) in standings.items()
            if worst in value
        ]
        domain = Domain("id", "in", found)
        if "A" in value:
            others = [contract.id for contract in standings]
            domain |= Domain("id", "not in", others)
        return domain

    def _credit_standings(self):
        """Return {contract: (class, {fact: number} that gives it)}, "A" left out.

        Of ``self``, or of all households if it is empty.
        """
        # Everybody sees why; only the administrator changes the rules.
        rules = self.env["gas.credit.rule"].sudo().search([("active", "=", True)])
        standings = {}
        for fact, of_fact in rules.grouped("fact").items():
            for contract, number in getattr(self, f"_credit_{fact}")().items():
                met = of_fact.filtered(lambda rule: number >= rule.from_value)  # noqa: B023
                if not met:
                    continue
                given = max(met.mapped("credit_class"))
                worst, facts = standings.get(contract, ("A", {}))
                if given > worst:
                    standings[contract] = (given, {fact: number})
                elif given == worst:
                    facts[fact] = number
        return standings
