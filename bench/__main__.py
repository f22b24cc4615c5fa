"""Measure: `python bench CONFIG DATABASE [ONLY]`; prints a table and writes
.bench/results.json.

Each benchmark runs in a process of its own (so that its peak memory is its own), ours
and the baseline in turns on the same data; figures are medians of ROUNDS. Rates of one
machine mean little: read the ratios.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / ".bench" / "results.json"
NAMES = (
    "rating",
    "posting",
    "campaign",
    "kills",
    "payments",
    "printing",
    "readings_import",
    "promise_alarms",
    "household_search",
    "orders",
    "burst",
    "audit",
)
COLUMNS = ("name", "what", "ours", "baseline", "ratio", "unit", "peak_mb")


def main(config, database, only=""):
    results = []
    for name in NAMES:
        if only not in name:
            continue
        print(f"==> {name} ...", flush=True)
        output = subprocess.run(
            [sys.executable, ROOT / "bench" / "one.py", config, database, name],
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        ).stdout
        results.append(json.loads(output.splitlines()[-1]))
    if not results:
        raise SystemExit(f"No benchmark is called {only!r}; there are {NAMES}.")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n")
    print_table(results)


def print_table(results):
    rows = [COLUMNS] + [tuple(str(r[c]) for c in COLUMNS) for r in results]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)))
    for result in results:
        for note in result.get("notes", ()):
            print(f"{result['name']}: {note}")


if __name__ == "__main__":
    main(*sys.argv[1:])
