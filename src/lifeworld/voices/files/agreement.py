"""A comparison of coders as files: a folder with every table, or one table of codes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.folders import check_folder, whole_folder
from lifeworld.kit.frames import write_csv, write_json, write_parquet
from lifeworld.voices.core.coder_comparison import CoderComparison, adjudication_sheet, code_table, pair_table_of

SHEET = "adjudicate.csv"
"""What people fill in; a folder that has one keeps it."""
NAMES = ("agreement.csv", "pairs.csv", "disagreements.csv", "confusions.csv", "agreement.json", SHEET)


def check_out(out: Path) -> None:
    """Refuse, before any work, a place where results cannot go: a folder with other content, or a file of another kind."""
    if out.suffix in {".csv", ".parquet"}:
        if out.is_dir():
            raise InputRefused("out_is_a_folder", f"«{out}» is a folder, not a file.", "Give a file name inside it.")
    elif out.suffix:
        raise InputRefused("out_format", f"«{out.name}» ends neither in .csv nor in .parquet.", "Name a folder, or a file of these kinds.")
    else:
        check_folder(out, NAMES, (SHEET,))


def write_comparison(comparison: CoderComparison, out: Path) -> None:
    """Write a folder with all of NAMES, or the table of codes where ``out`` ends in .csv or .parquet; whole or not at all.

    An ``adjudicate.csv`` that is there stays as it is. Errors: InputRefused, RunFailed (see ``whole_folder``).
    """
    check_out(out)
    if out.suffix:
        (write_csv if out.suffix == ".csv" else write_parquet)(code_table(comparison), out)
        return
    with whole_folder(out, NAMES, (SHEET,)) as folder:
        write_csv(code_table(comparison), folder / "agreement.csv")
        write_csv(pair_table_of(comparison), folder / "pairs.csv")
        write_csv(_flat(comparison.disagreements), folder / "disagreements.csv")
        write_csv(_flat(comparison.confusions), folder / "confusions.csv")
        write_json(comparison_values(comparison), folder / "agreement.json")
        if not (out / SHEET).exists():
            write_csv(adjudication_sheet(comparison), folder / SHEET)


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(pl.List(pl.String)).list.join(", "))


def comparison_values(comparison: CoderComparison) -> dict[str, Any]:
    """The comparison as plain values: every Figure with its interval, method, warnings and evidence; disagreements first."""
    return {
        "coders": list(comparison.coders), "n_statements": comparison.n_statements, "n_customers": comparison.n_customers,
        "notes": list(comparison.notes), "disagreements": comparison.disagreements.to_dicts(),
        "confusions": comparison.confusions.to_dicts(), "mean_alpha": comparison.mean_alpha.json(),
        "codes": [
            {"code": one.code, "n_statements": one.n_statements, "n_customers": one.n_customers, "verdict": one.verdict,
             "prevalence": {coder: figure.json() for coder, figure in one.prevalence.items()},
             "figures": {name: figure.json() for name, figure in one.figures.items()}} for one in comparison.codes
        ],
        "pairs": [
            {"code": pair.code, "coders": list(pair.coders), "table": list(pair.table), "guessing": pair.guessing,
             "figures": {name: figure.json() for name, figure in pair.figures.items()}} for pair in comparison.pairs
        ],
        "spans": {name: figure.json() for name, figure in comparison.spans.items()},
    }
