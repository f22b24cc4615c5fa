from odoo import models

from ..models.fsm_order import OVER, UNDER_WAY
from ..tools import figures

_COLUMNS = ("new", "under_way", "failed", "done", "cancelled")


class GasFiguresOrders(models.AbstractModel):
    """What was reported in these days by kind, as it stands now."""

    _name = "gas.figures.orders"
    _description = "Figures of Orders"
    _inherit = "gas.figures.section"
    _table_rank = 10
    _open_rank = 40

    def _title(self):
        return self.env._("Orders by Kind")

    def _headings(self):
        return {
            "kind": self.env._("Kind"),
            "reported": self.env._("Reported"),
            "new": self.env._("To Be Dispatched"),
            "under_way": self.env._("Under Way"),
            "failed": self.env._("Visit Failed"),
            "done": self.env._("Done"),
            "cancelled": self.env._("Cancelled"),
            "finished": self.env._("Done in These Days"),
        }

    def _rows(self, period):
        orders = self.env["fsm.order"]
        reported = [*period.place, *period.within("reported_on")]
        groups = orders._read_group(reported, ["type", "state"], ["__count"])
        finished = dict(
            orders._read_group(
                [*period.place, *period.within("done_on")], ["type"], ["__count"]
            )
        )
        counts = figures.spread(
            [
                (kind, "under_way" if state in UNDER_WAY else state, count)
                for kind, state, count in groups
            ],
            _COLUMNS,
        )
        nothing = dict.fromkeys(_COLUMNS, 0)
        return [
            {
                "kind": kind.name,
                "reported": sum(counts.get(kind, nothing).values()),
                **counts.get(kind, nothing),
                "finished": finished.get(kind, 0),
            }
            for kind in sorted(
                counts.keys() | finished.keys(), key=lambda k: (k.sequence, k.id)
            )
        ]

    def _summary_headings(self):
        return {
            "reported": self.env._("Reported"),
            "finished": self.env._("Done in These Days"),
            "open": self.env._("Still Open"),
        }

    def _summary(self, period, rows):
        is_open = self.env["gas.figures.open"]._domain(period)
        return {
            "reported": sum(row["reported"] for row in rows),
            "finished": sum(row["finished"] for row in rows),
            "open": self.env["fsm.order"].search_count(is_open),
        }

    def _open_lines(self, period):
        """Count orders; emergencies are told one by one, in their own section."""
        for kind, count in self.env["fsm.order"]._read_group(
            [
                *period.place,
                ("state", "not in", OVER),
                ("urgency", "!=", "emergency"),
            ],
            ["type"],
            ["__count"],
        ):
            yield self.env._(
                "%(kind)s: %(count)d orders open", kind=kind.name, count=count
            )
