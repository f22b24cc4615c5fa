from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.gas_promise.tools import selection_of

from ..tables.text import digits_of_phone, doubled, search_words

# More matches than these are met soon wherever one begins to look.
MANY = 50_000


user_class_selection = selection_of("gas.contract", "user_class")


class GasContract(models.Model):
    """A customer's supply contract for one service point; its number is the 户号.

    Customers, points and meters have lives of their own: moving in or out is the end
    of one contract and the beginning of another on the same point.
    """

    _name = "gas.contract"
    _description = "Gas Supply Contract"
    _inherit = ["gas.state.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "name"
    _check_company_auto = True
    _MOVES = {
        "draft": {"running", "cancelled"},
        "running": {"suspended", "closed"},
        "suspended": {"running", "closed"},
        "closed": set(),
        "cancelled": set(),
    }
    _STEPS = {"running": "action_run", "cancelled": "action_cancel"}
    # Of a contract that has begun.
    _BY_APPLICATION = {
        "state",
        "partner_id",
        "service_point_id",
        "date_start",
        "date_end",
        "user_class",
        "household_size",
        "household_size_until",
        "payment_way",
        "bank_account_id",
        "suspended_on",
        "seal",
        "card_number",
    }

    name = fields.Char(
        "Household Number",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        default=lambda self: self.env._("New"),
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        check_company=True,
    )
    service_point_id = fields.Many2one(
        "gas.service.point",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    station_id = fields.Many2one(
        related="service_point_id.station_id", store=True, precompute=True
    )
    community_id = fields.Many2one(
        related="service_point_id.community_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="service_point_id.company_id", store=True, precompute=True, index=True
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("suspended", "Suspended"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    date_start = fields.Date(
        "Opened On",
        required=True,
        default=lambda self: self.env.company._promise_today(),
        tracking=True,
    )
    date_end = fields.Date(
        "Closed On",
        tracking=True,
        copy=False,
        help="The first day without this contract.",
    )
    user_class = fields.Selection(
        [
            ("resident", "Resident"),
            ("commercial", "Commercial"),
            ("industrial", "Industrial"),
            ("public_welfare", "Public Welfare"),
            ("heating", "Heating"),
        ],
        required=True,
        default="resident",
        tracking=True,
    )
    household_size = fields.Integer(
        default=4, tracking=True, help="Registered people; many raise the price steps."
    )
    household_size_until = fields.Date(
        "Size Valid Until",
        tracking=True,
        help="After this day the household counts as one of ordinary size.",
    )
    suspended_on = fields.Date(tracking=True, copy=False, readonly=True)
    seal = fields.Char(
        "Seal Number",
        tracking=True,
        copy=False,
        readonly=True,
        help="Of the seal that keeps the gas off while the contract is suspended.",
    )
    floor_area_m2 = fields.Float("Heated Floor Area (m²)", digits=(10, 2))
    payment_way = fields.Selection(
        [
            ("counter", "Counter"),
            ("withholding", "Bank Withholding"),
            ("transfer", "Bank Transfer"),
            ("online", "Online"),
            ("prepaid", "Prepaid Card"),
        ],
        required=True,
        default="counter",
        tracking=True,
    )
    bank_account_id = fields.Many2one(
        "res.partner.bank",
        "Withholding Account",
        index="btree_not_null",
        tracking=True,
        copy=False,
        readonly=True,
        help="The account that the customer's mandate names.",
    )
    card_number = fields.Char(tracking=True, copy=False, help="Of the user's IC card.")
    phone = fields.Char(related="partner_id.phone")
    further_phone_ids = fields.One2many(related="partner_id.gas_phone_ids")
    identity_masked = fields.Char("ID Number", related="partner_id.gas_identity_masked")
    address = fields.Char(related="service_point_id.name")
    meter_id = fields.Many2one(
        string="Meter Number", related="service_point_id.meter_id"
    )
    installation_ids = fields.One2many(related="service_point_id.installation_ids")
    is_locked = fields.Boolean(
        compute="_compute_is_locked",
        help="What was agreed changes by applications, which keep the old facts. The "
        "administrator puts errors of entry right.",
    )
    application_ids = fields.One2many("gas.application", "contract_id")
    application_count = fields.Integer(
        "Applications", compute="_compute_application_count"
    )
    meter_count = fields.Integer("Meters", compute="_compute_counts")
    household_count = fields.Integer(
        "Households of the Customer", compute="_compute_counts"
    )
    note = fields.Text()
    search_key = fields.Char(compute="_compute_search_key", store=True, index="trigram")
    any_text = fields.Char(
        "Number, name, phone, meter or address",
        compute="_compute_any_text",
        search="_search_any_text",
    )

    _name_uniq = models.UniqueIndex(
        "(company_id, name)",
        "Another contract has this household number: leave it empty for the next "
        "free one.",
    )
    _one_running = models.Constraint(
        "EXCLUDE USING gist (service_point_id WITH =, "
        "daterange(date_start, date_end, '[)') WITH &&) "
        "WHERE (state IN ('running', 'suspended', 'closed'))",
        "This service point already has a contract in that period: close the earlier "
        "one first.",
    )
    _ends_after_start = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start)",
        "A contract cannot end before it begins: check the two dates.",
    )
    # The list of a station, in the order of numbers, out of a million households.
    _by_station = models.Index("(station_id, name)")
    # Who has gas at the points of a street, counted without reading a contract.
    _running_at = models.Index("(service_point_id) WHERE state = 'running'")
    _size_positive = models.Constraint(
        "CHECK (household_size BETWEEN 0 AND 99)",
        "The household size lies between 0 and 99.",
    )
    _area_positive = models.Constraint(
        "CHECK (floor_area_m2 >= 0)", "A floor area is not negative."
    )

    @api.depends("name", "partner_id.name")
    def _compute_display_name(self):
        for contract in self:
            contract.display_name = f"{contract.name} {contract.partner_id.name or ''}"

    @api.depends(
        "name",
        "partner_id.name",
        "partner_id.phone",
        "partner_id.gas_phone_ids.digits",
        "service_point_id.name",
        "service_point_id.installation_ids.meter_id.name",
        "service_point_id.installation_ids.date_end",
    )
    def _compute_search_key(self):
        """Put all one may search by into one column: one index, one look-up.

        Only the meter that hangs now: an exchanged one may serve elsewhere.
        """
        for contract in self:
            partner, point = contract.partner_id, contract.service_point_id
            hanging = point.installation_ids.filtered(lambda i: not i.date_end)
            words = [
                contract.name,
                partner.name,
                digits_of_phone(partner.phone),
                *partner.gas_phone_ids.mapped("digits"),
                *hanging.meter_id.mapped("name"),
                point.name,
            ]
            contract.search_key = doubled("\n".join(filter(None, words)))

    @api.depends("installation_ids", "partner_id.gas_contract_ids")
    def _compute_counts(self):
        points, customers = self.service_point_id, self.partner_id
        meters = self.env["gas.meter.installation"]._read_group(
            [("service_point_id", "in", points.ids)], ["service_point_id"], ["__count"]
        )
        households = self._read_group(
            [("partner_id", "in", customers.ids)], ["partner_id"], ["__count"]
        )
        by_point, by_customer = dict(meters), dict(households)
        for contract in self:
            contract.meter_count = by_point.get(contract.service_point_id, 0)
            contract.household_count = by_customer.get(contract.partner_id, 0)

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_is_locked(self):
        corrects = self.env.user.has_group(
            "gas_customer.gas_customer_group_administrator"
        )
        for contract in self:
            begun = contract.state not in ("draft", "cancelled")
            contract.is_locked = begun and not corrects

    @api.depends("application_ids")
    def _compute_application_count(self):
        counts = dict(
            self.env["gas.application"]._read_group(
                [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
            )
        )
        for contract in self:
            contract.application_count = counts.get(contract._origin, 0)

    def _compute_any_text(self):
        self.any_text = False  # it is there to be searched

    @api.model
    def _search_any_text(self, operator, value):
        if operator == "in":  # a word picked as a facet, or `=`
            return Domain.OR(self._search_any_text("ilike", text) for text in value)
        if operator != "ilike":
            return NotImplemented
        words = Domain.AND(
            [("search_key", "ilike", doubled(word))] for word in search_words(value)
        )
        if words.is_true():
            return words
        found = self.sudo()._search(words, limit=MANY + 1).get_result_ids()
        if len(found) > MANY:
            return words
        # Not the words again, nor a list: PostgreSQL would count on meeting a page of
        # matches soon if it walks the household numbers in order, and an estate stands
        # in one place there, perhaps after a million others. Of an array that it
        # cannot look into it expects few.
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s = ANY(ARRAY(SELECT unnest(%s::int[])))",
                SQL.identifier(alias, "id"),
                list(found),
            )
        )

    @api.model
    def _search_display_name(self, operator, value):
        if operator == "ilike":
            return Domain("any_text", "ilike", value)
        return super()._search_display_name(operator, value)

    @api.constrains("household_size_until", "household_size")
    def _check_size_registered(self):
        for contract in self:
            if contract.household_size_until and not contract.household_size:
                raise ValidationError(
                    self.env._(
                        "Household %(number)s: enter how many people are registered, "
                        "or clear the day until which the registration holds.",
                        number=contract.name,
                    )
                )

    @api.constrains("service_point_id", "state")
    def _check_point_is_there(self):
        for contract in self:
            if contract.state in ("draft", "running") and (
                not contract.service_point_id.active
            ):
                raise ValidationError(
                    self.env._(
                        "Household %(number)s: %(point)s has been dismantled. Choose "
                        "another service point, or restore this one first.",
                        number=contract.name,
                        point=contract.service_point_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        numbered = self._let_in(*vals_list)
        for vals in vals_list:
            vals["name"] = vals.get("name") or self._next_number()
        # The end of the contract before must be in the database before the new one.
        self.flush_model(["date_start", "date_end", "state"])
        return super(GasContract, numbered).create(vals_list).with_env(self.env)

    def write(self, vals):
        if not self.env.su and not self._BY_APPLICATION.isdisjoint(vals):
            self._refuse_without_application()
        return super().write(vals)

    def _refuse_without_application(self):
        for contract in self:
            if contract.is_locked:
                raise UserError(
                    self.env._(
                        "Household %(number)s is changed by an application: press "
                        "“New Application” and choose what the customer wants.",
                        number=contract.name,
                    )
                )

    def _next_number(self):
        """Return the next free household number, above those that were imported."""
        number = self.env["ir.sequence"].next_by_code("gas.contract")
        contracts_sudo = self.sudo()  # numbers of other stations are taken as well
        if not contracts_sudo.search_count([("name", "=", number)], limit=1):
            return number
        sequence_sudo = self.env.ref("gas_customer.gas_contract_sequence").sudo()
        size = sequence_sudo.padding
        alike = number[:-size] + "_" * size
        highest = contracts_sudo.search(
            [("name", "=like", alike)], order="name desc", limit=1
        )
        sequence_sudo.number_next_actual = int(highest.name[-size:]) + 1
        return sequence_sudo.next_by_id()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_has_lived(self):
        for contract in self:
            if contract.state not in ("draft", "cancelled"):
                raise UserError(
                    self.env._(
                        "Contract %(number)s has been running and stays on file. "
                        "Close it instead.",
                        number=contract.name,
                    )
                )

    def _tells_of_people(self, name):
        return bool(self)

    def _debts(self):
        """Return {contract: amount (float) that it owes}; accounting knows."""
        return {}

    def action_run(self):
        """Start the supply under this contract."""
        self._move_to("running")

    def action_cancel(self):
        self._move_to("cancelled")

    def action_apply(self):
        """Take in an application of this household."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_customer.gas_application_action"
        )
        return {
            **action,
            "views": [(False, "form")],
            "context": {"default_contract_id": self.id},
        }

    def action_open_applications(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_customer.gas_application_action"
        )
        return {
            **action,
            "domain": [("contract_id", "=", self.id)],
            "context": {"default_contract_id": self.id},
        }

    def action_open_meters(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_customer.gas_meter_installation_action"
        )
        point = self.service_point_id
        return {
            **action,
            "domain": [("service_point_id", "=", point.id)],
            "context": {"default_service_point_id": point.id},
        }

    def action_open_households(self):
        """Show all contracts of the customer, those that have ended as well."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_customer.gas_contract_action"
        )
        return {
            **action,
            "domain": [("partner_id", "=", self.partner_id.id)],
            "context": {"default_partner_id": self.partner_id.id},
        }
