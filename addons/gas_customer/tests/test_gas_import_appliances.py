import io
from datetime import date

from openpyxl import load_workbook

from odoo.tests import HttpCase, tagged

from .test_gas_appliance import ApplianceCase

HEADER = "户号,地址,设备类别,品牌,型号,生产日期,销售日期,安装日期,产权归属"


@tagged("post_install", "-at_install")
class TestGasImportAppliances(ApplianceCase):
    """A06, G09: appliances come by file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.household = cls.make_household()
        cls.point = cls.household.service_point_id
        cls.number = cls.household.name
        cls.head = cls.role("station_head", cls.east)

    def run_file(self, *lines, dry_run=False):
        content = "\n".join([HEADER, *lines])
        return self.send_text("appliances", content, self.head, dry_run)

    def reasons(self, record):
        return [(r.column, r.reason) for r in record.refusal_ids]

    def test_rows_become_appliances_with_an_end_of_life(self):
        """A06: by household number or by address."""
        record = self.run_file(
            f"{self.number},,Stove,华帝,B8,2019-12-01,2020-01-10,2020-01-12,",
            f",{self.point.name},alarm,汉威,,2024-05-01,,,Gas Company",
        )
        self.assertEqual(self.counts(record), (2, 0, 0))
        self.assertEqual(record.state, "done")
        stove, alarm = self.point.appliance_ids.sorted("id")
        self.assertRecordValues(
            stove + alarm,
            [
                {
                    "kind_id": self.kind("stove").id,
                    "brand": "华帝",
                    "owner": "customer",
                    "expires_on": date(2028, 1, 10),
                },
                {
                    "kind_id": self.kind("alarm").id,
                    "brand": "汉威",
                    "owner": "company",
                    "expires_on": date(2029, 5, 1),
                },
            ],
        )

    def test_same_file_twice_changes_nothing(self):
        lines = [
            f"{self.number},,stove,华帝,B8,2019-12-01,2020-01-10,2020-01-12,",
            f"{self.number},,hose_rubber,,,,,2025-01-12,",
        ]
        self.run_file(*lines)
        before = self.point.appliance_ids
        self.assertEqual(len(before), 2)
        before[0].action_remove()
        again = self.run_file(*lines)
        self.assertEqual(self.counts(again), (0, 2, 0))
        self.assertEqual(self.point.appliance_ids, before)

    def test_check_writes_nothing(self):
        record = self.run_file(f"{self.number},,stove,,,,,,", dry_run=True)
        self.assertEqual(self.counts(record), (1, 0, 0))
        self.assertFalse(self.point.appliance_ids)

    def test_each_kind_of_wrong_row_has_its_reason(self):
        other = self.make_household()
        foreign = self.make_household(self.harbour)
        record = self.run_file(
            ",,stove,,,,,,",
            f"{foreign.name},,stove,,,,,,",
            ",月亮街1号,stove,,,,,,",
            f"{self.number},{other.address},stove,,,,,,",
            f"{self.number},,spaceship,,,,,,",
            f"{self.number},,stove,,,2020-02-01,2020-01-01,,",
            f"{self.number},,stove,,,2999-01-01,,,",
            f"{self.number},,stove,A,,,,,",
            f"{self.number},,stove,A,,,,,",
        )
        self.assertEqual(self.counts(record), (1, 0, 8))
        kinds = self.reasons(record)[4][1]
        self.assertIn("“spaceship” is not known here. Possible: Stove、", kinds)
        self.assertNotIn("Meter", kinds)
        reasons = self.reasons(record)
        reasons.pop(4)
        self.assertEqual(
            reasons,
            [
                ("户号", "Tell the household number or the address."),
                (
                    "户号",
                    "There is no household with this number in your stations.",
                ),
                (
                    "地址",
                    "In your stations, 0 gas addresses read like this. Tell the "
                    "household number.",
                ),
                (
                    "地址",
                    f"Household {self.number} has another address: {self.point.name}.",
                ),
                ("销售日期", "This day lies before “生产日期”."),
                ("生产日期", "The day lies in the future."),
                ("设备类别", "Line 9 of this file has the same appliance."),
            ],
        )
        self.assertEqual(self.point.appliance_ids.mapped("brand"), ["A"])
        self.assertFalse(foreign.service_point_id.appliance_ids)

    def test_file_that_contradicts_the_card_is_refused(self):
        stove = self.make_appliance(self.point, brand="华帝", owner="customer")
        record = self.run_file(f"{self.number},,stove,华帝,,,,,Gas Company")
        self.assertEqual(
            self.reasons(record),
            [
                (
                    "产权归属",
                    "“Stove 华帝” is on file with “Customer”. An import does not "
                    "change it; open its card.",
                )
            ],
        )
        self.assertEqual(stove.owner, "customer")

    def test_queries_do_not_grow_with_the_rows(self):
        def queries(count, brand):
            lines = [f"{self.number},,stove,{brand}{n},,,,," for n in range(count)]
            record = self.run_file(*lines, dry_run=True)
            self.assertEqual(record.good_count, count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            record.action_import()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(1, "Z")
        few = queries(5, "A")
        self.assertLess(queries(80, "B") - few, 5)


@tagged("post_install", "-at_install")
class TestTemplate(HttpCase, ApplianceCase):
    def test_template_has_the_columns(self):
        """A06, G09: the template is a workbook with the right header."""
        self.authenticate("admin", "admin")
        answer = self.url_open("/gas/import/template/appliances")
        self.assertEqual(answer.status_code, 200)
        page = load_workbook(io.BytesIO(answer.content)).active
        header = [cell.value for cell in page[1]]
        self.assertEqual(header[:4], ["户号", "地址", "设备类别", "品牌"])
