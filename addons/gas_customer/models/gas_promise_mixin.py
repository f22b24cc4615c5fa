from odoo import api, models


class GasPromiseMixin(models.AbstractModel):
    _inherit = "gas.promise.mixin"

    def _prepare_promise_vals(self):
        """Give a promise the station of its record."""
        vals = super()._prepare_promise_vals()
        if "station_id" in self._fields:
            vals["station_id"] = self["station_id"].id
        return vals

    @api.model
    def _promise_owners(self):
        owners = super()._promise_owners()
        return [*owners, "station_id"] if "station_id" in self._fields else owners

    def _promise_place(self):
        return ("address" in self._fields and self["address"]) or ""

    def _promise_staff(self, groups):
        """Return, of a role, those who work for the station of the record."""
        users_of = super()._promise_staff(groups)
        if "station_id" not in self._fields:
            return users_of
        found = {}
        for record in self:
            station = record["station_id"]
            for group in groups:
                users = users_of[record.id, group.id]
                found[record.id, group.id] = users.filtered(
                    lambda user: not station or station in user.gas_station_ids  # noqa: B023
                )
        return found

    def _promise_superiors(self):
        """Return who answers for the station, or for what it lies in."""
        last = super()._promise_superiors()
        if "station_id" not in self._fields:
            return last
        areas = self.env["gas.area"]
        heads = {}
        for record in self:
            key = (record["station_id"], record._promise_company())
            if key not in heads:
                heads[key] = areas.browse(key[0].id)._person_in_charge(key[1])
        return {
            record.id: heads[record["station_id"], record._promise_company()]
            or last[record.id]
            for record in self
        }
