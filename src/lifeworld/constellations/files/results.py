"""The folder of a mapped study: Parquet files, figures.json, skipped.csv and the report, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lifeworld.constellations.core.schemas import FILES
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.report import render_report
from lifeworld.kit.folders import whole_folder
from lifeworld.kit.frames import write_csv, write_json, write_parquet, write_text

OWN_NAMES = (*(f"{name}.parquet" for name in FILES), "figures.json", "skipped.csv", "report.html", "intended.csv")
"""What a folder of results may hold; a folder with anything else is not touched."""


def write_study(study: MappedStudy, skipped: pl.DataFrame, out: Path, extra: dict[str, pl.DataFrame] | None = None) -> None:
    """Write everything into ``out``: new, empty, or of an earlier run.

    ``extra`` are further CSV files by name (of OWN_NAMES). Errors: InputRefused for a folder with other content,
    RunFailed when the disk does not take it; nothing half-written stays.
    """
    with whole_folder(out, OWN_NAMES) as work:
        for name, schema in FILES.items():
            write_parquet(getattr(study, name).select(list(schema)), work / f"{name}.parquet")
        write_json([figure.json() for figure in study.figures], work / "figures.json")
        if len(skipped):
            write_csv(skipped, work / "skipped.csv")
        for name, frame in (extra or {}).items():
            write_csv(frame, work / name)
        write_text(render_report(study), work / "report.html")
