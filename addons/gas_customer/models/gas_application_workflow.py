from odoo import api, fields, models
from odoo.exceptions import UserError


class GasApplication(models.Model):
    """From the counter to the end: what is asked for, and who does what.

    Buttons and the screens of customers end here; no other call moves a state.
    """

    _inherit = "gas.application"

    # What is still missing

    @api.depends_context("uid")
    @api.depends("state", "kind_id", "document_line_ids.state", "identity_by_id")
    def _compute_obstacles(self):
        for application in self:
            lines = []
            if application.state in ("draft", "submitted", "rejected"):
                lines = application._obstacles("submitted")
            elif application.state in ("accepted", "in_progress"):
                lines = application._obstacles("done")
            application.obstacles = "\n".join(lines)

    def _obstacles(self, state):
        if self.needs_reviewer:
            yield from super()._obstacles(state)
        if state in ("submitted", "accepted", "done"):
            completing = state == "done"
            yield from self._obstacles_of_contract()
            yield from self._obstacles_on_completion() if completing else self._papers()
            yield from self._missing_facts(completing)

    def _obstacles_of_contract(self):
        contract, kind = self.contract_id, self.kind_id
        if kind.applied_to != "contract":
            return
        if not contract:
            yield self.env._("Choose the household.")
            return
        wanted = {"open": ("running", "suspended")}.get(
            kind.contract_state, (kind.contract_state,)
        )
        if kind.contract_state and contract.state not in wanted:
            yield self.env._(
                "The contract is “%(state)s”; %(kind)s is for another status.",
                state=contract._selection_label("state"),
                kind=kind.name,
            )
        debt = contract._debts().get(contract)
        if kind.needs_clearance and debt:
            yield self.env._(
                "Household %(number)s owes %(amount).2f yuan: to be paid first.",
                number=contract.name,
                amount=debt,
            )

    def _papers(self):
        if self.needs_identity and not self.identity_by_id:
            yield self.env._("The identity has not been verified.")
        wanted = self.kind_id.document_ids.filtered("required")
        if len(self.document_line_ids.filtered("required")) < len(wanted):
            yield self.env._(
                "These have to be brought, and the list lacks some of them: %s",
                "、".join(wanted.mapped("name")),
            )
        for line in self.document_line_ids:
            if line.state == "rejected":
                yield self.env._(
                    "Document rejected: %(document)s (%(reason)s)",
                    document=line.name,
                    reason=line.reason,
                )
            elif line.required and line.state != "brought":
                yield self.env._("Document to be brought: %s", line.name)

    def _obstacles_on_completion(self):
        for line in self.step_line_ids:
            if line.on_site and not line.done_on:
                yield self.env._("Step on site to be done: %s", line.name)

    # The steps of its life

    def _move_to(self, state, **vals):
        """Move the state for all buttons: whoever may write may press them."""
        self.check_access("write")
        return super(GasApplication, self.sudo())._move_to(state, **vals)

    def action_verify_identity(self):
        """Note that the user has compared the paper with the person."""
        self.check_access("write")
        self.sudo().write(
            {"identity_by_id": self.env.uid, "identity_on": fields.Datetime.now()}
        )

    def action_all_brought(self):
        """Note that every document that has to be brought is there."""
        self.document_line_ids.filtered("required").write({"state": "brought"})

    def action_submit(self):
        """Take it in; where nobody reviews it, it is accepted at once."""
        now = fields.Datetime.now()
        for application in self:
            application._move_to(
                "submitted",
                submitted_on=application.submitted_on or now,
                submitted_by_id=self.env.uid,
                reviewer_id=False,
                reason=False,
            )
        self.filtered(lambda a: not a.needs_reviewer)._accept()

    def action_accept(self):
        self._accept()

    def _accept(self):
        now = fields.Datetime.now()
        for application in self:
            application._move_to(
                "accepted",
                reviewer_id=self.env.uid if application.needs_reviewer else False,
                reviewed_on=application.reviewed_on or now,
                accepted_on=now,
            )

    def _reject(self, reason):
        now = fields.Datetime.now()
        for application in self:
            application._move_to(
                "rejected",
                reviewer_id=self.env.uid,
                reviewed_on=application.reviewed_on or now,
                reason=reason,
            )

    def _cancel(self, reason):
        self._move_to("cancelled", reason=reason)

    def _do_steps(self, lines):
        """Tick off ``lines`` of ``self``; events that they are happen with them."""
        self.check_access("write")
        now = fields.Datetime.now()
        for application in self:
            if application.state == "accepted":
                application._move_to("in_progress")
            if application.state != "in_progress":
                raise UserError(
                    self.env._(
                        "%s is not being worked on: it has to be accepted first.",
                        application.display_name,
                    )
                )
            fresh = (application.step_line_ids & lines).filtered(
                lambda line: not line.done_on
            )
            fresh.sudo().write({"done_by_id": self.env.uid, "done_on": now})
            vals = {line.event: now for line in fresh if line.event}
            if not application.effective_on and any(fresh.mapped("on_site")):
                vals["effective_on"] = self.env.company._promise_today()
            application.sudo().write(vals)

    def action_done(self):
        """Complete it: the steps in the office are done, and the change is made."""
        self.check_access("write")
        for application in self:
            application._refuse_for(application._obstacles("done"))
            application._do_steps(application.step_line_ids)
            application._move_to("done", done_on=fields.Datetime.now())
            application._apply()
            application._notify_household()

    def _notify_household(self):
        for contract in self.contract_id | self.new_contract_id:
            contract.message_post(
                body=self.env._("Done by application %s.", self.display_name)
            )

    def _wait(self, reason):
        self.check_access("write")
        self.sudo().write({"waiting_from": fields.Datetime.now(), "waiting_to": False})
        for application in self:
            application.message_post(body=self.env._("Waiting: %s", reason))

    def action_go_on(self):
        self.check_access("write")
        self.sudo().write({"waiting_to": fields.Datetime.now()})

    # Buttons that open something

    def action_decide(self):
        """Ask for the words that go with a decision (``decision`` in the context)."""
        self.ensure_one()
        decision = self.env.context["decision"]
        decisions = self.env["gas.application.decide"]._selection_labels("decision")
        return {
            "type": "ir.actions.act_window",
            "name": decisions[decision],
            "res_model": "gas.application.decide",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_application_id": self.id,
                "default_decision": decision,
            },
        }

    def action_open_contract(self):
        self.ensure_one()
        contract = self.new_contract_id or self.contract_id
        return contract._get_records_action(context={})

    def action_open_progress(self):
        """Show what the customer sees."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.progress_url}
