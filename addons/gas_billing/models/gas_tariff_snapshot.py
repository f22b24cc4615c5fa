from odoo import api, models

from .. import rating


class GasTariffSnapshot(models.Model):
    """A tariff exactly as bills were computed with it.

    Bills share a snapshot as long as the tariff does not change: a million bills do
    not hold a million copies.
    """

    _name = "gas.tariff.snapshot"
    _description = "Frozen Gas Tariff"
    _inherit = ["gas.frozen.mixin"]

    _digest_uniq = models.UniqueIndex("(digest)")

    @api.model
    def _freeze(self, tariff):
        """Return the snapshot of a ``rating.Tariff``, made if it is a new one."""
        return self._frozen(tariff.to_dict())

    def _thaw(self):
        return rating.Tariff.from_dict(self.content)

    def _charge_name(self, code):
        """Return what the tariff calls its monthly charge ``code``."""
        return next(
            (
                charge["name"]
                for version in reversed(self.content["versions"])
                for charge in version["monthly_charges"]
                if charge["code"] == code
            ),
            code,
        )
