from odoo import fields, models
from odoo.exceptions import UserError

from .gas_order_check import ANSWERS, PHASES


class GasOrderCheckLine(models.Model):
    """A point of the checklist on one order: what was found, by whom, and when."""

    _name = "gas.order.check.line"
    _description = "Checked on an Order"
    _order = "order_id, sequence, id"

    order_id = fields.Many2one(
        "fsm.order", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(readonly=True)
    phase = fields.Selection(PHASES, "When", readonly=True, required=True)
    name = fields.Char("What Is Checked", readonly=True, required=True)
    required = fields.Boolean(readonly=True)
    answer = fields.Selection(ANSWERS, readonly=True, required=True)
    unit = fields.Char(readonly=True)
    has_limits = fields.Boolean(readonly=True)
    lowest = fields.Float(digits=(12, 3), readonly=True)
    highest = fields.Float(digits=(12, 3), readonly=True)
    is_done = fields.Boolean("Done")
    reading = fields.Float("Found", digits=(12, 3))
    words = fields.Char("Remark")
    done_by_id = fields.Many2one("res.users", readonly=True)
    done_on = fields.Datetime(readonly=True)

    def write(self, vals):
        answers = {"is_done", "reading", "words"} & vals.keys()
        if answers and any(line.order_id.is_over for line in self):
            raise UserError(
                self.env._("The order is over: its checklist stays as it is.")
            )
        if "is_done" in vals:
            done = vals["is_done"]
            vals = {
                **vals,
                "done_by_id": self.env.uid if done else False,
                "done_on": fields.Datetime.now() if done else False,
            }
        return super().write(vals)

    def _answer(self, is_done, reading, words, at):
        """Enter what a crew found ``at`` a time, by its telephone."""
        self.write({"is_done": is_done, "reading": reading, "words": words})
        if is_done:
            self.sudo().done_on = at

    def _faults(self):
        """Return what keeps the work from going on (list of str)."""
        for line in self:
            if line.required and not line.is_done:
                yield self.env._("To be checked: %s", line.name)
            elif line.is_done and line.has_limits and not line._is_within():
                yield self.env._(
                    "%(check)s: %(found)g %(unit)s, allowed %(lowest)g to %(highest)g",
                    check=line.name,
                    found=line.reading,
                    unit=line.unit or "",
                    lowest=line.lowest,
                    highest=line.highest,
                )

    def _is_within(self):
        return self.lowest <= self.reading <= self.highest
