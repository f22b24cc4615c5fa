from odoo import fields, models


class GasInterruptionNotice(models.Model):
    """How users were told of an interruption: which buildings, when, by whom."""

    _name = "gas.interruption.notice"
    _description = "Notice of an Interruption"
    _order = "interruption_id, notified_on, id"

    interruption_id = fields.Many2one(
        "gas.interruption", required=True, index=True, ondelete="cascade"
    )
    way = fields.Selection(
        [
            ("poster", "Notice at the Entrance"),
            ("sms", "Text Message"),
            ("door", "From Door to Door"),
            ("phone", "By Phone"),
            ("online", "Website or WeChat"),
            ("press", "Newspaper, Radio or TV"),
        ],
        "Notification Method",
        required=True,
        default="poster",
    )
    notified_on = fields.Datetime("Time", required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", "Handled By", required=True, default=lambda self: self.env.user
    )
    premise_ids = fields.Many2many(
        "gas.premise",
        "gas_interruption_notice_premise_rel",
        string="Buildings",
        help="Empty: all of them.",
    )
    proof = fields.Char(help="Number of a photo, of messages that were delivered.")
