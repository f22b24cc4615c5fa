"""The kind of import that brings the appliances of households."""

from odoo import models

from ..tables import columns as cells
from ..tools.lifetimes import first_crossing

# What makes a device this one and no other, besides its place.
IDENTITY = (
    "kind_id",
    "serial_number",
    "brand",
    "model",
    "made_on",
    "sold_on",
    "fitted_on",
)
# What a file may tell besides, and which must agree with what is on file.
FURTHER = (
    "manufacturer",
    "fuel",
    "flue",
    "owner",
    "fitted_by",
    "stated_until",
    "checked_on",
)


HEADERS = {
    "number": "户号",
    "address": "地址",
    "kind_id": "设备类别",
    "brand": "品牌",
    "model": "型号",
    "serial_number": "出厂编号",
    "manufacturer": "生产厂家",
    "fuel": "适用气源",
    "flue": "排烟方式",
    "owner": "产权归属",
    "made_on": "生产日期",
    "sold_on": "销售日期",
    "fitted_on": "安装日期",
    "fitted_by": "安装单位",
    "checked_on": "上次检查日期",
    "stated_until": "厂家标明报废日期",
}


class GasImportAppliances(models.AbstractModel):
    _name = "gas.import.appliances"
    _description = "Appliances"
    _inherit = ["gas.import.kind"]
    _HEADERS = HEADERS

    def _models(self):
        return ["gas.appliance"]

    def _columns(self, run):
        """Return the columns of a file of appliances; the template is made of them."""
        column, choices = self._column, self._labels
        appliance = self.env["gas.appliance"]
        kinds = self.env["gas.appliance.kind"].search([("category", "!=", "meter")])
        return [
            column("number", cells.text, "用户编号"),
            column("address", cells.text, "用气地址"),
            column("kind_id", self._one_of(kinds), "类别", required=True),
            column("brand", cells.text),
            column("model", cells.text, "规格型号"),
            column("serial_number", cells.text),
            column("manufacturer", cells.text, "厂家"),
            column("fuel", choices(appliance, "fuel"), "气源"),
            column("flue", choices(appliance, "flue")),
            column("owner", choices(appliance, "owner")),
            column("made_on", cells.day, "出厂日期"),
            column("sold_on", cells.day, "购买日期"),
            column("fitted_on", cells.day),
            column("fitted_by", cells.text),
            column("checked_on", cells.day),
            column("stated_until", cells.day),
        ]

    # Check

    def _resolve(self, run, rows, result):
        """Refuse rows without a place, with impossible dates, or that contradict."""
        known = KnownAppliances(run, rows)
        repeated = self.env._("Line %d of this file has the same appliance.")
        for row in rows:
            point = self._appliance_place(row, known)
            self._check_appliance_dates(row)
            if row.refusals:
                continue
            row.values["service_point_id"] = point.id
            key = (point.id, *(row.values.get(name) or None for name in IDENTITY))
            present = known.appliances.get(key)
            if present:
                # What the card leaves open, a file may tell.
                self._compare_card(row, present, [n for n in FURTHER if present[n]])
                row.present = True
            else:
                result.refuse_repeated(row, key, HEADERS["kind_id"], repeated)

    def _appliance_place(self, row, known):
        """Return the service point of a row, or None after refusing it."""
        number, address = row.values.get("number"), row.values.get("address")
        if not (number or address):
            row.refuse(
                HEADERS["number"],
                self.env._("Tell the household number or the address."),
            )
            return None
        by_number = known.by_number.get(number)
        by_address = known.by_address.get(address, ())
        if number and not by_number:
            row.refuse(
                HEADERS["number"],
                self.env._("There is no household with this number in your stations."),
            )
        elif address and len(by_address) != 1:
            row.refuse(
                HEADERS["address"],
                self.env._(
                    "In your stations, %d gas addresses read like this. Tell the "
                    "household number.",
                    len(by_address),
                ),
            )
        elif number and address and by_number != by_address:
            row.refuse(
                HEADERS["address"],
                self.env._(
                    "Household %(number)s has another address: %(address)s.",
                    number=number,
                    address=by_number.name,
                ),
            )
        return by_number or by_address

    def _check_appliance_dates(self, row):
        today = self.env.company._promise_today()
        for name in ("made_on", "sold_on", "fitted_on", "checked_on"):
            if row.values.get(name) and row.values[name] > today:
                row.refuse(HEADERS[name], self.env._("The day lies in the future."))
        crossing = first_crossing(
            [
                (name, row.values.get(name))
                for name in ("made_on", "sold_on", "fitted_on")
            ]
        )
        if crossing:
            earlier, later = crossing
            row.refuse(
                HEADERS[later],
                self.env._("This day lies before “%s”.", HEADERS[earlier]),
            )

    # Take over

    def _create_rows(self, run, rows):
        names = ("service_point_id", *IDENTITY, *FURTHER)
        self._without_mail("gas.appliance").create(
            [
                {name: row.values[name] for name in names if row.values.get(name)}
                for row in rows
            ]
        )


class KnownAppliances:
    """Where the rows of a batch belong and what is there, in one query a model."""

    def __init__(self, record, rows):
        env = record.env

        def values(name):
            return list({row.values[name] for row in rows if row.values.get(name)})

        contracts = env["gas.contract"].search(
            [
                ("company_id", "=", record.company_id.id),
                ("name", "in", values("number")),
            ]
        )
        self.by_number = {c.name: c.service_point_id for c in contracts}
        points = env["gas.service.point"].search(
            [
                ("company_id", "=", record.company_id.id),
                ("name", "in", values("address")),
            ]
        )
        self.by_address = points.grouped("name")
        appliances = env["gas.appliance"].search(
            [("service_point_id", "in", (contracts.service_point_id | points).ids)]
        )
        self.appliances = {
            (
                a.service_point_id.id,
                a.kind_id.id,
                *(a[n] or None for n in IDENTITY[1:]),
            ): a
            for a in appliances
        }
