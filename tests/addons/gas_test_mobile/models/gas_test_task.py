from odoo import api, fields, models
from odoo.exceptions import UserError


class GasTestTask(models.Model):
    """Something that one person does with a telephone, in two steps."""

    _name = "gas.test.task"
    _description = "Task to Test Telephones With"
    _inherit = ["gas.mobile.mixin"]

    _MOBILE_ACTIONS = {
        "task_begin": "_begin",
        "task_note": "_note",
        "task_finish": "_finish",
    }

    name = fields.Char(required=True)
    user_id = fields.Many2one("res.users", required=True)
    state = fields.Selection(
        [("new", "New"), ("begun", "Begun"), ("finished", "Finished")],
        default="new",
        required=True,
    )
    begun_on = fields.Datetime()
    words = fields.Char()
    helper_id = fields.Many2one("res.users")

    @api.model
    def _mobile_data(self):
        tasks = self.search([("user_id", "=", self.env.uid)])
        kind = self.env["gas.mobile.action"]._fields["kind"]
        return {
            "now": fields.Datetime.now(),
            "tasks": tasks.read(["name", "state", "words"]),
            "labels": {"kind": dict(kind._description_selection(self.env))},
        }

    def _begin(self, at=None):
        if self.state != "new":
            raise UserError(f"{self.name} was begun before.")
        self.write({"state": "begun", "begun_on": at})

    def _note(self, words, helper_id=False, at=None):
        """Write first and refuse then: nothing of it may be left."""
        self.write({"words": words, "helper_id": helper_id})
        if not words:
            raise UserError("Say something.")

    def _finish(self, at=None):
        if self.state != "begun":
            raise UserError(f"{self.name} was not begun.")
        self.state = "finished"

    def _delete_all(self, at=None):
        """Not offered to telephones."""
        self.search([]).unlink()
