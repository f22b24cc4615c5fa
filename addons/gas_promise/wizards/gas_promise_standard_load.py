from odoo import models

from ..tools import notification


class GasPromiseStandardLoad(models.TransientModel):
    """Set all limits as a manual says, from its file (config/standards/)."""

    _name = "gas.promise.standard.load"
    _description = "Load a Service Standard"
    _inherit = ["gas.text.file.mixin"]

    def action_load(self):
        unknown = self.env["gas.promise.policy"].load_standard(self._text())
        message = self.env._("The limits are set; clocks that run keep theirs.")
        if unknown:
            message = self.env._(
                "The limits are set; clocks that run keep theirs. No policy here for: "
                "%s.",
                ", ".join(unknown),
            )
        return notification(
            message,
            kind="warning" if unknown else "success",
            sticky=bool(unknown),
            then={"type": "ir.actions.act_window_close"},
        )
