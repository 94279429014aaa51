"""The FIT reader beside fitfast (Rust, columns) and fitdecode (Python), in one run. `python -m benchmarks.running_fit [FUZZ_S]`.

With a number of seconds, changed and shortened copies of the files are read for that long as well.
"""

from __future__ import annotations

import gzip
import platform
import random
import sys
import time
from functools import partial
from importlib import metadata
from pathlib import Path

import fitdecode
import fitfast
import numpy as np

from benchmarks.measure import peak_mib, table, timed
from lifeworld_running.core.values import VERDICTS, Provenance, Recording
from lifeworld_running.files.fit import plainly, read_fit, write_fit

N, LARGEST, RUNS = 20_000, 6, 9
FOLDER = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "running" / "robustness"


def generated(n: int) -> bytes:
    """A run of n seconds with all columns, written by our own writer."""
    rng, steps = np.random.default_rng(7), np.arange(n)
    run = Recording.of(
        Provenance("made.fit", "fit", "", 0), (1_750_000_000 + steps) * 1_000_000, lat=52.5 + np.cumsum(rng.normal(0, 2e-5, n)),
        lon=13.4 + np.cumsum(rng.normal(0, 3e-5, n)), altitude_m=40 + 10 * np.sin(steps / 300), distance_m=steps * 3.1,
        speed_m_s=rng.normal(3.1, 0.2, n), heart_rate=np.rint(rng.normal(150, 8, n)), cadence=rng.normal(172, 4, n),
        power_w=np.rint(rng.normal(240, 15, n)), temperature_c=np.rint(rng.normal(14, 1, n)), sport="running")
    return write_fit(run)


def real() -> dict[str, bytes]:
    """The real files by name, largest first; none where the data is not beside the repository."""
    paths = [path for path in sorted(FOLDER.rglob("*")) if path.is_file() and path.name.lower().endswith((".fit", ".fit.gz"))]
    found: dict[bytes, str] = {}
    for path in paths:
        data = path.read_bytes()
        found.setdefault(gzip.decompress(data) if path.suffix == ".gz" else data, path.name)
    return {name: data for data, name in sorted(found.items(), key=lambda pair: -len(pair[0]))}


def decoded(data: bytes) -> list[dict[str, object]]:
    """All records by fitdecode, as fitdecode users do it."""
    with fitdecode.FitReader(data) as reader:
        return [{field.name: field.value for field in frame.fields} for frame in reader
                if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.name == "record"]


def accepted(data: bytes) -> bool:
    """Whether fitfast reads the file."""
    try:
        fitfast.records(data)
    except fitfast.FitDecodeError:
        return False
    return True


def beside(files: dict[str, bytes]) -> str:
    """Times of each file by each reader."""
    rows = []
    for name, data in files.items():
        n = sum(map(len, read_fit(name, data).recordings))
        ours = timed(partial(read_fit, "a.fit", data), RUNS).best
        theirs = timed(partial(fitfast.records, data), RUNS).best if accepted(data) else None
        slow = timed(partial(decoded, data), 2).best
        by_message = timed(partial(read_fit, "a.fit", data, by=plainly.content), 2).best
        rows.append([name, f"{len(data) / 1024:,.0f}", f"{n:,}", f"{ours * 1e3:.2f}", f"{theirs * 1e3:.2f}" if theirs else "refused",
                     f"{slow * 1e3:,.0f}", f"{by_message * 1e3:,.1f}", f"{theirs / ours:.1f}×" if theirs else "", f"{slow / ours:,.0f}×"])
    return table(["file", "KiB", "records", "lifeworld, ms", "fitfast.records, ms", "fitdecode, ms", "lifeworld's plain path, ms",
                  "fitfast / lifeworld", "fitdecode / lifeworld"], rows)


def all_of_them(files: dict[str, bytes]) -> str:
    """Every real file once: verdicts, and what the slowest took."""
    verdicts, slowest, took = dict.fromkeys(VERDICTS, 0), "", 0.0
    before = peak_mib()
    for name, data in files.items():
        begun = time.perf_counter()
        verdicts[read_fit(name, data).verdict] += 1
        spent = time.perf_counter() - begun
        if spent > took:
            slowest, took = name, spent
    said = ", ".join(f"{n} {verdict}" for verdict, n in verdicts.items())
    memory = peak_mib() - before
    return f"{len(files)} different real files: {said}. The slowest took {took * 1e3:.1f} ms ({slowest}); memory rose by {memory} MiB."


def hostile() -> str:
    """Files made to take time and memory, of the largest size that is read."""
    size = 64 * 2**20 - 16
    head = bytes([14, 32]) + (2100).to_bytes(2, "little") + (size - 16).to_bytes(4, "little") + b".FIT\0\0"
    empty = bytes([0x40, 0, 0, 20, 0, 0, 0x41, 0, 0, 233, 0, 0])
    wide = bytes([0x40, 0, 0, 20, 0, 4, 253, 4, 0x86, 3, 1, 2, 7, 2, 0x84, 0, 4, 0x85])
    laps = bytes([0x40, 0, 0, 19, 0, 1, 2, 4, 0x86])
    packed = bytes([0x40, 0, 0, 20, 0, 1, 8, 3, 13])
    shuffled = random.Random(1).randbytes(size)  # noqa: S311  (no secret)
    bits = bytes(b & 1 for b in shuffled[:size // 8])
    fields = b"".join(bytes([n, 4, 0x86]) for n in (253, 0, 1, 2, 78, 3, 4, 53, 52, 5, 6, 73, 7, 13))
    all_fields = bytes([0x40, 0, 0, 20, 0, 15]) + fields + packed[6:]
    differing = b"".join(b"\x40\0\0\x14\0\2\xfd\4\x86" + bytes([n & 255, n >> 8 & 255, n >> 16]) for n in range(size // 12))
    bodies = {
        "messages of one byte": empty + bytes(size - 28), "two forms in a random order": empty + bits,
        "definitions only": empty * ((size - 16) // 12), "laps only": laps + bytes(size - 25), "records only": wide + bytes(size - 34),
        "packed records, read plainly": packed + bytes(size - 25),
        "packed records of all fields": all_fields + bytes(size - 16 - len(all_fields)), "definitions that all differ": differing,
        "random bytes behind a header": shuffled,
    }
    rows = []
    for name, body in bodies.items():
        data = head + body[:size - 16]
        begun = time.perf_counter()
        found = read_fit("a.fit", data)
        rows.append([name, f"{len(data) / 2**20:.0f}", found.verdict, found.code, f"{sum(map(len, found.recordings)):,}",
                     f"{time.perf_counter() - begun:.2f}"])
    return table(["hostile file", "MiB", "verdict", "code", "points", "s"], rows)


def fuzzed(files: dict[str, bytes], seconds: float) -> str:
    """Changed and shortened copies, read for some time; an exception ends it."""
    rng, seeds, n, worst = random.Random(20261122), [d for d in files.values() if len(d) < 40_000], 0, 0.0  # noqa: S311  (no secret)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        data = bytearray(rng.choice(seeds))
        for _ in range(rng.choice((1, 1, 2, 4, 16, 64))):
            data[rng.randrange(len(data))] = rng.randrange(256)
        if rng.random() < 0.3:
            del data[rng.randrange(len(data)):]
        if rng.random() < 0.2:
            at = rng.randrange(len(data) + 1)
            data[at:at] = rng.randbytes(rng.randrange(1, 40))
        begun = time.perf_counter()
        read_fit("a.fit", bytes(data))
        worst, n = max(worst, time.perf_counter() - begun), n + 1
    return f"{n:,} changed or shortened copies read in {seconds:.0f} s: none raised, the slowest took {worst * 1e3:.1f} ms."


def report(fuzz_s: float = 0) -> str:
    """The tables."""
    files = real()
    made = generated(N)
    chosen = {f"generated, {N:,} records": made, **dict(list(files.items())[:LARGEST])}
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("numpy", "fitfast", "fitdecode"))
    parts = [f"FIT: best of {RUNS} runs (fitdecode and the plain path of 2), Python {platform.python_version()}, {versions}. lifeworld "
             "reads everything that a recording keeps, with sessions, laps, events, pauses, the checksum and a SHA-256; fitfast.records "
             "gives the columns of the records alone and checks the checksum; fitdecode gives the records as dictionaries.", "",
             beside(chosen)]
    if files:
        parts += ["", all_of_them(files)]
    parts += ["", hostile()]
    if fuzz_s:
        parts += ["", fuzzed(files or {"made": generated(300)}, fuzz_s)]
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(report(float(sys.argv[1]) if len(sys.argv) > 1 else 0) + "\n")
