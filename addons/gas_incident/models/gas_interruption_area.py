from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .gas_interruption import ENDED


class GasInterruption(models.Model):
    """From a pipe or from buildings to valves and households."""

    _inherit = "gas.interruption"

    def action_find(self):
        """Find valves and households by the network and the buildings that are named.

        What was found before and is not restored yet gives way to it.
        """
        for interruption in self:
            if interruption.state not in ("draft", "announced"):
                raise UserError(
                    self.env._(
                        "%s: gas is off already, the households stay as they are.",
                        interruption.display_name,
                    )
                )
            interruption._find_network()
            interruption.household_ids.sudo().unlink()
            interruption._find_households()
            # What others have cut off loses nothing more, but their valves stay shut.
            nothing_shut = not any(interruption.valve_ids.mapped("is_closed"))
            if not interruption.household_count and nothing_shut:
                raise UserError(
                    self.env._(
                        "%s: no household with gas hangs on this pipe or lives in "
                        "these buildings. Choose others.",
                        interruption.display_name,
                    )
                )

    def _extend_area(self):
        """Add the next valves, pipes and households: a valve does not close."""
        for interruption in self.filtered(lambda each: each.state not in ENDED):
            before = interruption.household_count
            interruption._find_network()
            interruption._find_households()
            if interruption.incident_id:
                interruption.incident_id._note(
                    "decision",
                    self.env._(
                        "%(valves)d valves to close, %(more)d more households without "
                        "gas.",
                        valves=len(interruption.valve_ids.filtered("to_close")),
                        more=interruption.household_count - before,
                    ),
                )

    def _find_network(self):
        """List valves and pipes; what was turned already stays on the list."""
        valves = self.valve_ids
        turned = valves.filtered(lambda each: each.closed_on or each.stuck_on)
        if not self.section_id:
            self._write_as_server({"section_ids": [fields.Command.clear()]})
            (valves - turned).unlink()
            return
        closed = turned.filtered(
            lambda each: each.is_closed and not each._holder()
        ).node_id
        stuck = turned.filtered("stuck_on").node_id - closed
        found = self.section_id._burst(stuck.ids, closed.ids)
        wanted = {*found.valves, *found.sources}
        (valves - turned).filtered(lambda each: each.node_id.id not in wanted).unlink()
        held = self._held_by_others(found.kept)
        there = set(self.valve_ids.node_id.ids)
        pipes = set(found.dead)
        if self.state == "off":
            pipes.update(self.section_ids.ids)
        self._write_as_server(
            {
                "section_ids": [fields.Command.set(sorted(pipes))],
                "valve_ids": [
                    *(
                        fields.Command.create({"node_id": node_id})
                        for node_id in (*found.valves, *found.sources)
                        if node_id not in there
                    ),
                    *(
                        fields.Command.create(
                            {
                                "node_id": valve.node_id.id,
                                "closed_on": valve.closed_on,
                                "closed_by_id": valve.closed_by_id.id,
                            }
                        )
                        for valve in held
                        if valve.node_id.id not in there
                    ),
                ],
            }
        )

    def _held_by_others(self, node_ids):
        """Return the lines of others that keep these valves closed, one of each (sudo).

        They stay closed for this interruption, too, when the others are over.
        """
        lines = (
            self.env["gas.interruption.valve"]
            .sudo()
            .search(
                [
                    ("node_id", "in", node_ids),
                    ("interruption_id", "!=", self.id),
                    ("closed_on", "!=", False),
                    ("opened_on", "=", False),
                ]
            )
        )
        return lines.browse(
            {line.node_id.id: line.id for line in lines.sorted("closed_on")}.values()
        )

    def _find_households(self):
        """Find all in one statement: a main pipe feeds tens of thousands."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO gas_interruption_household
                       (interruption_id, contract_id, premise_id, station_id,
                        company_id, state, create_uid, create_date, write_uid,
                        write_date)
                SELECT %(id)s, contract.id, premise.id, contract.station_id,
                       contract.company_id, 'off', %(user)s, %(now)s, %(user)s,
                       %(now)s
                  FROM gas_contract contract
                  JOIN gas_service_point point ON point.id = contract.service_point_id
                  JOIN gas_premise premise ON premise.id = point.premise_id
                 WHERE contract.state = 'running'
                   AND contract.company_id = %(company)s
                   AND (premise.id = ANY(%(premises)s)
                        OR premise.pipe_section_id = ANY(%(sections)s))
                ON CONFLICT (interruption_id, contract_id) DO NOTHING
                """,
                id=self.id,
                user=self.env.uid,
                now=fields.Datetime.now(),
                company=self.company_id.id,
                premises=self.premise_ids.ids,
                sections=self.section_ids.ids,
            )
        )
        self.env.invalidate_all()
        self.modified(["household_ids"])
