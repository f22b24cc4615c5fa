from odoo import fields, models


class ResourceCalendarYearLoad(models.TransientModel):
    """Take over the public holidays of a year, as announced."""

    _name = "resource.calendar.year.load"
    _description = "Load Public Holidays"
    _inherit = ["gas.text.file.mixin"]

    calendar_id = fields.Many2one(
        "resource.calendar",
        required=True,
        default=lambda self: self.env.company.promise_calendar_id,
    )

    def action_load(self):
        year = self.env["resource.calendar.year"].load_file(
            self._text(), self.calendar_id
        )
        return year._get_records_action(context={})
