from odoo.tools import SQL

from odoo.addons.queue_job.controllers import main


class RunJobController(main.RunJobController):
    """Jobs of a run that end together wake what waits for them one after another.

    At once, one of them fails on the other's row, and queue_job tries again in the same
    transaction, which never sees that it is done: half a minute, and an error in the
    log.
    """

    @classmethod
    def _enqueue_dependent_jobs(cls, env, job):
        if not job.should_check_dependents():
            return
        key = SQL("hashtextextended(%s, 0)", f"gas_billing {job.graph_uuid}")
        # Of the session: a transaction that waits for a lock looks at the data before.
        env.cr.execute(SQL("SELECT pg_advisory_lock(%s)", key))
        try:
            env.cr.commit()
            super()._enqueue_dependent_jobs(env, job)
            env.cr.commit()
        finally:
            env.cr.rollback()
            env.cr.execute(SQL("SELECT pg_advisory_unlock(%s)", key))
