from odoo import api, fields, models
from odoo.exceptions import UserError

from .gas_duty_shift import ON_DUTY


class GasDutyLog(models.Model):
    """The duty log (值班记录): what happened when, as it was known then.

    Lines write themselves from events, or are entered. None is ever changed or
    deleted: what was wrong is put right by a new line that refers to it.
    """

    _name = "gas.duty.log"
    _description = "Duty Log"
    _inherit = ["gas.append.only.mixin"]
    _order = "logged_on desc, id desc"
    _rec_name = "words"

    logged_on = fields.Datetime(
        "Time", required=True, default=fields.Datetime.now, index=True
    )
    kind = fields.Selection(
        [
            ("event", "By the System"),
            ("entry", "Entry"),
            ("instruction", "Instruction"),
            ("video", "Cameras Checked"),
            ("network", "Network Checked"),
        ],
        required=True,
        default="entry",
    )
    words = fields.Text("Event", required=True)
    is_important = fields.Boolean(
        "Important", help="Stands in the report of the day, too."
    )
    user_id = fields.Many2one(
        "res.users",
        "Written By",
        required=True,
        default=lambda self: self.env.user,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    station_id = fields.Many2one(
        "gas.area",
        "Service Station",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('kind', '=', 'station')]",
        help="Empty: for all of the company.",
    )
    shift_id = fields.Many2one(
        "gas.duty.shift",
        index="btree_not_null",
        ondelete="restrict",
        help="Who was on duty. Without one, nobody was.",
    )
    order_id = fields.Many2one("fsm.order", index="btree_not_null", ondelete="restrict")
    corrects_id = fields.Many2one(
        "gas.duty.log", index="btree_not_null", ondelete="restrict"
    )
    correction_ids = fields.One2many("gas.duty.log", "corrects_id", "Corrected By")

    _company_time = models.Index("(company_id, logged_on)")

    @api.model_create_multi
    def create(self, vals_list):
        signed = self._let_in(*vals_list)
        if not self.env.su:
            vals_list = self._as_entries(vals_list)
        return super(GasDutyLog, signed).create(vals_list).with_env(self.env)

    def _as_entries(self, vals_list):
        """Return the values of entries: by the user, on a shift on duty, of the past.

        Without a shift, it is that on which they are themselves.
        """
        now = fields.Datetime.now()
        shifts = self.env["gas.duty.shift"]
        mine = shifts._of_user()
        found = []
        for vals in vals_list:
            shift = shifts.browse(vals.get("shift_id")) or mine
            if vals.get("kind") == "event":
                raise UserError(self.env._("Events are entered by the system itself."))
            if fields.Datetime.to_datetime(vals.get("logged_on") or now) > now:
                raise UserError(
                    self.env._("The log tells what has happened: correct the time.")
                )
            if shift and shift.state not in ON_DUTY:
                raise UserError(
                    self.env._(
                        "%s is not on duty. Enter it in the log of the shift that is, "
                        "and say when it was.",
                        shift.name,
                    )
                )
            station = vals.get("station_id") or shift.station_id.id
            found.append(
                {
                    **vals,
                    "kind": vals.get("kind") or "entry",
                    "user_id": self.env.uid,
                    "shift_id": shift.id,
                    "station_id": station,
                }
            )
        return self._filed(found)

    def _way_to_correct(self):
        return self.env._(
            "What stands in the duty log stays. Put it right by a new entry: press "
            "“Correct”."
        )

    def action_correct(self):
        """Open a new entry that puts this one right."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Put an Entry Right"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_corrects_id": self.id,
                "default_order_id": self.order_id.id,
                "default_station_id": self.station_id.id,
                "default_is_important": self.is_important,
            },
        }

    # For whatever happens elsewhere

    @api.model
    def _note_all(self, vals_list):
        """Write events into the log, in bulk; nobody needs rights for what happens."""
        quietly = self.sudo()
        return quietly.create(
            quietly._filed([{**vals, "kind": "event"} for vals in vals_list])
        )

    @api.model
    def _filed(self, vals_list):
        """Return ``vals_list`` with the shift on duty at the dispatch centre.

        That of the station comes before that of the company; nobody on duty: none.
        """
        companies = self.env["res.company"].browse(
            {vals.get("company_id") or self.env.company.id for vals in vals_list}
        )
        on_duty = {
            (company.id, station.id): shift.id
            for (company, desk, station), shift in self.env["gas.duty.shift"]
            ._on_duty(companies)
            .items()
            if desk == "dispatch"
        }
        found = []
        for vals in vals_list:
            company = vals.get("company_id") or self.env.company.id
            shift = (
                vals.get("shift_id")
                or on_duty.get((company, vals.get("station_id") or False))
                or on_duty.get((company, False))
            )
            found.append({**vals, "shift_id": shift})
        return found
