"""Run one benchmark: `one.py CONFIG DATABASE NAME`; prints its result as JSON."""

import gc
import importlib
import json
import resource
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "scripts" / "ground" / "in_odoo"), str(ROOT / "scripts")]

import session  # noqa: E402

ROUNDS = 3


def rates(count, ours, baseline):
    """Run ``ours(round)`` and ``baseline(round)`` in turns; return medians, a second.

    ``count``: things done by each call; either may return its own count.
    """
    found = {ours: [], baseline: []}
    for number in range(ROUNDS):
        for function in (ours, baseline):
            gc.collect()
            start = time.perf_counter()
            done = function(number) or count
            found[function].append(done / (time.perf_counter() - start))
    return median(found[ours]), median(found[baseline])


if __name__ == "__main__":
    database, (name,) = session.arguments()
    result = importlib.import_module(f"bench_{name}").run(database, rates)
    ours, baseline = result.pop("rates")
    result.update(
        name=name,
        ours=round(ours, 1),
        baseline=round(baseline, 1),
        ratio=round(ours / baseline, 2),
        peak_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    )
    print(json.dumps(result, ensure_ascii=False))
