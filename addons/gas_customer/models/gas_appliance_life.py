from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.lifetimes import Life

# Devices that are counted anew together: about three seconds' work.
CHUNK = 10_000


class GasApplianceLife(models.Model):
    """One row of the table of lives: how long a kind of device may be used.

    The row that tells the fuel goes before the one that tells the use; empty means
    any. A change counts every device of the kind anew, all in one go.
    """

    _name = "gas.appliance.life"
    _description = "Life of a Kind of Appliance"
    _order = "kind_id, fuel, use, id"
    _rec_name = "kind_id"

    kind_id = fields.Many2one(
        "gas.appliance.kind", required=True, index=True, ondelete="cascade"
    )
    fuel = fields.Selection(
        [
            ("natural", "Natural Gas"),
            ("manufactured", "Manufactured Gas"),
            ("lpg", "LPG"),
        ],
        help="Empty: any.",
    )
    use = fields.Selection(
        [("home", "Home"), ("commerce", "Non-Resident")], help="Empty: any."
    )
    counted_from = fields.Selection(
        [
            ("made", "Day Made"),
            ("sold", "Day Sold"),
            ("fitted", "Day Fitted"),
            ("appliance", "As Long as Its Appliance"),
        ],
        required=True,
        default="sold",
    )
    months = fields.Integer(
        "Life (months)",
        help="Of a hose: from its fitting, as long as its appliance is not known.",
    )
    source = fields.Char(translate=True, help="The rule that says so.")

    _one_a_case = models.UniqueIndex(
        "(kind_id, COALESCE(fuel, ''), COALESCE(use, ''))",
        "There is a life for this kind, fuel and use already: change that one.",
    )
    _stated_months = models.Constraint(
        "CHECK (counted_from = 'appliance' OR months > 0)",
        "Say how many months it may be used.",
    )

    @api.model
    def _lives_of(self, kinds):
        """Return {kind id: [lifetimes.Life]} of ``kinds``."""
        table = {}
        for row in self.search([("kind_id", "in", kinds.ids)]):
            life = Life(
                row.kind_id.id,
                row.counted_from,
                row.months,
                row.fuel or None,
                row.use or None,
            )
            table.setdefault(life.kind, []).append(life)
        return table

    @api.model_create_multi
    def create(self, vals_list):
        lives = super().create(vals_list)
        lives._count_anew(lives.kind_id)
        return lives

    def write(self, vals):
        kinds = self.kind_id
        result = super().write(vals)
        if vals.keys() - {"source"}:
            self._count_anew(kinds | self.kind_id)
        return result

    def unlink(self):
        kinds = self.kind_id
        result = super().unlink()
        self._count_anew(kinds)
        return result

    @api.model
    def _count_anew(self, kinds):
        """Let every device of ``kinds`` find its end of life again."""
        # Of all stations and companies: the table is one for all.
        env = self.sudo().with_context(active_test=False).env
        of_kinds = Domain("kind_id", "in", kinds.ids)
        served = Domain("serves_id.kind_id", "in", kinds.ids)
        meter_kinds = kinds.filtered("meter_kind").mapped("meter_kind")
        self._recompute_ends(env["gas.appliance"].search(of_kinds | served))
        self._recompute_ends(env["gas.meter"].search([("kind", "in", meter_kinds)]))

    @api.model
    def _recompute_ends(self, devices):
        """Recompute at once, or in the queue if they are too many to wait for."""
        if len(devices) <= CHUNK:
            self.env.add_to_compute(devices._fields["expires_on"], devices)
            return
        for start in range(0, len(devices), CHUNK):
            # Of no row: the one that was changed may be gone by then.
            self.browse().with_delay()._recompute_ends(devices[start : start + CHUNK])
