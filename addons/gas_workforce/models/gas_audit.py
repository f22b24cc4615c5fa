from odoo import models
from odoo.tools import SQL


class GasAudit(models.Model):
    """Rules of people: who stood on dangerous work may stand there."""

    _inherit = "gas.audit"

    def _find_order_certified(self):
        """Each who worked on a visit held every certificate of the work on its day."""
        return self._select(
            "fsm.order",
            SQL(
                """
                SELECT fsm_order.id, partner.name AS person
                  FROM gas_order_visit visit
                  JOIN fsm_order ON fsm_order.id = visit.order_id
                  JOIN fsm_order_type_certificate_rel needed
                    ON needed.fsm_order_type_id = fsm_order.type
                  JOIN fsm_person_gas_order_visit_rel sent
                    ON sent.gas_order_visit_id = visit.id
                  JOIN fsm_person person ON person.id = sent.fsm_person_id
                  JOIN res_partner partner ON partner.id = person.partner_id
                 CROSS JOIN LATERAL (
                       SELECT (visit.work_started_on AT TIME ZONE 'UTC'
                               AT TIME ZONE %(zone)s)::date) work(day)
                 WHERE visit.work_started_on IS NOT NULL
                   AND NOT EXISTS (
                       SELECT FROM hr_employee_skill skill
                        WHERE skill.employee_id = person.employee_id
                          AND skill.skill_id = needed.hr_skill_id
                          AND skill.valid_from <= work.day
                          AND COALESCE(skill.valid_to, 'infinity') >= work.day)
                """,
                zone=str(self.env.company._promise_zone()),
            ),
            self.env._("%(person)s worked without a certificate that the work takes"),
        )
