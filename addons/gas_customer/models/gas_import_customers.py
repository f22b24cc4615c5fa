"""The kind of import that brings households with their meters."""

from odoo import models

from ..tables import columns as cells
from ..tables.identity import is_identity, kind_of_identity
from ..tables.text import digits_of_phone
from .gas_contract import user_class_selection

PLACE = ("community", "street", "building", "unit", "room")


class GasImportCustomers(models.AbstractModel):
    _name = "gas.import.customers"
    _description = "Customers with Meters"
    _inherit = ["gas.import.kind"]

    def _models(self):
        return [
            "gas.premise",
            "gas.service.point",
            "res.partner",
            "gas.contract",
            "gas.meter",
            "gas.meter.installation",
        ]

    def _columns(self, run):
        """Return the columns of a file of households; the template is made of them."""
        Column, choices = cells.Column, self._labels
        contract, meter = self.env["gas.contract"], self.env["gas.meter"]
        partner = self.env["res.partner"]
        return [
            Column("number", "户号", cells.text, True, ("用户编号",)),
            Column("customer", "客户名称", cells.text, True, ("姓名", "户名")),
            Column("phone", "电话", cells.phone, True, ("联系电话", "手机")),
            Column("other_phone", "其他电话", cells.phone),
            Column("identity", "证件号码", cells.identity, False, ("身份证号",)),
            Column("identity_kind", "证件类型", choices(partner, "gas_identity_kind")),
            Column("contact", "联系人", cells.text),
            Column("user_class", "用户类别", choices(contract, "user_class"), True),
            Column("household_size", "人口数", cells.whole),
            Column("household_size_until", "人口有效期至", cells.day),
            Column("property_use", "房屋用途", choices(contract, "property_use")),
            Column("heating", "采暖方式", choices(contract, "heating")),
            Column("floor_area_m2", "采暖面积", cells.number),
            Column("payment_way", "缴费方式", choices(contract, "payment_way")),
            Column("community", "小区", cells.text, True, ("小区编码", "辖区")),
            Column("street", "路名门牌", cells.text, True),
            Column("building", "楼栋", cells.text),
            Column("unit", "单元", cells.text),
            Column("room", "室号", cells.text),
            Column("date_start", "开户日期", cells.day, True),
            Column("meter", "表号", cells.text, True),
            Column("meter_kind", "表类型", choices(meter, "kind")),
            Column("meter_size", "规格", choices(meter, "size")),
            Column("digits", "表盘位数", cells.whole),
            Column("meter_made_on", "表出厂日期", cells.day, False, ("出厂日期",)),
            Column("verified_until", "检定有效期至", cells.day),
            Column("installed_on", "装表日期", cells.day),
            Column("index_start", "表底数", cells.number, True),
        ]

    # Check

    def _resolve(self, run, rows, result):
        """Refuse rows that contradict the archive or an earlier row of the file."""
        known = KnownArchive(run, rows)
        stations = self.env.user.gas_station_ids
        sees_all = self.env.su or self.env.user.has_group(
            "gas_customer.gas_customer_group_administrator"
        )
        for row in rows:
            values = row.values
            contract = known.contracts.get(values["number"])
            if contract:
                self._compare_household(row, contract)
                continue
            communities = known.communities.get(values["community"], ())
            if len(communities) != 1:
                row.refuse("小区", self._community_reason(values, communities))
                continue
            community = communities[0]
            if not sees_all and community.station_id not in stations:
                row.refuse(
                    "小区",
                    self.env._(
                        "%(area)s belongs to %(station)s, which is not yours.",
                        area=community.name,
                        station=community.station_id.name,
                    ),
                )
            values["community_id"] = community.id
            self._check_household(row, known, result)

    def _community_reason(self, values, communities):
        if communities:
            return self.env._(
                "There are %(count)d communities called %(name)s: write the code.",
                count=len(communities),
                name=values["community"],
            )
        return self.env._(
            "No community has the name or code “%s”. Create it under Areas first.",
            values["community"],
        )

    def _check_household(self, row, known, result):
        values = row.values
        place = tuple(values.get(key) for key in ("community_id", *PLACE[1:]))
        hanging = known.meters.get(values["meter"])
        if hanging and hanging.service_point_id:
            row.refuse(
                "表号",
                self.env._(
                    "This meter already hangs at %s. Check the number, or record its "
                    "removal there first.",
                    hanging.service_point_id.name,
                ),
            )
        point = known.points.get(place)
        if point and point.contract_id:
            row.refuse(
                "室号",
                self.env._(
                    "Household %s has its contract at this address. Close it first.",
                    point.contract_id.name,
                ),
            )
        digits = values.get("digits") or (hanging.digits if hanging else 5)
        if not 3 <= digits <= 9:
            row.refuse("表盘位数", self.env._("A dial has 3 to 9 digits."))
        elif values["index_start"] >= 10**digits:
            row.refuse(
                "表底数",
                self.env._(
                    "Index %(index)s does not fit a dial of %(digits)d digits.",
                    index=values["index_start"],
                    digits=digits,
                ),
            )
        self._check_identity(row, known)
        if not row.refusals:  # a refused row does not stand in the way of another
            repeated = self.env._("Line %d of this file has the same.")
            for column, key in (
                ("户号", values["number"]),
                ("表号", values["meter"]),
                ("室号", place),
            ):
                result.refuse_repeated(row, (column, key), column, repeated)

    def _check_identity(self, row, known):
        """Refuse a number that cannot be, or that is on file with another name."""
        values = row.values
        number = values.get("identity")
        if not number:
            return
        kind = values.get("identity_kind") or kind_of_identity(number)
        values["identity_kind"] = kind
        if not kind or not is_identity(kind, number):
            row.refuse(
                "证件号码",
                self.env._(
                    "This can be no number of such a paper. Compare it with the "
                    "paper, or name another kind of paper."
                ),
            )
            return
        customer = known.customers.get(number)
        if customer and customer.name != values["customer"]:
            row.refuse(
                "证件号码",
                self.env._("A customer of another name has this ID number."),
            )

    def _compare_household(self, row, contract):
        """Compare a household that is there already: it is the same, or refused."""
        values = row.values
        phone = digits_of_phone(contract.partner_id.phone)
        labels = dict(user_class_selection(self))
        facts = {  # column: (in the file, on file, how to say the latter)
            "客户名称": (values["customer"], contract.partner_id.name, None),
            "电话": (values["phone"], phone, None),
            "用户类别": (
                values["user_class"],
                contract.user_class,
                labels[contract.user_class],
            ),
            "表号": (values["meter"], contract.meter_id.name, None),
        }
        for column, (new, old, said) in facts.items():
            if new != old:
                row.refuse(
                    column,
                    self.env._(
                        "Household %(number)s is on file with “%(old)s”. An import "
                        "does not change households; use an application.",
                        number=contract.name,
                        old=said or old or "–",
                    ),
                )
        row.present = True

    # Take over

    def _create_rows(self, run, rows):
        """Create premises, points, partners, contracts, meters and installations."""
        env = self._without_mail("gas.contract").env
        known = KnownArchive(run.with_env(env), rows)
        points = self._ensure_points(env, rows, known)
        partners = self._ensure_customers(env, run, rows, known)
        env["gas.contract"]._create_as_server(
            [
                self._prepare_contract_vals(row.values, partner, point)
                for row, partner, point in zip(rows, partners, points, strict=True)
            ]
        )
        new = [row for row in rows if row.values["meter"] not in known.meters]
        meters = env["gas.meter"].create(
            [self._prepare_meter_vals(row.values) for row in new]
        )
        known.meters.update({meter.name: meter for meter in meters})
        env["gas.meter.installation"].create(
            [
                self._prepare_installation_vals(
                    row.values, known.meters[row.values["meter"]], point
                )
                for row, point in zip(rows, points, strict=True)
            ]
        )

    def _ensure_customers(self, env, run, rows, known):
        """Return one customer for each of ``rows``: who is on file, or a new one.

        Only an ID number tells that two households have the same customer.
        """
        missing = {}
        for row in rows:
            key = row.values.get("identity") or row
            if key not in known.customers:
                missing.setdefault(key, row)
        customers = env["res.partner"].create(
            [self._prepare_partner_vals(run, row.values) for row in missing.values()]
        )
        known.customers.update(zip(missing, customers, strict=True))
        return [
            known.customers[row.values.get("identity") or row].with_env(env)
            for row in rows
        ]

    def _ensure_points(self, env, rows, known):
        """Return one service point for each of ``rows``, made where missing."""
        places = [
            tuple(row.values.get(key) for key in ("community_id", *PLACE[1:]))
            for row in rows
        ]
        missing = {
            place[:3]: None for place in places if place[:3] not in known.premises
        }
        premises = env["gas.premise"].create(
            [
                {
                    "community_id": community,
                    "street": street,
                    "building": building,
                    "kind": "building" if row_class == "resident" else "business",
                }
                for (community, street, building), row_class in self._premise_classes(
                    missing, places, rows
                )
            ]
        )
        known.premises.update(zip(missing, premises, strict=True))
        missing = [place for place in places if place not in known.points]
        points = env["gas.service.point"].create(
            [
                {"premise_id": known.premises[place[:3]].id, "unit": unit, "room": room}
                for place in missing
                for unit, room in [place[3:]]
            ]
        )
        known.points.update(zip(missing, points, strict=True))
        return [known.points[place] for place in places]

    def _premise_classes(self, missing, places, rows):
        first = {}
        for place, row in zip(places, rows, strict=True):
            first.setdefault(place[:3], row.values["user_class"])
        return [(place, first[place]) for place in missing]

    def _prepare_partner_vals(self, run, values):
        other = values.get("other_phone")
        vals = {
            "name": values["customer"],
            "phone": values["phone"],
            "gas_contact_name": values.get("contact"),
            "is_company": values["user_class"] != "resident",
            "lang": "zh_CN",
            "country_id": run.company_id.country_id.id,
            "gas_phone_ids": [(0, 0, {"number": other})] if other else [],
        }
        if values.get("identity"):
            vals["gas_identity_kind"] = values["identity_kind"]
            vals["gas_identity_masked"] = values["identity"]
        return vals

    def _prepare_contract_vals(self, values, partner, point):
        vals = {
            "name": values["number"],
            "partner_id": partner.id,
            "service_point_id": point.id,
            "state": "running",
            "date_start": values["date_start"],
            "user_class": values["user_class"],
            "household_size_until": values.get("household_size_until"),
            "floor_area_m2": float(values.get("floor_area_m2") or 0),
        }
        for name in ("household_size", "payment_way", "property_use", "heating"):
            if values.get(name):
                vals[name] = values[name]
        return vals

    def _prepare_meter_vals(self, values):
        return {
            "name": values["meter"],
            "kind": values.get("meter_kind") or "diaphragm",
            "size": values.get("meter_size") or "G2.5",
            "digits": values.get("digits") or 5,
            "made_on": values.get("meter_made_on"),
            "verified_until": values.get("verified_until"),
        }

    def _prepare_installation_vals(self, values, meter, point):
        return {
            "meter_id": meter.id,
            "service_point_id": point.id,
            "date_start": values.get("installed_on") or values["date_start"],
            "index_start_m3": float(values["index_start"]),
        }


class KnownArchive:
    """What the archive already holds of a batch of rows, in one query a model.

    Looked up beyond the user's own stations: a number may not be given twice only
    because the first one is out of sight.
    """

    def __init__(self, record, rows):
        env = record.sudo().env
        company = record.company_id

        def values(name):
            return list({row.values[name] for row in rows if row.values.get(name)})

        def by_name(model, names):
            domain = [("company_id", "=", company.id), ("name", "in", names)]
            found = env[model].with_context(active_test=False).search(domain)
            return {each.name: each for each in found}

        self.contracts = by_name("gas.contract", values("number"))
        self.meters = by_name("gas.meter", values("meter"))
        customers = (
            env["res.partner"]
            .with_context(active_test=False)
            .search([("gas_identity_number", "in", values("identity"))])
        )
        self.customers = {each.gas_identity_number: each for each in customers}
        names = values("community")
        areas = env["gas.area"].search(
            [
                ("company_id", "=", company.id),
                ("kind", "=", "community"),
                "|",
                ("name", "in", names),
                ("code", "in", names),
            ]
        )
        self.communities = {}
        for area in areas:
            self.communities.setdefault(area.code, [area])
        for area in areas:
            same = self.communities.setdefault(area.name, [])
            if area not in same:
                same.append(area)
        premises = env["gas.premise"].search(
            [
                ("community_id", "in", areas.ids),
                ("street", "in", values("street")),
            ]
        )
        self.premises = {
            (p.community_id.id, p.street, p.building or None): p for p in premises
        }
        points = env["gas.service.point"].search([("premise_id", "in", premises.ids)])
        self.points = {
            (
                point.community_id.id,
                point.premise_id.street,
                point.premise_id.building or None,
                point.unit or None,
                point.room or None,
            ): point
            for point in points
        }
