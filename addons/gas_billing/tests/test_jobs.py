from types import SimpleNamespace
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from odoo.addons.queue_job.controllers import main

from ..controllers.jobs import RunJobController


@tagged("post_install", "-at_install")
class TestJobs(BaseCase):
    """G08: jobs that end at once leave nothing that waits for ever."""

    def _wake(self, fails=False):
        """Return what happens, in order, when a job wakes those behind it."""
        steps = []

        def execute(query):
            steps.append(query.code.split("(")[0].removeprefix("SELECT "))

        def wake(cls, env, job):
            steps.append("wake")
            if fails:
                raise ValueError("cannot be woken")

        cr = SimpleNamespace(
            execute=execute,
            commit=lambda: steps.append("commit"),
            rollback=lambda: steps.append("rollback"),
        )
        job = SimpleNamespace(graph_uuid="g", should_check_dependents=lambda: True)
        name = "_enqueue_dependent_jobs"
        with patch.object(main.RunJobController, name, classmethod(wake)):
            try:
                RunJobController._enqueue_dependent_jobs(SimpleNamespace(cr=cr), job)
            except ValueError:
                steps.append("raised")
        return steps

    def test_one_after_the_other_with_a_fresh_look(self):
        self.assertEqual(
            self._wake(),
            [
                "pg_advisory_lock",
                "commit",
                "wake",
                "commit",
                "rollback",
                "pg_advisory_unlock",
            ],
        )

    def test_lock_is_given_back_whatever_happens(self):
        self.assertEqual(
            self._wake(fails=True)[-3:], ["rollback", "pg_advisory_unlock", "raised"]
        )
