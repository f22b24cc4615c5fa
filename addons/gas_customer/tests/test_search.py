from datetime import date

from odoo.tests import tagged

from ..models import gas_contract
from .common import GasCase


@tagged("post_install", "-at_install")
class TestSearch(GasCase):
    """C35, A04: one box finds by name, any phone, 户号, meter number and address."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.household = cls.make_household()
        cls.household.partner_id.write({"name": "欧阳建国", "phone": "190 0077 1234"})
        cls.env["gas.customer.phone"].create(
            {"partner_id": cls.household.partner_id.id, "number": "0771-5559876"}
        )
        cls.other = cls.make_household(cls.harbour)
        cls.env.flush_all()

    def _found(self, text):
        return self.env["gas.contract"].search([("any_text", "ilike", text)])

    def test_each_way_of_naming_a_household_finds_it(self):
        point = self.household.service_point_id
        for text in (
            self.household.name,
            self.household.name[-5:],
            "欧阳",
            "建国",
            "19000771234",
            "190 0077 1234",
            "+86 190-0077-1234",
            "0771-5559876",
            "5559876",
            self.household.meter_id.name,
            point.premise_id.street,
            f"{point.premise_id.street}锦绣",
            "欧阳 502",
        ):
            with self.subTest(text=text):
                self.assertIn(self.household, self._found(text))
                self.assertNotIn(self.other, self._found(f"{text} 欧阳"))

    def test_words_that_do_not_fit_find_nothing(self):
        self.assertFalse(self._found("欧阳 码头"))

    def test_box_of_other_forms_uses_the_same_search(self):
        names = self.env["gas.contract"].name_search("欧阳")
        self.assertEqual([found[0] for found in names], self.household.ids)
        partners = self.env["res.partner"].search(
            [("gas_any_text", "ilike", self.household.meter_id.name)]
        )
        self.assertEqual(partners, self.household.partner_id)

    def test_exchanged_meter_is_followed(self):
        point = self.household.service_point_id
        old = point.meter_id
        point.installation_ids.write({"date_end": date(2026, 2, 1), "index_end_m3": 5})
        new = self.make_meter()
        self.hang(new, point, date(2026, 2, 1))
        self.assertEqual(self._found(new.name), self.household)
        self.assertFalse(self._found(old.name))

    def test_changes_of_name_and_phone_are_followed(self):
        self.household.partner_id.write({"name": "诸葛明", "phone": "19000770000"})
        self.assertEqual(self._found("诸葛明"), self.household)
        self.assertEqual(self._found("19000770000"), self.household)
        self.assertFalse(self._found("欧阳"))

    def test_trigram_index_serves_the_box(self):
        """A million households: the box must not read them all."""
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        contracts = self.env["gas.contract"]
        query = contracts._search([("search_key", "ilike", "欧欧阳阳建建国国")])
        self.assertIn("gas_contract__search_key_index", self._plan(query))

    def test_matches_are_sorted_and_not_waited_for(self):
        """The planner cannot see how many there are, and expects few."""
        contracts = self.env["gas.contract"]
        query = contracts._search([("any_text", "ilike", "欧阳建国")], order="name")
        self.assertIn("InitPlan", self._plan(query))
        self.assertEqual(query.get_result_ids(), self.household._ids)

    def test_words_that_almost_all_have_are_searched_in_order(self):
        self.patch(gas_contract, "MANY", 0)
        query = self.env["gas.contract"]._search([("any_text", "ilike", "欧阳建国")])
        self.assertNotIn("InitPlan", self._plan(query))
        self.assertEqual(query.get_result_ids(), self.household._ids)

    def test_trigrams_of_names_of_two_characters(self):
        """The index holds no less than three characters: each stands there twice."""
        self.assertIn("建建国国", self.household.search_key)
        self.assertEqual(self._found("建国"), self.household)
        self.assertFalse(self._found("国建"))

    def test_list_of_a_station_is_read_in_order(self):
        """What the planner makes of it with a million: bench_household_search."""
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = %s",
            ["gas_contract_by_station"],
        )
        self.assertIn("(station_id, name)", self.env.cr.fetchone()[0])
        self.assertEqual(self.env["gas.contract"]._order, "name")

    def _plan(self, query):
        sql = query.select()
        self.env.cr.execute("EXPLAIN " + sql.code, sql.params)
        return "\n".join(row[0] for row in self.env.cr.fetchall())
