"""Readers of parts and offers under changed files for some seconds. `python -m benchmarks.power_fuzz [SECONDS]`, 20 without a word.

An exception other than a refusal ends it, and names the kind of file and the seed that make the same file again.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.measure import table
from lifeworld_power.tests.fuzzed import KINDS, answered

SECONDS = 20.0


def fuzzed(seconds: float) -> str:
    """Every kind of file for its share of the time: how many were read, what came of them, and the slowest."""
    rows, first = [], time.time_ns() % 1_000_000_000
    for kind in KINDS:
        said: Counter[str] = Counter()
        worst, end = 0.0, time.perf_counter() + seconds / len(KINDS)
        while time.perf_counter() < end:
            seed = first + said.total()
            with tempfile.TemporaryDirectory() as folder:
                begun = time.process_time()
                try:
                    said[answered(kind, seed, Path(folder))] += 1
                except BaseException as fault:
                    raise SystemExit(f"Fuzzing found a fault: {kind}, seed {seed}: {type(fault).__name__}: {fault}") from fault
                worst = max(worst, time.process_time() - begun)
        came = ", ".join(f"{n:,} {what}" for what, n in said.most_common())
        rows.append([kind, f"{said.total():,}", came, f"{1e3 * worst:.0f}"])
    told = table(["files", "changed ones read", "what came of them", "slowest, ms of the processor"], rows)
    return f"{told}\n\nIn {seconds:.0f} s no reader raised anything but a refusal in a whole sentence, and what was read held together."


if __name__ == "__main__":
    os.environ["RUST_BACKTRACE"] = "0"
    sys.stdout.write(fuzzed(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS) + "\n")
