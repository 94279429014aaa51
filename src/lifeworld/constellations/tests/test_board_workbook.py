"""The workbook read back: equal to the frames, strings as strings, unknown as empty, nothing over the limits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import fastexcel
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from lifeworld.constellations.core.schemas import FILES
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board.sheets import workbook, write_workbook
from lifeworld.constellations.files.board.sheets.tables import figures_frame, flat, tables
from lifeworld.constellations.tests.board_material import full_study
from lifeworld.constellations.tests.invented_study import invented_study


def read(path: Path, sheet: str, like: pl.DataFrame) -> pl.DataFrame:
    """The sheet with the types of ``like``; an empty cell is unknown."""
    kinds = {pl.String: "string", pl.Boolean: "boolean"}
    dtypes = {name: kinds.get(type(kind), "float") for name, kind in like.schema.items()}
    found = fastexcel.read_excel(path).load_sheet(sheet, dtypes=dtypes).to_polars()
    return found.select(pl.col(name).cast(kind) for name, kind in like.schema.items())


def as_written(frame: pl.DataFrame) -> pl.DataFrame:
    """Empty texts and NaN are empty cells."""
    return frame.with_columns(pl.col(pl.String).replace({"": None}), pl.col(pl.Float64, pl.Float32).fill_nan(None))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> tuple[MappedStudy, Path]:
    study, path = full_study(), tmp_path_factory.mktemp("book") / "tables.xlsx"
    write_workbook(study, path)
    return study, path


def test_every_table_is_read_back_as_it_was(book: tuple[MappedStudy, Path]) -> None:
    study, path = book
    made = list(tables(study))
    assert fastexcel.read_excel(path).sheet_names == [table.name for table in made]
    for table in made:
        wanted = as_written(table.frame)
        assert_frame_equal(read(path, table.name, wanted), wanted, check_exact=False, rel_tol=1e-12, abs_tol=0.0)


def test_frames_and_figures_are_all_there(book: tuple[MappedStudy, Path]) -> None:
    study, path = book
    by_name = {table.name: table.frame for table in tables(study)}
    for name in FILES:
        assert by_name[name.capitalize()].height == getattr(study, name).height
    figures = read(path, "Figures", figures_frame(study.figures))
    assert figures["in_words"].to_list() == [f.text().replace(" -", " −").replace("(-", "(−") for f in study.figures]
    assert figures.filter(pl.col("value").is_null()).height == sum(not f.enough for f in study.figures)
    for name in ("Levels compared", "Differences", "Trends", "Impact", "Saturation", "Corrections"):
        assert by_name[name].height > 0


def test_the_first_sheet_says_what_the_others_are(book: tuple[MappedStudy, Path]) -> None:
    made = list(tables(book[0]))
    about = made[0].frame.filter(pl.col("what") == "sheet")
    assert about["name"].to_list() == [table.name for table in made[1:]]
    assert all(says.endswith((" rows.", " row.")) for says in about["value"])


def test_levels_keep_their_names_and_measures_are_said_in_words(book: tuple[MappedStudy, Path]) -> None:
    by_name = {table.name: table.frame for table in tables(book[0])}
    levels = by_name["Levels compared"]
    assert set(levels["at"]) == {"Members", "Guests", "Newcomers", "2026 Q1", "2026 Q2", "2026 Q3", "2026 Q4"}
    assert set(levels["level"].drop_nulls()) == {0.9}
    assert set(by_name["Trends"]["at"]) == {"2026 Q1", "2026 Q2", "2026 Q3", "2026 Q4"}
    for name in ("Levels compared", "Differences", "Trends"):
        assert not any("/" in what for what in by_name[name]["what"])
    assert by_name["Differences"]["what"][0].endswith(": Guests against Members")
    quotes = by_name["Quotes"]
    texts = dict(book[0].statements.select("id", "text").rows())
    assert quotes.height and all(quote in texts[statement] for quote, statement in quotes.select("quote", "statement").rows())


def test_texts_never_become_formulas_or_links(tmp_path: Path) -> None:
    nasty = ["=1+1", "+1", "-1", "@SUM(A1)", "http://example.org", "007", "_x0041_", "tab\there", "\x01\x1f",
             "👩🏽‍🚀", "\u202eabc", "1e5", "TRUE", " "]
    study = invented_study(14)
    statements = study.statements.head(len(nasty)).with_columns(text=pl.Series(nasty))
    codings = study.codings.filter(pl.col("statement").is_in(statements["id"].to_list()))
    study = replace(study, statements=statements, codings=codings, title="=HYPERLINK(1)", figures=())
    write_workbook(study, tmp_path / "tables.xlsx")
    wanted = flat(statements.select([c for c in FILES["statements"] if c in statements.columns]))
    assert read(tmp_path / "tables.xlsx", "Statements", wanted)["text"].to_list() == nasty
    with ZipFile(tmp_path / "tables.xlsx") as packed:
        xml = b"".join(packed.read(name) for name in packed.namelist() if name.startswith("xl/worksheets/"))
    assert b"<f>" not in xml and b"<hyperlink" not in xml


def test_what_a_sheet_cannot_hold_is_cut_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = invented_study(12)
    long = study.statements.with_columns(text=pl.lit("a" * 40_000))
    monkeypatch.setattr(workbook, "ROWS_MAX", 10)
    write_workbook(replace(study, statements=long), tmp_path / "tables.xlsx")
    sheet = fastexcel.read_excel(tmp_path / "tables.xlsx").load_sheet("Statements", dtypes={"id": "string", "text": "string"}).to_polars()
    assert sheet.height == 11
    assert sheet["id"][10] == f"{study.statements.height - 10:,} more rows do not fit into a sheet; they are in statements.parquet."
    assert len(sheet["text"][0]) == workbook.CELL_MAX
    assert sheet["text"][0].endswith(workbook.CUT)


def test_the_same_study_gives_the_same_bytes(tmp_path: Path) -> None:
    study = invented_study(12)
    write_workbook(study, tmp_path / "a.xlsx")
    write_workbook(study, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_an_empty_study_has_empty_sheets(tmp_path: Path) -> None:
    study = invented_study(12)
    empty = replace(study, figures=(), **{name: getattr(study, name).clear() for name in FILES})
    write_workbook(empty, tmp_path / "tables.xlsx")
    assert fastexcel.read_excel(tmp_path / "tables.xlsx").load_sheet("Ties").height == 0
