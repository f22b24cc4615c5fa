"""Some weeks at the counter of 清源市: applications in every state."""

from datetime import datetime, time, timedelta

from freezegun import freeze_time

from odoo import fields

# kind, state it has come to, working days ago, station, facts the customer states
AT_THE_COUNTER = [
    ("rename", "done", 14, "DH", {"property_passes": "no", "new_name": "梁海燕"}),
    ("household_size", "done", 13, "XJ", {"new_household_size": 6}),
    ("household_size", "done", 12, "BJ", {"new_household_size": 5}),
    ("card", "done", 11, "XJ", {}),
    ("alteration", "done", 10, "BJ", {"work_description": "燃气表移至阳台"}),
    ("appliance", "done", 9, "DH", {"work_description": "安装强排式热水器一台"}),
    ("mandate_off", "done", 8, "XJ", {}),
    ("meter_test", "done", 7, "BJ", {}),
    ("transfer", "done", 2, "DH", {"property_passes": "yes", "new_household_size": 3}),
    ("suspend", "done", 2, "DH", {"stop_reason": "外出务工，房屋空置"}),
    ("suspend", "done", 1, "DH", {"stop_reason": "房屋装修"}),
    ("meter_exchange", "done", 1, "DH", {"exchange_reason": "age"}),
    ("alteration", "in_progress", 9, "DH", {"work_description": "厨房改造移管"}),
    ("alteration", "in_progress", 4, "XJ", {"work_description": "加装壁挂炉支管"}),
    ("relocation", "in_progress", 5, "BJ", {"outdoor": True}),
    ("appliance", "in_progress", 3, "DH", {"work_description": "安装燃气灶"}),
    ("meter_test", "in_progress", 3, "DH", {}),
    ("meter_exchange", "in_progress", 2, "XJ", {"exchange_reason": "fault"}),
    ("suspend", "accepted", 1, "XJ", {"stop_reason": "出国探亲"}),
    ("suspend", "accepted", 0, "DH", {"stop_reason": "长期不在家"}),
    ("meter_exchange", "accepted", 0, "BJ", {"exchange_reason": "age"}),
    ("card", "accepted", 0, "DH", {}),
    ("transfer", "accepted", 1, "XJ", {"property_passes": "yes"}),
    ("close", "accepted", 1, "BJ", {"stop_reason": "房屋出售"}),
    ("transfer", "submitted", 0, "DH", {"property_passes": "yes"}),
    ("rename", "submitted", 0, "DH", {"property_passes": "no", "new_name": "韦小玲"}),
    ("household_size", "submitted", 1, "DH", {"new_household_size": 7}),
    ("household_size", "submitted", 0, "XJ", {"new_household_size": 6}),
    ("close", "submitted", 0, "BJ", {"stop_reason": "搬往外地"}),
    ("rename", "rejected", 3, "DH", {"property_passes": "no", "new_name": "黄志华"}),
    ("household_size", "rejected", 2, "BJ", {"new_household_size": 8}),
    ("suspend", "cancelled", 4, "XJ", {"stop_reason": "外出"}),
    ("suspend", "draft", 0, "DH", {}),
    ("transfer", "draft", 0, "XJ", {"property_passes": "yes"}),
]
CHANNELS = ("hall", "hall", "hotline", "wechat", "web")
NEW_CUSTOMERS = ("陆建平", "农秀兰", "蒙志强", "谢文婷", "邓国华")


class Counter:
    """Takes in applications through the clerks' own calls."""

    def __init__(self, loader):
        self.loader = loader
        self.env = loader.env
        self.today = fields.Date.context_today(loader.env.user)
        self.households = self._quiet_households()
        self.customers = iter(NEW_CUSTOMERS)

    def load(self):
        for number, (kind, state, days, station, facts) in enumerate(AT_THE_COUNTER):
            day = self._working_day(days)
            moment = datetime.combine(day, time(1)) + timedelta(
                minutes=37 * number % 420
            )
            with freeze_time(moment):
                self._take_in(number, kind, state, station, day, facts)
        self.env.cr.commit()

    def _quiet_households(self):
        """Return {station: households that nothing else happens to}."""
        found = self.env["gas.contract"].search(
            [
                ("state", "=", "running"),
                ("user_class", "=", "resident"),
                ("bill_ids", "=", False),
            ],
            order="name desc",
        )
        paid_up = found.filtered(lambda contract: not contract.amount_due)
        return {
            code: iter(paid_up.filtered(lambda c, area=area: c.station_id == area))
            for code, area in self.loader.areas.items()
        }

    def _working_day(self, days):
        """Return the day that lies so many days before today, no weekend."""
        day = self.today - timedelta(days=days)
        return day - timedelta(days=max(0, day.weekday() - 4))

    def _take_in(self, number, kind, state, station, day, facts):
        household = next(self.households[station])
        new = {}
        if kind == "transfer":
            new["new_partner_id"] = self._customer(number).id
        application = self.loader._as("kefu", "gas.application").create(
            {
                "kind_id": self.env.ref(f"gas_customer.application_kind_{kind}").id,
                "contract_id": household.id,
                "channel": CHANNELS[number % len(CHANNELS)],
                **facts,
                **new,
            }
        )
        if state == "draft":
            return
        application.document_line_ids.filtered("required").state = "brought"
        application.action_verify_identity()
        application.action_submit()
        if application.state == "submitted" and state != "submitted":
            head = self.loader.users["zhanzhang" if station == "DH" else "jingli"]
            reviewed = application.with_user(head)
            if state == "rejected":
                reviewed._reject("证明材料未盖章，请补齐后再来")
                return
            reviewed.action_accept()
        if state == "cancelled":
            application._cancel("用户撤回申请")
        elif state == "in_progress":
            application._do_steps(application.step_line_ids[:2])
            if number % 3 == 0:
                application._urge("用户来电催问何时上门")
        elif state == "done":
            self._complete(application, household, day, number)

    def _complete(self, application, household, day, number):
        application._do_steps(application.step_line_ids)
        last = household.reading_ids.sorted("date")[-1:]
        application.write(
            {
                "effective_on": day,
                "index_m3": last.index_m3 + 3,
                "seal": f"F{number:06d}",
                "card_number": f"IC{number:08d}",
                "test_result": "passed",
                "new_meter_id": application.change == "meter_exchange"
                and self._meter(number).id,
                "appliance_id": application.change == "appliance"
                and self._water_heater(household).id,
            }
        )
        application.action_done()
        application.write({"rating": str(3 + number % 3)})

    def _customer(self, number):
        return self.loader._as("kefu", "res.partner").create(
            {"name": next(self.customers), "phone": f"1900002{number:04d}"}
        )

    def _water_heater(self, household):
        kind = self.env.ref("gas_customer.gas_appliance_kind_water_heater")
        return self.loader._as("kefu", "gas.appliance").create(
            {
                "service_point_id": household.service_point_id.id,
                "kind_id": kind.id,
                "fuel": "natural",
                "made_on": self.today - timedelta(days=200),
            }
        )

    def _meter(self, number):
        return self.loader._as("kefu", "gas.meter").create(
            {"name": f"QY9{number:07d}", "kind": "smart", "digits": 5}
        )
