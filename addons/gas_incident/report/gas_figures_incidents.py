from odoo import models

from odoo.addons.gas_workorder.tools.figures import NOTHING, minutes_until

from ..models.gas_incident import OPEN_STATES


class GasFiguresIncidents(models.AbstractModel):
    """Incidents one by one; drills are incidents of their own kind."""

    _name = "gas.figures.incidents"
    _description = "Figures of Incidents"
    _inherit = "gas.figures.section"
    _table_rank = 40
    _open_rank = 10

    def _title(self):
        return self.env._("Incidents")

    def _headings(self):
        return {
            "number": self.env._("Number"),
            "level": self.env._("Grade"),
            "kind": self.env._("Kind"),
            "place": self.env._("Place"),
            "reported": self.env._("Reported"),
            "started": self.env._("Plan Started (min)"),
            "households": self.env._("Households Without Gas"),
            "commander": self.env._("Commander"),
            "state": self.env._("Status"),
        }

    def _rows(self, period):
        incidents = self.env["gas.incident"].search(
            [
                *period.place,
                *period.within("reported_on"),
                ("state", "!=", "cancelled"),
            ],
            order="reported_on, id",
        )
        drill = self.env._("Drill")
        return [
            {
                "number": incident.name,
                "level": incident._selection_label("level"),
                "kind": drill
                if incident.is_drill
                else incident._selection_label("kind"),
                "place": incident.address,
                "reported": period.clock(incident.reported_on),
                "started": minutes_until(incident.reported_on, incident.started_on),
                "households": incident.household_count,
                "commander": incident.commander_id.name or NOTHING,
                "state": incident._selection_label("state"),
            }
            for incident in incidents
        ]

    def _summary_headings(self):
        return {"incidents": self._title()}

    def _summary(self, period, rows):
        return {"incidents": len(rows)}

    def _open_lines(self, period):
        for incident in self.env["gas.incident"].search(
            [*period.place, ("state", "in", OPEN_STATES)], order="reported_on"
        ):
            yield self.env._(
                "Incident %(incident)s: %(state)s",
                incident=incident.name,
                state=incident._selection_label("state"),
            )
