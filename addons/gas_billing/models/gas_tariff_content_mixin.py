from odoo import api, models


class GasTariffContentMixin(models.AbstractModel):
    """Lines of a tariff version: whoever changes them has drafted the version."""

    _name = "gas.tariff.content.mixin"
    _description = "Content of a Tariff Version"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.version_id._mark_drafted()
        return lines

    def write(self, vals):
        self.version_id._mark_drafted()
        result = super().write(vals)
        if "version_id" in vals:  # and the one that it was moved to
            self.version_id._mark_drafted()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_marks_drafted(self):
        self.version_id._mark_drafted()
