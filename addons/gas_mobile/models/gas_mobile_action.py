import logging
import re

from psycopg2 import DataError, IntegrityError, OperationalError
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

_logger = logging.getLogger(__name__)

# As many actions are taken by one call; a telephone sends the others by the next.
MOST = 100
UUID = re.compile(r"[0-9A-Za-z-]{1,64}")


class GasMobileAction(models.Model):
    """An action that a telephone sent, and what came of it: the outbox's other end.

    A telephone numbers each action by itself (``uuid``) and sends it until it is
    answered. A number that was sent before is answered as then; nothing is done twice.
    """

    _name = "gas.mobile.action"
    _description = "Action Sent by a Telephone"
    _order = "id desc"
    _rec_name = "uuid"

    uuid = fields.Char("Number", required=True, readonly=True)
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        "Sent By",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    # Add-ons whose models take actions add the names of theirs.
    kind = fields.Selection([], "Action", readonly=True)
    done_on = fields.Datetime("Done On (Telephone)", readonly=True)
    received_on = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    state = fields.Selection(
        [("done", "Entered"), ("refused", "Refused")],
        "Answer",
        required=True,
        readonly=True,
    )
    refusal = fields.Text("Refusal Reason", readonly=True)

    _once = models.UniqueIndex("(uuid)", "This entry was sent before.")
    _record = models.Index("(res_model, res_id)")

    @api.model
    def _receive(self, sent):
        """Do what a telephone sent, in that order, each once; return the answers.

        ``sent``: ``[{uuid, res_model, res_id, kind, done_on, data}]``. What is refused
        is answered with its reason, and what comes after it is tried all the same.

        :return: ``[{uuid, state, words}]``, in the same order, of the first ``MOST``
        """
        sent = sent[:MOST]
        known = self._find_known([str(each.get("uuid")) for each in sent])
        answers = []
        for each in sent:
            if not self._is_well_formed(each):
                answers.append(self._refuse_malformed(each))
                continue
            action = known.get(each["uuid"])
            if not action:
                action = known[each["uuid"]] = self._receive_one(each)
            answers.append(action._answer())
        return answers

    def _is_well_formed(self, sent):
        """Return whether ``sent`` is an action; nothing else is written down."""
        try:
            done_on = fields.Datetime.to_datetime(sent["done_on"])
        except (KeyError, TypeError, ValueError):
            return False
        return (
            bool(done_on)
            and isinstance(sent.get("uuid"), str)
            and bool(UUID.fullmatch(sent["uuid"]))
            and isinstance(sent.get("kind"), str)
            and isinstance(sent.get("res_id"), int | None)
        )

    def _refuse_malformed(self, sent):
        words = self.env._(
            "The telephone has sent something that is no entry. Open the page again "
            "and enter it anew."
        )
        return {"uuid": sent.get("uuid"), "state": "refused", "words": words}

    def _find_known(self, uuids):
        """Return {uuid: action} of those that were sent before, by whomever."""
        actions = self.sudo().search([("uuid", "in", uuids)])
        return {action.uuid: action for action in actions}

    def _receive_one(self, sent):
        record = self._find_record(sent)
        vals = self._prepare_action_vals(sent, record)
        try:
            with self.env.cr.savepoint():
                action = self._reserve({**vals, "state": "done"})
                record._do_mobile_action(sent["kind"], sent["data"], vals["done_on"])
                return action
        except UserError as error:
            words = str(error)
        except (IntegrityError, DataError):
            words = self.env._(
                "The server has no such thing (any more), or no such number. Open the "
                "page again and enter it anew."
            )
        except OperationalError:
            raise  # two at once: the whole call begins again
        except Exception:
            # The entries behind it do not wait for ever for one that cannot be entered.
            _logger.exception("Action %s cannot be entered", sent["uuid"])
            words = self.env._(
                "The server could not enter this, and the administrator finds the "
                "reason in its log. Tell the dispatcher what you have done."
            )
        return self._reserve({**vals, "state": "refused", "refusal": words})

    def _find_record(self, sent):
        """Return the record that is meant.

        Only what inherits ``gas.mobile.mixin`` is worked on by telephones: of any other
        model, return the mixin itself, which refuses every action.
        """
        mixin = self.env["gas.mobile.mixin"]
        model = self.env.get(sent.get("res_model"), mixin)
        if model._abstract or not isinstance(model, self.env.registry[mixin._name]):
            return mixin
        return model.browse(sent.get("res_id"))

    def _prepare_action_vals(self, sent, record):
        kinds = dict(self._fields["kind"].selection)
        # sudo: what was meant is noted, also if the sender may not see it.
        found = not record._abstract and bool(record.sudo().exists())
        return {
            "uuid": sent["uuid"],
            "res_model": found and record._name,
            "res_id": found and record.id,
            "kind": sent["kind"] if sent["kind"] in kinds else False,
            "done_on": fields.Datetime.to_datetime(sent["done_on"]),
        }

    def _reserve(self, vals):
        """Write an action down, before anything is done for it.

        Of two requests that bring it at once, one waits for the other here, begins
        again and finds it answered.
        """
        # sudo: written for those who send, never by them.
        try:
            return self.sudo().create(vals)
        except UniqueViolation as error:
            raise ConcurrencyError(f"action {vals['uuid']} is being entered") from error

    def _answer(self):
        """Return the answer to the telephone; nothing of what another user has sent."""
        if self.user_id != self.env.user:
            words = self.env._("Somebody else has sent this entry.")
            return {"uuid": self.uuid, "state": "refused", "words": words}
        return {"uuid": self.uuid, "state": self.state, "words": self.refusal or ""}
