from odoo import api, models


class GasPromiseCacheMixin(models.AbstractModel):
    """Each worker caches policies and their parts; a change empties the caches."""

    _name = "gas.promise.cache.mixin"
    _description = "Cached Part of a Policy"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
