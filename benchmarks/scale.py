"""A partitioned map from 10^5 to 10^7 statements: local processes beside Dask workers, wall and CPU time, memory of all processes.

    python -m benchmarks.scale --sizes 100000 1000000 10000000 --folder /tmp/scale

Statements are generated as Parquet files of 250,000 rows (ten a customer) before anything is timed. Each run is a command of
its own; memory is the sum of the proportional set sizes (PSS) of the command, its workers and, for Dask, the scheduler.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.measure import table
from benchmarks.texts import pool
from lifeworld.testing.cluster import cluster

ROWS_PER_FILE = 250_000
STATEMENTS_EACH = 10
WORDS = 22
KIN = ("wife", "husband", "sister", "brother", "friend", "mother", "father", "son", "daughter", "colleague")
NAMES = ("Ada", "Ben", "Cleo", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivo", "Jun", "Kim", "Lena", "Max", "Nora", "Otto", "Pia")
INVENTED = (
    "My {kin} {name} runs with me twice a week and that lifts my mood.", "I ran my best ten kilometres and I am proud of it.",
    "My {kin} {name} and I share every route in the app.", "The sync failed again, so I lost the run with my {kin}.",
    "People in my club cheer for me on the leaderboard.", "A stranger at the park asked about my watch.",
)
PROJECTED = 100_000_000
TICK_S = 0.5


@dataclass(frozen=True)
class Run:
    """One run: wall and CPU seconds, and the largest memory of all its processes together in MiB."""

    wall: float
    cpu: float
    peak: float


def generate(folder: Path, n: int) -> list[Path]:
    """n statements as Parquet files; those that are there already are kept. Texts are windows of real ones and invented sentences."""
    target = folder / f"statements-{n}"
    target.mkdir(parents=True, exist_ok=True)
    words = " ".join(pool()[0]).split()
    paths = []
    for number, first in enumerate(range(0, n, ROWS_PER_FILE)):
        path = target / f"part-{number:04d}.parquet"
        paths.append(path)
        if path.exists():
            continue
        rows = range(first, min(first + ROWS_PER_FILE, n))
        pl.DataFrame({
            "id": [f"s{i:09d}" for i in rows], "customer": [f"c{i // STATEMENTS_EACH:08d}" for i in rows],
            "text": [text(i, words) for i in rows],
        }).write_parquet(path)
    return paths


def text(i: int, words: list[str]) -> str:
    """The i-th text: every fourth ends in an invented sentence."""
    start = (i * 7919) % (len(words) - WORDS)
    said = " ".join(words[start:start + WORDS])
    if i % 4:
        return said
    return f"{said} {INVENTED[i // 4 % len(INVENTED)].format(kin=KIN[i // 24 % len(KIN)], name=NAMES[i // 240 % len(NAMES)])}"


def descendants(pid: int) -> set[int]:
    """A process and everything it started."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(") ", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found, open_ = {pid}, [pid]
    while open_:
        for child in parents.get(open_.pop(), []):
            found.add(child)
            open_.append(child)
    return found


def pss_mib(pid: int) -> float:
    """The process's share of memory in MiB; 0 where it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def cpu_s(pid: int) -> float:
    """CPU seconds of a process and of its children that have ended."""
    try:
        cells = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    except OSError:
        return 0.0
    return sum(map(int, cells[11:15])) / os.sysconf("SC_CLK_TCK")


def measured(paths: list[Path], engine: str, beside: list[int], out: Path) -> Run:
    """One map in a process of its own, with the memory of everything that takes part."""
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "lifeworld.cli", "map", f"{paths[0].parent}/*.parquet", "--text", "text", "--customer", "customer",
               "--id", "id", "--engine", engine, "--workers", "2", "--out", str(out)]
    everything = [pid for root in beside for pid in descendants(root)]
    before = sum(map(cpu_s, everything))
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak, stop = 0.0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not stop.wait(TICK_S):
            peak = max(peak, sum(pss_mib(pid) for root in (process.pid, *beside) for pid in descendants(root)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    stop.set()
    watcher.join()
    if status:
        raise SystemExit(f"the command failed: {' '.join(command)}")
    cpu = usage.ru_utime + usage.ru_stime + sum(map(cpu_s, everything)) - before
    shutil.rmtree(out, ignore_errors=True)
    return Run(wall, cpu, peak)


def slope(small: tuple[int, float], large: tuple[int, float]) -> float:
    """The exponent by which time grows between two sizes: 1 is linear."""
    return math.log(large[1] / small[1]) / math.log(large[0] / small[0])


def projection(runs: dict[int, Run]) -> str:
    """10^8 statements from the two largest sizes, with the arithmetic shown."""
    sizes = sorted(runs)
    if len(sizes) < 2:
        return ""
    a, b = sizes[-2:]
    each = (runs[b].wall - runs[a].wall) / (b - a)
    fixed = runs[b].wall - each * b
    total = fixed + each * PROJECTED
    took = f"({runs[b].wall:.0f} s - {runs[a].wall:.0f} s) / ({b:,} - {a:,})"
    exponent = slope((a, runs[a].wall), (b, runs[b].wall))
    return (
        f"Between {a:,} and {b:,} statements each further one took {took} = {1e6 * each:.1f} µs, and the exponent was {exponent:.2f}. "
        f"Projected for {PROJECTED:,} on two workers: {fixed:.0f} s + {PROJECTED:,} × {1e6 * each:.1f} µs = {total / 60:.0f} minutes. "
        "Not run."
    )


def report(sizes: list[int], folder: Path, engines: list[str]) -> str:
    """The table, and the projection for each engine."""
    rows, said = [], []
    found: dict[str, dict[int, Run]] = {}
    for n in sizes:
        paths = generate(folder, n)
        for engine in engines:
            if engine == "local":
                run = measured(paths, engine, [], folder / "out")
            else:
                with cluster(2) as (address, processes):
                    run = measured(paths, address, [process.pid for process in processes], folder / "out")
            found.setdefault(engine, {})[n] = run
            beside = found.get("local", {}).get(n)
            against = f"{100 * beside.wall / run.wall:.0f} %" if beside and engine != "local" else ""
            rows.append([f"{n:,}", {"local": "local processes × 2", "dask": "Dask, scheduler + 2 workers"}[engine], f"{run.wall:.1f} s",
                         f"{n / run.wall:,.0f}", f"{run.cpu:.1f} s", f"{1e6 * run.cpu / n:.1f} µs", f"{run.peak:,.0f} MiB", against])
            sys.stderr.write(f"{n:,} {engine}: {run.wall:.1f} s, {run.cpu:.1f} CPU s, {run.peak:,.0f} MiB\n")
    said = [f"{engine}: {words}" for engine in engines if (words := projection(found[engine]))]
    head = ["statements (ten a customer)", "engine", "wall time", "statements/s", "CPU time", "CPU a statement",
            "peak memory, all processes", "rate against local"]
    return "\n\n".join([table(head, rows), *said])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--engines", nargs="+", choices=("local", "dask"), default=["local", "dask"])
    parser.add_argument("--folder", type=Path, required=True, help="Where texts are generated and results written.")
    asked = parser.parse_args()
    print(report(asked.sizes, asked.folder, asked.engines))
