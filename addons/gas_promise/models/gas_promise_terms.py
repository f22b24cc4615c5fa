from odoo import api, fields, models
from odoo.tools.safe_eval import safe_eval

from ..clock import Limit, Step


class GasPromiseTerms(models.Model):
    """A policy exactly as it was when clocks were started by it.

    A policy that is changed leaves running clocks as they are.
    """

    _name = "gas.promise.terms"
    _description = "Frozen Terms of a Time Promise"
    _inherit = ["gas.frozen.mixin"]

    policy_id = fields.Many2one(
        "gas.promise.policy", required=True, readonly=True, ondelete="restrict"
    )

    _digest_uniq = models.UniqueIndex("(policy_id, digest)")

    @api.model
    def _freeze(self, policy):
        """Return the terms (sudo) that are those of ``policy`` now."""
        return self.sudo()._frozen(policy._content(), policy_id=policy.id)

    @api.model
    def _paths(self, content):
        """Return the paths of the fields that a clock with ``content`` hangs on."""
        pauses = {name for rule in content["pauses"] for name in rule[:2]}
        condition = {
            leaf[0]
            for leaf in safe_eval(content["domain"])
            if isinstance(leaf, (list, tuple))
        }
        return {content["start"], content["target"], *pauses, *condition}

    def _condition(self):
        return safe_eval(self.content["domain"])

    def _limit(self):
        return Limit(self.content["amount"], self.content["unit"])

    def _steps(self):
        return [Step(str(key), *rest) for key, *rest in self.content["steps"]]

    def _calendar(self):
        # One that was deleted meanwhile leaves the clock running day and night.
        return self.env["resource.calendar"].browse(self.content["calendar"]).exists()
