from odoo import fields, models


class GasFiguresFailures(models.AbstractModel):
    """Telephones, screens and radios that were out of order in these days."""

    _name = "gas.figures.failures"
    _description = "Figures of Failures"
    _inherit = "gas.figures.section"
    _table_rank = 80
    _open_rank = 60

    def _title(self):
        return self.env._("Failures of Equipment")

    def _headings(self):
        return {
            "desk": self.env._("Desk"),
            "what": self.env._("Failed Equipment"),
            "words": self.env._("Problem"),
            "from": self.env._("Failed On"),
            "to": self.env._("Restored On"),
            "minutes": self.env._("Minutes"),
        }

    def _rows(self, period):
        failures = self.env["gas.duty.equipment.failure"].search(
            [
                *period.place,
                ("started_on", "<", period.end),
                "|",
                ("ended_on", "=", False),
                ("ended_on", ">", period.start),
            ],
            order="started_on, id",
        )
        until = min(period.end, fields.Datetime.now())
        return [
            {
                "desk": failure._selection_label("desk"),
                "what": failure._selection_label("what"),
                "words": failure.words,
                "from": period.clock(failure.started_on),
                "to": period.clock(failure.ended_on),
                "minutes": failure._minutes_within(period.start, until),
            }
            for failure in failures
        ]

    def _summary_headings(self):
        return {"failure_minutes": self.env._("Failures (minutes)")}

    def _summary(self, period, rows):
        return {"failure_minutes": sum(row["minutes"] for row in rows)}

    def _open_lines(self, period):
        for failure in self.env["gas.duty.equipment.failure"].search(
            [*period.place, ("ended_on", "=", False)]
        ):
            yield self.env._("Out of order: %s", failure.words)
