from datetime import timedelta

from odoo import api, fields, models

ENDED = ("restored", "cancelled")


class GasInterruption(models.Model):
    """Gas is off in an area: planned and announced, or torn by an incident.

    From a pipe or from buildings to valves and households (``gas_interruption_area``),
    and back, one household after the other, each with its safety check
    (``gas_interruption_workflow``).
    """

    _name = "gas.interruption"
    _description = "Interruption of Supply"
    _inherit = ["gas.state.mixin", "gas.promise.mixin"]
    _order = "starts_on desc, id desc"
    _PROMISE_OVER = ("restored", "cancelled")
    _check_company_auto = True

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    is_planned = fields.Boolean("Planned", default=True, readonly=True)
    state = fields.Selection(
        [
            ("draft", "Being Prepared"),
            ("announced", "Announced"),
            ("off", "Gas Is Off"),
            ("restored", "Restored"),
            ("cancelled", "Cancelled"),
        ],
        "Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    incident_id = fields.Many2one(
        "gas.incident", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    reason = fields.Char("Planned Work", required=True)
    station_id = fields.Many2one(
        "gas.area",
        "Service Station",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('kind', '=', 'station')]",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )

    # The area
    section_id = fields.Many2one(
        "gas.pipe.section", "Pipe Cut Off", check_company=True, index="btree_not_null"
    )
    section_ids = fields.Many2many(
        "gas.pipe.section",
        "gas_interruption_section_rel",
        string="Pipes Without Gas",
        readonly=True,
    )
    premise_ids = fields.Many2many(
        "gas.premise",
        "gas_interruption_premise_rel",
        string="Further Buildings",
        help="That are cut off, too, or that no pipe is drawn for.",
    )
    valve_ids = fields.One2many("gas.interruption.valve", "interruption_id", "Valves")
    household_ids = fields.One2many(
        "gas.interruption.household", "interruption_id", "Affected Households"
    )
    household_count = fields.Integer(
        "Number of Households", compute="_compute_household_count", store=True
    )
    off_count = fields.Integer("Households Still Off", compute="_compute_off_count")
    closed_count = fields.Integer(
        "Nobody at Home",
        compute="_compute_off_count",
        help="Their valve stays closed until they are visited.",
    )

    # When
    starts_on = fields.Datetime("Gas Off From", required=True, tracking=True)
    ends_on = fields.Datetime("Until", tracking=True)
    announced_on = fields.Datetime(readonly=True, copy=False)
    short_reason = fields.Char(
        "Reason for Short Notice",
        tracking=True,
        help="Needed when the notice is shorter than the rule.",
    )
    notice_ids = fields.One2many(
        "gas.interruption.notice", "interruption_id", "User Notices"
    )
    off_on = fields.Datetime("Gas Off On", readonly=True, copy=False)
    restored_on = fields.Datetime("Gas Restored On", readonly=True, copy=False)

    _dates_ordered = models.Constraint(
        "CHECK (ends_on IS NULL OR starts_on < ends_on)",
        "Gas cannot be on again before it is off.",
    )

    @api.depends("household_ids")
    def _compute_household_count(self):
        counts = self._household_counts([])
        for interruption in self:
            interruption.household_count = counts.get(interruption, 0)

    @api.depends("household_ids.state", "household_ids.contract_id.state")
    def _compute_off_count(self):
        """Count whom gas is to come back to: who was cut off by a stop waits for that.

        Whose contract has ended meanwhile waits for nothing.
        """
        running = ("contract_id.state", "=", "running")
        off = self._household_counts([("state", "=", "off"), running])
        closed = self._household_counts([("state", "=", "closed"), running])
        for interruption in self:
            interruption.off_count = off.get(interruption._origin, 0)
            interruption.closed_count = closed.get(interruption._origin, 0)

    def _household_counts(self, domain):
        return dict(
            self.env["gas.interruption.household"]
            .sudo()
            ._read_group(
                [("interruption_id", "in", self.ids), *domain],
                ["interruption_id"],
                ["__count"],
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        numbered = self._let_in(*vals_list)
        sequence = self.env.ref("gas_incident.sequence_interruption").sudo()
        sequence._gas_number(vals_list)
        return super(GasInterruption, numbered).create(vals_list).with_env(self.env)

    @api.depends("name", "reason")
    def _compute_display_name(self):
        for interruption in self:
            interruption.display_name = f"{interruption.name} {interruption.reason}"

    def action_open_households(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_incident.gas_interruption_household_action"
        )
        return {
            **action,
            "domain": [("interruption_id", "=", self.id)],
            "context": {"search_default_unlit": 1, "search_default_group_premise": 1},
        }

    def _hours_without(self):
        """Return the longest time (hours) that gas was off, by what is restored."""
        return max(
            (
                (each.restored_on - each.off_on) / timedelta(hours=1)
                for each in self
                if each.off_on and each.restored_on
            ),
            default=0.0,
        )
