from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tables.identity import (
    compact_identity,
    is_identity,
    kind_of_identity,
    masked_identity,
)
from ..tables.text import digits_of_phone, phone_kind

IDENTITY_GROUP = "gas_customer.gas_customer_group_identity"


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "gas.audited.mixin"]
    _gas_walled = True
    _fact_link = "partner_id"

    gas_contract_ids = fields.One2many(
        "gas.contract", "partner_id", string="Gas Contracts"
    )
    gas_phone_ids = fields.One2many(
        "gas.customer.phone", "partner_id", string="Further Phones"
    )
    gas_contact_name = fields.Char(
        "Contact Person", help="Whom to ask for: of a business, or of somebody old."
    )
    gas_identity_kind = fields.Selection(
        [
            ("resident_id", "Resident ID"),
            ("credit_code", "Unified Social Credit Code"),
            ("passport", "Passport"),
            ("hong_kong_macau", "Travel Permit of Hong Kong and Macau"),
            ("taiwan", "Travel Permit of Taiwan"),
            ("foreign_resident", "Foreign Permanent Resident ID"),
            ("other", "Other Paper"),
        ],
        "ID Kind",
        copy=False,
        help="Told by the number itself where nothing is chosen.",
    )
    # Nobody reads it, whatever their groups: it is entered by gas_identity_masked and
    # shown by _show_identity, which keeps a record of each look.
    gas_identity_number = fields.Char(
        "Whole ID Number", copy=False, groups=fields.NO_ACCESS, prefetch=False
    )
    gas_identity_masked = fields.Char(
        "ID Number",
        compute="_compute_gas_identity_masked",
        inverse="_inverse_gas_identity_masked",
        compute_sudo=True,
        help="Type the whole number to enter or replace it.",
    )
    gas_may_see_identity = fields.Boolean(compute="_compute_gas_may_see_identity")
    gas_do_not_disclose = fields.Boolean(
        "Do Not Disclose",
        help="The customer wants nothing disclosed, not even being a customer.",
    )
    gas_consent_ids = fields.One2many("gas.consent", "partner_id", "Consents")
    gas_fact_change_ids = fields.One2many(
        "gas.fact.change", "partner_id", "Data Changes", readonly=True
    )
    gas_twin_ids = fields.Many2many(
        "res.partner", string="Possible Duplicates", compute="_compute_gas_twin_ids"
    )
    # Lists and record rules ask this of a million partners.
    gas_is_customer = fields.Boolean(
        "Gas Customer", compute="_compute_gas_station_id", store=True
    )
    gas_station_id = fields.Many2one(
        "gas.area",
        "Station of All Contracts",
        compute="_compute_gas_station_id",
        store=True,
        index=True,
        help="Empty for customers of several stations.",
    )
    gas_is_visible = fields.Boolean(
        compute="_compute_gas_is_visible",
        search="_search_gas_is_visible",
        help="No gas customer, nor contact of one, or one of the user's stations.",
    )
    gas_any_text = fields.Char(
        "Name, phone, household number, meter or address",
        compute="_compute_gas_any_text",
        search="_search_gas_any_text",
    )

    _gas_identity_uniq = models.UniqueIndex(
        "(gas_identity_number, COALESCE(company_id, 0)) "
        "WHERE gas_identity_number IS NOT NULL",
        "Another customer has this ID number: use that customer.",
    )

    @api.depends("gas_contract_ids.station_id")
    def _compute_gas_station_id(self):
        for partner in self:
            stations = partner.sudo().gas_contract_ids.station_id
            partner.gas_is_customer = bool(partner.sudo().gas_contract_ids)
            partner.gas_station_id = stations if len(stations) == 1 else False

    @api.depends("gas_station_id")
    @api.depends_context("uid")
    def _compute_gas_is_visible(self):
        visible = self.search([("id", "in", self.ids), ("gas_is_visible", "=", True)])
        for partner in self:
            partner.gas_is_visible = partner._origin in visible

    @api.model
    def _search_gas_is_visible(self, operator, value):
        if operator != "in":
            return NotImplemented
        if not self.env.user.gas_is_confined:
            visible = Domain.TRUE
        else:
            visible = Domain.custom(to_sql=self._sql_gas_is_visible)
        return Domain.OR(visible if wanted else ~visible for wanted in value)

    @api.model
    def _sql_gas_is_visible(self, _model, alias, _query):
        """Return it in SQL: a path to the commercial partner would join a million."""
        contracts = self.env["gas.contract"]._fields
        return SQL(
            """
            (%(station)s = ANY(%(stations)s) OR (%(station)s IS NULL AND (
                NOT EXISTS (%(contracts)s)
                OR EXISTS (%(contracts)s AND %(of_station)s = ANY(%(stations)s)))))
            """,
            station=SQL.identifier(
                alias, "gas_station_id", to_flush=self._fields["gas_station_id"]
            ),
            stations=list(self.env.user.sudo().gas_station_ids.ids),
            contracts=SQL(
                "SELECT FROM gas_contract WHERE %s IN (%s, %s)",
                SQL.identifier("partner_id", to_flush=contracts["partner_id"]),
                SQL.identifier(alias, "id"),
                SQL.identifier(
                    alias,
                    "commercial_partner_id",
                    to_flush=self._fields["commercial_partner_id"],
                ),
            ),
            of_station=SQL.identifier("station_id", to_flush=contracts["station_id"]),
        )

    # ID number

    @api.depends("gas_identity_number")
    def _compute_gas_identity_masked(self):
        for partner in self:
            partner.gas_identity_masked = masked_identity(
                partner.gas_identity_number or ""
            )

    def _inverse_gas_identity_masked(self):
        """Keep a number that was typed in whole; it is not to be read back."""
        if not (self.env.su or self.env.user.has_group(IDENTITY_GROUP)):
            raise AccessError(
                self.env._("ID numbers are entered by those who have that right.")
            )
        typed = {p: compact_identity(p.gas_identity_masked) for p in self.sudo()}
        holders = self._holders_of(typed.values())
        for partner_sudo, number in typed.items():
            known = partner_sudo.gas_identity_number or ""
            if number == masked_identity(known):
                continue
            vals = {"gas_identity_number": number or False}
            if not number:
                vals["gas_identity_kind"] = False
            elif kind := kind_of_identity(number):
                vals["gas_identity_kind"] = kind
            # Before the database does: it would write the number into its log.
            self._refuse_held(partner_sudo, holders.get(number, partner_sudo))
            holders[number] = partner_sudo
            partner_sudo.write(vals)
        # What was typed must not stand in the cache, for the form to read.
        self.invalidate_recordset(["gas_identity_masked"], flush=False)

    @api.depends_context("uid")
    def _compute_gas_may_see_identity(self):
        self.gas_may_see_identity = self.env.user.has_group(IDENTITY_GROUP)

    def _show_identity(self, reason):
        """Return the ID number in clear and record who was shown it, and why.

        :raise AccessError: the user has no right to see this customer, or ID numbers
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group(IDENTITY_GROUP):
            raise AccessError(
                self.env._("ID numbers are shown to those who have that right.")
            )
        # Its log is written by nobody else, and read by the heads of stations.
        self.env["gas.identity.look"].sudo().create(
            {"partner_id": self.id, "reason": reason}
        )
        return self.sudo().gas_identity_number or ""

    def action_show_identity(self):
        """Ask why, then show the ID number."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_customer.gas_identity_show_action"
        )
        return {**action, "context": {"default_partner_id": self.id}}

    @api.constrains("gas_identity_number", "gas_identity_kind")
    def _check_gas_identity(self):
        for partner in self.sudo():
            number, kind = partner.gas_identity_number, partner.gas_identity_kind
            if not number:
                continue
            if not kind:
                raise ValidationError(
                    self.env._(
                        "%s: choose the kind of paper that the ID number is of. For a "
                        "resident ID, check its 18 digits: they cannot be right.",
                        partner.name,
                    )
                )
            if not is_identity(kind, number):
                kinds = self._selection_labels("gas_identity_kind")
                raise ValidationError(
                    self.env._(
                        "%(name)s: %(number)s cannot be the number of this paper: "
                        "%(kind)s. Compare it with the paper, digit by digit.",
                        name=partner.name,
                        number=masked_identity(number),
                        kind=kinds[kind],
                    )
                )

    def _refuse_held(self, partner_sudo, holders_sudo):
        """Refuse the paper of another customer, named only to who may see that one."""
        others_sudo = holders_sudo.filtered(
            lambda holder: (
                holder != partner_sudo
                and (holder.company_id or partner_sudo.company_id)
                == (partner_sudo.company_id or holder.company_id)
            )
        )
        if not others_sudo:
            return
        other = others_sudo[:1].with_env(self.env)
        if not other.has_access("read"):
            raise ValidationError(
                self.env._(
                    "%s: a customer of another station has this ID number. Ask the "
                    "administrator, who sees all stations.",
                    partner_sudo.name,
                )
            )
        raise ValidationError(
            self.env._(
                "%(name)s: this ID number is that of %(other)s, household "
                "%(households)s. Use that customer for the new household.",
                name=partner_sudo.name,
                other=other.name,
                households=", ".join(other.gas_contract_ids.mapped("name")) or "–",
            )
        )

    @api.model
    def _holders_of(self, numbers):
        """Return {ID number: customers (as superuser) who have it}, in one query."""
        holders_sudo = (
            self.sudo()
            .with_context(active_test=False)
            .search([("gas_identity_number", "in", list(filter(None, numbers)))])
        )
        return holders_sudo.grouped("gas_identity_number")

    # Phones

    def _phone_refusal(self, number):
        return self.env._(
            "%s can be no phone number: a mobile has 11 digits, a landline its area "
            "code, such as 0771-3456789.",
            number,
        )

    @api.constrains("phone")
    def _check_gas_phone(self):
        """Check phones of gas customers; a supplier abroad has another country's."""
        for partner in self.filtered("phone").sudo()._facts_live():
            if not phone_kind(partner.phone):
                raise ValidationError(self._phone_refusal(partner.phone))

    # Facts

    def _facts_kept(self):
        return super()._facts_kept() | {
            "name",
            "phone",
            "email",
            "gas_contact_name",
            "gas_do_not_disclose",
            "street",
            "street2",
            "city",
            "zip",
            "gas_identity_kind",
            "gas_identity_number",
            "gas_phone_ids",
        }

    def _facts_watched(self):
        secret_and_lines = {"gas_identity_number", "gas_phone_ids"}
        typed = {"gas_identity_masked", "gas_phone_ids.number"}
        return (super()._facts_watched() - secret_and_lines) | typed

    def _facts_live(self):
        return self.filtered("gas_contract_ids")

    def _fact_said(self, name):
        if name == "gas_identity_number":
            # Not gas_identity_masked: while one enters it, that is what was typed.
            return masked_identity(self.gas_identity_number or "")
        return super()._fact_said(name)

    def _tells_of_people(self, name):
        return bool(self.sudo().gas_contract_ids)

    # Duplicates

    @api.depends("name", "phone", "gas_identity_number")
    def _compute_gas_twin_ids(self):
        """Find customers with the same ID number, or the same name and phone.

        Of those the user may see, in two queries for all of ``self``.
        """
        people = self.filtered(lambda p: p.name and p.phone)
        named = self.search(
            [("name", "in", people.mapped("name")), ("phone", "!=", False)]
            if people
            else [("id", "=", 0)]
        )
        by_person = named.grouped(lambda p: (p.name, digits_of_phone(p.phone)))
        numbers = {p: p._origin.sudo().gas_identity_number for p in self}
        holders = self._holders_of(numbers.values())
        for partner in self:
            person = (partner.name, digits_of_phone(partner.phone))
            twins = by_person.get(person, self.browse()) if partner.phone else named[:0]
            papers = holders.get(numbers[partner], self.browse()).with_env(self.env)
            partner.gas_twin_ids = (
                twins | papers._filtered_access("read")
            ) - partner._origin

    def action_open_twins(self):
        """Open the customers that may be the same person."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_customer.gas_customer_action"
        )
        return {**action, "domain": [("id", "in", self.gas_twin_ids.ids)]}

    # Search

    def _compute_gas_any_text(self):
        self.gas_any_text = False  # it is there to be searched

    @api.model
    def _search_gas_any_text(self, operator, value):
        if operator == "in":
            return Domain.OR(self._search_gas_any_text("ilike", text) for text in value)
        if operator != "ilike":
            return NotImplemented
        # A household's words hold the name and all phones of its customer.
        return Domain(
            "gas_contract_ids", "any", [("any_text", "ilike", value)]
        ) | self._domain_of_identity(value)

    @api.model
    def _domain_of_identity(self, text):
        """Find by a whole ID number, which whoever types it holds in hand."""
        number = compact_identity(text)
        if not (kind_of_identity(number) and self.env.user.has_group(IDENTITY_GROUP)):
            return Domain.FALSE
        found_sudo = self.sudo()._search([("gas_identity_number", "=", number)])
        return Domain("id", "in", found_sudo)
