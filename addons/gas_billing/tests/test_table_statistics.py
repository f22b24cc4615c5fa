from unittest.mock import patch

from odoo.modules.registry import Registry
from odoo.tests import tagged
from odoo.tests.common import get_db_name
from odoo.tools import SQL

from odoo.addons.account.models.account_move import AccountMove

from ..models import account_move
from ..posting.table_statistics import refresh_after_commit, refresh_now
from .test_posting import PostingCase

TABLES = ("account_move", "account_move_line")


def count(cr, table):
    cr.execute(SQL("SELECT COUNT(*) FROM %s", SQL.identifier(table)))
    return cr.fetchone()[0]


def believed(cr, table):
    """Return how many rows the planner reckons with."""
    cr.execute(SQL("EXPLAIN (FORMAT JSON) SELECT FROM %s", SQL.identifier(table)))
    return cr.fetchone()[0][0]["Plan"]["Plan Rows"]


@tagged("post_install", "-at_install")
class TestTableStatistics(PostingCase):
    """B19: whoever looks at the tables at a wrong moment does not stop a posting."""

    @classmethod
    def setUpClass(cls):
        # Pages and statistics outlive a transaction: those of other tests' rows that
        # never were, and of ours.
        cls._vacuum()
        cls.addClassCleanup(cls._vacuum)
        super().setUpClass()
        cls.households = [cls.make_household() for _number in range(20)]

    @staticmethod
    def _vacuum():
        with Registry(get_db_name()).cursor() as cr:
            cr._cnx.autocommit = True
            for table in TABLES:
                cr.execute(SQL("VACUUM ANALYZE %s", SQL.identifier(table)))
            cr._cnx.autocommit = False

    @classmethod
    def _analyse_from_outside(cls, tables):
        with cls.registry.cursor() as cr:
            for table in tables:
                cr.execute(SQL("ANALYZE (SKIP_LOCKED) %s", SQL.identifier(table)))

    def _fall_into_the_trap(self):
        """Post ten bills and have another look at their tables; return the others."""
        bills = self._rated([7] * len(self.households), self.households)
        first, others = bills[:10], bills[10:]
        with (
            self._on_the_day(),
            patch.object(account_move, "refresh_now", lambda env, *tables: None),
        ):
            self.assertEqual(self.poster._post_each(first), first)
        self._analyse_from_outside(TABLES)
        for table in TABLES:
            self.assertGreaterEqual(count(self.cr, table), len(first))
            self.assertEqual(believed(self.cr, table), 1)
        return others

    def assertRight(self, cr, *tables):
        for table in tables:
            there = count(cr, table)  # some on a last page that is not full
            self.assertGreater(believed(cr, table), there / 2)
            self.assertLess(believed(cr, table), there * 2)

    def test_orm_asks_for_payments_with_all_rows_in_mind(self):
        others = self._fall_into_the_trap()
        asked = []
        compute = AccountMove._compute_reconciled_payment_ids

        def watched(moves):
            self.assertRight(self.cr, *TABLES)
            asked.append(len(moves))
            compute(moves)

        with (
            self._on_the_day(),
            patch.object(AccountMove, "_compute_reconciled_payment_ids", watched),
        ):
            self.assertEqual(self.poster._post_each(others), others)
            self.assertEqual(max(asked), len(others))

    def test_nobody_looks_again_before_the_commit(self):
        self._fall_into_the_trap()
        refresh_now(self.env, *TABLES)
        self._analyse_from_outside(TABLES)
        self.assertRight(self.cr, *TABLES)

    def test_whoever_is_looking_is_not_waited_for(self):
        self._fall_into_the_trap()
        self.cr.execute("SET LOCAL lock_timeout = '1s'")
        with self.registry.cursor() as other:
            for table in TABLES:
                other.execute(
                    SQL("LOCK %s IN SHARE UPDATE EXCLUSIVE MODE", SQL.identifier(table))
                )
            refresh_now(self.env, *TABLES)
            self.assertEqual(believed(self.cr, "account_move"), 1)
        refresh_now(self.env, *TABLES)
        self.assertRight(self.cr, *TABLES)

    def test_right_statistics_are_left_alone(self):
        self._fall_into_the_trap()
        refresh_now(self.env, *TABLES)
        with self.assertQueryCount(1):
            refresh_now(self.env, *TABLES)

    def test_few_pages_with_no_row_believed_are_noticed_after_the_commit(self):
        """A posting that was rolled back leaves pages, and the next one fills them."""
        table = "gas_test_statistics"

        def drop():
            with self.registry.cursor() as cr:
                cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(table)))

        drop()
        self.addCleanup(drop)
        with self.registry.cursor() as cr:
            cr.execute(SQL("CREATE TABLE %s (x int)", SQL.identifier(table)))
        with self.registry.cursor() as cr:
            cr.execute(
                SQL(
                    "INSERT INTO %s SELECT generate_series(1, 2000)",
                    SQL.identifier(table),
                )
            )
            self._analyse_from_outside([table])
            self.assertEqual(believed(cr, table), 1)
        with self.registry.cursor() as cr:
            refresh_after_commit(self.env(cr=cr), table)
        with self.registry.cursor() as cr:
            self.assertRight(cr, table)
