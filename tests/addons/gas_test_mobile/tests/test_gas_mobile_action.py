import itertools
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, ConcurrencyError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

NOW = datetime(2026, 11, 23, 2)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestGasMobileAction(TransactionCase):
    """D34: what a telephone sends is done once, or refused aloud, on any model."""

    _uuids = itertools.count(1)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user, cls.stranger, cls.chief = (
            new_test_user(cls.env, login=login, groups=groups)
            for login, groups in (
                ("task_user", "base.group_user"),
                ("task_stranger", "base.group_user"),
                ("task_chief", "base.group_system"),
            )
        )
        cls.task, cls.theirs = cls.env["gas.test.task"].create(
            [
                {"name": "Valve", "user_id": cls.user.id},
                {"name": "Secret", "user_id": cls.stranger.id},
            ]
        )
        cls.actions = cls.env["gas.mobile.action"].with_user(cls.user)

    def sent(self, kind, data=None, task=None, **vals):
        """Return an action as a telephone sends it."""
        return {
            "uuid": f"test-{next(self._uuids)}",
            "res_model": "gas.test.task",
            "res_id": (task or self.task).id,
            "kind": kind,
            "done_on": "2026-11-23 01:30:00",
            "data": data or {},
            **vals,
        }

    def _find(self, sent):
        return self.env["gas.mobile.action"].search([("uuid", "=", sent["uuid"])])

    # Once

    def test_action_is_done_at_its_time_and_written_down(self):
        begin = self.sent("task_begin")
        answers = self.actions._receive([begin])
        self.assertEqual(
            answers, [{"uuid": begin["uuid"], "state": "done", "words": ""}]
        )
        half_an_hour_ago = NOW - timedelta(minutes=30)
        self.assertRecordValues(
            self.task, [{"state": "begun", "begun_on": half_an_hour_ago}]
        )
        self.assertRecordValues(
            self.task.mobile_action_ids,
            [
                {
                    "uuid": begin["uuid"],
                    "res_model": "gas.test.task",
                    "res_id": self.task.id,
                    "user_id": self.user.id,
                    "kind": "task_begin",
                    "done_on": half_an_hour_ago,
                    "received_on": NOW,
                    "state": "done",
                    "refusal": False,
                }
            ],
        )

    def test_lost_answer_is_given_again_and_nothing_done_twice(self):
        sent = [self.sent("task_begin"), self.sent("task_note", {"words": "one"})]
        answers = self.actions._receive(sent)
        self.task.words = "two"
        self.assertEqual(self.actions._receive(sent), answers)
        self.assertEqual(self.task.words, "two")
        self.assertEqual(len(self.task.mobile_action_ids), 2)

    def test_same_action_twice_in_one_sending(self):
        begin = self.sent("task_begin")
        answers = self.actions._receive([begin, begin])
        self.assertEqual([answer["state"] for answer in answers], ["done", "done"])
        self.assertEqual(len(self.task.mobile_action_ids), 1)

    def test_two_requests_at_once_do_it_once(self):
        """The second has not seen the first: the index sends it back to look again."""
        note = self.sent("task_note", {"words": "one"})
        self.actions._receive([note])
        self.task.words = "two"
        blind = patch.object(type(self.actions), "_find_known", lambda self, uuids: {})
        with (
            blind,
            mute_logger("odoo.sql_db"),
            self.assertRaises(ConcurrencyError),
            self.env.cr.savepoint(),
        ):
            self.actions._receive([note])
        self.assertEqual(self.task.words, "two")
        self.assertEqual(len(self._find(note)), 1)

    # Refusals

    def test_refusal_is_kept_and_what_follows_is_tried(self):
        too_early, begin = self.sent("task_finish"), self.sent("task_begin")
        answers = self.actions._receive([too_early, begin])
        self.assertEqual([answer["state"] for answer in answers], ["refused", "done"])
        self.assertEqual(answers[0]["words"], "Valve was not begun.")
        # The answer stays what it was, though it could be done now.
        self.assertEqual(self.actions._receive([too_early]), answers[:1])
        self.assertEqual(self.task.state, "begun")
        self.assertEqual(self._find(too_early).refusal, answers[0]["words"])

    def test_refused_action_leaves_nothing_behind(self):
        self.task.words = "before"
        (answer,) = self.actions._receive([self.sent("task_note", {"words": ""})])
        self.assertEqual(answer["words"], "Say something.")
        self.assertEqual(self.task.words, "before")

    def test_page_older_than_the_server_is_told(self):
        for sent in (
            self.sent("task_begin", {"unknown": 1}),
            self.sent("task_note", {}),
            self.sent("unknown"),
            self.sent("task_begin", ["no object"]),
            # As an earlier page numbered the record.
            {"uuid": "old", "order_id": 1, "kind": "task_begin", "data": {}}
            | {"done_on": "2026-11-23 01:30:00"},
        ):
            with self.subTest(sent=sent):
                (answer,) = self.actions._receive([sent])
                self.assertEqual(answer["state"], "refused")
                self.assertIn("older than the server", answer["words"])
        self.assertEqual(self.task.state, "new")

    @mute_logger("odoo.sql_db")
    def test_what_is_gone_is_refused_and_keeps_nothing_waiting(self):
        gone = self.sent("task_note", {"words": "one", "helper_id": 2_000_000_000})
        answers = self.actions._receive([gone, self.sent("task_begin")])
        self.assertEqual([answer["state"] for answer in answers], ["refused", "done"])
        self.assertIn("no such thing", answers[0]["words"])
        self.assertFalse(self.task.words)

    # What telephones may do

    def test_only_models_and_methods_that_are_offered(self):
        login = self.user.login
        for sent in (
            self.sent("_delete_all"),
            self.sent("unlink"),
            self.sent("task_begin", res_model="res.users", res_id=self.user.id),
            self.sent("task_begin", res_model="gas.mobile.mixin"),
            self.sent("task_begin", res_model="gas.mobile.action"),
            self.sent("task_begin", res_model="no.such.model"),
            self.sent("task_begin", res_model=None),
        ):
            with self.subTest(sent=sent):
                (answer,) = self.actions._receive([sent])
                self.assertEqual(answer["state"], "refused")
                action = self._find(sent)
                self.assertIn(action.res_model, (False, "gas.test.task"))
        self.assertTrue(self.task.exists())
        self.assertRecordValues(self.task, [{"state": "new"}])
        self.assertEqual(self.user.login, login)

    def test_what_is_no_action_keeps_no_other_waiting(self):
        """Refused and not even written down; what comes after it is entered."""
        for wrong in (
            {"done_on": "yesterday"},
            {"done_on": None},
            {"uuid": "x" * 100_000},
            {"uuid": None},
            {"uuid": "<b>"},
            {"kind": {}},
            {"res_id": "1"},
        ):
            before = self.env["gas.mobile.action"].search_count([])
            sent = [self.sent("task_note", {"words": "a"}) | wrong]
            sent.append(self.sent("task_note", {"words": "b"}))
            with self.subTest(wrong=str(wrong)[:40]):
                answers = self.actions._receive(sent)
                self.assertEqual([a["state"] for a in answers], ["refused", "done"])
                after = self.env["gas.mobile.action"].search_count([])
                self.assertEqual(after, before + 1)

    def test_so_many_are_taken_at_once(self):
        """The telephone sends by its next call what was not answered by this one."""
        sent = [self.sent("task_note", {"words": str(n)}) for n in range(120)]
        answers = self.actions._receive(sent)
        self.assertEqual(len(answers), 100)
        self.assertFalse(self._find(sent[100]))
        self.assertEqual(len(self.actions._receive(sent[100:])), 20)

    def test_error_that_nobody_foresaw_is_answered(self):
        with (
            patch.object(type(self.task), "_begin", side_effect=ZeroDivisionError),
            mute_logger("odoo.addons.gas_mobile.models.gas_mobile_action"),
        ):
            begin = self.sent("task_begin")
            answers = self.actions._receive(
                [begin, self.sent("task_note", {"words": "b"})]
            )
        self.assertEqual([a["state"] for a in answers], ["refused", "done"])
        self.assertIn("Tell the dispatcher", self._find(begin).refusal)

    def test_others_records_are_refused(self):
        sent = [
            self.sent("task_begin", task=self.theirs),
            self.sent("task_begin", res_id=self.theirs.id + 1000),
            self.sent("task_begin", res_id=None),
        ]
        answers = self.actions._receive(sent)
        self.assertEqual({answer["state"] for answer in answers}, {"refused"})
        for answer in answers:
            self.assertIn("not yours to work on", answer["words"])
            self.assertNotIn("Secret", answer["words"])
        self.assertEqual(self.theirs.state, "new")
        self.assertEqual(
            [self._find(each).res_id for each in sent], [self.theirs.id, 0, 0]
        )

    # Who sees it

    def test_answer_is_nobody_elses(self):
        refused = self.sent("task_finish")
        words = self.actions._receive([refused])[0]["words"]
        theirs = self.env["gas.mobile.action"].with_user(self.stranger)
        (answer,) = theirs._receive([refused])
        self.assertEqual(answer["state"], "refused")
        self.assertNotEqual(answer["words"], words)
        self.assertEqual(self._find(refused).user_id, self.user)

    def test_actions_are_read_by_their_sender_and_written_by_nobody(self):
        self.actions._receive([self.sent("task_begin")])
        action = self.task.mobile_action_ids
        for reader in (self.user, self.chief):
            action.with_user(reader).read(["kind"])
        with self.assertRaises(AccessError):
            action.with_user(self.stranger).read(["kind"])
        for user in (self.user, self.chief):
            with self.assertRaises(AccessError):
                action.with_user(user).write({"state": "refused"})
            with self.assertRaises(AccessError):
                action.with_user(user).unlink()
            with self.assertRaises(AccessError):
                action.with_user(user).create({"uuid": "x", "state": "done"})
        self.assertEqual(action.state, "done")

    def test_deleted_record_takes_its_actions_along(self):
        self.actions._receive([self.sent("task_begin")])
        action = self.task.mobile_action_ids
        self.task.with_user(self.user).unlink()
        self.assertFalse(action.exists())

    def test_every_action_has_its_name(self):
        kinds = dict(self.env["gas.mobile.action"]._fields["kind"].selection)
        for model in self.env.values():
            if hasattr(model, "_MOBILE_ACTIONS"):
                with self.subTest(model=model._name):
                    self.assertLessEqual(set(model._MOBILE_ACTIONS), set(kinds))
