"""How long all six factors take, and how much memory: `python -m benchmarks.scorecard_scale [CUSTOMERS ...]` prints the section."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.measure import peak_mib, table
from lifeworld.scorecard.core.card import scorecard
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.simulation.partners import UsePlan
from lifeworld.scorecard.core.simulation.people import AS_OF, SINCE, UNTIL
from lifeworld.scorecard.core.simulation.worlds import PLANS, planted
from lifeworld.scorecard.core.values import FACTORS, Asked

SIZES, PARTNERS = (100_000, 1_000_000), 1000
ASKED = Asked(since=SINCE, until=UNTIL, as_of=AS_OF)


def write(customers: int, folder: Path) -> None:
    """The frames of a world, as files, so that making them is neither timed nor counted."""
    made = planted(replace(PLANS["sound"], uses=UsePlan(uses=4.0)), customers=customers, partners=PARTNERS)
    for name, frame in made.frames.by_name.items():
        frame.write_parquet(folder / f"{name}.parquet")


def score(folder: Path) -> dict[str, Any]:
    """Score the frames of a folder: rows, seconds of each factor and of all, and the peak."""
    frames = Frames({path.stem: pl.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}, simulated=True)
    rows, begun, steps = sum(frame.height for frame in frames.by_name.values()), time.perf_counter(), []

    def step(_: int) -> None:
        steps.append(time.perf_counter() - begun)

    card = scorecard(frames, ASKED, step)
    each = [after - before for before, after in zip([0.0, *steps], steps, strict=False)]
    return {"rows": rows, "seconds": time.perf_counter() - begun, "each": each, "peak": peak_mib(), "unknown": list(card.unknown)}


def measured(customers: int) -> dict[str, Any]:
    """One size: made by one process and scored by another."""
    with tempfile.TemporaryDirectory() as folder:
        for word in ("write", "score"):
            ran = subprocess.run([sys.executable, "-m", "benchmarks.scorecard_scale", word, str(customers), folder], stdout=subprocess.PIPE,
                                 text=True, check=True)
        return dict(json.loads(ran.stdout))


def report(sizes: tuple[int, ...]) -> str:
    """The table of sizes."""
    rows = []
    for customers in sizes:
        sys.stderr.write(f"scale: {customers:,} customers\n")
        found = measured(customers)
        each: list[float] = found["each"]
        rows.append([f"{customers:,}", f"{found['rows']:,}", f"{found['seconds']:.0f} s", *(f"{one:.0f} s" for one in each),
                     f"{found['peak']:,} MiB", ", ".join(found["unknown"]) or "none"])
    return table(["customers", "rows in all frames", "all", *(factor.key for factor in FACTORS), "peak", "not known"], rows)


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        write(int(sys.argv[2]), Path(sys.argv[3]))
    elif sys.argv[1:2] == ["score"]:
        print(json.dumps(score(Path(sys.argv[3]))))
    else:
        print(report(tuple(int(one) for one in sys.argv[1:]) or SIZES))
