"""The archive of a household: is it complete, fresh, protected, and who changed it."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .gas_appliance import HOME_CLASSES

PROTECTION = {"protection", "protected_until", "protection_note"}


class GasContract(models.Model):
    _name = "gas.contract"
    _inherit = ["gas.contract", "gas.audited.mixin"]
    _fact_link = "contract_id"

    property_use = fields.Selection(
        [
            ("own", "Lived in by the Owner"),
            ("rented", "Rented Out"),
            ("vacant", "Vacant"),
            ("dormitory", "Dormitory"),
            ("catering", "Catering"),
            ("shop", "Shop or Office"),
            ("hotel", "Hotel"),
            ("plant", "Plant"),
            ("school", "School or Kindergarten"),
            ("hospital", "Hospital or Home"),
            ("other", "Other"),
        ],
        "Use of the Building",
    )
    heating = fields.Selection(
        [
            ("none", "No Heating"),
            ("gas", "Own Gas Boiler"),
            ("central", "Central Heating"),
            ("electric", "Electric or Other"),
        ],
    )
    contact_name = fields.Char(related="partner_id.gas_contact_name")
    identity_kind = fields.Selection(related="partner_id.gas_identity_kind")
    archive_percent = fields.Integer(
        "Archive Complete",
        compute="_compute_archive",
        store=True,
        precompute=True,
        index=True,
        aggregator="avg",
    )
    archive_gaps = fields.Char(
        compute="_compute_archive",
        store=True,
        precompute=True,
        help="Names of the fields that are empty, in no language.",
    )
    archive_missing = fields.Char(
        "Missing in the Archive", compute="_compute_archive_missing"
    )
    archive_checked_on = fields.Date("Data Checked On", readonly=True, copy=False)
    archive_checked_by_id = fields.Many2one(
        "res.users", "Data Checked By", readonly=True, copy=False
    )
    archive_overdue = fields.Boolean(
        "Data Check Due",
        compute="_compute_archive_overdue",
        search="_search_archive_overdue",
        help="Nobody has checked the data for longer than the company allows.",
    )
    protection = fields.Selection(
        [
            ("low_income", "Low Income"),
            ("old_alone", "Old and Living Alone"),
            ("disabled", "Disabled"),
            ("ill", "Seriously Ill"),
            ("welfare", "Welfare Institution"),
            ("other", "Other"),
        ],
        "Protection Reason",
        index="btree_not_null",
        copy=False,
        help="The supply of a protected household is not cut for debts.",
    )
    protection_note = fields.Char("Proof of Protection", copy=False)
    protected_until = fields.Date(copy=False, help="Empty: until it is taken back.")
    protected_on = fields.Date("Protection Approved On", readonly=True, copy=False)
    protected_by_id = fields.Many2one(
        "res.users", "Protection Approved By", readonly=True, copy=False
    )
    is_protected = fields.Boolean(
        "Protected",
        compute="_compute_is_protected",
        search="_search_is_protected",
    )
    may_protect = fields.Boolean(compute="_compute_may_protect")
    may_see_identity = fields.Boolean(related="partner_id.gas_may_see_identity")
    do_not_disclose = fields.Boolean(related="partner_id.gas_do_not_disclose")
    twin_ids = fields.Many2many(related="partner_id.gas_twin_ids")
    fact_change_ids = fields.Many2many(
        "gas.fact.change", string="Data Changes", compute="_compute_fact_change_ids"
    )

    # Complete

    def _archive_facts(self):
        """Return {field of the household: path to what must be there}, in order."""
        home = self.user_class in HOME_CLASSES
        return {
            "phone": "partner_id.phone",
            "identity_masked": "partner_id.gas_identity_number",
            "property_use": "property_use",
            **(
                {"household_size": "household_size", "heating": "heating"}
                if home
                else {"contact_name": "partner_id.gas_contact_name"}
            ),
            "meter_id": "service_point_id.installation_ids",
            "appliance_ids": "service_point_id.appliance_ids",
        }

    @api.depends(
        "user_class",
        "household_size",
        "property_use",
        "heating",
        "partner_id.phone",
        "partner_id.gas_contact_name",
        "partner_id.gas_identity_number",
        "service_point_id.installation_ids",
        "service_point_id.appliance_ids",
    )
    def _compute_archive(self):
        for contract in self:
            asked = contract._archive_facts()
            gaps = [
                name for name, path in asked.items() if not any(contract.mapped(path))
            ]
            contract.archive_gaps = " ".join(gaps)
            contract.archive_percent = 100 * (len(asked) - len(gaps)) // len(asked)

    @api.depends_context("lang")
    @api.depends("archive_gaps")
    def _compute_archive_missing(self):
        labels = {}
        for contract in self:
            gaps = (contract.archive_gaps or "").split()
            for name in gaps:
                if name not in labels:
                    labels[name] = self._fields[name]._description_string(self.env)
            contract.archive_missing = "、".join(map(labels.get, gaps))

    # Fresh

    @api.model
    def _archive_check_limit(self, company):
        """Return the day since when the data must have been checked."""
        months = company.sudo().gas_archive_check_months
        return company._promise_today() - relativedelta(months=months)

    @api.depends("archive_checked_on", "date_start", "state", "company_id")
    def _compute_archive_overdue(self):
        for contract in self:
            checked = contract.archive_checked_on or contract.date_start
            contract.archive_overdue = (
                contract.state in ("running", "suspended")
                and bool(checked)
                and checked < self._archive_check_limit(contract.company_id)
            )

    @api.model
    def _search_archive_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("state", "in", ("running", "suspended"))
            & (
                Domain("archive_checked_on", "<", limit)
                | Domain("archive_checked_on", "=", False)
                & Domain("date_start", "<", limit)
            )
            for company in self.env.companies
            for limit in [self._archive_check_limit(company)]
        )

    def action_check_archive(self):
        """Note that the data of the household were gone through today, and by whom."""
        self.check_access("write")
        # By the system: nobody can name another day or person.
        self.sudo().write(
            {
                "archive_checked_on": self.env.company._promise_today(),
                "archive_checked_by_id": self.env.uid,
            }
        )

    # Protected

    @api.depends("protection", "protected_until")
    def _compute_is_protected(self):
        today = self.env.company._promise_today()
        for contract in self:
            until = contract.protected_until
            contract.is_protected = contract.protection and (
                not until or until >= today
            )

    @api.model
    def _search_is_protected(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("protection", "!=", False) & (
            Domain("protected_until", "=", False)
            | Domain("protected_until", ">=", self.env.company._promise_today())
        )

    @api.depends_context("uid")
    def _compute_may_protect(self):
        self.may_protect = self.env.user.has_group(
            "gas_customer.gas_customer_group_station_head"
        )

    @api.model
    def _with_approval(self, vals):
        """Return ``vals`` with who approves that a household is protected."""
        if PROTECTION.isdisjoint(vals):
            return vals
        if not (self.env.su or self.new().may_protect):
            raise AccessError(
                self.env._(
                    "That a household is protected is approved by the head of the "
                    "station or the manager."
                )
            )
        return {
            **vals,
            "protected_on": self.env.company._promise_today(),
            "protected_by_id": self.env.uid,
        }

    @api.model_create_multi
    def create(self, vals_list):
        guarded = self._let_in(*vals_list)
        vals_list = [self._with_approval(vals) for vals in vals_list]
        return super(GasContract, guarded).create(vals_list).with_env(self.env)

    def write(self, vals):
        guarded = self._let_in(vals)
        return super(GasContract, guarded).write(self._with_approval(vals))

    # The customer

    def action_show_identity(self):
        return self.partner_id.action_show_identity()

    def action_open_twins(self):
        return self.partner_id.action_open_twins()

    # Changed

    def _facts_kept(self):
        return super()._facts_kept() | {
            "partner_id",
            "service_point_id",
            "user_class",
            "household_size",
            "household_size_until",
            "protection",
            "protected_until",
        }

    def _facts_live(self):
        return self.filtered(lambda contract: contract.state != "draft")

    @api.depends("partner_id", "service_point_id")
    def _compute_fact_change_ids(self):
        """Find what changed of the contract, its customer and its address."""
        owners = {
            "contract_id": self,
            "partner_id": self.partner_id,
            "service_point_id": self.service_point_id,
            "premise_id": self.service_point_id.premise_id,
        }
        changes = self.env["gas.fact.change"].search(
            Domain.OR([(link, "in", owner.ids)] for link, owner in owners.items())
        )
        for contract in self:
            mine = {
                contract._origin,
                contract.partner_id,
                contract.service_point_id,
                contract.service_point_id.premise_id,
            }
            contract.fact_change_ids = changes.filtered(
                lambda change, mine=mine: any(change[link] in mine for link in owners)
            )
