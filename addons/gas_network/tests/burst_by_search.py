"""Burst analysis as one would do it with a pencil. Plain Python, no Odoo."""

from collections import defaultdict


def isolate(nodes, pipes, broken):
    """The search that one would make with a pencil; the twin of ``network.burst``.

    ``nodes``: {id: (is valve, is closed, is source)}; ``pipes``: {id: (end, end)}.
    Return (valves to close, sources in the zone, zone, dead), as sets.
    """
    at = defaultdict(set)
    for pipe, ends in pipes.items():
        for end in ends:
            at[end].add(pipe)
    zone, border, seen, left = {broken}, set(), set(), list(pipes[broken])
    while left:
        node = left.pop()
        if node in seen:
            continue
        seen.add(node)
        if nodes[node][0]:
            border.add(node)
            continue
        for pipe in at[node]:
            zone.add(pipe)
            left += pipes[pipe]
    blocked = border | {
        n for n, (valve, closed, _s) in nodes.items() if valve and closed
    }
    supplied = {n for n, (_v, _c, source) in nodes.items() if source and n not in seen}
    left = list(supplied)
    while left:
        node = left.pop()
        if node in blocked:
            continue
        for pipe in at[node] - zone:
            for other in pipes[pipe]:
                if other not in supplied:
                    supplied.add(other)
                    left.append(other)
    dead = {p for p, ends in pipes.items() if not (set(ends) & (supplied - blocked))}
    return (
        {n for n in border if not nodes[n][1]},
        {n for n in seen if nodes[n][2]},
        zone,
        dead | zone,
    )
