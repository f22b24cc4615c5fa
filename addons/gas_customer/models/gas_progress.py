from odoo import api, fields, models


class GasProgress(models.Model):
    """How far a long run has come, and whether somebody asked it to stop.

    A row of its own, written through a cursor of its own: the run's transaction must
    neither hide it from others nor collide with them over the record it works on.
    """

    _name = "gas.progress"
    _description = "Progress of a Long Run"
    _rec_name = "res_id"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    done = fields.Integer()
    total = fields.Integer()
    stop_requested = fields.Boolean()

    _one_per_record = models.UniqueIndex("(res_model, res_id)")

    @api.model
    def _of(self, records):
        """Return {record id: gas.progress} of ``records``."""
        found = self.sudo().search(
            [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        )
        return {progress.res_id: progress for progress in found}

    @api.model
    def _start(self, records):
        """Begin anew: nothing done, nobody asked to stop."""
        present = self._of(records)
        for record in records:
            values = {"done": 0, "total": 0, "stop_requested": False}
            if record.id in present:
                present[record.id].write(values)
            else:
                self.sudo().create(
                    {"res_model": records._name, "res_id": record.id, **values}
                )

    @api.model
    def _request_stop(self, records):
        for progress in self._of(records).values():
            progress.stop_requested = True

    @api.model
    def _report(self, record, done, total):
        """Show others how far ``record`` is; return whether to stop."""
        with self.env.registry.cursor() as cr:
            progress = self.with_env(self.env(cr=cr))._of(record).get(record.id)
            if not progress:  # of a script, which has committed nothing yet
                return False
            progress.write({"done": done, "total": total})
            return progress.stop_requested
