from odoo import models

from ..models.fsm_order import OVER
from ..tools.figures import NOTHING

# What is listed one by one; the rest of it is counted.
_MOST_ROWS = 100


class GasFiguresOpen(models.AbstractModel):
    """What is open at the end of these days: the most urgent, with what keeps them."""

    _name = "gas.figures.open"
    _description = "Figures of What Is Open"
    _inherit = "gas.figures.section"
    _table_rank = 60

    def _title(self):
        return self.env._("Still Open")

    def _headings(self):
        return {
            "number": self.env._("Number"),
            "kind": self.env._("Kind"),
            "place": self.env._("Place"),
            "reported": self.env._("Reported"),
            "state": self.env._("Status"),
            "reason": self.env._("Reason Not Finished"),
        }

    def _domain(self, period):
        """Return the domain of all that is open, listed or not."""
        return [
            *period.place,
            ("reported_on", "<", period.end),
            ("state", "not in", OVER),
        ]

    def _rows(self, period):
        orders = self.env["fsm.order"].search(
            self._domain(period),
            order="priority desc, reported_on, id",
            limit=_MOST_ROWS,
        )
        return [
            {
                **order._prepare_figures_row(period),
                "reason": order.unfinished_reason or NOTHING,
            }
            for order in orders
        ]
