import base64
import csv
import io
from datetime import date
from unittest.mock import patch

from openpyxl import Workbook, load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import GasCase

HEADER = (
    "户号 客户名称 电话 用户类别 小区 路名门牌 楼栋 单元 室号 开户日期 表号 表底数"
).split()


def row(number, **changes):
    values = {
        "户号": f"90{number:06d}",
        "客户名称": f"客户{number}",
        "电话": f"1900001{number:04d}",
        "用户类别": "resident",
        "小区": "锦绣",
        "路名门牌": "东湖路1号",
        "楼栋": "1栋",
        "单元": "1单元",
        "室号": str(number),
        "开户日期": "2025-03-01",
        "表号": f"IM{number:06d}",
        "表底数": "3",
    }
    return {**values, **changes}


def as_csv(rows):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, HEADER, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("gb18030")


def as_xlsx(rows):
    book = Workbook()
    book.active.append(HEADER)
    for values in rows:
        book.active.append([values[name] for name in HEADER])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


@tagged("post_install", "-at_install")
class TestGasImport(GasCase):
    """G09, A01, A02: the old archive comes in from a file; bad rows never half-way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls.role("station_head", cls.east)

    def setUp(self):
        super().setUp()
        # The run reports its progress through a cursor of its own.
        self.enterContext(self.enter_registry_test_mode())

    def _import(self, content, user=None, name="households.csv"):
        return self.send_in("customers", content, user or self.head, file_name=name)

    def _contracts(self):
        return self.env["gas.contract"].search([("name", "=like", "90______")])

    def test_check_writes_nothing(self):
        record = self._import(as_csv([row(1), row(2)]))
        self.assertEqual(
            (record.state, record.good_count, record.refused_count), ("checked", 2, 0)
        )
        self.assertFalse(self._contracts())

    def test_file_is_checked_before_it_is_taken_over(self):
        record = self.env["gas.import"].with_user(self.head)
        record = record.create(
            {"kind": "customers", "file": base64.b64encode(as_csv([row(1)]))}
        )
        with self.assertRaisesRegex(UserError, "check the file first"):
            record.action_import()
        self.assertEqual(record.state, "draft")
        self.assertFalse(self._contracts())

    def test_good_rows_become_households_with_meters(self):
        record = self._import(as_csv([row(1), row(2)]))
        record.action_import()
        self.assertEqual(record.state, "done")
        contracts = self._contracts()
        self.assertRecordValues(
            contracts,
            [
                {
                    "name": "90000001",
                    "state": "running",
                    "user_class": "resident",
                    "date_start": date(2025, 3, 1),
                    "station_id": self.east.id,
                },
                {
                    "name": "90000002",
                    "state": "running",
                    "user_class": "resident",
                    "date_start": date(2025, 3, 1),
                    "station_id": self.east.id,
                },
            ],
        )
        self.assertEqual(contracts.mapped("meter_id.name"), ["IM000001", "IM000002"])
        self.assertEqual(contracts[0].service_point_id.name, "东湖路1号锦绣1栋1单元1")
        # One building, not two.
        self.assertEqual(len(contracts.service_point_id.premise_id), 1)

    def test_meter_comes_with_its_dates(self):
        """A05: when it was made and until when it is verified."""
        content = (
            as_csv([row(1)])
            .decode("gb18030")
            .replace("表底数", "表底数,表出厂日期,检定有效期至")
            .replace("IM000001,3", "IM000001,3,2024-12-01,2030-01-01")
        )
        record = self._import(content.encode("gb18030"))
        record.action_import()
        self.assertRecordValues(
            self._contracts().meter_id,
            [
                {
                    "made_on": date(2024, 12, 1),
                    "verified_until": date(2030, 1, 1),
                    "expires_on": date(2030, 1, 1),
                }
            ],
        )

    def test_same_file_twice_changes_nothing(self):
        content = as_xlsx([row(1), row(2)])
        self._import(content, name="a.xlsx").action_import()
        before = self._contracts().mapped("write_date")
        again = self._import(content, name="a.xlsx")
        self.assertEqual((again.good_count, again.present_count), (0, 2))
        again.action_import()
        self.assertEqual(again.refused_count, 0)
        self.assertEqual(self._contracts().mapped("write_date"), before)
        self.assertEqual(
            self.env["gas.meter"].search_count([("name", "=like", "IM%")]), 2
        )

    def test_bad_rows_are_refused_with_line_column_and_reason(self):
        self.make_household(meter=self.make_meter(name="IM000099"))
        rows = [
            row(1),
            row(2, 电话="12"),
            row(3, 用户类别="居名"),
            row(4, 小区="无此小区"),
            row(5, 小区="码头"),
            row(6, 开户日期="2025-13-01"),
            row(7, 表底数="-5"),
            row(8, 表号="IM000001"),
            row(9, 客户名称=""),
            row(10, 室号="1"),
            row(11, 户号="90000001"),
            row(12, 表号="IM000099"),
            row(13, 表底数="123456"),
        ]
        record = self._import(as_csv(rows))
        refused = [(r.line, r.column) for r in record.refusal_ids]
        self.assertEqual(
            refused,
            [
                (3, "电话"),
                (4, "用户类别"),
                (5, "小区"),
                (6, "小区"),
                (7, "开户日期"),
                (8, "表底数"),
                (9, "表号"),
                (10, "客户名称"),
                (11, "室号"),
                (12, "户号"),
                (13, "表号"),
                (14, "表底数"),
            ],
        )
        self.assertTrue(all(record.refusal_ids.mapped("reason")))
        record.action_import()
        self.assertEqual(record.good_count, 1)
        self.assertEqual(self._contracts().mapped("name"), ["90000001"])
        # Nothing of a refused row is left behind.
        self.assertFalse(self.env["res.partner"].search([("name", "=", "客户13")]))

    def test_result_file_holds_the_refused_rows_as_they_were(self):
        record = self._import(
            as_csv([row(1), row(2, 电话="12"), row(3, 客户名称="=1+1")])
        )
        content = base64.b64decode(record.with_context(bin_size=False).result_file)
        page = load_workbook(io.BytesIO(content)).active
        lines = list(page.iter_rows(values_only=True))
        self.assertEqual(lines[0][3:], tuple(HEADER))
        self.assertEqual(lines[1][0:2], (3, "电话"))
        self.assertIn("客户2", lines[1])
        self.assertEqual(len(lines), 2)

    def test_unreadable_file_says_what_to_do(self):
        for content, words in (
            (b"", "empty"),
            ("姓名\n王\n".encode(), "户号"),
            (b"PK broken", "damaged"),
        ):
            record = self._import(content)
            with self.subTest(words=words):
                self.assertEqual(record.state, "draft")
                self.assertIn(words, record.error)

    def test_household_with_other_facts_is_refused(self):
        self._import(as_csv([row(1)])).action_import()
        record = self._import(as_csv([row(1, 客户名称="别人")]))
        self.assertEqual(record.refused_count, 1)
        self.assertIn("客户1", record.refusal_ids.reason)
        self.assertEqual(self._contracts().partner_id.name, "客户1")

    def test_stop_leaves_everything_as_it_was(self):
        record = self._import(as_csv([row(1), row(2)]))
        record.sudo().state = "importing"
        self.env["gas.progress"]._start(record)
        self.env["gas.progress"]._request_stop(record)
        self.assertTrue(record.stop_requested)
        record._run(dry_run=False)
        self.assertEqual(record.state, "checked")
        self.assertFalse(self._contracts())

    def test_second_click_does_not_import_twice(self):
        record = self._import(as_csv([row(1)]))
        record.action_import()
        record._run(dry_run=False)
        self.assertEqual(len(self._contracts()), 1)

    def test_refused_by_the_database_only_the_bad_row_is_left_out(self):
        """A row that slips through the check (a race) does not take others along."""
        record = self._import(as_csv([row(1), row(2), row(3)]))
        kind = type(record._kind_model())
        create = kind._create_rows

        def racing(self, run, rows):
            for each in rows:
                if each.values["number"] == "90000002":
                    each.values["number"] = "90000001"
            return create(self, run, rows)

        self.patch(kind, "_create_rows", racing)
        record.action_import()
        self.assertEqual(self._contracts().mapped("name"), ["90000001", "90000003"])
        self.assertEqual(record.refused_count, 1)
        self.assertIn("household number", record.refusal_ids.reason)

    def test_kind_with_a_name_of_its_own_is_refused_at_once(self):
        registry = self.env.registry
        wrong = {"gas.customers.file": registry["gas.import.customers"]}
        with (
            patch.dict(registry.models, wrong),
            self.assertRaisesRegex(ValueError, "gas.customers.file"),
        ):
            self.env["gas.import.kind"]._kinds()

    def test_station_head_is_offered_households(self):
        found = self.env["gas.import"].with_user(self.head).fields_get(["kind"])
        self.assertIn("customers", dict(found["kind"]["selection"]))

    def test_file_is_seen_by_its_sender_and_the_administrator_only(self):
        record = self._import(as_csv([row(1)]))
        other = self.role("station_head", self.east)
        self.assertFalse(record.with_user(other).has_access("read"))
        self.assertFalse(record.refusal_ids.with_user(other).search([]))
        self.assertTrue(record.with_user(self.role("administrator")).has_access("read"))
        with self.assertRaises(AccessError):
            self._import(as_csv([row(1)]), user=self.role("cashier"))
