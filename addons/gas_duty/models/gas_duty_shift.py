from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.gas_promise.tools import notification

from .. import duty

DESKS = [
    ("dispatch", "Dispatch Centre"),
    ("hotline", "Hotline"),
    ("network", "Network"),
    ("emergency", "Emergency Crews"),
]
# Somebody sits at the desk: until the next has accepted, the one before.
ON_DUTY = ("begun", "handed_over")
HEAD = "gas_customer.gas_customer_group_station_head"


class GasDutyShift(models.Model):
    """A shift at a desk (值班): who is on duty, from when to when.

    How it begins and is handed over is in ``gas_duty_hand_over``. Nobody goes before
    the next chief has accepted what is left.
    """

    _name = "gas.duty.shift"
    _description = "Duty Shift"
    _inherit = ["gas.state.mixin", "mail.thread"]
    _order = "starts_on desc, desk, id"
    _rec_names_search = ["chief_id", "station_id"]
    _check_company_auto = True
    _MOVES = {
        "planned": {"begun"},
        "begun": {"handed_over"},
        "handed_over": {"closed", "begun"},
        "closed": set(),
    }
    _STEPS = {
        "begun": "action_begin",
        "handed_over": "action_hand_over",
        "closed": "action_accept",
    }
    _PLAN = {"company_id", "desk", "station_id", "starts_on", "ends_on", "chief_id"}

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    desk = fields.Selection(DESKS, required=True, default="dispatch", index=True)
    station_id = fields.Many2one(
        "gas.area",
        "Service Station",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('kind', '=', 'station')]",
        help="Empty: for all of the company.",
    )
    starts_on = fields.Datetime("Begins On", required=True, tracking=True)
    ends_on = fields.Datetime(required=True, tracking=True)
    chief_id = fields.Many2one(
        "res.users",
        "Chief of the Shift",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    leader_id = fields.Many2one(
        "res.users",
        "Leader on Duty",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        help="Is reached by telephone at any hour.",
    )
    leader_phone = fields.Char(related="leader_id.phone", string="Phone of the Leader")
    person_ids = fields.One2many("gas.duty.person", "shift_id", "People")
    check_line_ids = fields.One2many(
        "gas.duty.check.line", "shift_id", "Equipment Check"
    )
    log_ids = fields.One2many("gas.duty.log", "shift_id", "Duty Log")
    state = fields.Selection(
        [
            ("planned", "Not Begun"),
            ("begun", "On Duty"),
            ("handed_over", "Handed Over"),
            ("closed", "Relieved"),
        ],
        "Status",
        required=True,
        default="planned",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    came_on = fields.Datetime("Chief Arrived On", readonly=True, copy=False)
    is_late = fields.Boolean(
        "Arrived Late",
        compute="_compute_is_late",
        store=True,
        help="The chief did not come as early before the shift as the rule says.",
    )
    begun_on = fields.Datetime("On Duty Since", readonly=True, copy=False)
    hand_over = fields.Text(
        "Hand-Over Notes",
        copy=False,
        help="How matters stand, and what the next shift has to see to.",
    )
    open_matters = fields.Text(
        "Open Matters at Hand-Over",
        readonly=True,
        copy=False,
        help="Listed by the system at that moment.",
    )
    open_now = fields.Text(compute="_compute_open_now")
    handed_over_on = fields.Datetime(readonly=True, copy=False)
    handed_over_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    accepted_on = fields.Datetime("Taken Over On", readonly=True, copy=False)
    accepted_by_id = fields.Many2one(
        "res.users", "Taken Over By", readonly=True, copy=False
    )
    before_id = fields.Many2one(
        "gas.duty.shift",
        "Previous Shift",
        compute="_compute_before_id",
        help="Still on duty at this desk.",
    )
    before_hand_over = fields.Text(
        "Notes of the Previous Chief", compute="_compute_before_id"
    )
    before_open_matters = fields.Text("Open Matters", compute="_compute_before_id")

    _hours_ordered = models.Constraint(
        "CHECK (ends_on > starts_on AND ends_on <= starts_on + interval '24 hours')",
        "A shift ends after it has begun, and lasts a day at most.",
    )
    _one_on_duty = models.UniqueIndex(
        "(company_id, desk, station_id) NULLS NOT DISTINCT"
        " WHERE state IN ('begun', 'handed_over')",
        "A shift is on duty at this desk: it is handed over and accepted first.",
    )
    _one_start = models.UniqueIndex(
        "(company_id, desk, station_id, starts_on) NULLS NOT DISTINCT",
        "A shift at this desk begins at that time already.",
    )
    # Who was on duty when 100,000 promises began: 0.8 s with it, 6.7 s without.
    _desk_hours = models.Index("(company_id, desk, starts_on)")

    @api.depends("desk", "station_id", "chief_id.name", "starts_on", "ends_on")
    @api.depends_context("lang")
    def _compute_name(self):
        desks = self._selection_labels("desk")
        for shift in self:
            place = [desks.get(shift.desk), shift.station_id.name]
            parts = [*place, shift.chief_id.name]
            if shift.starts_on and shift.ends_on:
                local = shift.company_id._promise_local
                start, end = local(shift.starts_on), local(shift.ends_on)
                parts.append(f"{start:%Y-%m-%d %H:%M}–{end:%H:%M}")
            shift.name = " ".join(part for part in parts if part)

    @api.depends("came_on", "starts_on")
    def _compute_is_late(self):
        for shift in self:
            shift.is_late = bool(shift._minutes_late(shift.came_on))

    def _minutes_late(self, came_on):
        """Return by how many minutes somebody who came then was late (int)."""
        if not (came_on and self.starts_on):
            return 0
        early = self.company_id.gas_duty_early_minutes
        return duty.minutes_late(came_on, self.starts_on, early)

    @api.depends("state", "desk", "station_id")
    def _compute_open_now(self):
        for shift in self:
            running = shift.state == "begun"
            shift.open_now = running and "\n".join(shift.sudo()._open_matters())

    @api.depends("state", "desk", "station_id")
    def _compute_before_id(self):
        on_duty = self._on_duty(self.company_id)
        for shift in self:
            key = (shift.company_id, shift.desk, shift.station_id)
            waits = shift.state == "planned"
            before = on_duty.get(key, self.browse()) if waits else self.browse()
            shift.before_id = before
            shift.before_hand_over = before.hand_over
            shift.before_open_matters = before.open_matters

    @api.constrains("company_id", "desk", "station_id", "starts_on", "ends_on")
    def _check_one_at_a_time(self):
        """Check a roster of weeks at once, in one query."""
        self.flush_model([*self._PLAN])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT mine.id, other.id
                  FROM gas_duty_shift mine
                  JOIN gas_duty_shift other
                    ON other.id <> mine.id
                   AND other.company_id = mine.company_id
                   AND other.desk = mine.desk
                   AND other.station_id IS NOT DISTINCT FROM mine.station_id
                   AND other.starts_on < mine.ends_on
                   AND mine.starts_on < other.ends_on
                 WHERE mine.id = ANY(%s)
                 LIMIT 1
                """,
                list(self.ids),
            )
        )
        for mine, other in rows:
            raise ValidationError(
                self.env._(
                    "%(shift)s: at the same time there is %(other)s. Change the hours "
                    "of one of them.",
                    shift=self.browse(mine).name,
                    other=self.sudo().browse(other).name,
                )
            )

    def write(self, vals):
        if not self.env.su:
            self._refuse_late_changes(vals)
        result = super().write(vals)
        if "chief_id" in vals:
            # Somebody else comes, and looks at the equipment anew.
            planned_sudo = self.sudo().filtered(lambda shift: shift.state == "planned")
            planned_sudo.came_on = False
            planned_sudo.check_line_ids.unlink()
        return result

    def _refuse_late_changes(self, vals):
        for shift in self:
            if (shift.state != "planned" and self._PLAN & vals.keys()) or (
                shift.state in ("handed_over", "closed") and "hand_over" in vals
            ):
                raise UserError(
                    self.env._(
                        "%s stays as it was. What is to be added belongs into the "
                        "duty log.",
                        shift.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for shift in self:
            if shift.state != "planned":
                raise UserError(
                    self.env._(
                        "%s has begun and stays on file: hand it over instead.",
                        shift.name,
                    )
                )

    # Who is on duty

    @api.model
    def _on_duty(self, companies):
        """Return {(company, desk, station or none): shift on duty}, in one query."""
        running = self.sudo().search(
            [("company_id", "in", companies.ids), ("state", "in", ON_DUTY)]
        )
        return {
            (shift.company_id, shift.desk, shift.station_id): shift for shift in running
        }

    @api.model
    def _of_user(self):
        """Return the shift that the user is on now, as chief or among the people."""
        return self.search(
            [
                ("state", "in", ON_DUTY),
                "|",
                ("chief_id", "=", self.env.uid),
                ("person_ids.user_id", "=", self.env.uid),
            ],
            limit=1,
        )

    # Is there always somebody?

    @api.model
    def action_check_roster(self):
        """Say at which hours of the next seven days a desk has nobody."""
        found = self._roster_gaps(fields.Datetime.now(), days=7)
        if found:
            message = "\n".join([self.env._("Nobody is on duty:"), *found])
        else:
            message = self.env._("Each desk has somebody at every hour.")
        return notification(
            message, kind="danger" if found else "success", sticky=bool(found)
        )

    def _roster_gaps(self, start, days):
        """Return the hours without a shift from ``start`` on, in words (list of str).

        Of the desks that have shifts around these days: not each company has all of
        them, but the dispatch centre it has.
        """
        end = start + timedelta(days)
        spans = {(self.env.company, "dispatch", self.env["gas.area"]): []}
        for shift in self.search(
            [("ends_on", ">", start - timedelta(days)), ("starts_on", "<", end)]
        ):
            key = (shift.company_id, shift.desk, shift.station_id)
            spans.setdefault(key, []).append((shift.starts_on, shift.ends_on))
        desks = self._selection_labels("desk")
        found = []
        for (company, desk, station), taken in spans.items():
            place = " ".join(filter(None, [desks[desk], station.name]))
            for gap in duty.gaps(taken, start, end):
                since, until = map(company._promise_local, gap)
                found.append(f"{place}: {since:%m-%d %H:%M} – {until:%m-%d %H:%M}")
        return found
