"""The tables of a workbook: the frames of a study and its figures as columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from lifeworld.constellations.core.schemas import FILES
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board.sheets.findings import comparison_tables, finding_tables
from lifeworld.constellations.files.board.sheets.quoted import quotes_frame
from lifeworld.constellations.files.board.sheets.rows import FIGURE, figure_row, table_of
from lifeworld.kit.figure import Figure

_ORDER = ("constellations", "ties", "actors", "pooled", "codings", "statements")


@dataclass(frozen=True, eq=False)
class Table:
    """One sheet: its name (at most 31 characters), its columns and rows, and where the whole is if rows are left out."""

    name: str
    frame: pl.DataFrame
    elsewhere: str = "the Parquet files of the study"


SHEETS: Mapping[str, str] = MappingProxyType({
    "Figures": "Every number of the report in words and with its interval, what it was counted over, and its evidence.",
    "Quotes": "The best quotes of each code, with the customer and the place in the recording.",
    "Levels compared": "Each measure at each level that is compared: segment, wave, brand, outcome or study.",
    "Differences": "Each measure at one level minus another; «holds» allows for how many differences were looked at.",
    "Trends": "Measures over waves with their control limits.",
    "Comparison notes": "What each comparison says in sentences.",
    "Impact": "What goes with the outcome: shares of R2 and means with and without. Association, not cause.",
    "Saturation": "How much further customers still bring: the curves.",
    "Saturation figures": "After how many customers hardly anything is new.",
    "Corrections": "What people corrected, who, why, and what it changed.",
    "Constellations": "One row a customer: type, how sure it is, size, drivers.",
    "Ties": "One row for each customer and actor: relevance, proximity, valence.",
    "Actors": "Who or what each customer names.",
    "Pooled": "What the customers of a provider or segment say together.",
    "Codings": "Which code is in which statement, with its probability.",
    "Statements": "What was said, as far as it may be shown, with the place in the recording (start_s in seconds, line).",
    "Columns": "What every column of the sheets from Constellations to Statements means.",
})
"""What each sheet is for; the first sheet lists those that are there."""


def tables(study: MappedStudy) -> Iterator[Table]:
    """The sheets in their order: about, figures, what was found, the frames, and how it came about."""
    found = list(_contents(study))
    yield Table("About", pl.concat([_sheets(found), _about(study)]))
    yield from found


def _contents(study: MappedStudy) -> Iterator[Table]:
    yield Table("Figures", figures_frame(study.figures), "figures.json")
    quotes = quotes_frame(study)
    if quotes.height:
        yield Table("Quotes", quotes)
    for name, frame in (*comparison_tables(study), *finding_tables(study)):
        yield Table(name, frame)
    # A wave that must not be told could be read from the time.
    waves = any(comparison.by == "wave" for comparison in study.comparisons) and study.protection is not None
    waves = waves and "wave" in study.statements.columns
    hidden = ("time",) if waves and study.statements["wave"].null_count() == study.statements.height else ()
    for name in _ORDER:
        frame = getattr(study, name)
        columns = [column for column in FILES[name] if column in frame.columns and column not in hidden]
        yield Table(name.capitalize(), flat(frame.select(columns)), f"{name}.parquet")
    yield Table("Columns", _columns())


def _sheets(found: Iterable[Table]) -> pl.DataFrame:
    """What is in this workbook: a row for each sheet, with how long it is."""
    rows = [("sheet", table.name, f"{SHEETS[table.name]} {table.frame.height:,} row{'s' * (table.frame.height != 1)}.") for table in found]
    return pl.DataFrame(rows, schema=["what", "name", "value"], orient="row")


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
