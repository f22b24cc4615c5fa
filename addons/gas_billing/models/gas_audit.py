from odoo import models
from odoo.tools import SQL

from odoo.addons.gas_customer.models.gas_audit import Offenders

# So many bills of earlier campaigns are computed again at random, each night.
SAMPLE = 1000
# Bills that are read at once.
CHUNK = 2000


class GasAudit(models.Model):
    """Rules of readings, bills and money: gas is conserved, and so is what it costs."""

    _inherit = "gas.audit"

    # Gas

    def _find_reading_chain(self):
        """Each reading goes on from the one before it, or from the installation."""
        return self._select(
            "gas.meter.reading",
            SQL(
                """
                SELECT reading.id, reading.previous_date, reading.previous_index_m3,
                       before.date, before.index_m3
                  FROM gas_meter_reading reading
                  JOIN LATERAL (
                       (SELECT date_start, index_start_m3
                          FROM gas_meter_installation installation
                         WHERE installation.meter_id = reading.meter_id
                           AND installation.date_start <= reading.date
                         ORDER BY installation.date_start DESC
                         LIMIT 1)
                  ) hung(date, index_m3) ON TRUE
                  LEFT JOIN LATERAL (
                       SELECT date, index_m3
                         FROM gas_meter_reading earlier
                        WHERE earlier.meter_id = reading.meter_id
                          AND earlier.state <> 'rejected'
                          AND (earlier.date, earlier.id) < (reading.date, reading.id)
                        ORDER BY earlier.date DESC, earlier.id DESC
                        LIMIT 1
                  ) last ON last.date >= hung.date
                  JOIN LATERAL (
                       SELECT COALESCE(last.date, hung.date),
                              COALESCE(last.index_m3, hung.index_m3)
                  ) before(date, index_m3) ON TRUE
                 WHERE reading.state <> 'rejected' AND NOT reading.billed_before
                   AND (reading.previous_date, reading.previous_index_m3)
                       IS DISTINCT FROM (before.date, before.index_m3)
                """
            ),
            self.env._(
                "goes on from %(previous_date)s, %(previous_index_m3)s m³; the reading "
                "before it is of %(date)s, %(index_m3)s m³"
            ),
        )

    def _find_reading_volume(self):
        """What was used is the difference of the indexes, and a turn of the dial."""
        return self._select(
            "gas.meter.reading",
            SQL(
                """
                SELECT reading.id, reading.volume_m3, moved.difference
                  FROM gas_meter_reading reading
                  JOIN gas_meter meter ON meter.id = reading.meter_id
                 CROSS JOIN LATERAL (
                       SELECT reading.index_m3 - reading.previous_index_m3
                              + CASE WHEN reading.rolled_over
                                     THEN power(10, meter.digits) ELSE 0 END
                  ) moved(difference)
                 WHERE reading.state = 'reviewed' AND reading.previous_date IS NOT NULL
                   AND reading.volume_m3 <> moved.difference
                """
            ),
            self.env._("%(volume_m3)s m³, but the indexes differ by %(difference)s m³"),
        )

    def _find_reading_skipped(self):
        """No reviewed reading lies unbilled before one that was billed."""
        return self._select(
            "gas.meter.reading",
            SQL(
                """
                SELECT reading.id, reading.date, reading.volume_m3
                  FROM gas_meter_reading reading
                 WHERE reading.bill_id IS NULL AND NOT reading.billed_before
                   AND reading.state <> 'rejected'
                   AND EXISTS (
                       SELECT FROM gas_meter_reading later
                        WHERE later.contract_id = reading.contract_id
                          AND later.meter_id = reading.meter_id
                          AND later.date > reading.date
                          AND later.bill_id IS NOT NULL)
                """
            ),
            self.env._(
                "%(volume_m3)s m³ until %(date)s were skipped: a later reading is "
                "billed"
            ),
        )

    def _find_bill_volume(self):
        """A bill is of the gas of its readings."""
        return self._select(
            "gas.bill",
            SQL(
                """
                SELECT bill.id, bill.volume_m3,
                       COALESCE(sum(reading.volume_m3), 0) AS read_m3
                  FROM gas_bill bill
                  LEFT JOIN gas_meter_reading reading ON reading.bill_id = bill.id
                 WHERE bill.state IN ('rated', 'posted')
                 GROUP BY bill.id
                HAVING bill.volume_m3 <> COALESCE(sum(reading.volume_m3), 0)
                """
            ),
            self.env._("%(volume_m3)s m³, but its readings have %(read_m3)s m³"),
        )

    def _find_bill_accumulator(self):
        """A bill begins where the one before it in the cycle ended."""
        return self._select(
            "gas.bill",
            SQL(
                """
                SELECT id, begun_m3, ended_m3
                  FROM (SELECT id, cycle_since, user_class,
                               (calculation #>> '{accumulator,since}')::date AS since,
                               (calculation #>> '{accumulator,volume}')::numeric
                               AS begun_m3,
                               lag(cycle_volume_m3) OVER one AS ended_m3,
                               lag(cycle_since) OVER one AS since_before,
                               lag(user_class) OVER one AS class_before
                          FROM gas_bill
                         WHERE state IN ('rated', 'posted') AND calculation IS NOT NULL
                        WINDOW one AS (PARTITION BY contract_id
                                       ORDER BY period_end, id)) bill
                 WHERE class_before = user_class
                   AND (since_before, ended_m3) IS DISTINCT FROM (since, begun_m3)
                """
            ),
            self.env._(
                "begins at %(begun_m3)s m³; the bill before ended at %(ended_m3)s"
            ),
        )

    def _find_household_unrouted(self):
        """A running household is in a campaign, or on a list of those that are not.

        Campaigns count whom nobody put on a route; they miss who is on an archived
        route, or on one of another station.
        """
        return self._select(
            "gas.contract",
            SQL(
                """
                SELECT contract.id, route.code
                  FROM gas_contract contract
                  JOIN gas_reading_route route ON route.id = contract.route_id
                 WHERE contract.state = 'running'
                   AND (NOT route.active
                        OR route.station_id <> contract.station_id)
                """
            ),
            self.env._("no campaign bills it: route %(code)s is archived or elsewhere"),
        )

    # Money

    def _find_bill_invoice(self):
        """A posted bill has its invoice, and both say the same."""
        return self._select(
            "gas.bill",
            SQL(
                """
                SELECT bill.id, bill.amount_total, move.amount_total AS invoiced
                  FROM gas_bill bill
                  LEFT JOIN account_move move ON move.id = bill.move_id
                 WHERE bill.state = 'posted'
                   AND (bill.amount_total, 'posted', bill.contract_id)
                       IS DISTINCT FROM
                       (move.amount_total, move.state, move.gas_contract_id)
                    OR bill.state IN ('rated', 'on_hold') AND bill.move_id IS NOT NULL
                """
            ),
            self.env._("the bill says %(amount_total)s, its invoice %(invoiced)s"),
        )

    def _find_bill_tax(self):
        """The VAT of a bill is that of its invoice."""
        return self._select(
            "gas.bill",
            SQL(
                """
                SELECT bill.id, bill.amount_tax, move.amount_tax AS invoiced
                  FROM gas_bill bill
                  JOIN account_move move ON move.id = bill.move_id
                 WHERE bill.state = 'posted' AND bill.amount_tax <> move.amount_tax
                """
            ),
            self.env._("VAT %(amount_tax)s on the bill, %(invoiced)s on the invoice"),
        )

    def _find_bill_frozen(self):
        """A bill computed again from what was frozen gives the same, to the fen.

        All of the last campaign, and a thousand others at random.
        """
        ids = self.env.execute_query(
            SQL(
                """
                (SELECT id FROM gas_bill
                  WHERE calculation IS NOT NULL
                    AND campaign_id = (SELECT max(campaign_id) FROM gas_bill
                                        WHERE state = 'posted'))
                UNION
                (SELECT id FROM gas_bill WHERE calculation IS NOT NULL
                  ORDER BY random() LIMIT %(sample)s)
                """,
                sample=SAMPLE,
            )
        )
        bills = self.env["gas.bill"].browse(sorted(each for (each,) in ids))
        wrong = []
        for first in range(0, len(bills), CHUNK):
            chunk = bills[first : first + CHUNK]
            wrong += [
                ("gas.bill", bill.id, self.env._("computed again, it differs"))
                for bill in chunk
                if bill._recompute_frozen() != bill.calculation["rating"]
            ]
            chunk.invalidate_recordset()
        return Offenders.of(wrong)

    def _find_household_receivable(self):
        """What a household owes by its bills is what the ledger says."""
        return self._select(
            "gas.contract",
            SQL(
                """
                SELECT owed.contract_id AS id, owed.amount, ledger.amount AS posted
                  FROM (SELECT bill.contract_id,
                               sum(move.amount_residual_signed) AS amount
                          FROM gas_bill bill
                          JOIN account_move move ON move.id = bill.move_id
                         WHERE bill.state = 'posted'
                         GROUP BY bill.contract_id) owed
                  JOIN (SELECT line.gas_contract_id, sum(line.amount_residual) AS amount
                          FROM account_move_line line
                          JOIN account_move move ON move.id = line.move_id
                         WHERE line.gas_contract_id IS NOT NULL
                           AND line.parent_state = 'posted'
                           AND line.debit > 0
                           AND move.move_type = 'out_invoice'
                           AND EXISTS (SELECT FROM gas_bill
                                        WHERE gas_bill.move_id = move.id)
                         GROUP BY line.gas_contract_id) ledger
                    ON ledger.gas_contract_id = owed.contract_id
                 WHERE owed.amount <> ledger.amount
                """
            ),
            self.env._("%(amount)s by its bills, %(posted)s in the ledger"),
        )

    def _find_payment_line(self):
        """A payment of a batch is posted if its entry is, and only then."""
        return self._select(
            "gas.payment.batch.line",
            SQL(
                """
                SELECT line.id, line.amount, line.state, -item.balance AS booked
                  FROM gas_payment_batch_line line
                  LEFT JOIN account_move_line item ON item.id = line.move_line_id
                  LEFT JOIN account_move back ON back.id = line.return_move_id
                 WHERE (line.state <> 'draft')
                       <> (COALESCE(item.parent_state, '') = 'posted')
                    OR line.state <> 'draft'
                       AND (-item.balance, item.gas_contract_id)
                           IS DISTINCT FROM (line.amount, line.contract_id)
                    OR (line.state = 'returned')
                       <> (COALESCE(back.state, '') = 'posted')
                """
            ),
            self.env._("%(state)s, %(amount)s; booked: %(booked)s"),
        )

    def _find_move_number(self):
        """The numbers of invoices and receipts have no gap."""
        return self._select(
            "account.journal",
            SQL(
                """
                SELECT journal_id AS id, sequence_prefix,
                       max(sequence_number) - count(*) AS missing
                  FROM account_move
                 WHERE posted_before AND sequence_number > 0
                   AND journal_id IN (SELECT gas_journal_id FROM res_company)
                 GROUP BY journal_id, sequence_prefix
                HAVING max(sequence_number) <> count(*)
                """
            ),
            self.env._("%(missing)s numbers are missing in %(sequence_prefix)s"),
        )

    def _pairs_of_eyes(self):
        return [
            *super()._pairs_of_eyes(),
            ("gas.meter.reading", "entered_by_id", "reviewed_by_id"),
            ("gas.tariff.version", "drafted_by_id", "approved_by_id"),
        ]
