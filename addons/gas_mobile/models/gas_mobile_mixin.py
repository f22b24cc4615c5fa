import inspect

from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class GasMobileMixin(models.AbstractModel):
    """Lets telephones work on the records of any model.

    ``_MOBILE_ACTIONS`` is all that a telephone may ask for: the kind of an action and
    the method that does it. A method takes what the telephone sends as named arguments,
    and ``at``: when it really happened by the telephone's clock (naive UTC), for a
    telephone without signal sends it late.
    """

    _name = "gas.mobile.mixin"
    _description = "Record That Telephones Work On"

    _MOBILE_ACTIONS = {}

    mobile_action_ids = fields.One2many(
        "gas.mobile.action",
        "res_id",
        "Telephone Actions",
        domain=lambda self: [("res_model", "=", self._name)],
        readonly=True,
    )

    def unlink(self):
        # Those who may delete the record need not see what others have sent for it.
        actions_sudo = (
            self.env["gas.mobile.action"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        )
        result = super().unlink()
        actions_sudo.unlink()
        return result

    def _do_mobile_action(self, kind, data, at):
        """Do what a telephone asks for: ``kind`` of ``_MOBILE_ACTIONS``, with ``data``.

        :raise UserError: it cannot be done, for a reason that the sender is to read
        """
        try:
            method = getattr(self, self._MOBILE_ACTIONS[kind])
            inspect.signature(method).bind(at=at, **data)
        except (KeyError, TypeError) as error:
            raise UserError(
                self.env._(
                    "The page on this phone is older than the server. Open it again "
                    "where there is signal, and enter this once more."
                )
            ) from error
        self._refuse_strangers()
        method(at=at, **data)

    def _refuse_strangers(self):
        """Refuse those who may not change the record, or no longer."""
        if not (self.exists() and self.has_access("write")):
            raise AccessError(self._words_for_strangers())

    def _words_for_strangers(self):
        """Return what is said to those who may not work on the record (str)."""
        return self.env._("This is not yours to work on, or no longer.")
