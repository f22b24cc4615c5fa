import secrets

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tables.text import search_words


class GasApplication(models.Model):
    """A business a customer applies for (业务受理), from the counter to its effect.

    Kinds are data: papers, checks and steps come from them. Here is what an
    application is; ``gas_application_workflow`` has its steps, ``_change`` what it says
    and changes in the archive when it is completed, ``_customer`` what the customer
    sees of it.
    """

    _name = "gas.application"
    _description = "Application"
    _inherit = ["gas.state.mixin", "gas.promise.mixin", "gas.household.search.mixin"]
    _PROMISE_FACTS = ("kind_id.code",)
    _PROMISE_OVER = ("done", "rejected", "cancelled")
    _order = "id desc"
    _check_company_auto = True
    _MOVES = {
        "draft": {"submitted", "cancelled"},
        "submitted": {"accepted", "rejected", "cancelled"},
        "rejected": {"submitted", "cancelled"},
        "accepted": {"in_progress", "cancelled"},
        "in_progress": {"done", "cancelled"},
        "done": set(),
        "cancelled": set(),
    }
    _FOUR_EYES = {"accepted": "submitted_by_id", "rejected": "submitted_by_id"}
    _STEPS = {
        "submitted": "action_submit",
        "accepted": "action_accept",
        "done": "action_done",
    }
    # What the reviewer has seen.
    _CONTENT = {
        "kind_id",
        "contract_id",
        "partner_id",
        "property_passes",
        "document_line_ids",
    }
    # What may still be said of an application that has ended.
    _AFTERWARDS = {"rating", "rating_note", "note", "contact_phone", "user_id"}

    name = fields.Char("Number", readonly=True, copy=False, index="trigram")
    kind_id = fields.Many2one(
        "gas.application.kind",
        "Business",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    change = fields.Selection(related="kind_id.change")
    applied_to = fields.Selection(related="kind_id.applied_to")
    needs_identity = fields.Boolean(related="kind_id.needs_identity")
    needs_reviewer = fields.Boolean(related="kind_id.needs_reviewer")
    hints = fields.Text(related="kind_id.note")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("accepted", "Accepted"),
            ("in_progress", "In Progress"),
            ("done", "Concluded"),
            ("rejected", "Rejected"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    contract_id = fields.Many2one(
        "gas.contract",
        "Household",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('state', 'in', ('draft', 'running', 'suspended'))]",
        check_company=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        compute="_compute_from_contract",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
    )
    service_point_id = fields.Many2one(
        "gas.service.point",
        compute="_compute_from_contract",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    address = fields.Char(
        "Gas Address",
        compute="_compute_address",
        store=True,
        readonly=False,
        precompute=True,
        index="trigram",
    )
    station_id = fields.Many2one(
        "gas.area",
        compute="_compute_station_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        domain="[('kind', '=', 'station')]",
    )
    company_id = fields.Many2one(
        related="station_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    household_number = fields.Char(related="contract_id.name")
    contract_state = fields.Selection(
        related="contract_id.state", string="Contract Status"
    )
    meter_id = fields.Many2one(related="service_point_id.meter_id")
    amount_due = fields.Monetary("Amount Open", compute="_compute_amount_due")
    channel = fields.Selection(
        [
            ("hall", "Service Hall"),
            ("hotline", "Hotline"),
            ("web", "Web"),
            ("wechat", "WeChat"),
            ("letter", "Letter"),
            ("visit", "Home Visit"),
        ],
        required=True,
        default="hall",
    )
    contact_name = fields.Char(
        "Represented By", help="If somebody else came for the customer."
    )
    contact_phone = fields.Char(
        compute="_compute_contact_phone", store=True, readonly=False, precompute=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Taken In By",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
    )
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    reviewer_id = fields.Many2one(
        "res.users", "Reviewed By", readonly=True, copy=False, tracking=True
    )
    identity_by_id = fields.Many2one(
        "res.users", "Identity Verified By", readonly=True, copy=False
    )
    identity_on = fields.Datetime("Identity Verified On", readonly=True, copy=False)
    document_line_ids = fields.One2many(
        "gas.application.document.line",
        "application_id",
        "Documents",
        compute="_compute_document_line_ids",
        store=True,
        readonly=False,
    )
    step_line_ids = fields.One2many(
        "gas.application.step.line",
        "application_id",
        "Steps",
        compute="_compute_step_line_ids",
        store=True,
    )
    urge_ids = fields.One2many("gas.application.urge", "application_id", readonly=True)
    urge_count = fields.Integer("Times Urged", compute="_compute_urge_count")
    obstacles = fields.Text("Still Missing", compute="_compute_obstacles")
    reason = fields.Char("Reason of Refusal", readonly=True, copy=False, tracking=True)
    note = fields.Text()
    # Events, for time limits and for the customer
    submitted_on = fields.Datetime(readonly=True, copy=False, index="btree_not_null")
    reviewed_on = fields.Datetime(readonly=True, copy=False)
    accepted_on = fields.Datetime(readonly=True, copy=False)
    surveyed_on = fields.Datetime(readonly=True, copy=False)
    replied_on = fields.Datetime("Customer Informed On", readonly=True, copy=False)
    paid_on = fields.Datetime("Signed and Paid", readonly=True, copy=False)
    done_on = fields.Datetime("Completed", readonly=True, copy=False)
    waiting_from = fields.Datetime("Waiting Since", readonly=True, copy=False)
    waiting_to = fields.Datetime("Resumed On", readonly=True, copy=False)
    is_waiting = fields.Boolean(compute="_compute_is_waiting")
    rating = fields.Selection(
        [
            ("0", "Not Rated"),
            ("1", "Very Dissatisfied"),
            ("2", "Dissatisfied"),
            ("3", "Fair"),
            ("4", "Satisfied"),
            ("5", "Very Satisfied"),
        ],
        "Customer's Rating",
        default="0",
        copy=False,
    )
    rating_note = fields.Char(copy=False)
    access_token = fields.Char(
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(24),
        help="Whoever knows it may see how far the application has come.",
    )
    progress_url = fields.Char("Progress Page", compute="_compute_progress_url")

    _name_uniq = models.UniqueIndex("(name)")
    _token_uniq = models.UniqueIndex("(access_token)")
    _one_open = models.UniqueIndex(
        "(contract_id, kind_id) WHERE contract_id IS NOT NULL "
        "AND state IN ('submitted', 'accepted', 'in_progress')",
        "This household already has an open application for the same business: go on "
        "with that one.",
    )
    _four_eyes = models.Constraint(
        "CHECK (reviewer_id IS NULL OR reviewer_id <> submitted_by_id)",
        "An application is reviewed by another person than the one who took it in.",
    )

    # Facts that follow from others

    @api.depends("name", "kind_id.name")
    def _compute_display_name(self):
        for application in self:
            application.display_name = " ".join(
                filter(None, [application.name, application.kind_id.name])
            )

    @api.depends("contract_id")
    def _compute_from_contract(self):
        for application in self:
            contract = application.contract_id
            application.partner_id = contract.partner_id or application.partner_id
            application.service_point_id = (
                contract.service_point_id or application.service_point_id
            )

    @api.depends("service_point_id.name")
    def _compute_address(self):
        for application in self:
            application.address = (
                application.service_point_id.name or application.address
            )

    @api.depends("service_point_id.station_id")
    def _compute_station_id(self):
        """Take the station of the place; of a new place, the clerk's only one."""
        own = self.env.user.gas_station_ids
        for application in self:
            application.station_id = (
                application.service_point_id.station_id
                or application.station_id
                or (own if len(own) == 1 else False)
            )

    @api.depends("partner_id")
    def _compute_contact_phone(self):
        for application in self:
            application.contact_phone = (
                application.partner_id.phone or application.contact_phone
            )

    def _kind_in_words(self):
        """Return the kind in the language of whoever takes the application in.

        Lines copy its words; what is computed late runs in anybody's language.
        """
        return self.kind_id.with_context(lang=self.user_id.lang)

    @api.depends("kind_id")
    def _compute_document_line_ids(self):
        for application in self:
            application.document_line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "sequence": document.sequence,
                            "name": document.name,
                            "required": document.required,
                        }
                    )
                    for document in application._kind_in_words().document_ids
                ),
            ]

    @api.depends("kind_id")
    def _compute_step_line_ids(self):
        for application in self:
            application.step_line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "sequence": step.sequence,
                            "name": step.name,
                            "group_id": step.group_id.id,
                            "on_site": step.on_site,
                            "event": step.event,
                        }
                    )
                    for step in application._kind_in_words().step_ids
                ),
            ]

    @api.depends("urge_ids")
    def _compute_urge_count(self):
        counts = dict(
            self.env["gas.application.urge"]._read_group(
                [("application_id", "in", self.ids)], ["application_id"], ["__count"]
            )
        )
        for application in self:
            application.urge_count = counts.get(application._origin, 0)

    @api.depends("contract_id")
    def _compute_amount_due(self):
        debts = self.contract_id._debts()
        for application in self:
            application.amount_due = debts.get(application.contract_id._origin, 0.0)

    @api.depends("waiting_from", "waiting_to")
    def _compute_is_waiting(self):
        for application in self:
            since, until = application.waiting_from, application.waiting_to
            application.is_waiting = bool(since and (not until or until < since))

    @api.depends("access_token")
    def _compute_progress_url(self):
        for application in self:
            application.progress_url = (
                f"{application.get_base_url()}/gas/progress/{application.access_token}"
            )

    @api.model
    def _search_any_text(self, operator, value):
        """Search by the own number and the address of a new place as well."""
        if operator == "in":
            return Domain.OR(self._search_any_text("ilike", text) for text in value)
        if operator != "ilike":
            return NotImplemented
        own = Domain.AND(
            Domain.OR(
                Domain(name, "ilike", word)
                for name in ("name", "partner_id.name", "contact_phone", "address")
            )
            for word in search_words(value)
        )
        return own | Domain("contract_id.any_text", "ilike", value)

    # Writing

    @api.model_create_multi
    def create(self, vals_list):
        numbered = self._let_in(*vals_list)
        for vals in vals_list:
            vals["name"] = vals.get("name") or self.env["ir.sequence"].next_by_code(
                "gas.application"
            )
        applications = super(GasApplication, numbered).create(vals_list)
        applications = applications.with_env(self.env)
        applications._follow_the_answer()
        return applications

    def write(self, vals):
        if not self.env.su:
            self._refuse_late_changes(vals)
        result = super().write(vals)
        if "property_passes" in vals or "kind_id" in vals:
            self._follow_the_answer()
        return result

    def _refuse_late_changes(self, vals):
        content = self._CONTENT | self._asked_facts()
        for application in self:
            ended = application.state in ("done", "cancelled")
            accepted = application.state in ("accepted", "in_progress")
            if (
                application.state == "submitted"
                and vals.keys() & content
                and application.submitted_by_id != self.env.user
            ):
                raise UserError(
                    self.env._(
                        "%(application)s was taken in by %(person)s: who reviews it "
                        "changes nothing in it. Send it back with the reason.",
                        application=application.display_name,
                        person=application.submitted_by_id.name,
                    )
                )
            if (ended and vals.keys() - self._AFTERWARDS) or (
                accepted and vals.keys() & content
            ):
                raise UserError(
                    self.env._(
                        "%(application)s has been accepted and stays as it was "
                        "reviewed. Cancel it and take in another.",
                        application=application.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        for application in self:
            if application.state != "draft":
                raise UserError(
                    self.env._(
                        "%s has been taken in and stays on file. Cancel it instead.",
                        application.display_name,
                    )
                )

    def _tells_of_people(self, name):
        return bool(self)
