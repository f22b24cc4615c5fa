"""Burst analysis as one would do it with a pencil. Plain Python, no Odoo."""

from itertools import combinations


def isolate(nodes, pipes, broken):
    """Try all choices of valves; the twin of ``network.burst``.

    ``nodes``: {id: (is valve, is closed, does not close, is source)}; only valves are
    closed. ``pipes``: {id: (end, end)}. Return (valves to close, valves that stay
    closed, sources to shut, pipes that lose their gas), as sets: of all choices that
    bring no gas to the broken pipe, the one that leaves most pipes with gas, and of
    those the one with fewest valves. A closed valve stays so if the leak would reach
    further through it.
    """
    closed = {n for n, (valve, shut, _s, _g) in nodes.items() if valve and shut}
    closable = {
        n for n, (valve, _c, stuck, _g) in nodes.items() if valve and not stuck
    } - closed
    sources = {n for n, (_v, _c, _s, source) in nodes.items() if source}
    # A source is shut at itself if no valve can be closed before it.
    shut = {
        source
        for source in sources - closable - closed
        if broken in _with_gas(pipes, {source}, closed | closable)
    }
    before = _with_gas(pipes, sources, closed)
    best = None
    for size in range(len(closable) + 1):
        for choice in combinations(sorted(closable), size):
            fed = _with_gas(pipes, sources - shut, closed | set(choice))
            if broken not in fed and (best is None or len(fed) > len(best[1])):
                best = set(choice), fed
    valves, fed = best
    leak = _with_gas(pipes, set(pipes[broken]), closed | valves) | {broken}
    kept = {
        valve
        for valve in closed
        if leak < _with_gas(pipes, pipes[broken], (closed | valves) - {valve})
    }
    return valves, kept, shut, before - fed


def _with_gas(pipes, sources, closed):
    """Return the pipes with gas: laid on from pipe to pipe, as long as one is new."""
    fed = set()
    ends = set(sources) - closed
    while True:
        new = {p for p, (a, b) in pipes.items() if p not in fed and {a, b} & ends}
        if not new:
            return fed
        fed |= new
        ends |= {end for pipe in new for end in pipes[pipe]} - closed
