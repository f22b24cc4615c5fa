from odoo import api, fields, models
from odoo.exceptions import UserError


class GasAuditedMixin(models.AbstractModel):
    """Keeps the old and the new value of the facts that matter, and why they changed.

    There is one door: forms, imports, applications and calls from outside all end in
    ``write``. Filling in what was empty needs no reason; changing what was known does,
    from ``gas_change_reason`` of a form or ``gas_reason`` of the context.
    """

    _name = "gas.audited.mixin"
    _description = "Record With a Change History"
    # The field of gas.fact.change that points to this model.
    _fact_link = None

    gas_change_reason = fields.Char(
        "Reason for the Change",
        store=False,
        help="Kept with the old and the new value.",
    )
    gas_asks_reason = fields.Boolean(
        compute="_compute_gas_asks_reason", compute_sudo=True
    )

    def _facts_kept(self):
        """Return the names of the fields whose changes are kept."""
        return set()

    def _facts_watched(self):
        """Return the paths by which a form enters them."""
        return self._facts_kept()

    def _facts_live(self):
        """Return those of ``self`` that gas is supplied to: drafts are not kept."""
        return self

    def _fact_said(self, name):
        """Return the value of a fact in words; what is secret, masked."""
        if self._fields[name].type == "boolean":
            return self.env._("Yes") if self[name] else ""
        value = self._fields[name].convert_to_export(self[name], self)
        return str(value) if value or self._fields[name].type == "integer" else ""

    @api.depends(lambda self: tuple(sorted(self._facts_watched())))
    def _compute_gas_asks_reason(self):
        """Tell whether what the form holds replaces something that was known."""
        for record in self:
            before = record._origin
            record.gas_asks_reason = (
                bool(before)
                and before != record
                and bool(before._facts_live())
                and record._facts_replaced(before)
            )

    def _facts_replaced(self, before):
        for path in self._facts_watched():
            if "." in path:  # lines: adding one replaces nothing
                if not set(before.mapped(path)) <= set(self.mapped(path)):
                    return True
            elif before[path] and before[path] != self[path]:
                return True
        return False

    def write(self, vals):
        if "gas_change_reason" in vals:
            reason = vals["gas_change_reason"]
            vals = {k: v for k, v in vals.items() if k != "gas_change_reason"}
            if reason:
                self = self.with_context(gas_reason=reason)
        names = {
            name
            for name in self._facts_kept() & vals.keys()
            if self._fields[name].type != "one2many"  # lines see to themselves
        }
        if not names:
            return super().write(vals)
        # What is kept is kept whatever its writer may read.
        live_sudo = self.sudo()._facts_live()
        before = [(r, name, r._fact_said(name)) for r in live_sudo for name in names]
        result = super().write(vals)
        self._keep_facts(
            [(r, name, old, r._fact_said(name)) for r, name, old in before]
        )
        return result

    def _keep_facts(self, facts):
        """Record ``[(record, fact, old, new)]`` where new is not old.

        :raise UserError: somebody changes what was known and does not say why
        """
        changes = [fact for fact in facts if fact[2] != fact[3]]
        reason = self.env.context.get("gas_reason")
        if not reason and not self.env.su:
            for record, name, old, _new in changes:
                if old:
                    raise UserError(
                        self.env._(
                            "%(record)s: say why %(fact)s changes; the reason is "
                            "kept with the old value.",
                            record=record.display_name,
                            fact=self.env["gas.fact.change"]._label_of(name),
                        )
                    )
        self.env["gas.fact.change"].sudo().create(
            [
                {
                    record._fact_link: record.id,
                    "fact": name,
                    "old_value": old,
                    "new_value": new,
                    "reason": reason,
                }
                for record, name, old, new in changes
            ]
        )
