import doctest
import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.gas_workorder.tests.common import OrderCase

from ..models import gas_import_network_nodes, gas_import_pipe_sections

NODES = "节点编号,节点类型,位置,经度,纬度,气源,常闭,服务站"
SECTIONS = "管段编号,起点编号,终点编号,压力级制,材质,管径,长度,敷设日期,道路,供气建筑"


@tagged("post_install", "-at_install")
class TestGasImportNetwork(OrderCase):
    """D09, G09: the network comes by file, the points first, then the pipes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.premise = cls.household.service_point_id.premise_id

    def run_file(self, kind, *lines, user=None, dry_run=False):
        header = NODES if kind == "network_nodes" else SECTIONS
        content = "\n".join([header, *lines])
        return self.send_text(kind, content, user or self.dispatcher, dry_run)

    def reasons(self, record):
        return [(r.line, r.column, r.reason) for r in record.refusal_ids]

    def nodes(self):
        return self.env["gas.network.node"].search([("code", "like", "X-")])

    def sections(self):
        return self.env["gas.pipe.section"].search([("code", "like", "X-")])

    def two_points(self):
        self.run_file("network_nodes", "X-1,Gate Station,,,,,,", "X-2,end,,,,,,")

    def test_examples_of_the_documentation(self):
        for module in (gas_import_network_nodes, gas_import_pipe_sections):
            tried = doctest.testmod(module)
            self.assertTrue(tried.attempted)
            self.assertFalse(tried.failed)

    def test_points_come_in(self):
        record = self.run_file(
            "network_nodes",
            "X-1,gate,门站,108.30123456,22.80,,,",
            "X-2,Valve,桥头,108.31,22.81,否,是,East",
        )
        self.assertEqual((self.counts(record), record.state), ((2, 0, 0), "done"))
        gate, valve = self.nodes()
        self.assertRecordValues(
            gate + valve,
            [
                {
                    "kind": "gate",
                    "name": "门站",
                    "longitude": 108.3012346,
                    "is_source": True,
                    "is_closed": False,
                    "station_id": False,
                },
                {
                    "kind": "valve",
                    "name": "桥头",
                    "longitude": 108.31,
                    "is_source": False,
                    "is_closed": True,
                    "station_id": self.east.id,
                },
            ],
        )

    def test_pipes_come_in_and_feed_buildings(self):
        self.two_points()
        record = self.run_file(
            "pipe_sections",
            f"X-P,X-1,X-2,low,PE,110,120.5,2020-05-01,人民路,{self.premise.name}",
        )
        self.assertEqual(self.counts(record), (1, 0, 0))
        gate, end = self.nodes()
        section = self.sections()
        self.assertRecordValues(
            section,
            [
                {
                    "node_from_id": gate.id,
                    "node_to_id": end.id,
                    "pressure": "low",
                    "diameter_mm": 110,
                    "length_m": 120.5,
                    "road": "人民路",
                }
            ],
        )
        self.assertEqual(section.premise_ids, self.premise)

    def test_same_files_twice_change_nothing(self):
        self.two_points()
        again = self.run_file("network_nodes", "X-1,gate,,,,,,", "X-2,end,,,,,,")
        self.assertEqual(self.counts(again), (0, 2, 0))
        line = f"X-P,X-1,X-2,low,pe,110,120.5,,人民路,{self.premise.name}"
        self.run_file("pipe_sections", line)
        again = self.run_file("pipe_sections", line)
        self.assertEqual(self.counts(again), (0, 1, 0))
        self.assertEqual((len(self.nodes()), len(self.sections())), (2, 1))

    def test_further_buildings_are_hung_on_a_known_pipe(self):
        self.two_points()
        self.run_file("pipe_sections", "X-P,X-1,X-2,,,,,,,")
        self.assertFalse(self.sections().premise_ids)
        record = self.run_file(
            "pipe_sections", f"X-P,X-1,X-2,,,,,,,{self.premise.name}"
        )
        self.assertEqual(self.counts(record), (1, 0, 0))
        self.assertEqual(self.sections().premise_ids, self.premise)

    def test_check_writes_nothing(self):
        record = self.run_file("network_nodes", "X-1,gate,,,,,,", dry_run=True)
        self.assertEqual(self.counts(record), (1, 0, 0))
        self.assertFalse(self.nodes())

    def test_wrong_points_are_refused_and_the_rest_comes_in(self):
        self.run_file("network_nodes", "X-1,gate,,,,,,")
        record = self.run_file(
            "network_nodes",
            "X-2,end,,,,,,",
            "X-2,end,,,,,,",
            "X-3,valve,,22.8,108.3,,,",
            "X-4,valve,,,,,,Nowhere",
            "X-1,valve,,,,,,",
            ",valve,,,,,,",
        )
        self.assertEqual(self.counts(record), (1, 0, 5))
        reasons = self.reasons(record)
        self.assertEqual(
            reasons[:2],
            [
                (3, "节点编号", "Line 2 of this file has the same code."),
                (4, "纬度", "This is at most 90 degrees."),
            ],
        )
        self.assertEqual(reasons[2][:2], (5, "服务站"))
        self.assertIn("“Nowhere” is not known here. Possible: ", reasons[2][2])
        self.assertEqual(
            reasons[3:],
            [
                (
                    6,
                    "节点类型",
                    "“X-1” is on file with “Gate Station”. An import does not change "
                    "it; open its card.",
                ),
                (7, "节点编号", "Must not be empty."),
            ],
        )
        self.assertEqual(self.nodes().mapped("code"), ["X-1", "X-2"])

    def test_wrong_pipes_are_refused_and_the_rest_comes_in(self):
        self.two_points()
        foreign = self.make_point(self.harbour).premise_id
        self.run_file("pipe_sections", f"X-P,X-1,X-2,,,,,,,{self.premise.name}")
        record = self.run_file(
            "pipe_sections",
            "X-Q,X-1,X-2,,,,,,,",
            "X-R,X-1,X-9,,,,,,,",
            "X-S,X-1,X-1,,,,,,,",
            f"X-T,X-1,X-2,,,,,,,{self.premise.name}",
            f"X-U,X-1,X-2,,,,,,,{foreign.name}",
            "X-P,X-2,X-1,,,,,,,",
            user=self.role("dispatcher", self.east),
        )
        self.assertEqual(self.counts(record), (1, 0, 5))
        self.assertEqual(
            self.reasons(record),
            [
                (
                    3,
                    "终点编号",
                    "No point of the network has the code “X-9”. Import the points "
                    "first.",
                ),
                (4, "终点编号", "A pipe has two different ends."),
                (
                    5,
                    "供气建筑",
                    f"{self.premise.name} is fed by pipe X-P. Change it on the card of "
                    "the building.",
                ),
                (
                    6,
                    "供气建筑",
                    f"In your stations, 0 buildings read “{foreign.name}”. Write the "
                    "address as on the card of the building.",
                ),
                (
                    7,
                    "起点编号",
                    "“X-P” is on file with “X-1”. An import does not change it; open "
                    "its card.",
                ),
                (
                    7,
                    "终点编号",
                    "“X-P” is on file with “X-2”. An import does not change it; open "
                    "its card.",
                ),
            ],
        )
        self.assertEqual(self.sections().mapped("code"), ["X-P", "X-Q"])
        self.assertFalse(foreign.pipe_section_id)

    def test_building_has_one_pipe(self):
        self.two_points()
        record = self.run_file(
            "pipe_sections",
            f"X-P,X-1,X-2,,,,,,,{self.premise.name}",
            f"X-Q,X-1,X-2,,,,,,,{self.premise.name}",
        )
        self.assertEqual(
            self.reasons(record),
            [(3, "供气建筑", "Line 2 of this file feeds the same building.")],
        )
        self.assertEqual(self.sections().mapped("code"), ["X-P"])

    def test_who_does_not_draw_the_network_sends_no_file(self):
        head = self.role("station_head")
        with self.assertRaises(AccessError):
            self.run_file("network_nodes", "X-1,gate,,,,,,", user=head)
        self.assertFalse(self.nodes())
        kinds = self.env["gas.import"].with_user(self.dispatcher).fields_get(["kind"])
        self.assertEqual(
            [kind for kind, _label in kinds["kind"]["selection"]],
            ["orders", "network_nodes", "pipe_sections"],
        )

    def test_queries_do_not_grow_with_the_rows(self):
        def queries(start, count):
            lines = [f"X-{n},valve,,,,,," for n in range(start, start + count)]
            record = self.run_file("network_nodes", *lines, dry_run=True)
            self.assertEqual(record.good_count, count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            record.action_import()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(0, 1)
        few = queries(100, 5)
        self.assertLess(queries(200, 80) - few, 5)


@tagged("post_install", "-at_install")
class TestTemplate(HttpCase, OrderCase):
    def test_templates_have_the_columns(self):
        """D09, G09: the templates are workbooks with the right headers."""
        self.authenticate("admin", "admin")
        for kind, header in (("network_nodes", NODES), ("pipe_sections", SECTIONS)):
            answer = self.url_open(f"/gas/import/template/{kind}")
            self.assertEqual(answer.status_code, 200)
            page = load_workbook(io.BytesIO(answer.content)).active
            self.assertEqual([cell.value for cell in page[1]], header.split(","))
