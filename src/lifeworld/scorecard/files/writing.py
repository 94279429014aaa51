"""Frames as files that ``read_folder`` reads back, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import polars as pl

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.kit.folders import check_folder, whole_folder
from lifeworld.kit.frames import frame_writer, write_csv, write_json, write_parquet
from lifeworld.scorecard.core.frames import FRAMES, Frames, checked
from lifeworld.scorecard.files.reading import TRUTH, frame_of
from lifeworld.voices.core.exchange.coded_rows import safe

Form = Literal["csv", "parquet"]
OWN = (*(f"{name}.{form}" for name in FRAMES for form in ("csv", "parquet")), TRUTH)
"""Names of all files that are written; a folder that holds others is not written into."""


def write_frames(frames: Frames, folder: str | Path, form: Form = "csv") -> None:
    """Every frame that has rows as a file of its name. In CSV no cell is one that a spreadsheet would run; reading undoes that.

    Errors: InputRefused where the folder holds anything else, RunFailed where the disk does not take it.
    """
    with whole_folder(Path(folder), OWN) as work:
        _write(frames, work, form)


def write_world(frames: Frames, truth: Mapping[str, Any], folder: str | Path, form: Form = "csv") -> None:
    """The frames of a simulation with what was planted in ``truth.json``, labelled simulated. Errors: see ``check_world``."""
    check_world(folder)
    with whole_folder(Path(folder), OWN) as work:
        _write(frames, work, form)
        write_json({"simulated": True, "says": "Nobody in these tables exists: a simulation wrote them.", **truth}, work / TRUTH)


def check_world(folder: str | Path) -> None:
    """Refuse a folder that holds anything but an earlier simulation, above all tables of customers who exist.

    Errors: InputRefused, and as for ``write_frames``.
    """
    home = Path(folder)
    check_folder(home, OWN)
    held = sorted(path.name for path in home.iterdir() if path.name in OWN) if home.is_dir() else []
    if held and TRUTH not in held:
        raise InputRefused("out_has_other_content", f"«{home}» holds tables that no simulation wrote: {listed(held, 5)}.",
                           "Give --out a new or empty folder, so that nothing of yours is overwritten.")


@contextmanager
def designs_into(folder: str | Path, customers: pl.Series, form: Form = "csv") -> Iterator[Callable[[pl.DataFrame], None]]:
    """A function that appends rows of the frame designs; when the block ends well, the folder has them whole, in place of earlier ones.

    Other tables of a scorecard in the folder stay as they are; where it has none of customers, these are written as one.
    Errors: as for ``write_frames``, and InputRefused where a simulation wrote the folder.
    """
    home = Path(folder)
    kept = [path.name for path in home.iterdir() if frame_of(path) not in (None, "designs")] if home.is_dir() else []
    named = [] if any(name.startswith("customers.") for name in kept) or customers.is_empty() else ["customers"]
    own = [f"{name}.{ending}" for name in ("designs", *named) for ending in ("csv", "parquet")]
    with whole_folder(home, own, kept) as work:
        if named:
            _write(Frames({"customers": checked("customers", customers.to_frame("customer"))}), work, form)
        with frame_writer(work / f"designs.{form}", guard=False) as write:
            def append(rows: pl.DataFrame) -> None:
                write(safe(rows) if form == "csv" else rows)

            append(pl.DataFrame(schema=FRAMES["designs"].schema))
            yield append


def _write(frames: Frames, work: Path, form: Form) -> None:
    for name in FRAMES:
        table = frames[name]
        if table.is_empty():
            continue
        table = checked(name, table)
        if form == "parquet":
            write_parquet(table, work / f"{name}.parquet")
        else:
            times = [pl.col(pl.Datetime("us", "UTC")).dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")]
            write_csv(safe(table.with_columns(times)), work / f"{name}.csv", guard=False)
