from odoo import fields, models

from odoo.addons.gas_workorder.models.fsm_order import OVER, UNDER_WAY

from .. import duty

# What is listed one by one; the rest of it is counted.
_MOST_ROWS = 100
_ORDER_COLUMNS = ("new", "under_way", "failed", "done", "cancelled")


class GasDutyReport(models.Model):
    """Where the figures of a report come from: few queries, however much happened."""

    _inherit = "gas.duty.report"

    def _figures(self, company, start, end):
        """Return the figures of [start, end[ (naive UTC): {section: [{column: cell}]}.

        Cells are whole numbers or words: figures are frozen as they are, and never
        looked up again. Add-ons add sections of theirs here; one that ``_layout`` does
        not name is shown, too. ``self``: the report, for its station.
        """
        self.ensure_one()
        place = [("company_id", "=", company.id)]
        if self.station_id:
            place.append(("station_id", "=", self.station_id.id))
        figures = {
            "orders": self._order_figures(place, start, end),
            "promises": self._promise_figures(place, start, end),
            "emergencies": self._emergency_figures(place, start, end),
            "incidents": self._incident_figures(place, start, end),
            "interruptions": self._interruption_figures(place, start, end),
            "open": self._open_figures(place, end),
            "stops": self._stop_figures(place, start, end),
            "failures": self._failure_figures(place, start, end),
            "late": self._late_figures(place, start, end),
            "log": self._log_figures(place, start, end),
        }
        return {"summary": [self._summary(figures, place, end)], **figures}

    def _layout(self):
        """Return {section: (title, {column: heading})}, in the order of the report."""
        return {
            "summary": (
                self.env._("Overview"),
                {
                    "reported": self.env._("Reported"),
                    "finished": self.env._("Done in These Days"),
                    "open": self.env._("Still Open"),
                    "emergencies": self.env._("Emergencies"),
                    "incidents": self.env._("Incidents"),
                    "stopped": self.env._("Cut Off"),
                    "restored": self.env._("Restored"),
                    "failure_minutes": self.env._("Failures (minutes)"),
                    "late": self.env._("Late or Absent"),
                },
            ),
            "orders": (
                self.env._("Orders by Kind"),
                {
                    "kind": self.env._("Kind"),
                    "reported": self.env._("Reported"),
                    "new": self.env._("To Be Dispatched"),
                    "under_way": self.env._("Under Way"),
                    "failed": self.env._("Visit Failed"),
                    "done": self.env._("Done"),
                    "cancelled": self.env._("Cancelled"),
                    "finished": self.env._("Done in These Days"),
                },
            ),
            "promises": (
                self.env._("Time Promises"),
                {
                    "promise": self.env._("Promise"),
                    "limit": self.env._("Limit"),
                    "kept": self.env._("Kept"),
                    "broken": self.env._("Broken"),
                    "rate": self.env._("Kept (%)"),
                    "running": self.env._("Running"),
                    "exempt": self.env._("Exempt"),
                },
            ),
            "emergencies": (
                self.env._("Emergencies"),
                {
                    "number": self.env._("Number"),
                    "kind": self.env._("Kind"),
                    "place": self.env._("Place"),
                    "reported": self.env._("Reported"),
                    "crew": self.env._("Crew"),
                    "out": self.env._("Out (min)"),
                    "on_site": self.env._("On Site (min)"),
                    "state": self.env._("Status"),
                },
            ),
            "incidents": (
                self.env._("Incidents"),
                {
                    "number": self.env._("Number"),
                    "level": self.env._("Grade"),
                    "kind": self.env._("Kind"),
                    "place": self.env._("Place"),
                    "reported": self.env._("Reported"),
                    "started": self.env._("Plan Started (min)"),
                    "households": self.env._("Households Without Gas"),
                    "commander": self.env._("Commander"),
                    "state": self.env._("Status"),
                },
            ),
            "interruptions": (
                self.env._("Interruptions"),
                {
                    "number": self.env._("Number"),
                    "reason": self.env._("Work To Be Done"),
                    "off": self.env._("Gas Off On"),
                    "on": self.env._("Gas Again On"),
                    "households": self.env._("Number of Households"),
                    "still_off": self.env._("Still Off"),
                },
            ),
            "open": (
                self.env._("Still Open"),
                {
                    "number": self.env._("Number"),
                    "kind": self.env._("Kind"),
                    "place": self.env._("Place"),
                    "reported": self.env._("Reported"),
                    "state": self.env._("Status"),
                    "reason": self.env._("Why Not Finished"),
                },
            ),
            "stops": (
                self.env._("Stops of Supply"),
                {
                    "reason": self.env._("Reason"),
                    "stopped": self.env._("Cut Off"),
                    "restored": self.env._("Restored"),
                    "off": self.env._("Gas Is Off"),
                },
            ),
            "failures": (
                self.env._("Failures of Equipment"),
                {
                    "desk": self.env._("Desk"),
                    "what": self.env._("What Failed"),
                    "words": self.env._("What Is Wrong"),
                    "from": self.env._("Out of Order From"),
                    "to": self.env._("Works Again From"),
                    "minutes": self.env._("Minutes"),
                },
            ),
            "late": (
                self.env._("Late or Absent on Duty"),
                {
                    "shift": self.env._("Shift"),
                    "came": self.env._("Came On"),
                    "minutes": self.env._("Minutes Late"),
                },
            ),
            "log": (
                self.env._("From the Duty Log"),
                {
                    "time": self.env._("Time"),
                    "words": self.env._("What Happened"),
                    "by": self.env._("Written By"),
                },
            ),
        }

    def _summary(self, figures, place, end):
        """Return the numbers that the leader looks at first."""

        def total(section, column):
            return sum(row[column] for row in figures[section])

        return {
            "reported": total("orders", "reported"),
            "finished": total("orders", "finished"),
            "open": self.env["fsm.order"].search_count(self._open_domain(place, end)),
            "emergencies": len(figures["emergencies"]),
            "incidents": len(figures["incidents"]),
            "stopped": total("stops", "stopped"),
            "restored": total("stops", "restored"),
            "failure_minutes": total("failures", "minutes"),
            "late": len(figures["late"]),
        }

    # Section by section

    def _order_figures(self, place, start, end):
        """What was reported in these days by kind, as it stands now."""
        orders = self.env["fsm.order"]
        reported = [*place, *_between("reported_on", start, end)]
        groups = orders._read_group(reported, ["type", "state"], ["__count"])
        finished = dict(
            orders._read_group(
                [*place, *_between("done_on", start, end)], ["type"], ["__count"]
            )
        )
        counts = duty.spread(
            [
                (kind, "under_way" if state in UNDER_WAY else state, count)
                for kind, state, count in groups
            ],
            _ORDER_COLUMNS,
        )
        nothing = dict.fromkeys(_ORDER_COLUMNS, 0)
        return [
            {
                "kind": kind.name,
                "reported": sum(counts.get(kind, nothing).values()),
                **counts.get(kind, nothing),
                "finished": finished.get(kind, 0),
            }
            for kind in sorted(
                counts.keys() | finished.keys(), key=lambda k: (k.sequence, k.id)
            )
        ]

    def _promise_figures(self, place, start, end):
        """Exempt ones and those that run are no part of the rate."""
        groups = self.env["gas.promise"]._read_group(
            [
                *place,
                *_between("start_at", start, end),
                ("res_model", "=", "fsm.order"),
                ("state", "!=", "cancelled"),
            ],
            ["policy_id", "state"],
            ["__count"],
        )
        counts = duty.spread(
            [
                (policy, "running" if state == "paused" else state, count)
                for policy, state, count in groups
            ],
            ("kept", "broken", "running", "exempt"),
        )
        units = self.env["gas.promise.policy"]._selection_labels("unit")
        return [
            {
                "code": policy.code,
                "promise": policy.name,
                "limit": f"{policy.amount} {units[policy.unit]}",
                **count,
                "rate": duty.rate(count["kept"], count["broken"]),
            }
            for policy, count in sorted(
                counts.items(), key=lambda item: (item[0].sequence, item[0].id)
            )
        ]

    def _emergency_figures(self, place, start, end):
        orders = self.env["fsm.order"].search(
            [
                *place,
                *_between("reported_on", start, end),
                ("urgency", "=", "emergency"),
            ],
            order="reported_on, id",
        )
        return [
            {
                **row,
                "crew": order.dispatched_on and order.team_id.name or duty.NOTHING,
                "out": self._minutes(order.reported_on, order.departed_on),
                "on_site": self._minutes(order.reported_on, order.arrived_on),
            }
            for order, row in zip(orders, self._order_rows(orders), strict=True)
        ]

    def _incident_figures(self, place, start, end):
        """Drills are incidents of their own kind."""
        incidents = self.env["gas.incident"].search(
            [
                *place,
                *_between("reported_on", start, end),
                ("state", "!=", "cancelled"),
            ],
            order="reported_on, id",
        )
        levels = self.env["gas.incident"]._selection_labels("level")
        kinds = self.env["gas.incident"]._selection_labels("kind")
        states = self.env["gas.incident"]._selection_labels("state")
        drill = self.env._("Drill")
        return [
            {
                "number": incident.name,
                "level": levels[incident.level],
                "kind": drill if incident.is_drill else kinds[incident.kind],
                "place": incident.address,
                "reported": self._clock(incident.reported_on),
                "started": self._minutes(incident.reported_on, incident.started_on),
                "households": incident.household_count,
                "commander": incident.commander_id.name or duty.NOTHING,
                "state": states[incident.state],
            }
            for incident in incidents
        ]

    def _interruption_figures(self, place, start, end):
        interruptions = self.env["gas.interruption"].search(
            [
                *place,
                ("off_on", "<", end),
                "|",
                ("restored_on", "=", False),
                ("restored_on", ">=", start),
            ],
            order="off_on, id",
        )
        return [
            {
                "number": each.name,
                "reason": each.reason,
                "off": self._clock(each.off_on),
                "on": self._clock(each.restored_on),
                "households": each.household_count,
                "still_off": each.off_count,
            }
            for each in interruptions
        ]

    def _open_domain(self, place, end):
        return [*place, ("reported_on", "<", end), ("state", "not in", OVER)]

    def _open_figures(self, place, end):
        """The most urgent ones, one by one, with what keeps them."""
        orders = self.env["fsm.order"].search(
            self._open_domain(place, end),
            order="priority desc, reported_on, id",
            limit=_MOST_ROWS,
        )
        return [
            {**row, "reason": order.unfinished_reason or duty.NOTHING}
            for order, row in zip(orders, self._order_rows(orders), strict=True)
        ]

    def _order_rows(self, orders):
        """Say which orders these are; of their customers there is nothing."""
        states = self.env["fsm.order"]._selection_labels("state")
        return [
            {
                "number": order.name,
                "kind": order.type.name,
                "place": order.area_id.name or duty.NOTHING,
                "reported": self._clock(order.reported_on),
                "state": states[order.state],
            }
            for order in orders
        ]

    def _stop_figures(self, place, start, end):
        stops = self.env["gas.supply.stop"]
        columns = {
            "stopped": _between("stopped_on", start, end),
            "restored": _between("restored_on", start, end),
            "off": [("state", "in", ("stopped", "restoring"))],
        }
        counts = duty.spread(
            [
                (reason, column, count)
                for column, domain in columns.items()
                for reason, count in stops._read_group(
                    [*place, *domain], ["reason"], ["__count"]
                )
            ],
            columns,
        )
        reasons = self.env["gas.supply.stop"]._selection_labels("reason")
        return [
            {"reason": reasons[reason], **counts[reason]}
            for reason in reasons
            if reason in counts
        ]

    def _failure_figures(self, place, start, end):
        failures = self.env["gas.duty.equipment.failure"].search(
            [
                *place,
                ("started_on", "<", end),
                "|",
                ("ended_on", "=", False),
                ("ended_on", ">", start),
            ],
            order="started_on, id",
        )
        until = min(end, fields.Datetime.now())
        desks = self.env["gas.duty.equipment.failure"]._selection_labels("desk")
        kinds = self.env["gas.duty.equipment.failure"]._selection_labels("what")
        return [
            {
                "desk": desks[failure.desk],
                "what": kinds[failure.what],
                "words": failure.words,
                "from": self._clock(failure.started_on),
                "to": self._clock(failure.ended_on),
                "minutes": failure._minutes_within(start, until),
            }
            for failure in failures
        ]

    def _late_figures(self, place, start, end):
        shifts = self.env["gas.duty.shift"].search(
            [
                *place,
                *_between("starts_on", start, min(end, fields.Datetime.now())),
                "|",
                ("is_late", "=", True),
                ("came_on", "=", False),
            ],
            order="starts_on, id",
        )
        return [
            {
                "shift": shift.name,
                "came": self._clock(shift.came_on),
                "minutes": shift._minutes_late(shift.came_on) or duty.NOTHING,
            }
            for shift in shifts
        ]

    def _log_figures(self, place, start, end):
        lines = self.env["gas.duty.log"].search(
            [
                *place,
                *_between("logged_on", start, end),
                ("is_important", "=", True),
            ],
            order="logged_on, id",
        )
        return [
            {
                "time": self._clock(line.logged_on),
                "words": line.words,
                "by": line.user_id.name,
            }
            for line in lines
        ]

    # Words

    def _clock(self, moment):
        """Return a moment as the clock of the company showed it."""
        if not moment:
            return duty.NOTHING
        return f"{self.company_id._promise_local(moment):%m-%d %H:%M}"

    def _minutes(self, start, end):
        return duty.minutes_until(start, end) if end else duty.NOTHING


def _between(name, start, end):
    return [(name, ">=", start), (name, "<", end)]
