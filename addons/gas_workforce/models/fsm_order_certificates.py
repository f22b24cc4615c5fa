from odoo import fields, models


class FsmOrder(models.Model):
    """Only who holds the certificates of the work is sent to it (D24)."""

    _inherit = "fsm.order"

    def _unfit(self, people):
        yield from super()._unfit(people)
        day = fields.Date.to_date(
            self.scheduled_date_start
        ) or fields.Date.context_today(self)
        missing = people._missing_certificates(self.type.certificate_ids, day)
        for person, skills in missing.items():
            yield self.env._(
                "%(person)s may not be sent: no valid certificate %(names)s on "
                "%(day)s.",
                person=person.name,
                names=", ".join(skills.mapped("name")),
                day=day,
            )
