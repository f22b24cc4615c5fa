import base64
import csv
import io
from datetime import date, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.gas_customer.models.gas_import import ImportRow

from ..models.gas_import_readings import KnownHouseholds
from .common import BillingCase

HEADER = "户号 表号 客户名称 抄表日期 本次读数".split()


@tagged("post_install", "-at_install")
class TestGasImportReadings(BillingCase):
    """B03, B04, G09: a reader's file; refused rows say line, column and reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.households = [cls.make_household() for _number in range(4)]

    def setUp(self):
        super().setUp()
        self.enterContext(self.enter_registry_test_mode())

    def _row(self, number, day="2026-03-20", index="30", **changes):
        household = self.households[number]
        values = {
            "户号": household.name,
            "表号": household.meter_id.name,
            "客户名称": household.partner_id.name,
            "抄表日期": day,
            "本次读数": index,
        }
        return {**values, **changes}

    def _import(self, rows):
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, HEADER)
        writer.writeheader()
        writer.writerows(rows)
        content = text.getvalue().encode()
        return self.send_in("readings", content, self.reader)

    def test_good_rows_become_readings_of_the_sender(self):
        record = self._import([self._row(0), self._row(1, index="12.5")])
        self.assertFalse(self.households[0].reading_ids)
        record.action_import()
        self.assertRecordValues(
            self.households[1].reading_ids,
            [
                {
                    "index_m3": 12.5,
                    "volume_m3": 12.5,
                    "date": date(2026, 3, 20),
                    "source": "file",
                    "state": "entered",
                    "entered_by_id": self.reader.id,
                }
            ],
        )

    def test_reader_is_offered_readings_only(self):
        imports = self.env["gas.import"]

        def of_billing(user):
            kinds = imports.with_user(user).fields_get(["kind"])["kind"]["selection"]
            # Add-ons beside this one have kinds of their own.
            return {kind: label for kind, label in kinds if kind in known}

        readings = {"readings": "Meter Readings"}
        payments = {"payments": "Payments of a Bank or Agency"}
        archive = {"customers": "Customers with Meters", "appliances": "Appliances"}
        known = readings | payments | archive
        offered = {
            user: of_billing(user)
            for user in (
                self.reader,
                self.cashier,
                self.clerk,
                self.role("station_head"),
            )
        }
        self.assertEqual(
            list(offered.values()),
            [readings, payments, {**readings, **payments}, {**archive, **readings}],
        )
        kinds = [
            imports.with_user(user).default_get(["kind"]).get("kind")
            for user in offered
        ]
        self.assertEqual(kinds, ["readings", "payments", False, False])

    def test_reader_may_not_send_in_customers(self):
        record = self.env["gas.import"].with_user(self.reader)
        record = record.create({"kind": "customers", "file": base64.b64encode(b"x")})
        with self.assertRaises(AccessError) as refused:
            record.action_check()
        self.assertIn("Gas Supply Contract", str(refused.exception))
        self.assertEqual(record.state, "draft")
        self.assertFalse(record.error)

    def test_same_file_twice_changes_nothing(self):
        rows = [self._row(0), self._row(1)]
        self._import(rows).action_import()
        again = self._import(rows)
        self.assertEqual((again.good_count, again.present_count), (0, 2))
        again.action_import()
        self.assertEqual(len(self.households[0].reading_ids), 1)

    @freeze_time("2026-04-10 03:00:00")
    def test_each_kind_of_wrong_row_has_its_reason(self):
        self.enter(self.households[3], date(2026, 3, 10), 50)
        closed = self.make_household()
        self.close(closed)
        elsewhere = self.make_household(self.harbour, route_id=False)
        self.households = [*self.households, closed, elsewhere]
        tomorrow = fields.Date.context_today(self.route) + timedelta(days=1)
        east_reader = self.reader
        east_reader.gas_area_ids = self.east
        rows = [
            self._row(0, 户号=""),
            self._row(0, 户号="99999999"),
            self._row(0, 表号="XX"),
            self._row(0, 客户名称="别人"),
            self._row(0, day="2026-02-30"),
            self._row(0, day=str(tomorrow)),
            self._row(0, index="abc"),
            self._row(0, index="-1"),
            self._row(0, index="123456"),
            self._row(3, index="49"),
            self._row(3, day="2026-03-09", index="49"),
            self._row(3, day="2026-03-10", index="51"),
            self._row(4),
            self._row(5),
            self._row(0, day="2025-12-31"),
            self._row(1),
            self._row(1, index="31"),
        ]
        record = self._import(rows)
        self.assertEqual(
            [(r.line, r.column) for r in record.refusal_ids],
            [
                (2, "户号"),
                (3, "户号"),
                (4, "表号"),
                (5, "客户名称"),
                (6, "抄表日期"),
                (7, "抄表日期"),
                (8, "本次读数"),
                (9, "本次读数"),
                (10, "本次读数"),
                (11, "本次读数"),
                (12, "抄表日期"),
                (13, "本次读数"),
                (14, "户号"),
                (15, "户号"),
                (16, "抄表日期"),
                (18, "表号"),
            ],
        )
        self.assertEqual(record.good_count, 1)
        record.action_import()
        self.assertEqual(len(self.households[1].reading_ids), 1)
        self.assertFalse(self.households[0].reading_ids)

    def test_rollover_comes_in_and_waits_for_a_look(self):
        household = self.households[0]
        household.installation_ids.index_start_m3 = 99980
        self._import([self._row(0, index="35")]).action_import()
        self.assertRecordValues(
            household.reading_ids, [{"volume_m3": 55, "finding": "rollover"}]
        )

    def test_a_batch_is_looked_up_in_a_few_queries(self):
        rows = [self._row(number) for number in range(3)]
        record = self._import(rows[:1])
        self.env.invalidate_all()
        columns = record._kind_model()._columns(record)
        self.assertEqual(len(columns), 8)
        parsed = [
            ImportRow(2, [], {"number": h.name, "date": date(2026, 3, 20)})
            for h in self.households
        ]
        self.assertTrue(record.company_id)  # read before counting
        with self.assertQueryCount(3):
            known = KnownHouseholds(record.sudo(), parsed)
        self.assertEqual(len(known.households), 4)
