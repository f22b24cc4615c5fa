from odoo import models

from ..tools import figures


class GasFiguresStops(models.AbstractModel):
    """Households that were cut off and restored, by reason."""

    _name = "gas.figures.stops"
    _description = "Figures of Stops of Supply"
    _inherit = "gas.figures.section"
    _table_rank = 70

    def _title(self):
        return self.env._("Stops of Supply")

    def _headings(self):
        return {
            "reason": self.env._("Reason"),
            "stopped": self.env._("Cut Off"),
            "restored": self.env._("Restored"),
            "off": self.env._("Gas Is Off"),
        }

    def _rows(self, period):
        stops = self.env["gas.supply.stop"]
        columns = {
            "stopped": period.within("stopped_on"),
            "restored": period.within("restored_on"),
            "off": [("state", "in", ("stopped", "restoring"))],
        }
        counts = figures.spread(
            [
                (reason, column, count)
                for column, domain in columns.items()
                for reason, count in stops._read_group(
                    [*period.place, *domain], ["reason"], ["__count"]
                )
            ],
            columns,
        )
        reasons = stops._selection_labels("reason")
        return [
            {"reason": reasons[reason], **counts[reason]}
            for reason in reasons
            if reason in counts
        ]

    def _summary_headings(self):
        return {
            "stopped": self.env._("Cut Off"),
            "restored": self.env._("Restored"),
        }

    def _summary(self, period, rows):
        return {
            name: sum(row[name] for row in rows) for name in self._summary_headings()
        }
