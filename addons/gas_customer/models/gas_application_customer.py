from odoo import api, models
from odoo.exceptions import UserError

OPEN_STATES = ("submitted", "accepted", "in_progress")


class GasApplication(models.Model):
    """What the customer may see and do, at the counter or by the token on the slip."""

    _inherit = "gas.application"

    def _is_open(self):
        return self.state in OPEN_STATES

    def _urge(self, note):
        """Note that the customer urges, and tell who has it."""
        self.ensure_one()
        if not self._is_open():
            raise UserError(
                self.env._("%s is not open: nothing to urge.", self.display_name)
            )
        self.env["gas.application.urge"].sudo().create(
            {"application_id": self.id, "note": note}
        )
        self.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("The customer urges"),
            note=note,
            user_id=self.user_id.id,
        )

    # The customers themselves, by the token on their slip

    @api.model
    def _by_token(self, token):
        """Return the application that was taken in with ``token``, or none."""
        return self.search(
            [("access_token", "=", token), ("state", "!=", "draft")], limit=1
        )

    def _may_be_rated(self):
        return self.state == "done" and self.rating == "0"

    def _urge_by_customer(self):
        """Urge once until it is answered, however often the customer presses."""
        if self._is_open() and all(self.urge_ids.mapped("answered_on")):
            self._urge(self.env._("On the progress page"))

    def _rate_by_customer(self, rating, note):
        """Rate once, and only by one of the ratings there are."""
        known = {key for key, _label in self._fields["rating"].selection} - {"0"}
        if self._may_be_rated() and rating in known:
            self.write({"rating": rating, "rating_note": note[:200]})

    # What the customer is told

    def _progress(self):
        """Return [(what, when or None)] of what has happened and what comes."""
        self.ensure_one()
        known = [(self.env._("Taken in"), self.submitted_on)]
        if self.state == "rejected":
            return [*known, (self.env._("Sent back: please ask us"), self.reviewed_on)]
        if self.state == "cancelled":
            return [*known, (self.env._("Cancelled"), self.write_date)]
        return [
            *known,
            (self.env._("Accepted"), self.accepted_on),
            *((line.name, line.done_on) for line in self.step_line_ids),
            (self.env._("All done"), self.done_on),
        ]
