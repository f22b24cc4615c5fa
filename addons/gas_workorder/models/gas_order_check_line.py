from odoo import fields, models
from odoo.exceptions import UserError

from .gas_order_check import ANSWERS, PHASES


class GasOrderCheckLine(models.Model):
    """A point of the checklist on one order: what was found, by whom, and when."""

    _name = "gas.order.check.line"
    _description = "Check on an Order"
    _order = "order_id, sequence, id"

    order_id = fields.Many2one(
        "fsm.order", required=True, index=True, ondelete="cascade"
    )
    visit_id = fields.Many2one(
        "gas.order.visit",
        "Past Visit",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: of the visit that runs, or is to come.",
    )
    sequence = fields.Integer(readonly=True)
    phase = fields.Selection(PHASES, readonly=True, required=True)
    name = fields.Char("Check Item", readonly=True, required=True)
    required = fields.Boolean(readonly=True)
    answer = fields.Selection(ANSWERS, readonly=True, required=True)
    unit = fields.Char(readonly=True)
    has_limits = fields.Boolean(readonly=True)
    lowest = fields.Float(digits=(12, 3), readonly=True)
    highest = fields.Float(digits=(12, 3), readonly=True)
    is_done = fields.Boolean("Done")
    reading = fields.Float("Measured Value", digits=(12, 3))
    words = fields.Char("Remark")
    is_faulty = fields.Boolean("Not in Order")
    found_order_id = fields.Many2one(
        "fsm.order", "Resulting Order", readonly=True, index="btree_not_null"
    )
    done_by_id = fields.Many2one("res.users", readonly=True)
    done_on = fields.Datetime(readonly=True)

    def write(self, vals):
        answers = {"is_done", "reading", "words", "is_faulty"} & vals.keys()
        if answers and any(line.order_id.is_over for line in self):
            raise UserError(
                self.env._("The order is over: its checklist stays as it is.")
            )
        if answers and self.visit_id:
            raise UserError(
                self.env._(
                    "%s is over: its checklist stays as it is. Answer that of the new "
                    "visit.",
                    self.visit_id[0].display_name,
                )
            )
        ticked = self
        if "is_done" in vals:
            ticked, done = self._let_in(vals), vals["is_done"]
            vals = {
                **vals,
                "done_by_id": self.env.uid if done else False,
                "done_on": fields.Datetime.now() if done else False,
            }
        result = super(GasOrderCheckLine, ticked).write(vals)
        if {"is_faulty", "words"} & vals.keys():
            self.sudo()._report_faulty()
        return result

    def _answer(self, is_done, reading, words, is_faulty, at):
        """Enter what a crew found ``at`` a time, by its telephone."""
        self.write(
            {
                "is_done": is_done,
                "reading": reading,
                "words": words,
                "is_faulty": is_faulty,
            }
        )
        if is_done:
            self.sudo().done_on = at

    def _is_answered(self):
        """Return whether anybody has entered anything."""
        return bool(
            self.is_done
            or self.is_faulty
            or self.words
            or self.reading
            or self.found_order_id
        )

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
