"""The folder of a mapped study: Parquet files, figures.json, skipped.csv and the report, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lifeworld.constellations.core.comparison.table import comparison_table
from lifeworld.constellations.core.corrections.results import applied_frame
from lifeworld.constellations.core.protection.values import Policy
from lifeworld.constellations.core.schemas import FILES
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.corrections import APPLIED_FILE, CORRECTIONS_FILE
from lifeworld.constellations.files.large import render_large_report
from lifeworld.constellations.files.report import render_report
from lifeworld.constellations.files.stored import ABOUT_FILE, about_study
from lifeworld.kit.folders import check_folder, failing_folder, take_final_names, whole_folder
from lifeworld.kit.frames import write_csv, write_json, write_parquet, write_text

COMPARISONS_FILE = "comparisons.csv"
OWN_NAMES = (*(f"{name}.parquet" for name in FILES), "figures.json", "skipped.csv", "report.html", "intended.csv",
             APPLIED_FILE, ABOUT_FILE, COMPARISONS_FILE)
"""What a folder of results may hold; a folder with anything else is not touched."""
KEPT_NAMES = (CORRECTIONS_FILE,)
"""What people write into such a folder; a run never writes or removes it."""


def check_out(out: Path) -> None:
    """Refuse a folder for results that holds other content. Errors: InputRefused."""
    check_folder(out, OWN_NAMES, KEPT_NAMES)


def write_study(study: MappedStudy, safe: MappedStudy, policy: Policy, skipped: pl.DataFrame, out: Path,
                extra: dict[str, pl.DataFrame] | None = None) -> None:
    """Write everything into ``out``: new, empty, or of an earlier run.

    Tables and figures are the team's own and hold the ``study`` as it is; the report may leave and holds the ``safe``
    one, which was protected by ``policy``; the policy is kept as it was asked for, so that exports follow it. ``extra``
    are further CSV files by name (of OWN_NAMES). Errors: InputRefused for a folder with other content, RunFailed when the
    disk does not take it; nothing half-written stays.
    """
    with whole_folder(out, OWN_NAMES, KEPT_NAMES) as work:
        for name, schema in FILES.items():
            write_parquet(getattr(study, name).select(list(schema)), work / f"{name}.parquet")
        _write_told(study, policy, skipped, work)
        for name, frame in (extra or {}).items():
            write_csv(frame, work / name)
        write_text(render_report(safe), work / "report.html")


def _write_told(study: MappedStudy, policy: Policy, skipped: pl.DataFrame, work: Path) -> None:
    """Figures, what the study is, rows that were left out, comparisons and corrections."""
    write_json([figure.json() for figure in study.figures], work / "figures.json")
    write_json(about_study(study, policy), work / ABOUT_FILE)
    if len(skipped):
        write_csv(skipped, work / "skipped.csv")
    if study.comparisons:
        tables = [comparison_table(one).insert_column(0, pl.lit(one.title).alias("comparison")) for one in study.comparisons]
        write_csv(pl.concat(tables), work / COMPARISONS_FILE)
    if study.corrections:
        write_csv(applied_frame(study.corrections), work / APPLIED_FILE)


def write_partitioned(study: MappedStudy, safe: MappedStudy, policy: Policy, skipped: pl.DataFrame, work: Path, out: Path) -> None:
    """Finish a folder ``work`` that holds the tables as folders of part files, and give it its final name ``out``.

    ``study`` has the figures and pools of all customers and rows of some; ``safe`` is what of it may leave.
    Errors: InputRefused for a folder with other content, RunFailed when the disk does not take it.
    """
    check_out(out)
    write_parquet(study.pooled.select(list(FILES["pooled"])), work / "pooled.parquet")
    _write_told(study, policy, skipped, work)
    write_text(render_large_report(safe), work / "report.html")
    with failing_folder(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        take_final_names(work, out, set(OWN_NAMES) - set(KEPT_NAMES))
