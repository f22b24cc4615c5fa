from odoo import models


class GasFiguresLog(models.AbstractModel):
    """Lines of the duty log that somebody marked as important."""

    _name = "gas.figures.log"
    _description = "Figures of the Duty Log"
    _inherit = "gas.figures.section"
    _table_rank = 100

    def _title(self):
        return self.env._("From the Duty Log")

    def _headings(self):
        return {
            "time": self.env._("Time"),
            "words": self.env._("Event"),
            "by": self.env._("Written By"),
        }

    def _rows(self, period):
        lines = self.env["gas.duty.log"].search(
            [
                *period.place,
                *period.within("logged_on"),
                ("is_important", "=", True),
            ],
            order="logged_on, id",
        )
        return [
            {
                "time": period.clock(line.logged_on),
                "words": line.words,
                "by": line.user_id.name,
            }
            for line in lines
        ]
