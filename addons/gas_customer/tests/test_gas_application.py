from datetime import date

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import GasCase

DAY = date(2026, 4, 10)


class ApplicationCase(GasCase):
    """An agent who takes in, a colleague who reviews, and a day in April 2026 that is
    over by any clock.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls.role("agent", cls.east)
        cls.reviewer = cls.role("agent", cls.east)
        cls.household = cls.make_household()

    @classmethod
    def kind(cls, code):
        return cls.env.ref(f"gas_customer.application_kind_{code}")

    @classmethod
    def apply_for(cls, code, household=None, user=None, **vals):
        """Return an application with all papers, not taken in yet."""
        application = (
            cls.env["gas.application"]
            .with_user(user or cls.agent)
            .create(
                {
                    "kind_id": cls.kind(code).id,
                    "contract_id": (household or cls.household).id
                    if code != "new_supply"
                    else False,
                    **vals,
                }
            )
        )
        application.document_line_ids.state = "brought"
        application.action_verify_identity()
        return application

    @classmethod
    def bring_to_end(cls, application, **known):
        """Take in, review, work on and complete, as the two of them do."""
        application.action_submit()
        if application.state == "submitted":
            application.with_user(cls.reviewer).action_accept()
        application.write({"effective_on": DAY, **known})
        application._do_steps(application.step_line_ids)
        application.action_done()

    def assertRefused(self, words, method, *args, **kwargs):
        with self.assertRaises(UserError) as caught:
            method(*args, **kwargs)
        self.assertIn(words, str(caught.exception))

    @classmethod
    def new_customer(cls):
        return cls.env["res.partner"].create(
            {"name": "新户主", "phone": f"1910000{cls._next():04d}"}
        )


@freeze_time("2026-04-10 03:00:00")
@tagged("post_install", "-at_install")
class TestGasApplication(ApplicationCase):
    """A14, A20, A22: from the counter to the reviewer and to the end."""

    def test_kind_brings_its_papers_and_steps(self):
        application = self.apply_for("suspend", stop_reason="外出务工")
        self.assertEqual(
            application.document_line_ids.mapped("name"),
            self.kind("suspend").document_ids.mapped("name"),
        )
        self.assertEqual(
            application.step_line_ids.mapped("on_site"),
            self.kind("suspend").step_ids.mapped("on_site"),
        )
        self.assertRegex(application.name, r"^SL202604\d{5}$")
        self.assertEqual(application.station_id, self.east)

    def test_form_of_the_counter(self):
        """A14: kind and household are chosen; the rest follows."""
        with Form(self.env["gas.application"].with_user(self.agent)) as form:
            form.kind_id = self.kind("household_size")
            form.contract_id = self.household
            form.new_household_size = 6
            self.assertEqual(form.partner_id, self.household.partner_id)
            self.assertEqual(len(form.document_line_ids), 3)
            with form.document_line_ids.edit(0) as line:
                line.state = "brought"
        application = form.record
        self.assertEqual(application.address, self.household.address)
        self.assertEqual(
            application.document_line_ids.mapped("state"),
            ["brought", "missing", "missing"],
        )
        self.assertEqual(application.contact_phone, self.household.phone)
        self.assertIn("identity", application.obstacles)

    def test_papers_are_asked_for_before_it_is_taken_in(self):
        """A20: a required paper is missing, an optional one may be."""
        application = self.apply_for("suspend", stop_reason="外出")
        required = application.document_line_ids.filtered("required")
        required.state = "missing"
        self.assertRefused(required[0].name, application.action_submit)
        self.assertEqual(application.state, "draft")
        required.write({"state": "rejected", "reason": "复印件不清"})
        self.assertRefused("复印件不清", application.action_submit)
        self.assertEqual(application.state, "draft")
        required.state = "brought"
        (application.document_line_ids - required).state = "missing"
        application.action_submit()
        self.assertEqual(application.state, "accepted")

    def test_identity_is_verified_by_somebody(self):
        """A17: real-name check first."""
        application = self.env["gas.application"].with_user(self.agent)
        application = application.create(
            {
                "kind_id": self.kind("suspend").id,
                "contract_id": self.household.id,
                "stop_reason": "外出",
            }
        )
        application.document_line_ids.state = "brought"
        self.assertRefused("identity", application.action_submit)
        application.action_verify_identity()
        self.assertEqual(application.identity_by_id, self.agent)
        application.action_submit()
        self.assertEqual(application.state, "accepted")

    def test_nobody_reviews_his_own(self):
        application = self.apply_for("rename", property_passes="no", new_name="王新名")
        application.action_submit()
        self.assertEqual(application.state, "submitted")
        self.assertRefused("colleague", application.action_accept)
        self.assertRefused("colleague", application._reject, "不")
        application.user_id = self.reviewer  # handing it over does not help
        self.assertRefused("colleague", application.action_accept)
        self.assertEqual(application.state, "submitted")
        application.with_user(self.reviewer).action_accept()
        self.assertRecordValues(
            application,
            [{"state": "accepted", "reviewer_id": self.reviewer.id}],
        )

    def test_sent_back_with_a_reason_and_taken_in_again(self):
        """A20: the reviewer rejects with a reason."""
        application = self.apply_for("rename", property_passes="no", new_name="王新名")
        application.action_submit()
        decide = self.env["gas.application.decide"].with_user(self.reviewer)
        action = (
            application.with_user(self.reviewer)
            .with_context(decision="reject")
            .action_decide()
        )
        decide.with_context(**action["context"]).create(
            {"reason": "证明未盖章"}
        ).action_confirm()
        self.assertRecordValues(
            application, [{"state": "rejected", "reason": "证明未盖章"}]
        )
        application.action_submit()
        self.assertRecordValues(application, [{"state": "submitted", "reason": False}])

    def test_no_call_skips_the_steps(self):
        application = self.apply_for("suspend", stop_reason="外出")
        self.assertRefused("cannot become", application.write, {"state": "done"})
        for vals in (
            {"state": "done", "note": "x"},
            {"accepted_on": "2026-01-01"},
            {"reviewer_id": self.reviewer.id},
        ):
            with self.subTest(vals=vals):
                self.assertRefused("buttons", application.write, vals)
        self.assertEqual(application.state, "draft")
        self.assertEqual(self.household.state, "running")
        step = application.step_line_ids[0]
        with self.assertRaises(AccessError):
            step.write({"done_by_id": self.reviewer.id, "done_on": "2026-01-01"})
        self.assertRecordValues(step, [{"done_by_id": False, "done_on": False}])

    def test_papers_that_have_to_be_brought_stay_on_the_list(self):
        application = self.apply_for("suspend", stop_reason="外出")
        line = application.document_line_ids.filtered("required")[0]
        line.state = "missing"
        self.assertRefused("has to be brought", line.unlink)
        self.assertRefused("has to be brought", line.write, {"name": "x"})
        self.assertRefused("has to be brought", line.write, {"required": False})
        self.assertRefused(line.name, application.action_submit)
        self.assertEqual(application.state, "draft")
        short = self.apply_for(
            "suspend",
            self.make_household(),
            stop_reason="外出",
            document_line_ids=[(0, 0, {"name": line.name, "state": "brought"})],
        )
        self.assertRefused("lacks some", short.action_submit)
        line.state = "brought"
        application.document_line_ids = [(0, 0, {"name": "授权书"})]
        application.document_line_ids[-1].unlink()

    def test_default_of_a_call_names_no_other_customer(self):
        """What the context begins a record with is named, too."""
        theirs = self.make_household(self.harbour)
        applications = self.env["gas.application"].with_user(
            self.role("agent", self.east)
        )
        begun = applications.with_context(default_contract_id=theirs.id)
        with self.assertRaises(AccessError):
            begun.create({"kind_id": self.kind("suspend").id})
        with self.assertRaises(AccessError):
            begun.onchange({}, [], {"contract_id": {}})
        own = applications.with_context(default_state="done").create(
            {"kind_id": self.kind("suspend").id, "contract_id": self.household.id}
        )
        self.assertEqual(own.state, "draft")

    def test_reviewer_rewrites_nothing(self):
        other = self.new_customer()
        application = self.apply_for(
            "transfer", new_partner_id=other.id, property_passes="yes"
        )
        application.action_submit()
        reviewed = application.with_user(self.reviewer)
        self.assertRefused(
            "changes nothing",
            reviewed.write,
            {"new_partner_id": self.new_customer().id},
        )
        self.assertEqual(application.new_partner_id, other)
        application.note = "corrected by who has taken it in"

    def test_what_was_reviewed_stays(self):
        application = self.apply_for("rename", property_passes="no", new_name="王新名")
        application.action_submit()
        application.with_user(self.reviewer).action_accept()
        self.assertRefused("reviewed", application.write, {"new_name": "另一人"})
        self.assertEqual(application.new_name, "王新名")
        paper = application.document_line_ids[0]
        self.assertRefused("reviewed", paper.write, {"state": "missing"})
        self.assertEqual(paper.state, "brought")

    def test_nobody_of_another_station_can_be_named(self):
        """G01: the form would tell his name."""
        stranger = self.make_household(self.harbour).partner_id
        application = self.apply_for("transfer", property_passes="yes")
        with self.assertRaises(AccessError):
            application.new_partner_id = stranger
        self.assertFalse(application.new_partner_id)

    def test_agreed_facts_change_by_applications_only(self):
        """A10: an agent's hand does not change what runs; the administrator's does."""
        mine = self.household.with_user(self.agent)
        self.assertRefused("buttons", mine.write, {"state": "closed"})
        for vals in (
            {"partner_id": self.new_customer().id},
            {"user_class": "commercial"},
            {"household_size": 9},
        ):
            with self.subTest(vals=vals):
                self.assertRefused("application", mine.write, vals)
        self.assertRecordValues(
            self.household,
            [{"state": "running", "user_class": "resident", "household_size": 4}],
        )
        corrected = self.household.with_user(self.role("administrator"))
        corrected.with_context(gas_reason="录入错误").household_size = 3
        self.assertEqual(self.household.household_size, 3)

    def test_one_open_application_of_a_business(self):
        self.apply_for("suspend", stop_reason="外出").action_submit()
        second = self.apply_for("suspend", stop_reason="外出")
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            second.action_submit()

    def test_steps_on_site_come_before_the_end(self):
        application = self.apply_for("suspend", stop_reason="外出")
        application.action_submit()
        application.write({"effective_on": DAY, "seal": "F1"})
        self.assertRefused("on site", application.action_done)
        self.assertEqual(self.household.state, "running")
        application.step_line_ids.filtered("on_site").action_done()
        self.assertEqual(application.state, "in_progress")
        application.action_done()
        self.assertEqual(self.household.state, "suspended")
        self.assertEqual(application.step_line_ids.done_by_id, self.agent)

    def test_customer_urges_and_is_answered(self):
        """A22: urging, with a clock of its own once the limit is switched on."""
        self.env.ref("gas_customer.policy_application_urge").active = True
        application = self.apply_for("suspend", stop_reason="外出")
        application.action_submit()
        application._urge("一周了")
        urge = application.urge_ids
        self.assertEqual(urge.promise_ids.state, "running")
        self.assertEqual(application.activity_ids.user_id, self.agent)
        urge.with_user(self.agent).answer = "明天上门"
        self.assertRecordValues(urge, [{"answered_by_id": self.agent.id}])
        self.assertEqual(urge.promise_ids.state, "kept")

    def test_clock_of_the_business_runs_and_waits(self):
        """A22: accepted on Friday 10 April, two working days: Tuesday 14 April."""
        application = self.apply_for("suspend", stop_reason="外出")
        application.action_submit()
        clock = application.promise_ids.filtered(
            lambda promise: promise.policy_id.code == "application_suspend"
        )
        self.assertEqual(str(clock.deadline_at), "2026-04-14 09:00:00")
        self.assertEqual(application.promise_deadline, clock.deadline_at)
        application._wait("用户不在家")
        self.assertTrue(application.is_waiting)
        self.assertEqual(clock.state, "paused")
        with freeze_time("2026-04-13 03:00:00"):
            application.action_go_on()
        self.assertFalse(application.is_waiting)
        self.assertEqual(clock.state, "running")
        self.assertEqual(str(clock.deadline_at), "2026-04-15 09:00:00")
        application._cancel("用户撤回")
        self.assertEqual(clock.state, "cancelled")

    def test_every_shipped_limit_has_its_standard_code(self):
        """A22: what config/standards/ sets, this add-on ships."""
        policies = self.env["gas.promise.policy"].with_context(active_test=False)
        codes = policies.search([("code", "=like", "application%")]).mapped("code")
        self.assertEqual(len(codes), 18)

    def test_ledger_finds_by_any_word(self):
        """A14: number, household, name, phone, address."""
        application = self.apply_for("suspend", stop_reason="外出")
        mine = self.env["gas.application"].with_user(self.agent)
        for word in (
            application.name,
            self.household.name,
            self.household.partner_id.name,
            self.household.phone,
            self.household.address[3:],
        ):
            with self.subTest(word=word):
                self.assertEqual(
                    mine.search([("any_text", "ilike", word)]), application
                )

    def test_other_stations_see_nothing(self):
        """G01: neither the application nor its lines, nor may one apply for them."""
        stranger = self.role("agent", self.west)
        application = self.apply_for("suspend", stop_reason="外出")
        application.action_submit()
        application._urge("快")
        for records in (
            application,
            application.document_line_ids,
            application.step_line_ids,
            application.urge_ids,
        ):
            with self.subTest(model=records._name):
                theirs = records.with_user(stranger)
                self.assertFalse(theirs.search([("id", "in", records.ids)]))
                with self.assertRaises(AccessError):
                    theirs.read(["create_date"])
        with self.assertRaises(AccessError):
            self.apply_for("suspend", user=stranger, stop_reason="外出")
        for role in ("cashier", "reader", "technician"):
            user = self.role(role, self.east)
            self.assertTrue(application.with_user(user).has_access("read"))
            self.assertFalse(application.with_user(user).has_access("write"))
            with self.assertRaises(AccessError):
                application.with_user(user).action_done()

    def test_only_drafts_are_deleted(self):
        application = self.apply_for("suspend", stop_reason="外出")
        application.action_submit()
        self.assertRefused("stays on file", application.unlink)
        self.assertTrue(application.exists())
