"""GPX beside other parsers, odd and broken files with their verdicts, Apple's export, archives, fuzzing: tables of docs/running.md.

    LIFEWORLD_FUZZ_SECONDS=600 python -m benchmarks.running_files
"""

from __future__ import annotations

import gzip
import importlib.util
import io
import os
import random
import resource
import sys
import tempfile
import time
import tracemalloc
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from xml.parsers import expat

import gpxpy
import numpy as np
from lxml import etree

from benchmarks.measure import table, timed
from lifeworld_running.core.values import PARTIAL, VERDICTS, FileRead
from lifeworld_running.files.gpx import read_gpx
from lifeworld_running.files.reading import read_file, read_path
from lifeworld_running.files.tcx import read_tcx

N, RUNS = 20_000, 9
FOLDER = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "running" / "robustness"
NS = "{http://www.topografix.com/GPX/1/1}"
TPX = "{http://www.garmin.com/xmlschemas/TrackPointExtension/v1}"
Columns = dict[str, list[object]]


def generated(n: int) -> bytes:
    """A run of n seconds as a watch exports it, with heart rate and cadence: 4.66 MB for 20,000 points."""
    rng = np.random.default_rng(7)
    lat, lon = 52.5 + np.cumsum(rng.normal(0, 1e-5, n)), 13.4 + np.cumsum(rng.normal(0, 1e-5, n))
    ele, hr, cad = 40 + np.cumsum(rng.normal(0, 0.3, n)), rng.integers(120, 170, n), rng.integers(80, 90, n)
    times = np.datetime_as_string(np.datetime64("2026-05-01T08:00:00") + np.arange(n))
    points = "".join(
        f'<trkpt lat="{a:.7f}" lon="{b:.7f}"><ele>{e:.1f}</ele><time>{t}Z</time><extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>{h}'
        f"</gpxtpx:hr><gpxtpx:cad>{c}</gpxtpx:cad></gpxtpx:TrackPointExtension></extensions></trkpt>\n"
        for a, b, e, t, h, c in zip(lat, lon, ele, times, hr, cad, strict=True))
    head = f'<gpx creator="Garmin Connect" version="1.1" xmlns="{NS[1:-1]}" xmlns:gpxtpx="{TPX[1:-1]}">'
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n'
            f"<trk><name>Run</name><type>running</type><trkseg>\n{points}</trkseg></trk></gpx>\n").encode()


NAMES = {NS + "ele": "ele", NS + "time": "time", TPX + "hr": "hr", TPX + "cad": "cad"}


def _gather(events: Iterator[tuple[str, object]]) -> Columns:
    """Positions, altitude, heart rate and cadence as floats, times as texts, from elements as they end."""
    out: Columns = {"lat": [], "lon": [], "ele": [], "time": [], "hr": [], "cad": []}
    for _, element in events:
        tag = element.tag  # type: ignore[attr-defined]
        if (name := NAMES.get(tag)) is not None:
            out[name].append(element.text if name == "time" else float(element.text))  # type: ignore[attr-defined]
        elif tag == NS + "trkpt":
            out["lat"].append(float(element.get("lat")))  # type: ignore[attr-defined]
            out["lon"].append(float(element.get("lon")))  # type: ignore[attr-defined]
            element.clear()  # type: ignore[attr-defined]
    return out


def by_iterparse(data: bytes) -> Columns:
    """The standard library, element by element."""
    return _gather(ET.iterparse(io.BytesIO(data)))  # noqa: S314


def by_tree(data: bytes) -> Columns:
    """The standard library, the whole tree at once."""
    return _gather(("end", element) for element in reversed(list(ET.fromstring(data).iter())))  # noqa: S314


def by_lxml_iterparse(data: bytes) -> Columns:
    """lxml, element by element."""
    return _gather(etree.iterparse(io.BytesIO(data)))


def by_lxml_tree(data: bytes) -> Columns:
    """lxml, the whole tree and then lists of values by XPath, which runs in C."""
    root, names = etree.fromstring(data), {"g": NS[1:-1], "t": TPX[1:-1]}

    def floats(path: str) -> list[object]:
        return list(map(float, root.xpath(path, namespaces=names)))

    return {"lat": floats("//g:trkpt/@lat"), "lon": floats("//g:trkpt/@lon"), "ele": floats("//g:trkpt/g:ele/text()"),
            "time": root.xpath("//g:trkpt/g:time/text()", namespaces=names), "hr": floats("//t:hr/text()"), "cad": floats("//t:cad/text()")}


def by_expat(data: bytes) -> Columns:
    """expat with callbacks."""
    out: Columns = {"lat": [], "lon": [], "ele": [], "time": [], "hr": [], "cad": []}
    names = {"ele": "ele", "time": "time", "gpxtpx:hr": "hr", "gpxtpx:cad": "cad"}
    texts: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        texts.clear()
        if name == "trkpt":
            out["lat"].append(float(attributes["lat"]))
            out["lon"].append(float(attributes["lon"]))

    def end(name: str) -> None:
        if (column := names.get(name)) is not None:
            out[column].append("".join(texts) if column == "time" else float("".join(texts)))

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, texts.append
    parser.Parse(data, True)
    return out


def by_gpxpy(data: bytes) -> Columns:
    """gpxpy, which gives objects; extensions are left as elements."""
    points = [point for track in gpxpy.parse(data.decode()).tracks for segment in track.segments for point in segment.points]
    return {"lat": [point.latitude for point in points], "ele": [point.elevation for point in points]}


def by_fastgpx(data: bytes) -> Columns:
    """fastgpx (C++), which reads neither heart rate nor cadence."""
    import fastgpx

    points = [point for track in fastgpx.parse(data.decode()).tracks for segment in track.segments for point in segment.points]
    return {"lat": [point.latitude for point in points], "lon": [point.longitude for point in points],
            "ele": [point.elevation for point in points], "time": [point.time for point in points]}


def beside(name: str, data: bytes, peers: dict[str, Callable[[bytes], Columns]]) -> str:
    """One document by all parsers; latitudes are summed to see that all read the same."""
    run = read_gpx("a.gpx", data).recordings[0]
    ours = timed(lambda: read_gpx("a.gpx", data), RUNS).best
    careful = timed(lambda: read_gpx("a.gpx", data, quick=False), 3).best
    rows = [["**lifeworld** (all columns, SHA-256)", ours], ["lifeworld, the careful way", careful]]
    for peer, work in peers.items():
        found = work(data)
        if abs(sum(found["lat"]) - float(run.lat.sum())) > 1e-6:  # type: ignore[arg-type]
            raise SystemExit(f"{peer} reads something else.")
        rows.append([peer, timed(lambda work=work: work(data), 3 if "gpxpy" in peer else RUNS).best])
    shown = [[str(peer), f"{seconds * 1e3:.0f}", f"{len(data) / seconds / 1e6:.0f}", f"{seconds / ours:.1f}"] for peer, seconds in rows]
    return (f"{name}: {len(run):,} points, {len(data) / 1e6:.2f} MB, best of {RUNS}.\n\n"
            + table(["parser", "ms", "MB/s", "times ours"], shown))


def gpx() -> str:
    """Our reader beside the others, in one process."""
    peers: dict[str, Callable[[bytes], Columns]] = {
        "ElementTree iterparse": by_iterparse, "ElementTree fromstring": by_tree, "expat callbacks": by_expat,
        "lxml iterparse": by_lxml_iterparse, "lxml fromstring and XPath": by_lxml_tree, "gpxpy": by_gpxpy}
    fast = "fastgpx (position, altitude, time only)"
    if importlib.util.find_spec("fastgpx"):
        peers[fast] = by_fastgpx
    real = FOLDER / "trackeR/inst/extdata/gpx/20170709-151453-Ride.gpx.gz"
    versions = ", ".join(f"{one} {metadata.version(one)}" for one in ("gpxpy", "lxml"))
    parts = [f"The peers give positions, altitude, heart rate and cadence as numbers and times as texts; {versions}." + (
        "" if fast in peers else " fastgpx (C++; position, altitude and time only) was not measured: it has no build for this Python.")]
    parts.append(beside("Generated, as a watch exports", generated(N), peers))
    if real.exists():
        parts.append(beside("Real, of Strava", gzip.decompress(real.read_bytes()), peers))
    tcx = FOLDER / "trackeR/inst/extdata/tcx/2013-06-01-183220.TCX.gz"
    if tcx.exists():
        data = gzip.decompress(tcx.read_bytes())
        quick, slow = timed(lambda: read_tcx("a", data), RUNS).best, timed(lambda: read_tcx("a", data, quick=False), 3).best
        parts.append(f"A real TCX of {len(data) / 1e6:.2f} MB: {quick * 1e3:.0f} ms, the careful way {slow * 1e3:.0f} ms.")
    return "\n\n".join(parts)


def verdicts() -> str:
    """Every file of the public test suites: verdict, seconds, memory."""
    found: Counter[tuple[str, str]] = Counter()
    partial: list[list[str]] = []
    slowest, largest = (0.0, ""), (0, "")
    for path in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        begun = time.perf_counter()
        reads = list(read_path(path))
        slowest = max(slowest, (time.perf_counter() - begun, path.name))
        tracemalloc.start()
        list(read_path(path))
        largest = max(largest, (tracemalloc.get_traced_memory()[1], path.name))
        tracemalloc.stop()
        kind = path.name.casefold().removesuffix(".gz").rpartition(".")[2]
        found[kind if kind in ("fit", "gpx", "tcx", "zip") else "other", reads[-1].verdict] += 1
        if reads[-1].code == "reader_failed":
            raise SystemExit(f"{path}: {reads[-1].reason}")
        if reads[-1].verdict == PARTIAL:
            partial.append([path.name, f"{sum(len(run) for run in reads[-1].recordings):,}", reads[-1].code])
    kinds = ["fit", "gpx", "tcx", "zip", "other"]
    rows = [[kind, *(f"{found[kind, verdict]}" for verdict in VERDICTS), f"{sum(found[kind, verdict] for verdict in VERDICTS)}"]
            for kind in kinds]
    rows.append(["all", *(f"{sum(found[kind, verdict] for kind in kinds)}" for verdict in VERDICTS), f"{found.total()}"])
    return "\n\n".join([
        table(["files", *VERDICTS, "all"], rows),
        f"None raised. The slowest, {slowest[1]}, took {slowest[0]:.3f} s (bar: 2 s); the most memory, {largest[0] / 1e6:.0f} MB "
        f"(bar: 200 MB), was taken by {largest[1]}.", "Read up to a fault:", table(["file", "points read", "why"], partial)])


def peak_grown(work: Callable[[], object]) -> tuple[float, int]:
    """Seconds, and by how many MiB the largest memory of this process grew; of work that comes before anything larger."""
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    work()
    return time.perf_counter() - begun, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024


def large() -> str:
    """Apple's export of a gigabyte inside its ZIP, and an archive of 2,000 runs."""
    def record(kind: str, k: int) -> str:
        at = f"2026-05-{1 + k // 86_400 % 28:02} {k // 3600 % 24:02}:{k // 60 % 60:02}:{k % 60:02} +0000"
        return (f' <Record type="HKQuantityTypeIdentifier{kind}" sourceName="Watch" sourceVersion="9" unit="count/min" '
                f'creationDate="{at}" startDate="{at}" endDate="{at}" value="{100 + k % 70}"/>\n')

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.zip"
        block = "".join(record("StepCount", k) if k % 10 else record("HeartRate", k) for k in range(50_000)).encode()
        workouts = "".join(
            f' <Workout workoutActivityType="HKWorkoutActivityTypeRunning" sourceName="Watch" '
            f'startDate="2026-05-{1 + k:02} 08:00:00 +0000" endDate="2026-05-{1 + k:02} 08:30:00 +0000"/>\n' for k in range(28)).encode()
        size = 0
        packed = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        with packed as archive, archive.open("e/export.xml", "w", force_zip64=True) as out:
            out.write(b'<?xml version="1.0"?>\n<!DOCTYPE HealthData [\n<!ELEMENT Me EMPTY>\n]>\n<HealthData locale="de">\n')
            while size < 1_000_000_000:
                size += out.write(block)
            out.write(workouts + b"</HealthData>\n")
        reads: list[FileRead] = []
        seconds, grown = peak_grown(lambda: reads.extend(read_path(path)))
        runs = Path(folder) / "runs.zip"
        with zipfile.ZipFile(runs, "w", zipfile.ZIP_DEFLATED) as archive:
            for k in range(2_000):
                archive.writestr(f"activities/{k}.gpx", generated(600).replace(b"<name>Run<", f"<name>Run {k}<".encode()))
        begun, n = time.perf_counter(), sum(1 for read in read_path(runs) if read.recordings)
        took = time.perf_counter() - begun
    return (f"Apple Health: export.xml of {size / 1e9:.1f} GB in its ZIP, a tenth of its records heart rates: {seconds:.0f} s, "
            f"{sum(len(read.recordings) for read in reads)} workouts, memory grew by {grown} MiB.\n\n"
            f"An archive of {n:,} runs of 600 points: {took:.1f} s, {took / n * 1e3:.1f} ms a run.")


def fuzzed(seconds: float) -> str:
    """Changed, shortened and joined copies of real and made files, read for some time; an exception or a failed reader ends it."""
    paths = sorted(path for path in FOLDER.rglob("*") if path.is_file() and path.stat().st_size < 100_000)
    made = generated(60)
    seeds = [*((path.name, path.read_bytes()) for path in paths), ("a.gpx", made), ("a.gpx.gz", gzip.compress(made))]
    seeds = [seed for seed in seeds if any(end in seed[0].casefold() for end in (".fit", ".gpx", ".tcx", ".zip", ".gz"))]
    rng, n, worst = random.Random(20261122), 0, (0.0, "")  # noqa: S311  (no secret)
    marks = (b"<", b">", b'"', b"'", b"&", b"&lt;", b"]]>", b"<![CDATA[", b"<!--", b"\x00", b"\xff" * 8, b"<trkpt>", b"</trkseg>",
             b"<!DOCTYPE a [", b"1e308", b"-", b"9" * 30, b"PK\x03\x04")
    verdict: Counter[str] = Counter()
    compared = 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        name, whole = rng.choice(seeds)
        data = bytearray(whole)
        for _ in range(rng.choice((1, 1, 2, 4, 16))):
            at = rng.randrange(len(data) + 1)
            data[at:at + rng.choice((0, 0, 1, 8, 300))] = rng.choice(marks) if rng.random() < 0.5 else rng.randbytes(rng.randrange(1, 9))
        if rng.random() < 0.3:
            del data[rng.randrange(len(data)):]
        begun = time.process_time()
        reads = read_file(name, bytes(data))
        worst = max(worst, (time.process_time() - begun, name))
        if not reads or any(read.code == "reader_failed" or read.verdict not in VERDICTS for read in reads):
            raise SystemExit(_kept(name, data))
        if name.endswith(".gpx"):
            one, other = read_gpx(name, bytes(data)), read_gpx(name, bytes(data), quick=False)
            if not same(one, other):
                raise SystemExit(_kept(name, data))
            compared += 1
        verdict[reads[-1].verdict] += 1
        n += 1
    told = ", ".join(f"{count:,} {kind}" for kind, count in verdict.most_common())
    return (f"Fuzzing: {n:,} changed, shortened or mixed files read in {seconds:.0f} s ({told}): none raised and no reader failed; the "
            f"slowest took {worst[0] * 1e3:.0f} ms of the processor ({worst[1]}). On {compared:,} GPX files the quick and the careful way "
            "read the same.")


def _kept(name: str, data: bytearray) -> str:
    """What fuzzing found, kept for whoever mends it."""
    path = Path(tempfile.gettempdir()) / f"fuzzed-{name}"
    path.write_bytes(data)
    return f"Fuzzing found a fault; the file is kept as {path}."


def same(one: FileRead, other: FileRead) -> bool:
    """Whether two ways read the same."""
    if (one.verdict, one.reason, one.notices, len(one.recordings)) != (other.verdict, other.reason, other.notices, len(other.recordings)):
        return False
    names = ("time_us", "lat", "lon", "altitude_m", "heart_rate", "cadence", "power_w", "piece")
    return all(np.array_equal(getattr(a, name), getattr(b, name), equal_nan=name != "time_us")
               for a, b in zip(one.recordings, other.recordings, strict=True) for name in names)


def report() -> str:
    """All tables."""
    parts = [large(), gpx()]
    if FOLDER.is_dir():
        parts.append(verdicts())
    parts.append(fuzzed(float(os.environ.get("LIFEWORLD_FUZZ_SECONDS", "60"))))
    return "\n\n".join([*parts[1:-1], parts[0], parts[-1]])


if __name__ == "__main__":
    sys.stdout.write(report() + "\n")
