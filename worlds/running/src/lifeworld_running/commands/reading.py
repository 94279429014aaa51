"""`lifeworld running read`: files, folders and whole exports of runners, with a verdict on each; needs no site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from math import isfinite
from pathlib import Path
from typing import Any

import click
import polars as pl
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lifeworld.plugin import InputRefused, check_folder, progress, whole_folder, write_csv
from lifeworld_running.core.analysis import analysed
from lifeworld_running.core.cleaning import cleaned
from lifeworld_running.core.values import COLUMNS, RECORDED, UNTIMED, VERDICTS, FileRead, Recording
from lifeworld_running.files.reading import read_path

SHOWN = 60
POINTS, FILES = "recordings.parquet", "files.csv"
BLOCK = 500_000
"""Points in memory before they are written to a part of their file."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SCHEMA = {"file": pl.String, "verdict": pl.String, "part": pl.Int64, "kind": pl.String, "sport": pl.String, "title": pl.String,
           "started": pl.String, "points": pl.Int64, "distance_m": pl.Float64, "moving_s": pl.Float64, "elapsed_s": pl.Float64,
           "ascent_m": pl.Float64, "trust": pl.Float64, "device": pl.String, "app": pl.String, "code": pl.String, "reason": pl.String,
           "notices": pl.String, "key": pl.String}


@click.command("read")
@click.argument("paths", metavar="FILES...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help=f"Folder for {POINTS} (one row a point) and {FILES} (one row a recording).")
def read_command(paths: tuple[Path, ...], out: Path | None) -> None:
    """Read recordings: FIT, GPX, TCX (also gzipped), ZIP exports of Strava and Garmin, Apple Health, and folders of them.

    Every file is read, read up to a fault, or refused, and the reason is said. Distance, ascent and trust (0 to 1) come from the cleaned
    recording. Times are UTC.

    \b
      lifeworld running read run.fit export.zip --out runs
    """
    if out is not None:
        check_folder(out, {POINTS, FILES})
    rows: list[dict[str, Any]] = []
    with nullcontext() if out is None else whole_folder(out, {POINTS, FILES}) as folder:
        writer = None if folder is None else _Points(folder)
        with progress("Reading") as step:
            for read in _all(paths):
                rows += _rows(read)
                if writer is not None:
                    writer.add(read)
                step(1)
        if writer is not None and folder is not None:
            writer.close()
            write_csv(pl.DataFrame(rows, schema=_SCHEMA), folder / FILES)
        _show(rows)
        if not any(row["key"] for row in rows):
            raise InputRefused("no_recordings", "None of the files holds a run that can be read.",
                               "The reasons stand above; export FIT, GPX or TCX files from where the runs were recorded.")
    if out is not None:
        click.echo(f"Every point is in {out / POINTS}, every file in {out / FILES}.", err=True)


def _all(paths: tuple[Path, ...]) -> Iterator[FileRead]:
    for path in paths:
        try:
            yield from read_path(path)
        except OSError as error:
            raise InputRefused("cannot_open", f"«{path}» cannot be opened: {error.strerror or error}.", "Check its permissions.") from error


def _rows(read: FileRead) -> list[dict[str, Any]]:
    """One row a recording; one for a file without any, but none for an archive of which there is nothing to say."""
    notices = " ".join(notice.message for notice in read.notices)
    said = {"file": read.name, "verdict": read.verdict, "code": read.code, "reason": read.reason}
    if not read.recordings:
        return [{**dict.fromkeys(_SCHEMA), **said, "notices": notices}]
    return [{**dict.fromkeys(_SCHEMA), **said, **_figures(run),
             "notices": " ".join([notices, *(notice.message for notice in run.notices)]).strip()} for run in read.recordings]


def _figures(run: Recording) -> dict[str, Any]:
    """What stands in a row of a recording; unknown is None."""
    source = run.provenance
    row: dict[str, Any] = {
        "part": source.part, "kind": run.kind, "sport": run.sport, "title": run.title, "started": _clock(run.started_us),
        "points": len(run), "device": source.device, "app": source.app, "key": run.key}
    if run.kind != RECORDED:
        return row
    found = analysed(run, cleaned(run))
    row |= {name: getattr(found, name) for name in ("distance_m", "moving_s", "elapsed_s", "ascent_m")} | {"trust": found.reliability.trust}
    return {name: None if isinstance(value, float) and not isfinite(value) else value for name, value in row.items()}


def _clock(at_us: int | None) -> str | None:
    return None if at_us is None else (EPOCH + timedelta(seconds=at_us // 1_000_000)).strftime("%Y-%m-%d %H:%M:%S")


class _Points:
    """Writes points in parts, and the parts as one file at the end, so that an export of any size takes little memory."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.parts, self.n = folder, list[Path](), 0
        self.waiting: list[pl.DataFrame] = []

    def add(self, read: FileRead) -> None:
        for run in read.recordings:
            self.waiting.append(_frame(read.name, run))
            self.n += len(run)
        if self.n >= BLOCK:
            self._flush()

    def _flush(self) -> None:
        part = self.folder / f".part-{len(self.parts)}.parquet"
        pl.concat(self.waiting or [_frame("", None)]).write_parquet(part)
        self.parts.append(part)
        self.waiting, self.n = [], 0

    def close(self) -> None:
        if self.waiting or not self.parts:
            self._flush()
        pl.scan_parquet(self.parts).sink_parquet(self.folder / POINTS)
        for part in self.parts:
            part.unlink()


def _frame(name: str, run: Recording | None) -> pl.DataFrame:
    """The points of a recording: file, key, time in UTC, columns with null where unknown, piece."""
    n = 0 if run is None else len(run)
    times = pl.Series("time", [] if run is None else run.time_us, dtype=pl.Int64)
    columns = [pl.Series(column, [] if run is None else getattr(run, column), dtype=pl.Float64).fill_nan(None) for column in COLUMNS]
    piece = pl.Series("piece", [] if run is None else run.piece, dtype=pl.Int64)
    frame = pl.DataFrame([times, *columns, piece]).with_columns(
        pl.when(pl.col("time") != UNTIMED).then(pl.col("time")).cast(pl.Datetime("us", "UTC")).alias("time"))
    key = pl.Series("key", ["" if run is None else run.key], dtype=pl.String)
    return frame.select(pl.lit(name).alias("file"), pl.lit(key[0]).alias("key"), pl.all()) if n else frame.select(
        pl.lit(None, pl.String).alias("file"), pl.lit(None, pl.String).alias("key"), pl.all())


def _show(rows: list[dict[str, Any]]) -> None:
    """The table of verdicts, the first sixty rows of it, and how many of each."""
    shown = Table(title=f"{SHOWN} of {len(rows):,} rows" if len(rows) > SHOWN else None, title_justify="left")
    for head, justify in (("file", "left"), ("verdict", "left"), ("started (UTC)", "left"), ("km", "right"), ("min moving", "right"),
                          ("m up", "right"), ("points", "right"), ("trust", "right"), ("device", "left"), ("why", "left")):
        shown.add_column(head, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for row in rows[:SHOWN]:
        shown.add_row(*(escape(str(cell)) for cell in (
            row["file"], row["verdict"], (row["started"] or "")[:16], _number(row["distance_m"], 1000, 2), _number(row["moving_s"], 60, 1),
            _number(row["ascent_m"], 1, 0), "" if row["points"] is None else f"{row['points']:,}", _number(row["trust"], 1, 2),
            row["device"] or row["app"] or "", row["reason"] or ("a planned route" if row["kind"] not in (None, RECORDED) else ""))))
    Console(width=None if Console().is_terminal else 180).print(shown)
    counted = Counter({row["file"]: row["verdict"] for row in rows}.values())
    told = ", ".join(f"{counted[verdict]:,} {verdict}" for verdict in VERDICTS)
    click.echo(f"{told}; {sum(bool(row['key']) for row in rows):,} recordings.")


def _number(value: float | None, unit: float, digits: int) -> str:
    return "" if value is None else f"{value / unit:.{digits}f}"
