"""The field side of 清源市: crews, pipes, fees, and some days of work on site."""

import base64
from datetime import timedelta
from io import BytesIO
from math import cos, sin

from freezegun import freeze_time
from PIL import Image, ImageDraw

from odoo import fields

from town import field, names


def signature():
    """Return what a customer draws with a finger, as base64 of a PNG."""
    picture = Image.new("RGBA", (240, 80))
    waves = [(20 + 4 * x, 40 + 24 * sin(x / 2.3) * cos(x / 7)) for x in range(50)]
    ImageDraw.Draw(picture).line(waves, fill="black", width=3)
    content = BytesIO()
    picture.save(content, "PNG")
    return base64.b64encode(content.getvalue())


SIGNATURE = signature()
# The steps of an order up to a state, and how many minutes after the one before.
STEPS = [
    ("dispatched", 1),
    ("accepted", 1),
    ("on_way", 2),
    ("on_site", 16),
    ("diagnosed", 8),
    ("agreed", 4),
    ("working", 2),
    ("checked", 35),
    ("signed", 3),
    ("done", 2),
]


class Field:
    """Sets up who goes out, and lets them go out."""

    def __init__(self, loader):
        self.loader = loader
        self.env = loader.env
        self.areas = loader.areas
        self.crews = {}

    def prepare(self):
        """What is there before anything happens: places, people, pipes, prices."""
        self._places()
        self._crews()
        self._fees()
        self._contacts()
        self._network()
        self._certificates()
        self._tools()
        self._parts()
        self.env.cr.commit()

    # Places and pipes

    def _places(self):
        """Buildings of a community stand in a row, from its first on."""
        premises = self.env["gas.premise"].search([], order="id")
        for community, rows in premises.grouped("community_id").items():
            latitude, longitude = field.PLACES[community.name]
            for number, premise in enumerate(rows):
                premise.latitude = latitude + field.STEP * (number % 4)
                premise.longitude = longitude + field.STEP * (number // 4)

    def _network(self):
        communities = [c for c in field.PLACES if c in self.areas]
        nodes, pipes = field.ring(communities)
        records = self.env["gas.network.node"].create(
            [
                {
                    "code": code,
                    "name": name,
                    "kind": kind,
                    "station_id": self.areas[community].station_id.id
                    if community
                    else False,
                    **self._position(community, kind),
                }
                for code, (name, kind, community) in nodes.items()
            ]
        )
        by_code = {node.code: node.id for node in records}
        sections = self.env["gas.pipe.section"].create(
            [
                {
                    "code": code,
                    "node_from_id": by_code[start],
                    "node_to_id": by_code[end],
                    "pressure": "low" if community else "medium_a",
                    "material": "pe",
                    "diameter_mm": 110 if community else 200,
                }
                for code, start, end, community in pipes
            ]
        )
        for section, (_code, _start, _end, community) in zip(
            sections, pipes, strict=True
        ):
            if community:
                area = self.areas[community]
                self.env["gas.premise"].search(
                    [("community_id", "=", area.id)]
                ).pipe_section_id = section

    def _position(self, community, kind):
        if not community:
            return {"latitude": 22.84, "longitude": 108.39}
        latitude, longitude = field.PLACES[community]
        shift = {"valve": 0.003, "junction": 0.002, "regulator": 0.001, "end": -0.002}
        return {
            "latitude": latitude + shift.get(kind, 0),
            "longitude": longitude + shift.get(kind, 0) / 2,
        }

    # People

    def _crews(self):
        users = self.loader.make_users(
            {
                login: (
                    name,
                    "technician",
                    (field.CREWS[crew][0] or "QY",),
                )
                for login, (name, crew) in field.WORKERS.items()
                if login not in names.STAFF
            }
        )
        users.update(self.loader.users)
        model = self.env["fleet.vehicle.model"].create(
            {
                "name": "抢险车",
                "brand_id": self.env["fleet.vehicle.model.brand"]
                .create({"name": "工程车"})
                .id,
            }
        )
        for number, (crew, (station, community)) in enumerate(field.CREWS.items(), 1):
            team = self.env["fsm.team"].create(
                {
                    "name": crew,
                    "station_id": self.areas[station].id if station else False,
                    "is_emergency": station is None,
                    "vehicle_id": self.env["fleet.vehicle"]
                    .create({"model_id": model.id, "license_plate": f"演示{number:03}"})
                    .id,
                }
            )
            self.crews[crew] = team
            team._place(*field.PLACES[community])
        for login, (name, crew) in field.WORKERS.items():
            employee = self.env["hr.employee"].create(
                {"name": name, "user_id": users[login].id}
            )
            person = self.env["fsm.person"].create(
                {
                    "name": name,
                    "employee_id": employee.id,
                    "team_id": self.crews[crew].id,
                }
            )
            team = self.crews[crew]
            team.leader_id = team.leader_id or person

    def _certificates(self):
        """Everybody has his papers; those of some end soon, or have ended."""
        today = self.loader.town.months[-1]
        level = self.env.ref("gas_workforce.skill_level_gas_held")
        skills = ("skill_gas_staff", "skill_gas_repair")
        people = self.env["fsm.person"].search([("employee_id", "!=", False)])
        self.env["hr.employee.skill"].create(
            [
                {
                    "employee_id": person.employee_id.id,
                    "skill_type_id": level.skill_type_id.id,
                    "skill_id": self.env.ref(f"gas_workforce.{skill}").id,
                    "skill_level_id": level.id,
                    "certificate_number": f"RQ{person.id:03}{number}",
                    "valid_from": today - timedelta(days=900),
                    "valid_to": today + timedelta(days=field.DAYS_LEFT[at % 6]),
                }
                for at, person in enumerate(people)
                for number, skill in enumerate(skills)
            ]
        )
        self.env["gas.training"].create(
            [
                {
                    "name": name,
                    "kind": kind,
                    "planned_on": today + timedelta(days=days),
                    "hours": 4,
                }
                for name, kind, days in field.TRAININGS
            ]
        )

    def _tools(self):
        """Each crew has a detector and a gauge; not all were calibrated in time."""
        today = self.loader.town.months[-1]
        tools = self.env["maintenance.equipment"].create(
            [
                {
                    "name": name,
                    "serial_no": f"{code}-{team.id:03}",
                    "gas_team_id": team.id,
                    "is_instrument": True,
                    "calibration_months": 12,
                    "effective_date": today - timedelta(days=700),
                }
                for team in self.crews.values()
                for code, name in field.TOOLS
            ]
        )
        self.env["gas.calibration"].create(
            [
                {
                    "equipment_id": tool.id,
                    "done_on": today - timedelta(days=field.DAYS_AGO[number % 6]),
                    "done_by": "市计量测试所",
                    "number": f"JD{number:04}",
                }
                for number, tool in enumerate(tools)
            ]
        )

    def _parts(self):
        parts = self.env["gas.part"].create(
            [
                {"code": code, "name": name, "unit": unit, "minimum": 10}
                for code, name, kind, unit, _price in field.FEES
                if kind == "part"
            ]
        )
        stations = [self.areas[code] for code in names.STATIONS]
        self.env["gas.part.move"].create(
            [
                {
                    "part_id": part.id,
                    "station_id": station.id,
                    "kind": "received",
                    "quantity": 6 + (number * 7 + place * 5) % 30,
                }
                for place, station in enumerate(stations)
                for number, part in enumerate(parts)
            ]
        )

    # Prices and telephone numbers

    def _fees(self):
        schedule = self.loader._as("guanli", "gas.fee.schedule").create(
            {
                "name": "燃气服务收费标准",
                "document": "清燃价〔2026〕3号",
                "date_from": self.loader.town.months[0],
                "item_ids": [
                    fields.Command.create(
                        {
                            "code": code,
                            "name": name,
                            "kind": kind,
                            "unit": unit,
                            "price": price,
                            "sequence": number * 10,
                        }
                    )
                    for number, (code, name, kind, unit, price) in enumerate(field.FEES)
                ],
            }
        )
        schedule.with_user(self.loader.users["caiwu"]).action_approve()

    def _contacts(self):
        contacts = self.env["gas.emergency.contact"].create(
            [
                {"kind": kind, "name": name, "phone": phone}
                for kind, name, phone in field.CONTACTS
            ]
        )
        authority = contacts.filtered(lambda contact: contact.kind == "authority")
        users = self.loader.users
        for plan in self.env["gas.incident.plan"].search([]):
            graded = plan.level != "5"
            plan.commander_id = users["jingli" if graded else "zhanzhang"]
            plan.line_ids = [
                fields.Command.create(
                    {"user_id": users["jingli"].id, "minutes": 10, "words": "值班领导"}
                ),
                *(
                    [
                        fields.Command.create(
                            {
                                "contact_id": authority.id,
                                "minutes": 60,
                                "words": "事故报告",
                            }
                        )
                    ]
                    if graded
                    else []
                ),
            ]

    # Some days of work

    def work(self):
        self.now = fields.Datetime.now()
        households = self._households()
        # One frozen clock for all: freezing takes longer than what is done meanwhile.
        with freeze_time(self.now) as self.clock:
            for kind, state, hours, station, fault, code in field.AT_WORK:
                self._order(next(households[station]), kind, state, hours, fault, code)
            self.clock.move_to(self.now)
            self._interruption()
            self._patrols()
        self._duty()
        self.env.cr.commit()

    def _patrols(self):
        """Each station has its round; one crew has found something on its first."""
        plans = self.env["gas.patrol.plan"].browse()
        for name, station, crew, every, unit, days, words in field.PATROLS:
            plans += self.loader._as("diaodu", "gas.patrol.plan").create(
                {
                    "name": name,
                    "station_id": self.areas[station].id,
                    "team_id": self.crews[crew].id,
                    "type_id": self.env.ref(
                        "gas_workorder.fsm_order_type_maintenance"
                        if unit == "month"
                        else "gas_network.fsm_order_type_patrol"
                    ).id,
                    "every": every,
                    "unit": unit,
                    "first_on": self.now.date() - timedelta(days),
                    "note": words,
                }
            )
            plans[-1:].action_add_devices()
        start = self.now - timedelta(days=field.PATROLS[0][5])
        self.clock.move_to(start)
        leader = plans[0].team_id.leader_id.employee_id.user_id
        order = plans[0]._make_orders().with_user(leader)
        for minutes, step in enumerate(("accept", "depart", "arrive", "start"), 1):
            self.clock.move_to(start + timedelta(minutes=10 * minutes))
            getattr(order, f"action_{step}")()
        first, second, *others = order.check_line_ids
        for line in (first, *others):
            line.is_done = True
        words = field.PATROL_FAULT
        second.write({"is_done": True, "is_faulty": True, "words": words})
        self.clock.move_to(start + timedelta(hours=2))
        order.method = "按路线巡检完毕"
        order.action_done()
        self.clock.move_to(self.now)
        plans.filtered(lambda plan: plan.next_on <= plan._horizon())._make_orders()

    def _duty(self):
        """A roster of two weeks; the shift of this hour is on duty."""
        users = self.loader.users
        today = fields.Date.context_today(self.env.user)
        plan = self.loader._as("jingli", "gas.duty.plan").create(
            {
                "first_on": today - timedelta(1),
                "last_on": today + timedelta(13),
                "leader_id": users["jingli"].id,
                "chief_ids": [
                    fields.Command.create({"user_id": users[login].id})
                    for login in ("diaodu", "kefu", "zhanzhang")
                ],
            }
        )
        plan.action_plan()
        shift = self.env["gas.duty.shift"].search(
            [("starts_on", "<=", self.now), ("ends_on", ">", self.now)], limit=1
        )
        shift = shift.with_user(shift.chief_id)
        with freeze_time(shift.starts_on - timedelta(minutes=12)):
            shift.action_come()
            shift.check_line_ids.write({"found": "in_order"})
            shift.action_begin()
        self.env["gas.duty.log"].with_user(shift.chief_id).create(
            [
                {"kind": "network", "words": "查看管网运行：各站压力正常。"},
                {"kind": "video", "words": "查看门站视频监控：正常。"},
            ]
        )

    def _households(self):
        """Return {station code: iterator of homes that nothing else happens to}."""
        found = self.env["gas.contract"].search(
            [("state", "=", "running"), ("user_class", "=", "resident")],
            order="name",
        )
        busy = self.env["gas.application"].search([]).contract_id
        free = (found - busy).grouped("station_id")
        return {code: iter(free[self.areas[code]][40::11]) for code in names.STATIONS}

    def _order(self, household, kind, state, hours, fault, code):
        start = self.now - timedelta(hours=hours)
        self.clock.move_to(start)
        order = self.loader._as("diaodu", "fsm.order").create(
            {
                "type": self.env["fsm.order.type"].search([("code", "=", kind)]).id,
                "contract_id": household.id,
                "reporter": household.partner_id.name,
                "reporter_phone": household.phone,
                "fault": fault,
                "fault_id": code and self.env.ref(f"gas_workorder.fault_{code}").id,
            }
        )
        if state != "new":
            self._walk(order, state, start)
        return order

    def _walk(self, order, state, start):
        """Let the nearest crew take ``order`` from step to step up to ``state``."""
        moment = start
        steps = [name for name, _minutes in STEPS]
        last = steps.index("on_way" if state == "failed" else state)
        for name, minutes in STEPS[: last + 1]:
            needs = self.NEEDS.get(name)
            if needs and not order[f"needs_{needs}"]:
                continue
            moment += timedelta(minutes=minutes)
            self.clock.move_to(min(moment, self.now))
            getattr(self, f"_{name}")(order)
        if state == "failed":
            order._fail("到访无人，电话联系改约明日上午")

    NEEDS = {
        "diagnosed": "diagnosis",
        "agreed": "agreement",
        "checked": "check",
        "signed": "signature",
    }

    def _dispatched(self, order):
        order._dispatch(order._candidates()[0].team)

    def _accepted(self, order):
        order.action_accept()
        order.action_contacted()

    def _on_way(self, order):
        self._tick(order, "before")
        order.action_depart()

    def _on_site(self, order):
        position = {"latitude": order.latitude + 0.0002, "longitude": order.longitude}
        order._arrive(position={**position, "accuracy": 12})

    def _diagnosed(self, order):
        cause = order.fault_id.name or "现场检查"
        order.write({"cause": f"{cause}：部件老化"})
        order.action_diagnosed()

    def _agreed(self, order):
        items = order.fee_schedule_id.item_ids
        order.write(
            {
                "fee_ids": [
                    fields.Command.create({"item_id": item.id})
                    for item in items.filtered(lambda i: i.code in ("M01", "W01"))
                ]
            }
        )
        order._agree(order.partner_id.name, SIGNATURE, 30)

    def _working(self, order):
        self._tick(order, "door")
        self._tick(order, "site")
        order.action_start()

    def _checked(self, order):
        self._tick(order, "after")
        order.action_checked()

    def _signed(self, order):
        order._sign(order.partner_id.name, SIGNATURE, rating="5")

    def _done(self, order):
        if order.change == "meter_exchange":
            number = "N" + order.contract_id.meter_id.name[1:]
            meter = self.env["gas.meter"].create({"name": number, "kind": "smart"})
            order.write(
                {
                    "new_meter_id": meter.id,
                    "exchange_reason": "age",
                    "index_m3": self._last_index(order.contract_id),
                }
            )
        order.write({"method": "更换部件，严密性试验合格"})
        order.action_done()

    def _last_index(self, household):
        readings = self.env["gas.meter.reading"].search(
            [("contract_id", "=", household.id), ("state", "!=", "rejected")],
            order="date desc, id desc",
            limit=1,
        )
        return readings.index_m3 + 1

    @staticmethod
    def _tick(order, phase):
        for line in order.check_line_ids.filtered(lambda each: each.phase == phase):
            line.write({"is_done": True, "reading": line.lowest})

    def _interruption(self):
        """Planned work in one community, announced as it should be."""
        section = self.env["gas.pipe.section"].search(
            [("premise_ids.community_id", "=", self.areas["学府里"].id)], limit=1
        )
        start = self.now.replace(minute=0, second=0) + timedelta(days=4)
        record = self.loader._as("diaodu", "gas.interruption").create(
            {
                "reason": "更换学府里调压箱",
                "station_id": self.areas["DH"].id,
                "section_id": section.id,
                "starts_on": start,
                "ends_on": start + timedelta(hours=6),
                "notice_ids": [
                    fields.Command.create({"way": "poster", "proof": "照片12张"}),
                    fields.Command.create({"way": "sms", "proof": "已送达"}),
                ],
            }
        )
        record.action_find()
        record.action_announce()
