from odoo import api, models


class GasPromiseCacheMixin(models.AbstractModel):
    """Policies and their parts are cached by each worker; a change empties the cache."""

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
