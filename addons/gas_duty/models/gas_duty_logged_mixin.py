from odoo import api, models


class GasDutyLoggedMixin(models.AbstractModel):
    """What happens to its records writes itself into the duty log (D11).

    One line when a record is made, and one for each move of its state.
    """

    _name = "gas.duty.logged.mixin"
    _description = "Writes Itself Into the Duty Log"

    def _worth_logging(self):
        """Return those of ``self`` that belong into the log."""
        return self

    def _prepare_duty_log_vals(self):
        """Return the line about ``self``: its words, and what it is filed by."""
        self.ensure_one()
        return {"company_id": self.company_id.id, "station_id": self.station_id.id}

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._note_on_duty()
        return records

    def _move_to(self, state, *args, **vals):
        result = super()._move_to(state, *args, **vals)
        self._note_on_duty()
        return result

    def _note_on_duty(self):
        # The log is read by those who act, whatever language the call was in.
        worth = self._worth_logging().with_context(lang=self.env.user.lang)
        if worth:
            self.env["gas.duty.log"]._note_all(
                [record._prepare_duty_log_vals() for record in worth]
            )
