from odoo import api, models


class GasIncident(models.Model):
    """What happens to incidents writes itself into the duty log; drills, too (D11)."""

    _inherit = "gas.incident"

    @api.model_create_multi
    def create(self, vals_list):
        incidents = super().create(vals_list)
        incidents._note_on_duty()
        return incidents

    def _move_to(self, state, **vals):
        result = super()._move_to(state, **vals)
        self._note_on_duty()
        return result

    def _note_on_duty(self):
        """Write one line for each of ``self``: how it stands."""
        states = self._selection_labels("state")
        levels = self._selection_labels("level")
        self.env["gas.duty.log"]._note_all(
            [
                {
                    "company_id": incident.company_id.id,
                    "station_id": incident.station_id.id,
                    "is_important": True,
                    "words": self.env._(
                        "Incident %(incident)s, %(level)s: %(state)s",
                        incident=incident.name,
                        level=levels[incident.level],
                        state=states[incident.state],
                    ),
                }
                for incident in self
            ]
        )
