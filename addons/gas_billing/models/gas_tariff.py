from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.gas_customer.tables.text import plain_number

from .. import rating
from ..tools.tariff_error import explain, explain_file

USER_CLASSES = rating.USER_CLASSES


class GasTariff(models.Model):
    """The price of gas for one kind of user, in all its dated versions.

    The fields mirror ``rating.Tariff``, which does the arithmetic and the checking;
    see config/tariffs/README.md for what each means.
    """

    _name = "gas.tariff"
    _description = "Gas Tariff"
    _order = "city, code"
    _rec_names_search = ["name", "code", "city"]

    name = fields.Char(required=True)
    code = fields.Char(required=True, help="Short and lasting, used in import files.")
    city = fields.Char()
    source = fields.Char("Published In", help="Where the figures come from.")
    note = fields.Text()
    for_resident = fields.Boolean("Residents")
    for_commercial = fields.Boolean("Commercial")
    for_industrial = fields.Boolean("Industrial")
    for_public_welfare = fields.Boolean("Public Welfare")
    for_heating = fields.Boolean("Heating Households")
    user_classes = fields.Char(compute="_compute_user_classes", store=True)
    cycle = fields.Selection(
        [
            ("year", "Calendar Year"),
            ("half_year", "Half-Year"),
            ("month", "Calendar Month"),
            ("anniversary", "Household's Own Year"),
            ("starts", "From Given Days"),
            ("none", "None (flat price)"),
        ],
        required=True,
        default="year",
        help="The span over which a household's volumes add up before the steps "
        "begin again.",
    )
    cycle_starts = fields.Char(
        "Cycle Begins On", help="Days of the year, such as 11-15, 03-16"
    )
    rounding = fields.Selection(
        [("tier", "Each Step to the Fen"), ("total", "The Total to the Fen")],
        required=True,
        default="tier",
    )
    vat_percent = fields.Float("VAT Included (%)", digits=(5, 2), default=9.0)
    period_split = fields.Selection(
        [
            ("by_day", "Pro Rata by Day"),
            ("by_end", "Whole, by the Day of the Reading"),
            ("by_reading", "By an Actual Reading of That Day"),
        ],
        "Change Within a Period",
        required=True,
        default="by_day",
        help="How a period is split in which the price or the cycle changes.",
    )
    prorate_bounds = fields.Selection(
        [
            ("none", "Whole Bounds"),
            ("day", "Share of the Cycle by Day"),
            ("month", "Share of the Cycle by Month"),
        ],
        "Bounds in a Partial Cycle",
        required=True,
        default="none",
    )
    volume_digits = fields.Integer("Decimals of a Split Volume", default=2)
    version_ids = fields.One2many("gas.tariff.version", "tariff_id")
    current_version_id = fields.Many2one(
        "gas.tariff.version", "In Force Today", compute="_compute_current_version_id"
    )
    contract_count = fields.Integer(compute="_compute_contract_count")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(company_id, code)", "Another tariff has this code: choose a different one."
    )
    # What a bill is computed with; fixed once a version is approved.
    _LOCKED = {
        "cycle",
        "cycle_starts",
        "rounding",
        "vat_percent",
        "period_split",
        "prorate_bounds",
        "volume_digits",
    }

    @api.depends(lambda self: [f"for_{name}" for name in USER_CLASSES])
    def _compute_user_classes(self):
        for tariff in self:
            names = [name for name in USER_CLASSES if tariff[f"for_{name}"]]
            tariff.user_classes = " ".join(names)

    @api.depends("version_ids.state", "version_ids.valid_from", "version_ids.valid_to")
    def _compute_current_version_id(self):
        today = self.env.company._promise_today()
        for tariff in self:
            tariff.current_version_id = tariff.version_ids.filtered(
                lambda version: (
                    version.state == "approved"
                    and (not version.valid_from or version.valid_from <= today)
                    and (not version.valid_to or version.valid_to >= today)
                )
            ).sorted(lambda v: v.valid_from or fields.Date.to_date("1900-01-01"))[-1:]

    def _compute_contract_count(self):
        counts = dict(
            self.env["gas.contract"]._read_group(
                [("tariff_id", "in", self.ids), ("state", "=", "running")],
                ["tariff_id"],
                ["__count"],
            )
        )
        for tariff in self:
            tariff.contract_count = counts.get(tariff, 0)

    @api.constrains(
        "cycle",
        "cycle_starts",
        "rounding",
        "vat_percent",
        "period_split",
        "prorate_bounds",
        "volume_digits",
        "user_classes",
    )
    def _check_rating_accepts(self):
        for tariff in self.filtered("version_ids"):
            tariff.version_ids._check_rating_accepts()
        for tariff in self:
            if not tariff.user_classes:
                raise ValidationError(
                    self.env._(
                        "Tariff %s: tick at least one class of users.", tariff.name
                    )
                )

    def write(self, vals):
        if vals.keys() & self._LOCKED:
            for tariff in self:
                if tariff.version_ids.filtered(lambda v: v.state == "approved"):
                    raise UserError(
                        self.env._(
                            "Tariff %s has an approved version: how it counts is "
                            "fixed. Create a new tariff for a different way.",
                            tariff.display_name,
                        )
                    )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        """The database would take the versions along, and ask none of them."""
        self.version_ids._refuse_when_approved()

    def _rating_tariff(self, versions=None):
        """Return ``rating.Tariff`` of the given versions (default: the approved).

        :raise ValidationError: the rating core refuses it
        """
        self.ensure_one()
        if versions is None:
            versions = self.version_ids.filtered(lambda v: v.state == "approved")
        try:
            return rating.Tariff.from_dict(
                {
                    "code": self.code,
                    "name": self.name,
                    "user_classes": (self.user_classes or "").split(),
                    "cycle": self._cycle_definition(),
                    "rounding": self.rounding,
                    "vat_percent": plain_number(self.vat_percent),
                    "period_split": self.period_split,
                    "prorate_bounds": self.prorate_bounds,
                    "volume_digits": self.volume_digits,
                    "versions": [version._definition() for version in versions],
                }
            )
        except rating.TariffError as error:
            raise ValidationError(
                self.env._(
                    "Tariff %(tariff)s: %(cause)s",
                    tariff=self.name,
                    cause=explain(self.env, error),
                )
            ) from error

    def _mark_used(self):
        """Fix the versions that bills about to be posted rest on."""
        self.version_ids.filtered(
            lambda version: version.state == "approved" and not version.is_used
        ).is_used = True

    def _cycle_definition(self):
        if self.cycle == "starts":
            return [day.strip() for day in (self.cycle_starts or "").split(",")]
        return self.cycle

    # Files

    @api.private
    @api.model
    def load_file(self, document):
        """Create the tariffs of a preset file, with their versions as drafts.

        ``document``: the JSON text (format: config/tariffs/README.md). A tariff whose
        code is there already only gets the versions it lacks. Returns the tariffs.
        :raise UserError: the file is not valid
        """
        try:
            parsed = rating.parse_tariff_file(document)
        except rating.TariffError as error:
            raise UserError(explain_file(self.env, error)) from error
        loaded = self.browse()
        for definition in parsed.tariffs:
            tariff = self.search(
                [
                    ("code", "=", definition.code),
                    ("company_id", "=", self.env.company.id),
                ]
            )
            if not tariff:
                tariff = self.create(self._prepare_vals(definition, parsed))
            present = set(tariff.version_ids.mapped("valid_from"))
            versions = self.env["gas.tariff.version"]
            versions.create(
                [
                    versions._prepare_vals(tariff, version)
                    for version in definition.versions
                    if (version.valid_from or False) not in present
                ]
            )
            loaded |= tariff
        return loaded

    def _prepare_vals(self, definition, parsed):
        cycle = definition.cycle.to_json()
        named = isinstance(cycle, str)
        return {
            "code": definition.code,
            "name": definition.name,
            "city": parsed.city,
            "source": parsed.source,
            "note": definition.note,
            "cycle": cycle if named else "starts",
            "cycle_starts": False if named else ", ".join(cycle),
            "rounding": definition.rounding,
            "vat_percent": float(definition.vat_percent),
            "period_split": definition.period_split,
            "prorate_bounds": definition.prorate_bounds,
            "volume_digits": definition.volume_digits,
            **{f"for_{name}": True for name in definition.user_classes},
        }
