from functools import partial

from odoo import models

from odoo.addons.gas_customer.tables import columns as cells


class GasImportCustomers(models.AbstractModel):
    _inherit = "gas.import.customers"

    def _columns(self, run):
        Column = cells.Column
        return [
            *super()._columns(run),
            Column("tariff", "气价", cells.text, False, ("气价编码",)),
            Column("agreed_price", "协议价", cells.number),
            Column("route", "抄表册", cells.text, False, ("抄表册编码",)),
            Column("route_sequence", "抄表顺序", cells.whole),
            Column("opening_date", "已计费至", cells.day),
            Column("opening_volume", "本周期已用气量", cells.number),
        ]

    def _resolve(self, run, rows, result):
        super()._resolve(run, rows, result)
        found = partial(self._on_file, run, archived=False)
        tariffs = found("gas.tariff", rows, "tariff")
        routes = found("gas.reading.route", rows, "route")
        for row in rows:
            self._resolve_tariff(row, tariffs)
            self._resolve_route(row, routes)

    def _resolve_tariff(self, row, tariffs):
        code = row.values.get("tariff")
        if not code:
            return
        tariff = tariffs.get(code)
        if not tariff:
            row.refuse(
                "气价", self.env._("There is no tariff with the code “%s”.", code)
            )
        elif row.values["user_class"] not in tariff.user_classes.split():
            row.refuse(
                "气价",
                self.env._("Tariff “%s” is not for this class of users.", tariff.name),
            )
        else:
            row.values["tariff_id"] = tariff.id

    def _resolve_route(self, row, routes):
        code = row.values.get("route")
        if not code:
            return
        route = routes.get(code)
        if route:
            row.values["route_id"] = route.id
        else:
            row.refuse(
                "抄表册", self.env._("There is no route with the code “%s”.", code)
            )

    def _prepare_contract_vals(self, values, partner, point):
        return {
            **super()._prepare_contract_vals(values, partner, point),
            "tariff_id": values.get("tariff_id"),
            "route_id": values.get("route_id"),
            "route_sequence": values.get("route_sequence") or 0,
            "agreed_price": float(values.get("agreed_price") or 0),
            "opening_date": values.get("opening_date"),
            "opening_volume_m3": float(values.get("opening_volume") or 0),
        }
