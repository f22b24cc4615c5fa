from odoo import models


class FsmOrder(models.Model):
    """Only who holds the certificates of the work is sent to it (D24)."""

    _inherit = "fsm.order"

    def _unfit(self, people):
        unfit = super()._unfit(people)
        day = self._day_of_work()
        missing = people._missing_certificates(self.type.certificate_ids, day)
        for person, skills in missing.items():
            unfit[person] = self.env._(
                "%(person)s may not be sent: no valid certificate %(names)s on "
                "%(day)s.",
                person=person.name,
                names=", ".join(skills.mapped("name")),
                day=day,
            )
        return unfit

    def _warnings(self, people):
        """Tell, too, of certificates that have ended, though this work takes none."""
        warnings = super()._warnings(people)
        ended = people._ended_certificates(self._day_of_work())
        for person, skills in ended.items():
            words = self.env._(
                "%(person)s: certificate %(names)s has ended",
                person=person.name,
                names=", ".join(skills.mapped("name")),
            )
            warnings.setdefault(person, words)
        return warnings

    def _day_of_work(self):
        """Return the day of the company on which who is sent now is there."""
        company, appointment = self.company_id, self.scheduled_date_start
        today = company._promise_today()
        if not appointment:
            return today
        return max(today, company._promise_local(appointment).date())
