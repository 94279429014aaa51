"""The tables of a workbook: the frames of a study and its figures as columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from lifeworld.constellations.core.schemas import FILES
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board.sheets.findings import comparison_tables, finding_tables
from lifeworld.constellations.files.board.sheets.rows import FIGURE, figure_row, table_of
from lifeworld.kit.figure import Figure

_ORDER = ("constellations", "ties", "actors", "pooled", "codings", "statements")


@dataclass(frozen=True, eq=False)
class Table:
    """One sheet: its name (at most 31 characters), its columns and rows, and where the whole is if rows are left out."""

    name: str
    frame: pl.DataFrame
    elsewhere: str = "the Parquet files of the study"


def tables(study: MappedStudy) -> Iterator[Table]:
    """The sheets in their order: about, figures, what was found, the frames, and how it came about."""
    yield Table("About", _about(study))
    yield Table("Figures", figures_frame(study.figures), "figures.json")
    for name, frame in (*comparison_tables(study), *finding_tables(study)):
        yield Table(name, frame)
    for name in _ORDER:
        frame = getattr(study, name)
        columns = [column for column in FILES[name] if column in frame.columns]
        yield Table(name.capitalize(), flat(frame.select(columns)), f"{name}.parquet")
    yield Table("Columns", _columns())


def figures_frame(figures: Iterable[Figure]) -> pl.DataFrame:
    """Figures as rows; ``in_words`` is the figure's own text."""
    return table_of([figure_row(figure) for figure in figures], FIGURE)


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists as texts, their parts on lines of their own; other columns stay."""
    lists = [name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]
    return frame.with_columns(pl.col(name).cast(pl.List(pl.String)).list.join("\n", ignore_nulls=True) for name in lists)


def _about(study: MappedStudy) -> pl.DataFrame:
    """What the study is: title, label, notes, versions, settings, rows left out."""
    rows: list[tuple[str, str, str]] = [("title", "", study.title), ("label", "", study.label)]
    rows += [("fictional", "", "yes")] if study.fictional else []
    rows += [("customers", "", f"{study.n_customers:,}"), ("statements", "", f"{study.statements.height:,}")]
    rows += [("note", "", note) for note in study.notes]
    rows += [("version", name, value) for name, value in vars(study.versions).items() if value]
    rows += [("setting", str(name), str(value)) for name, value in study.settings.items()]
    rows += [("rows left out", reason, f"{n:,}") for reason, n in study.skipped.items()]
    rows += [("advice", label, said) for label, advice in study.playbook.items() for said in advice]
    if study.protection is not None:
        done = study.protection
        rows += [("protection", name, str(value)) for name, value in vars(done.policy).items() if name != "redact"]
        rows += [("protection", name, f"{getattr(done, name):,}") for name in vars(done) if name.startswith("n_")]
        rows += [("protection", "note", note) for note in done.notes]
    return pl.DataFrame(rows, schema=["what", "name", "value"], orient="row")


def _columns() -> pl.DataFrame:
    """What every column of the frames means."""
    rows = [(table.capitalize(), name, meaning) for table in _ORDER for name, (_, meaning) in FILES[table].items()]
    return pl.DataFrame(rows, schema=["sheet", "column", "meaning"], orient="row")
