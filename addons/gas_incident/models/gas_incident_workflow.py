from odoo import api, fields, models
from odoo.exceptions import UserError

from .gas_incident_log import ON_EVERY_SCENE


class GasIncident(models.Model):
    """From the report to the summary: report, plan, control, repair, restore, close."""

    _inherit = "gas.incident"

    _MOVES = {
        "reported": {"started", "cancelled"},
        "started": {"controlled", "cancelled"},
        "controlled": {"repaired", "started"},
        "repaired": {"restored", "controlled"},
        "restored": {"closed", "repaired"},
        "closed": set(),
        "cancelled": set(),
    }
    _STEPS = {
        "started": "action_start",
        "controlled": "action_control",
        "repaired": "action_repaired",
        "restored": "action_restored",
        "closed": "action_close",
        "cancelled": "action_false_alarm",
    }
    _TIMES = {
        "started": "started_on",
        "controlled": "controlled_on",
        "repaired": "repaired_on",
        "restored": "restored_on",
        "closed": "closed_on",
    }
    _NEXT = {
        "reported": "started",
        "started": "controlled",
        "controlled": "repaired",
        "repaired": "restored",
        "restored": "closed",
    }

    obstacles = fields.Text("Before the Next Step", compute="_compute_obstacles")
    missing_entries = fields.Char(
        "To Be Logged on Site",
        compute="_compute_missing_entries",
        help="Each of them is logged on every scene, if only that it was not needed.",
    )

    @api.depends(
        "state",
        "commander_id",
        "cause",
        "measures",
        "summary",
        "evaluation",
        "log_ids.kind",
        "order_ids.state",
        "order_ids.arrived_on",
        "interruption_ids.state",
        "notice_ids.notified_on",
    )
    def _compute_obstacles(self):
        """Tell what the next step takes, before somebody is refused for it."""
        for incident in self:
            state = self._NEXT.get(incident.state)
            lines = incident._obstacles(state) if state and incident._origin else ()
            incident.obstacles = "\n".join(lines)

    @api.depends("log_ids.kind")
    def _compute_missing_entries(self):
        labels = self.log_ids._selection_labels("kind")
        for incident in self:
            incident.missing_entries = self.env._(", ").join(
                labels[kind] for kind in incident._kinds_to_log()
            )

    def _kinds_to_log(self):
        """Return what of ``ON_EVERY_SCENE`` is not in the log yet (list)."""
        logged = set(self.log_ids.mapped("kind"))
        return [kind for kind in ON_EVERY_SCENE if kind not in logged]

    def _move_to(self, state, **vals):
        """Enter ``state``, note when it was entered first, and log it."""
        label = self._selection_labels("state")[state]
        name = self._TIMES.get(state)
        now = fields.Datetime.now()
        self._note("decision", label)
        for incident in self:
            times = {name: now} if name and not incident[name] else {}
            super(GasIncident, incident)._move_to(state, **{**times, **vals})

    def _step(self, state):
        self._move_to(state)

    def _obstacles(self, state):
        yield from super()._obstacles(state)
        if state == "started" and not self.commander_id:
            yield self.env._("Name the commander.")
        if state == "controlled":
            if self.crew_status != "there" and not self.is_drill:
                yield self.env._("No crew has arrived yet.")
            labels = self.log_ids._selection_labels("kind")
            for kind in self._kinds_to_log():
                yield self.env._(
                    "Log “%s”, if only that it was not needed.", labels[kind]
                )
        if state == "repaired" and not self.cause:
            yield self.env._("Enter the cause.")
        if state == "restored":
            for interruption in self.interruption_ids:
                if interruption.state not in ("restored", "cancelled"):
                    yield self.env._(
                        "%(name)s: %(count)d households are still without gas.",
                        name=interruption.name,
                        count=interruption.off_count,
                    )
        if state == "closed":
            yield from self._obstacles_to_close()

    def _obstacles_to_close(self):
        for order in self.order_ids:
            if not order.is_over:
                yield self.env._("Order %s is still open.", order.name)
        if not self.measures:
            yield self.env._("Enter what was done.")
        if not self.summary:
            yield self.env._("Enter the summary.")
        if self.is_drill and not self.evaluation:
            yield self.env._("Evaluate the drill.")
        if self.not_notified_count:
            yield self.env._("%d have not been told yet.", self.not_notified_count)

    # Buttons

    def action_start(self):
        """Start the plan at once: the commander takes over, those named are told.

        The plan itself follows from it, as when the grade rises later.
        """
        self._step("started")

    def _start_plan(self):
        """Make the notices of the plan, now or when the grade rises; tell the house."""
        self.ensure_one()
        if not self.plan_id:
            return
        self._write_as_server({"started_plan_id": self.plan_id.id})
        self._note(
            "decision",
            self.env._(
                "Plan “%(plan)s”, %(level)s, commander %(commander)s",
                plan=self.plan_id.name,
                level=self._selection_label("level"),
                commander=self.commander_id.name,
            ),
        )
        since = self.reported_on if not self.notice_ids else fields.Datetime.now()
        notices = self.env["gas.incident.notice"]._make_for(self, self._plans(), since)
        self._notify_house(notices.user_id)

    def _notify_house(self, users):
        """Send a message to whom it concerns; somebody still rings them up."""
        if not users:
            return
        self.message_notify(
            partner_ids=users.partner_id.ids,
            subject=self.display_name,
            body=self.env._(
                "%(drill)s%(incident)s: plan started. Get in touch with the dispatch "
                "centre.",
                drill=self.env._("[Drill] ") if self.is_drill else "",
                incident=self.display_name,
            ),
        )

    def action_control(self):
        self._step("controlled")

    def action_repaired(self):
        self._step("repaired")

    def action_restored(self):
        self._step("restored")
        for incident in self:
            if hours := incident.interruption_ids._hours_without():
                incident._write_as_server({"hours_without": hours})

    def action_close(self):
        self._step("closed")

    def action_false_alarm(self):
        self._step("cancelled")

    def action_find_households(self):
        """Make the interruption of supply that the broken pipe causes, and open it."""
        self.ensure_one()
        if not self.section_id:
            raise UserError(
                self.env._("%s: choose the broken pipe first.", self.display_name)
            )
        interruption = self.interruption_ids.filtered(
            lambda each: (
                each.section_id == self.section_id and each.state != "cancelled"
            )
        )[:1]
        if not interruption:
            self._refuse_over()
            interruption = self.env["gas.interruption"]._create_as_server(
                [
                    {
                        "is_planned": False,
                        "incident_id": self.id,
                        "section_id": self.section_id.id,
                        "station_id": self.station_id.id,
                        "company_id": self.company_id.id,
                        "reason": self.env._("emergency repair of the gas network"),
                        "starts_on": fields.Datetime.now(),
                    }
                ]
            )
            interruption.action_find()
            self._note(
                "decision",
                self.env._(
                    "Pipe %(pipe)s: %(valves)d valves to close, %(households)d "
                    "households without gas.",
                    pipe=self.section_id.code,
                    valves=len(interruption.valve_ids),
                    households=interruption.household_count,
                ),
            )
        return interruption.get_formview_action()

    def _refuse_over(self):
        if self.state in ("closed", "cancelled"):
            raise UserError(
                self.env._(
                    "%(incident)s is “%(state)s”: nothing more is done for it.",
                    incident=self.display_name,
                    state=self._selection_label("state"),
                )
            )

    def action_open_unlit(self):
        """Open the households that are still without gas, or have it again."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_incident.gas_interruption_household_action"
        )
        return {
            **action,
            "domain": [
                ("interruption_id.incident_id", "=", self.id),
                ("interruption_id.state", "in", ("off", "restored")),
            ],
            "context": {"search_default_unlit": 1, "search_default_group_premise": 1},
        }

    def action_log(self):
        """Ask for an entry of the log (``kind`` in the context)."""
        self.ensure_one()
        kind = self.env.context.get("kind", "decision")
        return {
            "type": "ir.actions.act_window",
            "name": self.log_ids._selection_labels("kind")[kind],
            "res_model": "gas.incident.log",
            "view_mode": "form",
            "target": "new",
            "context": {"default_incident_id": self.id, "default_kind": kind},
        }

    def action_send_crew(self):
        """Open whom to send: to the order that waits, or to a new one."""
        self.ensure_one()
        self._refuse_over()
        waiting = self.order_ids.filtered(
            lambda order: order.state in ("new", "failed")
        )
        order = waiting[:1] or self._make_order()
        return order.action_open_dispatch()

    def _make_order(self):
        """Return the order of an incident that was reported without one."""
        kind = self.env["fsm.order.type"]._with_code("emergency")
        # Its position is worked out, but here it is known.
        return self.env["fsm.order"]._create_as_server(
            [
                {
                    "type": kind.id,
                    "incident_id": self.id,
                    "company_id": self.company_id.id,
                    "area_id": self.station_id.id,
                    "address": self.address,
                    "pipe_section_id": self.section_id.id,
                    "latitude": self.latitude,
                    "longitude": self.longitude,
                    "fault": self.words,
                    "reported_on": self.reported_on,
                }
            ]
        )

    def action_open_orders(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_workorder.fsm_order_action"
        )
        return {
            **action,
            "domain": [("incident_id", "=", self.id)],
            "context": {
                "default_incident_id": self.id,
                "default_area_id": self.station_id.id,
            },
        }
