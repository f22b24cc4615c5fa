from odoo import models


class GasFiguresInterruptions(models.AbstractModel):
    """Interruptions of supply that reach into these days."""

    _name = "gas.figures.interruptions"
    _description = "Figures of Interruptions"
    _inherit = "gas.figures.section"
    _table_rank = 50
    _open_rank = 20

    def _title(self):
        return self.env._("Interruptions")

    def _headings(self):
        return {
            "number": self.env._("Number"),
            "reason": self.env._("Planned Work"),
            "off": self.env._("Gas Off On"),
            "on": self.env._("Gas Restored On"),
            "households": self.env._("Number of Households"),
            "still_off": self.env._("Households Still Off"),
        }

    def _rows(self, period):
        interruptions = self.env["gas.interruption"].search(
            [
                *period.place,
                ("off_on", "<", period.end),
                "|",
                ("restored_on", "=", False),
                ("restored_on", ">=", period.start),
            ],
            order="off_on, id",
        )
        return [
            {
                "number": each.name,
                "reason": each.reason,
                "off": period.clock(each.off_on),
                "on": period.clock(each.restored_on),
                "households": each.household_count,
                "still_off": each.off_count,
            }
            for each in interruptions
        ]

    def _open_lines(self, period):
        for interruption in self.env["gas.interruption"].search(
            [*period.place, ("state", "=", "off")], order="off_on"
        ):
            yield self.env._(
                "Gas is off: %(name)s, %(count)d households",
                name=interruption.display_name,
                count=interruption.off_count,
            )
