"""Which valves to close when a pipe breaks, and who is without gas then. No Odoo.

How it works. The broken pipe and all that gas reaches from it without passing a valve
is the *zone*: it is cut off in any case. At its border stand the valves that are
reached first. Those behind which a source still gives gas are to be closed, and no
others: with them closed, as many pipes as possible keep their gas, by as few valves as
possible (``tests/burst_by_search.py`` tries all choices and finds the same).

A valve that does not close is passed like a joint, so that the search goes on to the
next ones. A source inside the zone has no valve before the break: it is shut itself.
"""

from collections import defaultdict
from typing import NamedTuple


class Network(NamedTuple):
    """Pipes, and what stands where they meet; ids throughout."""

    pipes: dict  # {pipe: (end, end)}
    sources: frozenset  # nodes that gas comes from
    closable: frozenset  # valves that are open and can be closed
    closed: frozenset  # valves that are closed


class Burst(NamedTuple):
    """Ids, each list in order."""

    valves: list  # to be closed
    kept: list  # closed already, and to stay so: they part the leak from the rest
    sources: list  # without a valve before the break: shut at the source
    zone: list  # pipes that no valve parts from the break
    dead: list  # pipes that had gas and have none now
    is_fed: bool  # whether the broken pipe had gas


def burst(network, broken):
    """Return the ``Burst`` of the pipe ``broken``.

    A gate, a valve, the break, a second valve and a dead end behind it. Nothing comes
    from the dead end: its valve stays open.

    >>> line = Network(
    ...     {1: ("gate", "V"), 2: ("V", "a"), 3: ("a", "W"), 4: ("W", "end")},
    ...     frozenset({"gate"}), frozenset({"V", "W"}), frozenset(),
    ... )
    >>> found = burst(line, 2)
    >>> found.valves, found.zone, found.dead
    (['V'], [2, 3], [2, 3, 4])

    V does not close:

    >>> found = burst(line._replace(closable=frozenset({"W"})), 2)
    >>> found.valves, found.sources, found.dead
    ([], ['gate'], [1, 2, 3, 4])
    """
    at = _pipes_at(network.pipes)

    def reached(starts, shut):
        """Return what gas reaches from nodes; it comes to ``shut`` ones and stops."""
        seen, left = set(starts), list(starts)
        while left:
            node = left.pop()
            if node in shut:
                continue
            for pipe in at[node]:
                for end in network.pipes[pipe]:
                    if end not in seen:
                        seen.add(end)
                        left.append(end)
        return seen

    def lets_gas_in(valve, fed):
        return valve in network.sources or any(
            end in fed for pipe in at[valve] for end in network.pipes[pipe]
        )

    closed, ends = network.closed, network.pipes[broken]
    zone_nodes = reached(ends, closed | network.closable)
    border = zone_nodes & network.closable
    inside = zone_nodes - border - closed
    shut = network.sources & inside
    before = reached(network.sources - closed, closed) - closed
    stops = closed | border
    after = reached(network.sources - shut - stops, stops) - stops
    valves = {valve for valve in border if lets_gas_in(valve, after)}
    leaking = reached(ends, closed | valves)
    leaking_pipes = {broken} | _touching(at, leaking - closed - valves)
    had_gas = _touching(at, before)
    return Burst(
        valves=sorted(valves),
        kept=sorted(v for v in leaking & closed if not leaking_pipes.issuperset(at[v])),
        sources=sorted(shut),
        zone=sorted({broken} | _touching(at, inside)),
        dead=sorted(had_gas - _touching(at, after)),
        is_fed=broken in had_gas,
    )


def _pipes_at(pipes):
    at = defaultdict(list)
    for pipe, ends in pipes.items():
        for end in ends:
            at[end].append(pipe)
    return at


def _touching(at, nodes):
    """Return the pipes that begin or end at one of ``nodes``."""
    return {pipe for node in nodes for pipe in at[node]}
