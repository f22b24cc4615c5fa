from odoo import fields, models
from odoo.exceptions import UserError

from .gas_duty_equipment_failure import FAILS


class GasDutyCheckLine(models.Model):
    """What the chief found of a piece of equipment on arrival."""

    _name = "gas.duty.check.line"
    _description = "Equipment Checked at the Beginning"
    _order = "shift_id, sequence, id"

    shift_id = fields.Many2one(
        "gas.duty.shift", required=True, index=True, ondelete="cascade", readonly=True
    )
    sequence = fields.Integer(readonly=True)
    name = fields.Char("Check Item", required=True, readonly=True)
    fails = fields.Selection(FAILS, "Failure Kind", required=True, readonly=True)
    found = fields.Selection(
        [("in_order", "In Order"), ("out_of_order", "Out of Order")], "Finding"
    )
    words = fields.Char("Remark")
    failure_id = fields.Many2one("gas.duty.equipment.failure", readonly=True)

    def write(self, vals):
        if not self.env.su:
            # The rest is as it was laid before the chief.
            vals = {name: vals[name] for name in vals.keys() & {"found", "words"}}
            for shift in self.shift_id:
                if shift.state != "planned":
                    raise UserError(
                        self.env._(
                            "%s has begun. What breaks down later is entered as a "
                            "failure.",
                            shift.name,
                        )
                    )
        return super().write(vals)

    def _open_failures(self):
        """Open a failure for what is out of order when a shift begins."""
        broken = self.filtered(lambda line: line.found == "out_of_order")
        failures = self.env["gas.duty.equipment.failure"].create(
            [line._prepare_failure_vals() for line in broken]
        )
        for line, failure in zip(broken, failures, strict=True):
            line._write_as_server({"failure_id": failure.id})

    def _prepare_failure_vals(self):
        shift = self.shift_id
        words = self.name
        if self.words:
            words = self.env._("%(what)s: %(words)s", what=self.name, words=self.words)
        return {
            "company_id": shift.company_id.id,
            "station_id": shift.station_id.id,
            "desk": shift.desk,
            "what": self.fails,
            "words": words,
        }
