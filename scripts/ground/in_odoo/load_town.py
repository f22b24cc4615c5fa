"""Fill a database with the town of 清源市: `load_town.py CONFIG DB [UNTIL] [--bare]`.

Everything goes in the way an office would bring it: by import files, reviewed by
another person, and a first campaign. ``--bare``: the archive and its history only,
up to the month before UNTIL's; nothing of UNTIL's month. UNTIL: any day of the month
billed last (default: the last whole month).
"""

import base64
import sys
from datetime import date, timedelta
from pathlib import Path

from freezegun import freeze_time
from town_applications import Counter

from odoo import fields

import session

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts"))

from town_field import Field  # noqa: E402

from town import names  # noqa: E402
from town.appliances import appliances_file  # noqa: E402
from town.generate import EXCHANGE, READING_COLUMNS, Town, as_csv  # noqa: E402

QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_reset_password": True,
}
# Of the thirteen readings, the last is of UNTIL's month; the one before it was the
# last that the old system billed.
LAST_BILLED, CURRENT = 11, 12
PASSWORD = "demo"


class Loader:
    def __init__(self, env, until, bare):
        self.env = env(context={**env.context, **QUIET, "lang": "zh_CN"})
        self.town = Town(until, overestimated_at=None if bare else "BJ")
        self.bare = bare
        self.users = {}

    def load(self):
        company = self.env.company
        company.gas_due_days = 15
        self._areas()
        self._staff()
        self._tariffs()
        self._routes()
        self._import("customers", self.town.customers_file(LAST_BILLED), "guanli")
        self._import("appliances", appliances_file(self.town), "guanli")
        self._safety_files()
        self._archive()
        site = Field(self)
        site.prepare()
        self._history()
        if not self.bare:
            self._current_month()
            Counter(self).load()
            site.work()

    # The company

    def _areas(self):
        areas = self.env["gas.area"]
        root = areas.create({"name": "清源燃气", "code": "QY", "kind": "company"})
        self.areas = {"QY": root}
        for code, (name, phone, communities) in names.STATIONS.items():
            station = areas.create(
                {
                    "name": name,
                    "code": code,
                    "kind": "station",
                    "parent_id": root.id,
                    "phone": phone,
                }
            )
            self.areas[code] = station
            for number, community in enumerate(communities, start=1):
                self.areas[community] = areas.create(
                    {
                        "name": community,
                        "code": f"{code}{number:02d}",
                        "kind": "community",
                        "parent_id": station.id,
                    }
                )

    def _staff(self):
        self.users = self.make_users(names.STAFF)
        admin = self.env.ref("base.user_admin")
        admin.gas_area_ids = [fields.Command.link(self.areas["QY"].id)]

    def make_users(self, rows):
        """Return {login: new user} of ``{login: (name, role, codes of areas)}``."""
        role = "gas_customer.gas_customer_group_"
        users = self.env["res.users"].create(
            [
                {
                    "name": name,
                    "login": login,
                    "lang": "zh_CN",
                    "tz": "Asia/Shanghai",
                    "group_ids": [fields.Command.link(self.env.ref(role + group).id)],
                    "gas_area_ids": [
                        fields.Command.link(self.areas[code].id) for code in areas
                    ],
                }
                for login, (name, group, areas) in rows.items()
            ]
        )
        # Hashed once: it is made to take half a second.
        password = users._crypt_context().hash(PASSWORD)
        for user in users:
            user._set_encrypted_password(user.id, password)
        return {user.login: user for user in users}

    def _as(self, login, model):
        return self.env[model].with_user(self.users[login]).with_context(**QUIET)

    def _tariffs(self):
        document = (ROOT / "config/tariffs/nanning.json").read_text(encoding="utf-8")
        tariffs = self._as("guanli", "gas.tariff").load_file(document)
        self._as("caiwu", "gas.tariff.version").browse(
            tariffs.version_ids.ids
        ).action_approve()

    def _routes(self):
        routes = self.env["gas.reading.route"]
        readers = {"DH": "chaobiao", "XJ": "chaobiao2", "BJ": "chaobiao3"}
        for code, (_name, _phone, communities) in names.STATIONS.items():
            rounds = dict(enumerate(communities, start=1))
            rounds["B"] = "工商福利户"
            for number, title in rounds.items():
                routes.create(
                    {
                        "code": f"{code}-{number}",
                        "name": title,
                        "station_id": self.areas[code].id,
                        "reader_id": self.users[readers[code]].id,
                        "day": 18,
                    }
                )

    # Files

    def _import(self, kind, content, login):
        record = self._as(login, "gas.import").create(
            {
                "kind": kind,
                "file": base64.b64encode(content),
                "file_name": f"{kind}.csv",
            }
        )
        record._import_now()
        if record.state != "done" or record.refused_count:
            lines = [(r.line, r.column, r.reason) for r in record.refusal_ids[:5]]
            raise SystemExit(f"{kind}: {record.state} {record.error} {lines}")
        self.env.cr.commit()

    def _readings(self, numbers, households=None):
        rows = self.town.readings_rows(numbers, households)
        self._import("readings", as_csv(READING_COLUMNS, rows), "guanli")

    def _safety_files(self):
        """Most businesses have brought their papers; some certificates are over."""
        paper = base64.b64encode("样本".encode())
        files = self._as("guanli", "gas.safety.file").search([], order="id")
        for number, file in enumerate(files):
            if number % 5 == 4:
                continue  # has brought nothing yet
            file.write(
                {
                    "officer": self.town.officer(number),
                    "officer_phone": f"1910000{number:04d}",
                    "certificate_number": f"AQ{number:05d}",
                    "certificate_until": self.town.certificate_until(number),
                    "rules_file": paper,
                    "rules_file_name": "安全管理制度.txt",
                    "rules_on": self.town.months[0],
                    "shutdown_file": paper,
                    "shutdown_file_name": "停气操作规程.txt",
                    "shutdown_on": self.town.months[0],
                    "shutdown_order": "先关燃烧器，再关支管阀，最后关总阀。",
                    "pressure_kpa": 2.5 if file.user_class == "commercial" else 50,
                }
            )
        self.env.cr.commit()

    def _archive(self):
        """Some data were checked lately, some households are protected."""
        households = self.env["gas.contract"].search([], order="name")
        for months, every in ((3, 4), (14, 3), (30, 5)):
            day = self.town.months[CURRENT] - timedelta(days=30 * months)
            with freeze_time(day):
                self._as("kefu", "gas.contract").browse(
                    households[::every].ids
                ).action_check_archive()
        homes = households.filtered(lambda each: each.user_class == "resident")
        reasons = (
            ("old_alone", "社区证明", False),
            (
                "low_income",
                "低保证 QY-0012",
                self.town.months[CURRENT] + timedelta(400),
            ),
            ("ill", "居家透析，医院证明", False),
            ("disabled", "残疾证", False),
            ("low_income", "低保证 QY-0031", self.town.months[CURRENT] - timedelta(20)),
        )
        for household, (reason, proof, until) in zip(
            homes[10::90], reasons, strict=False
        ):
            household.with_user(self.users["jingli"]).write(
                {
                    "protection": reason,
                    "protection_note": proof,
                    "protected_until": until,
                }
            )
        silent, insured = homes[5:7].partner_id
        silent.gas_do_not_disclose = True
        self._as("kefu", "gas.consent").create(
            {
                "partner_id": insured.id,
                "purpose": "insurance",
                "given_on": self.town.months[CURRENT],
                "note": "燃气保险",
            }
        )
        self.env.cr.commit()

    # The year before

    def _history(self):
        self._readings(range(EXCHANGE))
        self._exchange_meters()
        self._readings(range(EXCHANGE, CURRENT))
        self._misread()
        self._review(("state", "=", "entered"))

    def _exchange_meters(self):
        exchanged = [h for h in self.town.households if h.event == "exchange"]
        meters = self.env["gas.meter"].search(
            [("name", "in", [h.meter for h in exchanged])]
        )
        meters = {meter.name: meter for meter in meters}
        for household in exchanged:
            day, last_index, number = self.town.exchange_of(household)
            old = meters[household.meter]
            installation = old.installation_ids
            installation.write({"date_end": day, "index_end_m3": last_index})
            new = self.env["gas.meter"].create(
                {
                    "name": number,
                    "kind": "smart",
                    "size": old.size,
                    "digits": 5,
                    "made_on": day - timedelta(days=60),
                }
            )
            installation.create(
                {
                    "meter_id": new.id,
                    "service_point_id": installation.service_point_id.id,
                    "date_start": day,
                    "index_start_m3": 0,
                }
            )

    def _misread(self):
        """Some readings were wrong, were rejected and read again a few days later."""
        wrong = []
        contracts = self._contracts("misread")
        for household, contract in contracts:
            day = self.town.reading_day(household, self.town.months[LAST_BILLED])
            wrong.append(
                {
                    "contract_id": contract.id,
                    "date": day - timedelta(days=3),
                    "index_m3": self.town.indexes[household.number][LAST_BILLED] + 1000,
                    "note": "误读，已重抄",
                }
            )
        readings = self._as("guanli", "gas.meter.reading").create(wrong)
        readings.with_user(self.users["zhangwu"]).action_reject()

    def _contracts(self, event):
        chosen = {h.number: h for h in self.town.households if h.event == event}
        found = self.env["gas.contract"].search([("name", "in", list(chosen))])
        return [(chosen[contract.name], contract) for contract in found]

    def _review(self, *domain):
        """A second person looks at the readings and says how odd ones were checked."""
        readings = self._as("zhangwu", "gas.meter.reading")
        odd = readings.search([*domain, ("finding", "!=", False)])
        for finding, chosen in odd.grouped("finding").items():
            chosen.handling = {"rollover": "dial", "zero": "vacant"}.get(
                finding, "photo"
            )
        readings.search(list(domain)).action_review()
        self.env.cr.commit()

    # The month that is billed now

    def _current_month(self):
        """One station is billed, one waits for review, one for its readers' files."""
        by_station = {
            code: [h for h in self.town.households if h.station == code]
            for code in names.STATIONS
        }
        self._write_sample(by_station["XJ"])
        self._readings([CURRENT], by_station["DH"])
        self._readings([CURRENT], by_station["BJ"])
        routes = self.env["gas.reading.route"].search(
            [("code", "in", ("DH-1", "DH-B"))]
        )
        self._review(
            ("state", "=", "entered"), ("station_id", "=", self.areas["DH"].id)
        )
        campaign = self._as("zhangwu", "gas.billing.campaign").create(
            {
                "station_id": self.areas["DH"].id,
                "route_ids": [fields.Command.set(routes.ids)],
                "month": self.town.months[CURRENT],
            }
        )
        campaign = campaign.with_context(queue_job__no_delay=True)
        campaign.action_rate()
        campaign.action_approve()
        # Posted when the month was over: whoever has not paid is late by now.
        with freeze_time(campaign.invoice_date):
            campaign.action_post()
        self.env.cr.commit()
        with freeze_time(campaign.invoice_date + timedelta(days=5)):
            self._payments(campaign)

    def _write_sample(self, households):
        """Leave a reader's file for whoever tries the town, with five wrong rows."""
        rows = self.town.readings_rows([CURRENT], households)
        number, meter, customer, _day, index = range(5)
        rows[3][index] = "看不清"
        rows[40][meter] = "M99999999"
        rows[77][customer] = "陌生人"
        rows[120][index] = 1
        rows[200][number] = ""
        folder = ROOT / ".odoo" / "town"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "readings.csv").write_bytes(as_csv(READING_COLUMNS, rows))

    def _payments(self, campaign):
        """Some households have paid, one of them too much."""
        # Who used no gas has nothing to pay.
        owed = campaign.bill_ids.filtered("move_id.amount_residual")
        bills = owed.sorted("name")[:12]
        cash = self.env["account.journal"].search([("type", "=", "cash")], limit=1)
        for number, bill in enumerate(bills):
            wizard = (
                self._as("shoufei", "account.payment.register")
                .with_context(
                    active_model="account.move",
                    active_ids=bill.move_id.ids,
                    lang="zh_CN",
                )
                .create({"journal_id": cash.id})
            )
            if not number:
                wizard.amount = wizard.amount + 100
            wizard.action_create_payments()


database, arguments = session.arguments()
bare = "--bare" in arguments
days = [date.fromisoformat(each) for each in arguments if not each.startswith("-")]
until = days[0] if days else date.today().replace(day=1) - timedelta(days=1)
with session.environment(database) as env:
    Loader(env, until, bare).load()
