"""Burst analyses a second: 20,000 sections of pipe that feed a million service points.

Baseline: the same search, of pipes that the ORM has read.
"""

import itertools
import random
import time

from city import MILLION, copy_of, fill

import session

SIDE = 100  # of the grid of nodes
TABLES = {"gas_premise", "gas_service_point", "res_partner", "gas_contract"}


def run(database, rates):
    with copy_of(database) as name:
        fill(name, MILLION, TABLES)
        with session.environment(name) as env:
            sections = lay_pipes(env)
            picks = itertools.cycle(random.Random(7).sample(sections.ids, 20))
            slowest = []

            def ours(_round):
                for _number in range(5):
                    start = time.perf_counter()
                    section = sections.browse(next(picks))
                    section._households_fed(section._burst().dead)
                    slowest.append(time.perf_counter() - start)

            def baseline(_round):
                dead = read_by_the_orm(env, next(picks))
                fed_by = "service_point_id.premise_id.pipe_section_id"
                env["gas.contract"].search_count(
                    [(fed_by, "in", list(dead)), ("state", "=", "running")]
                )
                return 1

            measured = rates(5, ours, baseline)
            broken = sections.browse(sections.ids[len(sections) // 2])
            found = broken._burst()
            assert found.dead == read_by_the_orm(env, broken.id)
            return {
                "what": f"{len(sections):,} sections, {MILLION.households:,} points; "
                "baseline: read by the ORM",
                "unit": "bursts/s",
                "rates": measured,
                "notes": [f"the slowest took {max(slowest):.2f} s"],
            }


def lay_pipes(env):
    """Lay a grid with gates and valves, and hang all buildings on it."""
    kinds = [
        "gate" if n in (0, SIDE**2 - 1) else "valve" if n % 9 == 4 else "junction"
        for n in range(SIDE**2)
    ]
    nodes = env["gas.network.node"].create(
        [{"code": f"X{n}", "kind": kind} for n, kind in enumerate(kinds)]
    )
    grid = [nodes.ids[row * SIDE : (row + 1) * SIDE] for row in range(SIDE)]
    pairs = [pair for row in grid for pair in itertools.pairwise(row)]
    pairs += [
        pair
        for column in zip(*grid, strict=True)
        for pair in itertools.pairwise(column)
    ]
    sections = env["gas.pipe.section"].create(
        [
            {"code": f"X{n}", "node_from_id": start, "node_to_id": end}
            for n, (start, end) in enumerate(pairs)
        ]
    )
    env.flush_all()
    env.cr.execute(
        """
        UPDATE gas_premise SET pipe_section_id = (%s::int[])[id %% %s + 1]
        """,
        [sections.ids, len(sections)],
    )
    env.cr.execute("ANALYZE gas_premise, gas_network_node, gas_pipe_section")
    env.cr.commit()
    env.invalidate_all()
    return sections


def read_by_the_orm(env, broken):
    """Return the ids of the sections without gas when ``broken`` breaks."""
    # Add-ons can be imported once their environment is there.
    from odoo.addons.gas_network.network import Network, burst

    env.invalidate_all()
    nodes = env["gas.network.node"].search_read([], ["kind", "is_closed", "is_source"])
    valves = {each["id"]: each for each in nodes if each["kind"] == "valve"}
    closed = frozenset(valve for valve, each in valves.items() if each["is_closed"])
    pipes = {
        each["id"]: (each["node_from_id"][0], each["node_to_id"][0])
        for each in env["gas.pipe.section"].search_read(
            [], ["node_from_id", "node_to_id"]
        )
    }
    network = Network(
        pipes=pipes,
        sources=frozenset(each["id"] for each in nodes if each["is_source"]),
        closable=frozenset(valves) - closed,
        closed=closed,
    )
    return burst(network, broken).dead
