"""The kind of import that brings meter readings."""

from odoo import models
from odoo.tools import SQL

from odoo.addons.gas_customer.tables import columns as cells
from odoo.addons.gas_customer.tables.text import plain_number

from ..metering import as_volume, consumption


class GasImportReadings(models.AbstractModel):
    _name = "gas.import.readings"
    _description = "Meter Readings"
    _inherit = ["gas.import.kind"]

    def _models(self):
        return ["gas.meter.reading"]

    def _columns(self, run):
        """Return the columns of a file of readings; the template is made of them."""
        Column = cells.Column
        return [
            Column("number", "户号", cells.text, True, ("用户编号",)),
            Column("meter", "表号", cells.text, True),
            Column("customer", "客户名称", cells.text, False, ("姓名", "户名")),
            Column("address", "地址", cells.text, False, ("用气地址",)),
            Column("date", "抄表日期", cells.day, True),
            Column("index", "本次读数", cells.number, True, ("读数",)),
            Column(
                "source", "来源", self._labels(self.env["gas.meter.reading"], "source")
            ),
            Column("note", "备注", cells.text),
        ]

    def _resolve(self, run, rows, result):
        """Refuse what the reader of B03 would have noticed, and what cannot be."""
        known = KnownHouseholds(run, rows)
        today = self.env.company._promise_today()
        repeated = self.env._("Line %d of this file has the same meter and day.")
        for row in rows:
            values = row.values
            household = self._find_household(row, known)
            if not household:
                continue
            present = known.present.get((household["meter_id"], values["date"]))
            if present is not None:
                self._compare_reading(row, present)
                continue
            if values["date"] > today:
                row.refuse("抄表日期", self.env._("The day lies in the future."))
            self._check_index(row, household)
            values["household"] = household
            if not row.refusals:  # a refused row does not stand in another's way
                key = (household["meter_id"], values["date"])
                result.refuse_repeated(row, key, "表号", repeated)

    def _find_household(self, row, known):
        """Return the household of a row, or None after refusing it."""
        values = row.values
        household = known.households.get(values["number"])
        if not household:
            row.refuse(
                "户号",
                self.env._("There is no household with this number in your stations."),
            )
            return None
        if household["state"] != "running":
            row.refuse("户号", self.env._("This household has no running contract."))
            return None
        if household["meter"] != values["meter"]:
            row.refuse(
                "表号",
                self.env._(
                    "At this household hangs meter %s. Check the number plate; record "
                    "an exchange if the meter was replaced.",
                    household["meter"] or "–",
                ),
            )
            return None
        for column, name in (("客户名称", "customer"), ("地址", "address")):
            stated = values.get(name)
            if stated and stated != household[name]:
                row.refuse(
                    column,
                    self.env._(
                        "On file it is “%s”: is it the right door?", household[name]
                    ),
                )
        return None if row.refusals else household

    def _compare_reading(self, row, present):
        if as_volume(present) == as_volume(row.values["index"]):
            row.present = True
        else:
            row.refuse(
                "本次读数",
                self.env._(
                    "This meter has the reading %s of that day already. Reject that "
                    "one first if this one is right.",
                    plain_number(present),
                ),
            )

    def _check_index(self, row, household):
        values, digits = row.values, household["digits"]
        if values["index"] >= 10**digits:
            row.refuse(
                "本次读数",
                self.env._("It does not fit the dial of %d digits.", digits),
            )
            return
        if values["date"] < household["installed_on"]:
            row.refuse(
                "抄表日期",
                self.env._(
                    "The meter hangs there only since %s.", household["installed_on"]
                ),
            )
            return
        last_date = household["last_date"]
        if last_date and values["date"] < last_date:
            row.refuse(
                "抄表日期",
                self.env._("There is a later reading already, of %s.", last_date),
            )
            return
        use = consumption(as_volume(household["last_index"]), values["index"], digits)
        if use.volume < 0 and household["last_source"] != "estimated":
            row.refuse(
                "本次读数",
                self.env._(
                    "It is below the last reading, %s. Read again; record an exchange "
                    "if the meter was replaced.",
                    plain_number(household["last_index"]),
                ),
            )

    def _create_rows(self, run, rows):
        self.env["gas.meter.reading"].create(
            [
                {
                    "contract_id": row.values["household"]["id"],
                    "meter_id": row.values["household"]["meter_id"],
                    "date": row.values["date"],
                    "index_m3": float(row.values["index"]),
                    "source": row.values.get("source") or "file",
                    "note": row.values.get("note"),
                }
                for row in rows
            ]
        )


class KnownHouseholds:
    """What is on file of the households and meters of a batch, in three queries.

    ``households``: {户号: {id, state, customer, address, meter, meter_id, digits,
    installed_on, last_date, last_index, last_source}}, as far as the user may see.
    ``present``: {(meter id, date): index}.
    """

    def __init__(self, record, rows):
        env = record.env
        numbers = list({row.values["number"] for row in rows})
        contracts = env["gas.contract"]._search(
            [("company_id", "=", record.company_id.id), ("name", "in", numbers)]
        )
        env["gas.meter.reading"].flush_model()
        found = env.execute_query_dict(
            SQL(
                """
                SELECT contract.id, contract.name AS number, contract.state,
                       partner.name AS customer, point.name AS address,
                       meter.id AS meter_id, meter.name AS meter, meter.digits,
                       installation.date_start AS installed_on,
                       last.date AS last_date,
                       COALESCE(last.index_m3, installation.index_start_m3)
                           AS last_index,
                       last.source AS last_source
                  FROM gas_contract contract
                  JOIN res_partner partner ON partner.id = contract.partner_id
                  JOIN gas_service_point point ON point.id = contract.service_point_id
             LEFT JOIN gas_meter_installation installation
                    ON installation.service_point_id = point.id
                   AND installation.date_end IS NULL
             LEFT JOIN gas_meter meter ON meter.id = installation.meter_id
             LEFT JOIN LATERAL (
                       SELECT date, index_m3, source
                         FROM gas_meter_reading
                        WHERE meter_id = meter.id
                          AND date >= installation.date_start
                          AND state <> 'rejected'
                        ORDER BY date DESC, id DESC
                        LIMIT 1) last ON TRUE
                 WHERE contract.id IN %s
                """,
                contracts.subselect(),
            )
        )
        self.households = {row["number"]: row for row in found}
        meters = [row["meter_id"] for row in found if row["meter_id"]]
        dates = list({row.values["date"] for row in rows})
        readings = env["gas.meter.reading"].search_fetch(
            [
                ("meter_id", "in", meters),
                ("date", "in", dates),
                ("state", "!=", "rejected"),
            ],
            ["meter_id", "date", "index_m3"],
        )
        self.present = {(r.meter_id.id, r.date): r.index_m3 for r in readings}
