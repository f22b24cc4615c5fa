from odoo import models
from odoo.tools import SQL

from odoo.addons.gas_customer.models.gas_audit import Offenders


class GasAudit(models.Model):
    """Rules of incidents and interruptions: who is affected, how grave, who lit."""

    _inherit = "gas.audit"

    def _find_incident_households(self):
        """An incident has each household of its interruptions once."""
        return self._select(
            "gas.incident",
            SQL(
                """
                SELECT incident.id, incident.household_count,
                       count(DISTINCT household.contract_id) AS households
                  FROM gas_incident incident
                  JOIN gas_interruption interruption
                    ON interruption.incident_id = incident.id
                  LEFT JOIN gas_interruption_household household
                    ON household.interruption_id = interruption.id
                   AND interruption.state <> 'cancelled'
                 GROUP BY incident.id
                HAVING incident.household_count
                       <> count(DISTINCT household.contract_id)
                """
            ),
            self.env._("%(household_count)s households, but %(households)s are listed"),
        )

    def _find_incident_level(self):
        """The grade of an incident is the one that its facts give."""
        wrong = []
        for incident in self.env["gas.incident"].search([("state", "!=", "cancelled")]):
            level = incident._level_by_facts()
            if incident.level != level:
                words = self.env._(
                    "grade %(is)s, by its numbers %(should)s",
                    **{"is": incident.level, "should": level},
                )
                wrong.append(("gas.incident", incident.id, words))
        return Offenders.of(wrong)

    def _find_household_lit(self):
        """Who has gas again was measured, by somebody, with the valves open."""
        return self._select(
            "gas.interruption.household",
            SQL(
                """
                SELECT household.id, contract.name AS number
                  FROM gas_interruption_household household
                  JOIN gas_contract contract ON contract.id = household.contract_id
                 WHERE household.state = 'on'
                   AND (household.is_tight IS NOT TRUE
                        OR household.checked_by_id IS NULL
                        OR household.checked_on IS NULL)
                """
            ),
            self.env._("%(number)s has gas again, and nobody has tested it"),
        )

    def _pairs_of_eyes(self):
        return [
            *super()._pairs_of_eyes(),
            ("gas.claim", "create_uid", "assessed_by_id"),
            ("gas.claim", "assessed_by_id", "answered_by_id"),
        ]
