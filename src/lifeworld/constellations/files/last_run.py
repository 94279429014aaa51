"""The tables of a folder of results, read back to check a correction against them."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lifeworld.constellations.core.corrections.preview import LastRun
from lifeworld.kit.errors import InputRefused


def read_last_run(folder: Path) -> LastRun:
    """The tables that `lifeworld map` wrote. Errors: InputRefused where the folder holds no results."""
    check_results(folder)
    return LastRun(*(pl.read_parquet(folder / f"{name}.parquet") for name in ("statements", "codings", "actors", "ties")))


def check_results(folder: Path) -> None:
    """Refuse a folder in which no study was mapped. Errors: InputRefused."""
    if not (folder / "actors.parquet").exists() or not (folder / "statements.parquet").exists():
        raise InputRefused("no_results", f"«{folder}» holds no mapped study.",
                           f"Map it first: lifeworld map INPUT --out {folder}")
