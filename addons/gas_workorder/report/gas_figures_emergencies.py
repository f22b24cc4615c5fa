from odoo import models

from ..models.fsm_order import OVER
from ..tools.figures import NOTHING, minutes_until


class GasFiguresEmergencies(models.AbstractModel):
    """Emergencies one by one: who went, and how soon."""

    _name = "gas.figures.emergencies"
    _description = "Figures of Emergencies"
    _inherit = "gas.figures.section"
    _table_rank = 30
    _open_rank = 30

    def _title(self):
        return self.env._("Emergencies")

    def _headings(self):
        return {
            "number": self.env._("Number"),
            "kind": self.env._("Kind"),
            "place": self.env._("Place"),
            "reported": self.env._("Reported"),
            "crew": self.env._("Crew"),
            "out": self.env._("Out (min)"),
            "on_site": self.env._("On Site (min)"),
            "state": self.env._("Status"),
        }

    def _rows(self, period):
        orders = self.env["fsm.order"].search(
            [
                *period.place,
                *period.within("reported_on"),
                ("urgency", "=", "emergency"),
            ],
            order="reported_on, id",
        )
        return [
            {
                **order._prepare_figures_row(period),
                "crew": order.dispatched_on and order.team_id.name or NOTHING,
                "out": minutes_until(order.reported_on, order.departed_on),
                "on_site": minutes_until(order.reported_on, order.arrived_on),
            }
            for order in orders
        ]

    def _summary_headings(self):
        return {"emergencies": self._title()}

    def _summary(self, period, rows):
        return {"emergencies": len(rows)}

    def _open_lines(self, period):
        for order in self.env["fsm.order"].search(
            [
                *period.place,
                ("state", "not in", OVER),
                ("urgency", "=", "emergency"),
            ],
            order="reported_on",
        ):
            yield self.env._("Emergency %s", order._in_words())
