from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.gas_customer.tables.text import plain_number

# What is noted of a version, beside its prices.
_NO_CONTENT = {"state", "is_used", "drafted_by_id", "approved_by_id", "approved_on"}


class GasTariffVersion(models.Model):
    """The prices of a tariff over a span of days, as one notice states them.

    Drafted by one person, approved by another, and fixed once a bill has used it.
    """

    _name = "gas.tariff.version"
    _description = "Gas Tariff Version"
    _inherit = ["gas.state.mixin", "mail.thread"]
    _order = "tariff_id, valid_from desc, id desc"
    _MOVES = {"draft": {"approved"}, "approved": {"draft"}}
    _STEPS = {"approved": "action_approve", "draft": "action_draft"}
    _FOUR_EYES = {"approved": "drafted_by_id"}

    tariff_id = fields.Many2one(
        "gas.tariff", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="tariff_id.company_id", store=True, index=True, precompute=True
    )
    name = fields.Char(compute="_compute_name")
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    valid_from = fields.Date(
        help="First day; empty on the first version if it always held.", tracking=True
    )
    valid_to = fields.Date(
        help="Last day; empty until the next version begins.", tracking=True
    )
    document = fields.Char("Notice Number", tracking=True)
    note = fields.Text()
    tier_ids = fields.One2many("gas.tariff.tier", "version_id", copy=True)
    price_digits = fields.Integer(
        "Decimals of Prices",
        default=2,
        help="As published: 2 or 3. Prices derived by ratio are rounded to them.",
    )
    bounds_per = fields.Selection(
        [
            ("household", "Household"),
            ("person", "Registered Person"),
            ("m2", "m² of Heated Floor"),
        ],
        required=True,
        default="household",
    )
    min_people = fields.Integer("Minimum People Counted")
    uplift_from_people = fields.Integer("Large Household From (people)")
    uplift_add = fields.Char(
        "Addition to the Bounds (m³)",
        help="For the first bound, the second, ...: 150, 150",
    )
    uplift_per_person = fields.Boolean("For Each Further Person")
    allowance_m3 = fields.Float("Allowance (m³)", digits=(12, 3))
    allowance_per = fields.Selection([("month", "Calendar Month"), ("cycle", "Cycle")])
    allowance_price = fields.Float(
        "Allowance Price (yuan/m³)", digits=(12, 4), min_display_digits=2
    )
    allowance_counts = fields.Boolean("Counts Toward the Steps", default=True)
    season_first_day = fields.Char(
        "All at Step 1 From", help="Heating season, such as 11-15"
    )
    season_last_day = fields.Char("Until")
    season_counts = fields.Boolean("Counts Toward the Steps of the Cycle")
    negotiable = fields.Boolean(
        "Price Is a Cap", help="The contract agrees on a price up to this one."
    )
    accumulator = fields.Selection(
        [("keep", "Continues"), ("reset", "Restarts")],
        "Volume Used Before",
        required=True,
        default="keep",
    )
    minimum_charge = fields.Float("Minimum Charge (yuan a month)", digits=(12, 2))
    charge_ids = fields.One2many("gas.tariff.charge", "version_id", copy=True)
    drafted_by_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
        help="Who changed the prices last.",
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)
    is_used = fields.Boolean("Used in Bills", readonly=True, copy=False)

    _four_eyes = models.Constraint(
        "CHECK (approved_by_id IS NULL OR approved_by_id <> drafted_by_id)",
        "Prices are approved by another person than the one who entered them.",
    )
    _from_uniq = models.UniqueIndex(
        "(tariff_id, COALESCE(valid_from, '1900-01-01'))",
        "This tariff already has a version from that day.",
    )

    @api.depends("tariff_id.name", "valid_from")
    def _compute_name(self):
        for version in self:
            if not version.tariff_id:
                version.name = False
            elif version.valid_from:
                version.name = self.env._(
                    "%(tariff)s (from %(day)s)",
                    tariff=version.tariff_id.name,
                    day=version.valid_from,
                )
            else:
                version.name = self.env._(
                    "%s (without a first day)", version.tariff_id.name
                )

    @api.constrains(
        "valid_from",
        "valid_to",
        "tier_ids",
        "price_digits",
        "bounds_per",
        "min_people",
        "uplift_from_people",
        "uplift_add",
        "uplift_per_person",
        "allowance_m3",
        "allowance_per",
        "allowance_price",
        "allowance_counts",
        "season_first_day",
        "season_last_day",
        "season_counts",
        "negotiable",
        "accumulator",
        "minimum_charge",
        "charge_ids",
        "tariff_id",
    )
    def _check_rating_accepts(self):
        """Refuse what the rating core does not accept, all versions together."""
        for tariff in self.tariff_id:
            tariff._rating_tariff(tariff.version_ids)

    @api.model_create_multi
    def create(self, vals_list):
        drafted = self._let_in(*vals_list)
        vals_list = [{**vals, "drafted_by_id": self.env.uid} for vals in vals_list]
        versions = super(GasTariffVersion, drafted).create(vals_list)
        return versions.with_env(self.env)

    def write(self, vals):
        """Note who drafts the content."""
        if not vals.keys() <= _NO_CONTENT:
            self._mark_drafted()
        return super().write(vals)

    def _move_to(self, state, **vals):
        """Note who approves."""
        approved = state == "approved"
        super()._move_to(
            state,
            approved_by_id=self.env.uid if approved else False,
            approved_on=fields.Datetime.now() if approved else False,
            **vals,
        )

    def _check_move(self, state):
        super()._check_move(state)
        if state == "approved":
            self._check_rating_accepts()

    def _obstacles(self, state):
        yield from super()._obstacles(state)
        if state != "draft":
            return
        waiting = self.env["gas.bill"].search(
            [("tariff_id", "=", self.tariff_id.id), ("state", "=", "rated")], limit=1
        )
        if waiting:
            yield self.env._(
                "Campaign %s has bills computed with this tariff that wait to be "
                "posted: take it back to the readings first.",
                waiting.campaign_id.name,
            )
        if self.is_used:
            yield self.env._(
                "Bills have been computed with it: it stays as it is. Add a new "
                "version with the new prices."
            )

    def _refuse_when_approved(self):
        for version in self:
            if version.state == "approved":
                raise UserError(
                    self.env._(
                        "%s is approved and cannot be changed. If no bill has used "
                        "it, set it back to draft; otherwise add a new version.",
                        version.name,
                    )
                )

    def _mark_drafted(self):
        """Make the user the drafter, unless the version is approved."""
        self._refuse_when_approved()
        self._write_as_server({"drafted_by_id": self.env.uid})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        self._refuse_when_approved()

    def action_approve(self):
        """Put the prices in force; for another person than the one who drafted them."""
        self._move_to("approved")

    def action_draft(self):
        """Take the approval back, as long as no bill has used the version."""
        self._move_to("draft")

    # To and from the rating core

    def _definition(self):
        """Return the version as config/tariffs/README.md describes it."""
        self.ensure_one()
        definition = {
            "valid_from": self.valid_from and self.valid_from.isoformat() or None,
            "valid_to": self.valid_to and self.valid_to.isoformat() or None,
            "document": self.document or "",
            "note": self.note or "",
            "bounds_per": self.bounds_per,
            "min_people": self.min_people or None,
            "negotiable": self.negotiable,
            "accumulator": self.accumulator,
            "monthly_charges": [charge._definition() for charge in self.charge_ids],
        }
        seasons = self.tier_ids.grouped("season_start")
        if set(seasons) <= {False}:
            definition["tiers"] = self.tier_ids._definitions()
        else:
            definition["seasons"] = [
                {"start": start or "", "tiers": tiers._definitions()}
                for start, tiers in seasons.items()
            ]
        if self.uplift_from_people:
            definition["uplift"] = {
                "from_people": self.uplift_from_people,
                "add": [part.strip() for part in (self.uplift_add or "").split(",")],
                "per_person": self.uplift_per_person,
            }
        if self.allowance_per:
            definition["allowance"] = {
                "volume": plain_number(self.allowance_m3),
                "per": self.allowance_per,
                "price": f"{self.allowance_price:.{self.price_digits}f}",
                "counts": self.allowance_counts,
            }
        if self.season_first_day:
            definition["tier_one_season"] = {
                "first_day": self.season_first_day,
                "last_day": self.season_last_day or "",
                "counts": self.season_counts,
            }
        if self.minimum_charge:
            definition["minimum_charge"] = f"{self.minimum_charge:.2f}"
        return definition

    def _prepare_vals(self, tariff, version):
        """Return the values of ``version``, a ``rating.Version``."""
        vals = {
            "tariff_id": tariff.id,
            "valid_from": version.valid_from,
            "valid_to": version.valid_to,
            "document": version.document,
            "note": version.note,
            "bounds_per": version.bounds_per,
            "min_people": version.min_people or 0,
            "negotiable": version.negotiable,
            "accumulator": version.accumulator,
            "minimum_charge": float(version.minimum_charge or 0),
            "charge_ids": [
                fields.Command.create(
                    {"code": c.code, "name": c.name, "amount": float(c.amount)}
                )
                for c in version.monthly_charges
            ],
        }
        seasons = version.seasons or [version]
        first_price = seasons[0].tiers[0].price
        vals["price_digits"] = max(2, -first_price.as_tuple().exponent)
        vals["tier_ids"] = [
            fields.Command.create(
                {
                    "season_start": str(season.start) if version.seasons else False,
                    "sequence": number,
                    "to_m3": float(tier.to or 0),
                    "price": float(tier.price or 0),
                    "ratio": float(tier.ratio or 0),
                }
            )
            for season in seasons
            for number, tier in enumerate(season.tiers, start=1)
        ]
        if uplift := version.uplift:
            vals.update(
                uplift_from_people=uplift.from_people,
                uplift_add=", ".join(str(each) for each in uplift.add),
                uplift_per_person=uplift.per_person,
            )
        if allowance := version.allowance:
            vals.update(
                allowance_m3=float(allowance.volume),
                allowance_per=allowance.per,
                allowance_price=float(allowance.price),
                allowance_counts=allowance.counts,
            )
        if season := version.tier_one_season:
            vals.update(
                season_first_day=str(season.first_day),
                season_last_day=str(season.last_day),
                season_counts=season.counts,
            )
        return vals
