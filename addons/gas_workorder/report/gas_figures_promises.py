from odoo import models

from ..tools import figures

# More than these, nobody reads at the change of a shift: the rest is counted.
_MOST_LINES = 30


class GasFiguresPromises(models.AbstractModel):
    """How many promises about orders were kept; exempt and running ones apart."""

    _name = "gas.figures.promises"
    _description = "Figures of Promises"
    _inherit = "gas.figures.section"
    _table_rank = 20
    _open_rank = 50

    def _title(self):
        return self.env._("Time Promises")

    def _headings(self):
        return {
            "promise": self.env._("Promise"),
            "limit": self.env._("Limit"),
            "kept": self.env._("Kept"),
            "broken": self.env._("Broken"),
            "rate": self.env._("Kept (%)"),
            "running": self.env._("Running"),
            "exempt": self.env._("Exempt"),
        }

    def _rows(self, period):
        groups = self.env["gas.promise"]._read_group(
            [
                *period.place,
                *period.within("start_at"),
                ("res_model", "=", "fsm.order"),
                ("state", "!=", "cancelled"),
            ],
            ["policy_id", "state"],
            ["__count"],
        )
        counts = figures.spread(
            [
                (policy, "running" if state == "paused" else state, count)
                for policy, state, count in groups
            ],
            ("kept", "broken", "running", "exempt"),
        )
        units = self.env["gas.promise.policy"]._selection_labels("unit")
        return [
            {
                "code": policy.code,
                "promise": policy.name,
                "limit": f"{policy.amount} {units[policy.unit]}",
                **count,
                "rate": figures.rate(count["kept"], count["broken"]),
            }
            for policy, count in sorted(
                counts.items(), key=lambda item: (item[0].sequence, item[0].id)
            )
        ]

    def _open_lines(self, period):
        overdue = [*period.place, ("is_open", "=", True), ("state", "=", "broken")]
        promises = self.env["gas.promise"]
        found = promises.search(overdue, limit=_MOST_LINES)
        for promise in found:
            yield self.env._(
                "Overdue since %(deadline)s: %(record)s, %(promise)s",
                deadline=period.clock(promise.deadline_at),
                record=promise.record_name,
                promise=promise.policy_id.name,
            )
        if len(found) == _MOST_LINES:
            yield self.env._(
                "%d overdue promises in all", promises.search_count(overdue)
            )
