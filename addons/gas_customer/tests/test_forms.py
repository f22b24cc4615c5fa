from datetime import date

from odoo.tests import tagged

from ..tools.qr import qr_code
from .common import GasCase
from .printing import PrintCase


@tagged("post_install", "-at_install")
class TestForms(GasCase, PrintCase):
    """G07, A10, A11, A12, A13, A14, A16, A18, A19, A23: forms as PDF, in Chinese."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "zh_CN"})
        cls.household = cls.make_household().with_env(cls.env)
        cls.customer = cls.household.partner_id
        cls.customer.write(
            {"name": "欧阳建国", "gas_identity_masked": "450103198001011233"}
        )
        cls.agent = cls.role("agent", cls.east)

    def _print(self, name, records):
        """Return what stands on each page of the form, printed by an agent."""
        return self.print_pages(f"gas_customer.gas_{name}_report", records, self.agent)

    def test_forms_of_a_household_are_printed_whole(self):
        household = self.household
        for name, pages, title, last in (
            ("registration", 1, "用户资料登记表", "服务站"),
            ("supply_contract", 2, "供用气合同", "乙方"),
            ("certificate", 1, "用气证", "发证日期"),
            ("ignition_card", 1, "点火卡", "未经签字的"),
            ("stop_notice", 1, "封表停气通知单", "服务站"),
            ("withholding", 1, "委托代缴燃气费协议", "账户人"),
            ("withholding_notice", 1, "申办委托代缴燃气费通知单", "银行卡或存折"),
            ("usage_rules", 1, "用气须知", "不要用气"),
            ("service_guide", 1, "服务指南", "燃气管理部门"),
            ("letter", 1, "致用户的一封信", "平安"),
        ):
            with self.subTest(form=name):
                found = self._print(name, household)
                self.assertEqual(len(found), pages)
                self.assertIn(title, found[0])
                self.assertIn(last, found[-1])
                self.assertIn(self.env.company.name, found[0])

    def test_id_numbers_are_masked_on_paper(self):
        for name in ("registration", "supply_contract", "withholding"):
            with self.subTest(form=name):
                text = "".join(self._print(name, self.household))
                self.assertIn("450***********1233", text)
                self.assertNotIn("450103198001011233", text)

    def test_forms_of_several_households_are_printed_at_once(self):
        other = self.make_household()
        found = self._print("certificate", self.household | other)
        self.assertEqual(len(found), 2)
        self.assertIn("欧阳建国", found[0])
        self.assertIn(other.name, found[1])

    def test_notice_of_exchange_names_both_meters(self):
        point, old = self.household.service_point_id, self.household.meter_id
        day = date(2026, 3, 1)
        point.installation_ids.write({"date_end": day, "index_end_m3": 123})
        new = self.hang(self.make_meter(), point, day, index=7)
        (text,) = self._print("exchange_notice", new)
        self.assertIn(f"原表{old.name}1232026/03/01", text)
        self.assertIn(f"新表{new.meter_id.name}72026/03/01", text)

    def test_forms_of_an_application_are_printed_whole(self):
        """A14, A16: the slip and what belongs to the kind."""
        household = self.household
        applications = self.env["gas.application"].with_user(self.agent)
        for kind, forms in (
            ("ignition", {"application_ignition_card": "点火卡"}),
            ("alteration", {"alteration_request": "改管、安装热水器申请单"}),
            ("rename", {"application_supply_contract": "供用气合同"}),
            ("suspend", {"application_stop_notice": "封表停气通知单"}),
            ("meter_exchange", {"application_exchange_notice": "换表补气通知单"}),
            ("mandate_on", {"application_withholding": "委托代缴燃气费协议"}),
        ):
            kind = self.env.ref(f"gas_customer.application_kind_{kind}")
            application = applications.create(
                {"kind_id": kind.id, "contract_id": household.id}
            )
            forms = {"acceptance_slip": "业务受理单", **forms}
            reports = [
                self.env.ref(f"gas_customer.gas_{form}_report") for form in forms
            ]
            self.assertEqual(set(kind.report_ids), set(reports), kind.code)
            for form, title in forms.items():
                with self.subTest(kind=kind.code, form=form):
                    text = "".join(self._print(form, application))
                    self.assertEqual(text.count(title), 1)
                    self.assertIn(household.name, text)
                    self.assertIn(household.address, text)

    def test_slip_leads_to_the_progress_of_its_application(self):
        """A14: the code on the slip is the customer's own page."""
        application = self.env["gas.application"].create(
            {
                "kind_id": self.env.ref("gas_customer.application_kind_suspend").id,
                "contract_id": self.household.id,
            }
        )
        html = self.env["ir.qweb"]._render(
            "gas_customer.gas_acceptance_slip_document",
            {
                **self.env[
                    "report.gas_customer.gas_acceptance_slip_document"
                ]._get_report_values(application.ids)
            },
        )
        self.assertIn(qr_code(application.progress_url), html)
        self.assertIn(application.access_token, application.progress_url)

    def test_first_meter_took_nobodys_place(self):
        first = self.household.service_point_id.installation_ids
        self.assertFalse(first._replaced()[first])

    def test_office_words_its_texts(self):
        """A23: what the office writes is what is printed."""
        texts = self.env["gas.document.text"]
        letter = texts._of("letter").with_user(self.role("administrator"))
        letter.body = "<p>今年冬天请注意通风。</p>"
        self.assertIn("今年冬天请注意通风。", self._print("letter", self.household)[0])
        self.assertFalse(texts.with_user(self.agent).has_access("write"))
