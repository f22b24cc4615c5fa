import io
import unicodedata
from datetime import timedelta

from PyPDF2 import PdfReader

from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.gas_customer.tests.test_forms import RADICALS

from .common import OrderCase


@tagged("post_install", "-at_install")
class TestForms(OrderCase, HttpCase):
    """G07, D18, D11, C39: 维修工单, 抢修报告, 停气通知 as PDF, in Chinese."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "zh_CN"})

    def _print(self, name, record):
        report = self.env.ref(f"gas_workorder.{name}")
        self.assertEqual(report.binding_model_id.model, record._name)
        pdf, kind = (
            report.with_user(self.dispatcher)
            .with_context(lang="zh_CN", force_report_rendering=True)
            ._render_qweb_pdf(report.report_name, record.ids)
        )
        self.assertEqual(kind, "pdf")
        pages = PdfReader(io.BytesIO(pdf)).pages
        text = "".join(page.extract_text() for page in pages)
        text = unicodedata.normalize("NFKC", text).translate(RADICALS)
        return len(pages), "".join(text.split())

    def _holds(self, found, pages, *words):
        count, text = found
        self.assertEqual(count, pages)
        for word in words:
            self.assertIn(word, text)

    def test_work_order(self):
        order = self.make_order("repair", fault="灶具打不着火", reporter="王先生")
        self._holds(
            self._print("gas_work_order_form_report", order),
            1,
            *("维修工单", order.name, "灶具打不着火", self.household.name),
            *("检查内容", "客户(签字)"),
        )

    def test_patrol_record(self):
        """D30: what was looked at, what was found, and what came of it."""
        plan = self.env["gas.patrol.plan"].create(
            {
                "name": "调压箱周巡检",
                "station_id": self.east.id,
                "point_ids": [(0, 0, {"name": name}) for name in ("一号箱", "二号箱")],
            }
        )
        order = plan._make_orders()
        first, second = order.check_line_ids
        first.is_done = True
        second.write({"is_done": True, "is_faulty": True, "words": "箱门损坏"})
        self._holds(
            self._print("gas_patrol_record_report", order),
            1,
            *("巡检记录表", order.name, "调压箱周巡检", self.east.name, "一号箱正常"),
            *("二号箱异常箱门损坏", second.found_order_id.name, "异常:1"),
        )

    def test_incident(self):
        order = self.make_order("emergency_indoor", reporter="李女士")
        order.action_open_incident()
        incident = order.incident_id
        incident.write({"cause": "软管老化脱落", "measures": "更换软管"})
        self._holds(
            self._print("gas_incident_report", incident),
            1,
            *("抢修报告", incident.name, order.name, "李女士", "软管老化脱落"),
            *("更换软管", "等级"),
        )

    def test_interruption(self):
        interruption = self.env["gas.interruption"].create(
            {
                "reason": "更换阀门",
                "station_id": self.east.id,
                "premise_ids": self.household.service_point_id.premise_id.ids,
                "starts_on": fields.Datetime.now() + timedelta(days=3),
                "ends_on": fields.Datetime.now() + timedelta(days=3, hours=6),
            }
        )
        interruption.action_find()
        self._holds(
            self._print("gas_interruption_notice_report", interruption),
            1,
            *("停气通知", "更换阀门", "East", "燃气用户"),
            self.household.service_point_id.premise_id.name,
        )

    def test_stop_of_supply(self):
        stop = self.env["gas.supply.stop"].create(
            {"contract_id": self.household.id, "reason": "arrears", "note": "欠费三期"}
        )
        self._holds(
            self._print("gas_supply_stop_notice_report", stop),
            1,
            *("停气通知书", self.household.name, "欠费三期"),
        )
