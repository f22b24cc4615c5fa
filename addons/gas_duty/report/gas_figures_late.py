from odoo import fields, models

from odoo.addons.gas_workorder.tools.figures import NOTHING


class GasFiguresLate(models.AbstractModel):
    """Chiefs of shifts who came late, or not at all."""

    _name = "gas.figures.late"
    _description = "Figures of Late Shifts"
    _inherit = "gas.figures.section"
    _table_rank = 90

    def _title(self):
        return self.env._("Late or Absent on Duty")

    def _headings(self):
        return {
            "shift": self.env._("Shift"),
            "came": self.env._("Arrived On"),
            "minutes": self.env._("Minutes Late"),
        }

    def _rows(self, period):
        until = min(period.end, fields.Datetime.now())
        shifts = self.env["gas.duty.shift"].search(
            [
                *period.place,
                *period._replace(end=until).within("starts_on"),
                "|",
                ("is_late", "=", True),
                ("came_on", "=", False),
            ],
            order="starts_on, id",
        )
        return [
            {
                "shift": shift.name,
                "came": period.clock(shift.came_on),
                "minutes": shift._minutes_late(shift.came_on) or NOTHING,
            }
            for shift in shifts
        ]

    def _summary_headings(self):
        return {"late": self.env._("Late or Absent")}

    def _summary(self, period, rows):
        return {"late": len(rows)}
