from odoo import models

from ..tools.figures import NOTHING


class FsmOrder(models.Model):
    """An order in words for logs and reports; of its customer there is nothing."""

    _inherit = "fsm.order"

    def _in_words(self):
        """Return which order it is and how it stands, as one line."""
        states = self._selection_labels("state")
        parts = {
            "number": self.name,
            "kind": self.type.name,
            "place": self.area_id.name or "",
            "state": states[self.state],
        }
        if self.state in ("new", "failed", "cancelled"):
            return self.env._(
                "%(number)s %(kind)s, %(place)s: %(state)s %(reason)s",
                reason=self.unfinished_reason or "",
                **parts,
            ).strip()
        return self.env._(
            "%(number)s %(kind)s, %(place)s: %(state)s (%(crew)s)",
            crew=self.team_id.name,
            **parts,
        )

    def _prepare_figures_row(self, period):
        """Return which order it is and how it stands, as cells of a report.

        ``period``: the ``Period`` that is reported, for its clock.
        """
        return {
            "number": self.name,
            "kind": self.type.name,
            "place": self.area_id.name or NOTHING,
            "reported": period.clock(self.reported_on),
            "state": self._selection_label("state"),
        }
