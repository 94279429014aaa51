"""How things are timed: best of several windows, ratios against a peer of the same run, memory of the process."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """Seconds of the best and the median of several runs."""

    best: float
    median: float


def timed(work: Callable[[], object], runs: int = 3) -> Timing:
    """Run ``work`` several times; the best run is the least disturbed one."""
    seconds = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return Timing(min(seconds), sorted(seconds)[len(seconds) // 2])


def peak_mib() -> int:
    """Largest resident memory of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def table(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])
