from math import ceil

from odoo import api, fields, models

from odoo.addons.queue_job.delay import chain, group


class GasRunMixin(models.AbstractModel):
    """Long work on one record, in jobs of the queue: progress, stop, and going on.

    ``_RUNNING``: the states in which jobs are at work. ``_CHUNKS``: {name: records a
    job}, short enough to share the work, long enough to be worth a job; the system
    parameter ``gas_billing.<name>_chunk`` changes one.
    """

    _name = "gas.run.mixin"
    _description = "Long Run in Jobs"
    _RUNNING = ()
    _CHUNKS = {}

    stop_requested = fields.Boolean(readonly=True, copy=False)
    run_since = fields.Datetime(readonly=True, copy=False)
    run_from = fields.Integer(
        readonly=True, copy=False, help="What was done when the run began."
    )
    progress = fields.Float(compute="_compute_progress")
    progress_note = fields.Char(compute="_compute_progress")
    failed_job_count = fields.Integer(compute="_compute_failed_job_count")

    def _compute_progress(self):
        """Call ``_report_progress`` for each record. To be overridden."""
        for record in self:
            record._report_progress(0, 0, fields.Datetime.now())

    def _report_progress(self, done, whole, now):
        self.progress = min(100.0 * done / whole, 100.0) if whole else 0.0
        self.progress_note = self._progress_text(done, whole, now)

    def _progress_text(self, done, whole, now):
        """Return how far a run is, how fast, and how long it still takes."""
        seconds = (now - (self.run_since or now)).total_seconds()
        speed = max(done - self.run_from, 0) / seconds if seconds > 0 else 0
        if not speed:
            return self.env._("%(done)d of %(whole)d", done=done, whole=whole)
        return self.env._(
            "%(done)d of %(whole)d, %(speed).0f a second, some %(minutes)d minutes "
            "left",
            done=done,
            whole=whole,
            speed=speed,
            minutes=ceil(max(whole - done, 0) / speed / 60),
        )

    @api.depends("state")
    def _compute_failed_job_count(self):
        """Count jobs that broke off: the record waits until somebody presses Go On."""
        jobs = self.env["queue.job"].sudo()  # the queue is the system's
        for record in self:
            record.failed_job_count = 0
            if record.state in record._RUNNING:
                record.failed_job_count = jobs.search_count(
                    [
                        ("identity_key", "=like", f"{record._run_key()}-%"),
                        ("state", "=", "failed"),
                    ]
                )

    def action_stop(self):
        """Ask the running jobs to stop; what is posted stays posted."""
        running = self.filtered(lambda record: record.state in record._RUNNING)
        running._write_as_server({"stop_requested": True})

    def action_resume(self):
        """Go on after jobs failed or were cancelled in the queue."""
        for record in self:
            record._cancel_failed_jobs()
            record._write_as_server(record._prepare_run_vals(record._done_count()))
            record._enqueue()

    def _done_count(self):
        """Return how much of what ``_enqueue`` does is done. To be overridden."""
        return 0

    def _enqueue(self):
        """Run jobs for what is left. To be overridden."""

    def _is_running(self):
        return self.state in self._RUNNING and not self.stop_requested

    def _prepare_run_vals(self, done):
        now = fields.Datetime.now()
        return {"stop_requested": False, "run_since": now, "run_from": done}

    def _cancel_failed_jobs(self):
        """Cancel what failed and what waited for it: new jobs do it."""
        self.env["queue.job"].sudo().search(
            [
                ("identity_key", "=like", f"{self._run_key()}-%"),
                ("state", "in", ("failed", "wait_dependencies")),
            ]
        ).button_cancelled()

    def _run_jobs(self, name, ids, then):
        """Run ``_<name>_chunk`` on parts of ``ids``, as many at once as workers go.

        ``then``: the method to be called after them all.
        """

        def job(key):
            return self.delayable(
                identity_key=f"{self._run_key()}-{key}",
                description=f"{self._name} {self.id}: {name}",
            )

        size = self._chunk_size(name)
        parts = [ids[start : start + size] for start in range(0, len(ids), size)]
        jobs = [
            getattr(job(f"{name}-{part[0]}-{part[-1]}"), f"_{name}_chunk")(part)
            for part in parts
        ]
        finish = getattr(job(then), then)()
        (chain(group(*jobs), finish) if jobs else finish).delay()

    def _chunk_size(self, name):
        parameters = self.env["ir.config_parameter"].sudo()
        configured = parameters.get_param(f"gas_billing.{name}_chunk")
        return int(configured) if configured else self._CHUNKS[name]

    def _run_key(self):
        return f"{self._name}-{self.id}"
