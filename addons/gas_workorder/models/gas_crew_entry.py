from psycopg2 import DataError, IntegrityError
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError


class GasCrewEntry(models.Model):
    """What a telephone has sent, and what came of it: the outbox's other end.

    A telephone numbers each entry by itself (``uuid``) and sends it until it is
    answered. What was sent before is answered as then, and not done again.
    """

    _name = "gas.crew.entry"
    _description = "Entry Sent by a Telephone"
    _order = "id desc"
    _rec_name = "uuid"

    uuid = fields.Char("Number", required=True, readonly=True)
    order_id = fields.Many2one(
        "fsm.order", index=True, ondelete="cascade", readonly=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Sent By",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    kind = fields.Selection(
        [
            ("accept", "Accept"),
            ("contact", "Call the Customer"),
            ("depart", "Set Out"),
            ("arrive", "Arrive"),
            ("check", "Answer the Checklist"),
            ("diagnose", "Enter the Cause"),
            ("quote", "Quote the Price"),
            ("agree", "Customer Agrees"),
            ("quote_anew", "Quote Anew"),
            ("start", "Begin the Work"),
            ("checked", "Check the Safety"),
            ("note", "Enter What Was Done"),
            ("photo", "Take a Photo"),
            ("sign", "Customer Signs"),
            ("invoice", "Invoice"),
            ("done", "Finish"),
            ("fail", "Visit Failed"),
            ("hand_over", "Hand Over"),
        ],
        "Action",
        readonly=True,
    )
    done_on = fields.Datetime("Done On, by the Telephone", readonly=True)
    received_on = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    state = fields.Selection(
        [("done", "Entered"), ("refused", "Refused")],
        "Answer",
        required=True,
        readonly=True,
    )
    refusal = fields.Text("Why Refused", readonly=True)

    _once = models.UniqueIndex("(uuid)", "This entry was sent before.")

    @api.model
    def _take(self, sent):
        """Do what a telephone has sent, in that order, each once; return the answers.

        ``sent``: ``[{uuid, order_id, kind, done_on, data}]``. What is refused is
        answered with its reason, and what comes after it is tried all the same.
        """
        known = self._known([told["uuid"] for told in sent])
        answers = []
        for told in sent:
            entry = known.get(told["uuid"])
            if not entry:
                entry = known[told["uuid"]] = self._take_one(told)
            answers.append(entry._answer())
        return answers

    def _known(self, uuids):
        """Return {uuid: entry} of those that were sent before, by whomever."""
        entries = self.sudo().search([("uuid", "in", uuids)])
        return {entry.uuid: entry for entry in entries}

    def _take_one(self, told):
        vals = self._prepare_entry_vals(told)
        order = self.env["fsm.order"].browse(told["order_id"])
        try:
            with self.env.cr.savepoint():
                entry = self._claim({**vals, "state": "done"})
                order._do_for_crew(told["kind"], told["data"], vals["done_on"])
                return entry
        except UserError as error:
            words = str(error)
        except (IntegrityError, DataError):
            words = self.env._(
                "The server has no such thing (any more), or no such number. Load your "
                "orders again and enter it anew."
            )
        return self._claim({**vals, "state": "refused", "refusal": words})

    def _prepare_entry_vals(self, told):
        kinds = dict(self._fields["kind"].selection)
        order_sudo = self.env["fsm.order"].sudo().browse(told["order_id"]).exists()
        return {
            "uuid": told["uuid"],
            "order_id": order_sudo.id,
            "kind": told["kind"] if told["kind"] in kinds else False,
            "done_on": fields.Datetime.to_datetime(told["done_on"]),
        }

    def _claim(self, vals):
        """Keep an entry, before anything is done for it.

        Of two requests that bring it at once, one waits for the other here, begins
        again and finds it answered.
        """
        # Written for those who send, never by them.
        try:
            return self.sudo().create(vals)
        except UniqueViolation as error:
            raise ConcurrencyError(f"entry {vals['uuid']} is being entered") from error

    def _answer(self):
        """Return what the telephone is told; nothing of what another user has sent."""
        if self.user_id != self.env.user:
            words = self.env._("Somebody else has sent this entry.")
            return {"uuid": self.uuid, "state": "refused", "words": words}
        return {"uuid": self.uuid, "state": self.state, "words": self.refusal or ""}
