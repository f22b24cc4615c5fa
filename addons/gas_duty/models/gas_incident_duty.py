from odoo import models


class GasIncident(models.Model):
    """Incidents are in the duty log, drills too, and in the report of their day."""

    _name = "gas.incident"
    _inherit = ["gas.duty.logged.mixin", "gas.incident"]

    def _prepare_duty_log_vals(self):
        return {
            **super()._prepare_duty_log_vals(),
            "is_important": True,
            "words": self.env._(
                "Incident %(incident)s, %(level)s: %(state)s",
                incident=self.name,
                level=self._selection_label("level"),
                state=self._selection_label("state"),
            ),
        }
