"""Whole commands, each in a process of its own: time and peak memory."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from benchmarks.measure import table
from benchmarks.texts import POOL, RUNNERS, many

WATCH = """
import resource, subprocess, sys, time
begun = time.perf_counter()
subprocess.run([sys.executable, "-m", "lifeworld.cli", *sys.argv[1:]], stdout=subprocess.DEVNULL, check=True)
print(time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""
"""A small process that runs the command: a child's peak memory begins at that of the process it was forked from."""


def run(arguments: list[str]) -> tuple[float, int]:
    """Seconds and peak MiB of one run of the terminal."""
    done = subprocess.run([sys.executable, "-c", WATCH, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the command failed: {' '.join(arguments)}\n{done.stderr}")
    seconds, mib = done.stdout.split()
    return float(seconds), int(mib)


def floor() -> float:
    """The peer: reading the same file with Polars and counting words, in a process of its own."""
    code = "import polars as pl,sys; pl.read_csv(sys.argv[1], infer_schema=False)['text'].str.split(' ').list.len().sum()"
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, str(RUNNERS)], check=True)
    return time.perf_counter() - begun


def report(n_texts: int = 500_000) -> str:
    """The table."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        big, customers = Path(folder) / "big.csv", Path(folder) / "customers.csv"
        texts = many(n_texts)
        pl.DataFrame({"id": range(n_texts), "text": texts}).write_csv(big)
        each = [f"c{i // 10:06d}" for i in range(n_texts)]
        pl.DataFrame({"id": range(n_texts), "customer": each, "text": texts}).write_csv(customers)
        jobs = [("map the forty runners (366 statements, maps, events)", 366, ["demo"])]
        if POOL.exists():
            n_pool = pl.read_csv(POOL).height
            jobs.append(("map the open pool of real texts", n_pool, ["map", str(POOL), "--focal-column", "focal"]))
        jobs += [
            (f"map {n_texts:,} texts without customers", n_texts, ["map", str(big), "--text", "text", "--id", "id"]),
            (f"map {n_texts:,} texts of {n_texts // 10:,} customers", n_texts,
             ["map", str(customers), "--text", "text", "--id", "id", "--customer", "customer"]),
            (f"voices code {n_texts:,} texts, streamed", n_texts, ["voices", "code", str(big), "--text", "text", "--id", "id"]),
        ]
        start = floor()
        for number, (name, n, arguments) in enumerate(jobs):
            out = Path(folder) / (f"out{number}.parquet" if arguments[0] == "voices" else f"out{number}")
            seconds, mib = run([*arguments, "--out", str(out)])
            rows.append([name, f"{seconds:.1f} s", f"{n / seconds:,.0f}", f"{seconds / start:.0f}×", f"{mib:,} MiB"])
            sys.stderr.write(f"{name}: {seconds:.1f} s, {mib:,} MiB\n")
    return table(["command, two workers", "wall time", "texts/s", "against starting Python and reading the demo with Polars",
                  "peak memory"], rows)
