from odoo import fields, models
from odoo.tools import SQL


class GasRepairQuality(models.Model):
    """The file of repair quality (维修质量档案): a worker in a month.

    A repair that had to be repeated counts against whoever did it first, in the month
    of that first repair. Source: S3 3.3 (docs/domain/manuals.md).
    """

    _name = "gas.repair.quality"
    _description = "Repair Quality"
    _auto = False
    _order = "month desc, again_share desc, worker_id"
    _rec_name = "worker_id"
    _depends = {
        "fsm.order": [
            "person_id",
            "company_id",
            "state",
            "done_on",
            "fault_id",
            "first_order_id",
            "rating",
        ],
        "gas.order.visit": ["person_id", "company_id", "result", "ended_on"],
        "fsm.person": ["gas_station_id"],
        "res.company": ["gas_again_share_limit"],
    }

    worker_id = fields.Many2one("fsm.person", readonly=True)
    station_id = fields.Many2one("gas.area", "Service Station", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    month = fields.Date(readonly=True)
    month_name = fields.Char("Year and Month", readonly=True)
    done_count = fields.Integer("Orders Done", readonly=True)
    repair_count = fields.Integer("Repairs", readonly=True)
    again_count = fields.Integer("Repeated Repairs", readonly=True)
    again_share = fields.Float(
        "Repeated (%)", digits=(5, 1), readonly=True, aggregator="avg"
    )
    failed_count = fields.Integer("Visits Failed", readonly=True)
    mean_rating = fields.Float(digits=(3, 1), readonly=True, aggregator="avg")
    is_below_standard = fields.Boolean("Below Standard", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT fact.person_id::bigint * 1000000
                       + to_char(fact.month, 'YYYYMM')::integer AS id,
                   fact.person_id AS worker_id,
                   worker.gas_station_id AS station_id,
                   MAX(fact.company_id) AS company_id,
                   fact.month,
                   to_char(fact.month, 'YYYY-MM') AS month_name,
                   SUM(fact.done) AS done_count,
                   SUM(fact.repair) AS repair_count,
                   SUM(fact.again) AS again_count,
                   100.0 * SUM(fact.again) / NULLIF(SUM(fact.repair), 0)
                       AS again_share,
                   SUM(fact.failed) AS failed_count,
                   AVG(fact.rating) AS mean_rating,
                   COALESCE(
                       100.0 * SUM(fact.again) / NULLIF(SUM(fact.repair), 0)
                           > MAX(company.gas_again_share_limit),
                       FALSE
                   ) AS is_below_standard
              FROM (%s UNION ALL %s) fact
              JOIN fsm_person worker ON worker.id = fact.person_id
              JOIN res_company company ON company.id = fact.company_id
             GROUP BY fact.person_id, worker.gas_station_id, fact.month
            """,
            self._query_done(),
            self._query_failed(),
        )

    def _query_done(self):
        return SQL(
            """
            SELECT done.person_id, done.company_id, %s AS month, 1 AS done,
                   (done.fault_id IS NOT NULL)::integer AS repair,
                   COALESCE(again.count, 0) AS again, 0 AS failed,
                   done.rating::integer AS rating
              FROM fsm_order done
              LEFT JOIN (
                   SELECT first_order_id, COUNT(*)::integer AS count
                     FROM fsm_order
                    WHERE first_order_id IS NOT NULL AND state <> 'cancelled'
                    GROUP BY first_order_id
                   ) again ON again.first_order_id = done.id
             WHERE done.state = 'done' AND done.person_id IS NOT NULL
            """,
            self._month_of(SQL("done.done_on")),
        )

    def _query_failed(self):
        return SQL(
            """
            SELECT failed.person_id, failed.company_id, %s, 0, 0, 0, 1, NULL
              FROM gas_order_visit failed
             WHERE failed.result = 'failed' AND failed.person_id IS NOT NULL
            """,
            self._month_of(SQL("failed.ended_on")),
        )

    def _month_of(self, moment):
        """Return the first day of the month of ``moment`` on the company's clock."""
        zone = str(self.env.company._promise_zone())
        return SQL(
            "date_trunc('month', %s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
            moment,
            zone,
        )

    def _read_group_select(self, aggregate_spec, query):
        """Give a group the share of its repairs, not the mean of its shares."""
        if aggregate_spec != "again_share:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "100.0 * SUM(%s) / NULLIF(SUM(%s), 0)",
            self._field_to_sql(self._table, "again_count", query),
            self._field_to_sql(self._table, "repair_count", query),
        )

    def action_take_measure(self):
        """Open a new measure with what speaks for it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Measure for %s", self.worker_id.name),
            "res_model": "gas.quality.measure",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_worker_id": self.worker_id.id,
                "default_grounds": self._grounds(),
            },
        }

    def _grounds(self):
        return self.env._(
            "%(month)s: %(again)d of %(repairs)d repairs had to be repeated "
            "(%(share).1f %%, at most %(limit).1f %%).",
            month=self.month_name,
            again=self.again_count,
            repairs=self.repair_count,
            share=self.again_share,
            limit=self.company_id.gas_again_share_limit,
        )
