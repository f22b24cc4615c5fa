import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.safe_eval import safe_eval

from ..clock import Limit, Step


class GasPromiseTerms(models.Model):
    """A policy exactly as it was when clocks were started by it.

    A policy that is changed leaves running clocks as they are. All clocks started
    under the same terms share a row.
    """

    _name = "gas.promise.terms"
    _description = "Frozen Terms of a Time Promise"
    _rec_name = "digest"

    policy_id = fields.Many2one(
        "gas.promise.policy", required=True, readonly=True, ondelete="restrict"
    )
    digest = fields.Char(required=True, readonly=True)
    content = fields.Json(required=True, readonly=True)

    _digest_uniq = models.UniqueIndex("(policy_id, digest)")

    @api.model
    def _freeze(self, policy):
        """Return the terms (sudo) that are those of ``policy`` now."""
        content = policy._content()
        text = json.dumps(content, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()
        terms = self.sudo()
        found = terms.search([("policy_id", "=", policy.id), ("digest", "=", digest)])
        return found or terms.create(
            {"policy_id": policy.id, "digest": digest, "content": content}
        )

    @api.model
    def _field_names(self, content):
        """Return the names of the fields that a clock with ``content`` hangs on."""
        pauses = {name for rule in content["pauses"] for name in rule[:2]}
        condition = {
            leaf[0].split(".")[0]
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

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("Frozen terms are never changed: clocks are run by them.")
        )
