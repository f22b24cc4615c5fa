"""The one box over households and customers, in an archive of a million households.

Ours: what the web client asks when somebody types into the box, as the superuser and
as an agent of one station (whom record rules confine). Baseline: the same words as an
ordinary domain, ``ilike`` over the joined fields. Every query of ours is explained:
none may read a big table from end to end.
"""

import random
import threading
import time
from contextlib import contextmanager
from statistics import median

from city import BIG_TABLES, FIRST_ID, MILLION, copy_of, fill
from lxml import etree

from odoo.fields import Domain

import session

LIMIT_MS = 100
SAMPLES, REPEATS = 5, 4
RUNNING = Domain("state", "=", "running")
JOINED = (
    "name",
    "partner_id.name",
    "partner_id.phone",
    "service_point_id.name",
    "service_point_id.installation_ids.meter_id.name",
)


def run(database, rates):
    with copy_of(database) as name:
        start = time.perf_counter()
        station = fill(name)[-1]
        seconds = time.perf_counter() - start
        with session.environment(name) as env:
            env.cr.execute("SELECT pg_database_size(current_database()) / 2 ^ 30")
            size = env.cr.fetchone()[0]
            notes = [
                f"{MILLION.households:,} households in {seconds:.0f} s, {size:.1f} GB"
            ]
            agent = agent_of(env, station).env
            boxes = [kind(e) for e in (env, agent) for kind in (Box, CustomerBox)]
            for box in boxes:
                notes += box.measure()
            agents = boxes[2]
            result = {
                "what": "searches of an agent; baseline: ilike over joined fields",
                "unit": "searches/s",
                "rates": rates(len(agents.texts), agents.ours, agents.baseline),
                "notes": notes,
            }
            env.cr.rollback()
            return result


def agent_of(env, station):
    """Return the contracts as a new agent of ``station`` sees them."""
    group = env.ref("gas_customer.gas_customer_group_agent")
    user = env["res.users"].create(
        {
            "name": "Agent",
            "login": "agent_of_a_million",
            "group_ids": [(4, group.id)],
            "gas_area_ids": [(6, 0, [station])],
        }
    )
    return env["gas.contract"].with_user(user)


class Box:
    """The box above the list of households, and that list, as one user has them."""

    VIEW = "gas_customer.gas_contract_view_list"
    ANY_TEXT = "any_text"
    LISTED = RUNNING
    WAYS = ("box", "field")

    def __init__(self, env):
        self.env = env
        self.view = env.ref(self.VIEW).sudo()
        self.records = env[self.view.model]
        self.columns = self._columns()
        self.who = f"{'superuser' if env.su else 'agent'}, {self.records._description}"
        pick = random.Random(7)
        first = FIRST_ID + MILLION.households * (1 - 1 / MILLION.stations)
        ids = [
            pick.randrange(int(first), FIRST_ID + MILLION.households)
            for _sample in range(SAMPLES)
        ]
        self.texts = self._texts(env["gas.contract"].browse(ids))

    def _columns(self):
        """Return what the web client reads for the columns of the list."""
        arch = self.records.get_view(self.view.id, "list")["arch"]
        names = [field.get("name") for field in etree.fromstring(arch).iter("field")]
        fields = self.records.fields_get(names, ["type"])
        display = {"fields": {"display_name": {}}}
        return {
            name: display if fields[name]["type"] == "many2one" else {}
            for name in names
        }

    def _texts(self, contracts):
        """Return {how one names a household: what is typed, for each sample}."""
        partners = contracts.partner_id
        points = contracts.service_point_id
        return {
            "household number": contracts.mapped("name"),
            "phone": partners.mapped("phone"),
            "end of the phone": [p.phone[-6:] for p in partners],
            "meter": points.meter_id.mapped("name"),
            "name": [p.name for p in partners],
            "given name": [p.name[-2:] for p in partners],
            "building": points.premise_id.mapped("name"),
            "estate": points.community_id.mapped("name"),
            "name and room": [
                f"{c.partner_id.name} {c.service_point_id.room}" for c in contracts
            ],
        }

    def ours(self, _round):
        for texts in self.texts.values():
            self.search(texts[0])

    def baseline(self, _round):
        for texts in self.texts.values():
            self.search_naively(texts[0])

    def open_list(self, domain=Domain.TRUE):
        """Read what the web client shows when the list opens, and its counter."""
        self.env.invalidate_all()
        return self.records.web_search_read(
            list(domain & self.LISTED), self.columns, limit=80, count_limit=10001
        )

    def search(self, text):
        return self.open_list(Domain(self.ANY_TEXT, "ilike", text))

    def search_naively(self, text):
        joined = (
            Domain.OR(Domain(field, "ilike", word) for field in JOINED)
            for word in text.split()
        )
        return self.open_list(Domain.AND(joined))

    def pick(self, text):
        """Return what a field of another form offers for ``text``."""
        self.env.invalidate_all()
        return self.records.name_search(text, limit=8)

    def measure(self):
        """Return a line on each way to ask; all must be quick, by indexes."""
        self.search(self.texts["phone"][0])  # record rules, translations: once
        notes = [self._note("the list itself", self.open_list, [()] * SAMPLES)]
        for way, texts in self.texts.items():
            for what in self.WAYS:
                asked = {"box": self.search, "field": self.pick}[what]
                calls = [(text,) for text in texts]
                notes.append(self._note(f"{way} ({what})", asked, calls))
        return notes

    def _note(self, what, asked, calls):
        first, again, indexes = [], [], set()
        for arguments in calls:
            spent = []
            for _time in range(REPEATS):
                with watching() as queries:
                    assert asked(*arguments), what
                spent.append(1000 * sum(seconds for _q, _params, seconds in queries))
            first.append(spent[0])
            again.append(min(spent[1:]))  # whatever else this machine was doing
            for query, params, _seconds in queries:
                indexes |= self._indexes(what, query, params)
        assert max(again) < LIMIT_MS, f"{self.who}, {what}: {again} ms"
        return (
            f"{self.who}, {what}: {median(again):.1f} ms, at most {max(again):.1f}; "
            f"the first time {median(first):.1f}, at most {max(first):.1f}"
            f"; by {', '.join(sorted(indexes))}"
        )

    def _indexes(self, what, query, params):
        """Return the indexes of contracts that ``query`` uses; refuse to read all."""
        self.env.cr.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}", params)
        used = set()
        nodes = [self.env.cr.fetchone()[0][0]["Plan"]]
        while nodes:
            node = nodes.pop()
            nodes += node.get("Plans", ())
            table = node.get("Relation Name")
            read = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
            whole = node["Node Type"] == "Seq Scan" and read > MILLION.households / 20
            assert not (whole and table in BIG_TABLES), (
                f"{self.who}, {what}: {read} rows of {table} are read by {query}"
            )
            if node.get("Index Name", "").startswith(("gas_contract", "res_partner")):
                used.add(node["Index Name"])
        return used


class CustomerBox(Box):
    """The box above the list of customers, and that list."""

    VIEW = "gas_customer.res_partner_view_list"
    ANY_TEXT = "gas_any_text"
    LISTED = Domain("gas_is_customer", "=", True)
    # By what a field of a form offers a customer, is Odoo's own matter.
    WAYS = ("box",)


@contextmanager
def watching():
    """Yield a list that fills with the (query, parameters, seconds) asked meanwhile."""
    seen = []

    def hook(_cr, query, params, _start, seconds):
        seen.append((query, params, seconds))

    thread = threading.current_thread()
    thread.query_hooks = [hook]
    try:
        yield seen
    finally:
        thread.query_hooks = []
