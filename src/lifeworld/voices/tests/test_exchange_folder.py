"""The folder of tables and the coded CSV: exact, safe in spreadsheets, and open to people's corrections."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.testing.terminal import refused, run
from lifeworld.voices.core.exchange.checks import checked
from lifeworld.voices.core.exchange.coded_rows import project_of, restored, rows_of, safe
from lifeworld.voices.core.exchange.losses import Losses
from lifeworld.voices.core.exchange.refi_settling import Exchanged
from lifeworld.voices.core.exchange.values import Project
from lifeworld.voices.files.exchange import read_exchange, read_folder, write_coded, write_folder, write_qdpx
from lifeworld.voices.files.exchange.folder import CODED, PROJECT, STATEMENTS
from lifeworld.voices.tests.exchange_material import project
from lifeworld.voices.tests.test_exchange_refi import assert_same

CELLS = st.text(st.sampled_from(["=", "+", "-", "@", "'", "\t", "\n", " ", "a", "1", ".", "👩", "\u0301", '"', ",", ";"]), max_size=8)


@settings(max_examples=200, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=6))
def test_no_cell_runs_and_every_cell_comes_back(cells: list[str]) -> None:
    frame = pl.DataFrame({"a": cells})
    guarded = safe(frame)
    assert restored(guarded).equals(frame)
    risky = guarded.filter(pl.col("a").str.contains(r"^[=@\t\n]") | pl.col("a").str.contains(r"^[+-][^0-9.,]"))
    assert not risky.height


def test_a_folder_comes_back_whole(tmp_path: Path) -> None:
    write_folder(Exchanged(project(), Losses()), tmp_path / "pilot")
    assert_same(read_folder(tmp_path / "pilot"), checked(project()))


@settings(max_examples=30, deadline=None)
@given(st.lists(CELLS.filter(lambda one: one.strip()), min_size=1, max_size=4, unique=True), CELLS)
def test_odd_texts_and_notes_come_back_from_folder_and_csv(tmp_path_factory: pytest.TempPathFactory, texts: list[str], note: str) -> None:
    folder = tmp_path_factory.mktemp("odd")
    statements = pl.DataFrame({"id": [f"s{nth}" for nth in range(len(texts))], "customer": ["=cleo"] * len(texts), "text": texts})
    rows = pl.DataFrame({"statement": ["s0"], "coder": ["=Ana"], "code": ["+mood"], "present": ["true"], "start": ["0"], "end": ["1"],
                         "quote": [texts[0][:1]], "note": [note or None]})
    rows = rows.with_columns(pl.lit(None, pl.String).alias(name) for name in ("queue", "inclusion", "probability", "reading", "created"))
    bundle = project_of(statements, rows, Project("odd"), "a test")
    write_folder(Exchanged(bundle, Losses()), folder / "f")
    back = read_folder(folder / "f")
    assert back.texts.equals(bundle.texts)
    if note.strip() == note:  # outer blanks of a note are no words
        assert_same(back, bundle)
    write_coded(bundle, folder / "c.csv")
    assert read_exchange(folder / "c.csv").project.texts["text"].to_list() == bundle.texts["text"].to_list()


def test_a_coded_csv_comes_back(tmp_path: Path) -> None:
    lost = write_coded(project(), tmp_path / "coded.csv")
    assert {one.what for one in lost.rows} >= {"drawings", "memos", "values of variables"}
    found = read_exchange(tmp_path / "coded.csv").project
    assert rows_of(found).equals(rows_of(checked(project())))
    write_coded(found, tmp_path / "again.csv")
    assert (tmp_path / "coded.csv").read_bytes() == (tmp_path / "again.csv").read_bytes()


def test_what_somebody_adds_in_the_folder_counts(tmp_path: Path) -> None:
    write_folder(Exchanged(project(), Losses()), tmp_path / "pilot")
    path = tmp_path / "pilot" / CODED
    path.write_text(path.read_text(encoding="utf-8") + "s3,Dora,new code,yes,,,,,,,,,\n", encoding="utf-8")
    found = read_folder(tmp_path / "pilot")
    assert [one.name for one in found.users] == ["Ana", "Ben", "Dora", "model:fast"]
    assert found.codes[-1].name == "new code"
    assert found.selections.height == project().selections.height + 1


def test_a_folder_that_people_made_is_enough(tmp_path: Path) -> None:
    (tmp_path / "statements.csv").write_text("id,customer,text\na,cleo,My mum ran.\nb,dev,Fine.\n", encoding="utf-8")
    (tmp_path / CODED).write_text("id,coder,peers,mood\na,Ana,x,\nb,Ana,,x\n", encoding="utf-8")
    found = read_folder(tmp_path)
    assert found.selections["whole"].to_list() == [True, True]
    assert found.judged.height == 2  # what was left blank in a judged row is absent
    assert not write_qdpx(found, tmp_path / "a.qdpx")


@pytest.mark.parametrize(("change", "words"), [
    (lambda folder: (folder / CODED).write_text("statement,coder,code,present\nnobody,Ana,mood,true\n"), "not there"),
    (lambda folder: (folder / CODED).write_text("statement,coder,code,present\ns1,Ana,mood,perhaps\n"), "whether their code is present"),
    (lambda folder: (folder / CODED).write_text("statement,coder,code,present,start,end\ns1,Ana,mood,true,x,3\n"), "is no number"),
    (lambda folder: (folder / CODED).write_text("statement,coder,code\ns1,Ana,mood\n"), "no column"),
    (lambda folder: (folder / CODED).unlink(), "has no codings"),
    (lambda folder: (folder / STATEMENTS).unlink(), "has no statements"),
    (lambda folder: (folder / PROJECT).write_text("{}"), "cannot be read"),
    (lambda folder: (folder / PROJECT).write_text('{"format": 2}'), "has the format 2"),
    (lambda folder: (folder / "values.csv").write_text("about,id,variable,value\ncustomer,nobody,age,3\n"), "lacks"),
])
def test_a_folder_that_does_not_fit_is_refused(change, words: str, tmp_path: Path) -> None:
    write_folder(Exchanged(project(), Losses()), tmp_path / "pilot")
    change(tmp_path / "pilot")
    with pytest.raises(InputRefused, match=words):
        read_folder(tmp_path / "pilot")


def test_two_texts_of_one_statement_are_refused(tmp_path: Path) -> None:
    write_coded(project(), tmp_path / "coded.csv")
    frame = pl.read_csv(tmp_path / "coded.csv", infer_schema=False)
    frame.with_row_index("n").with_columns(text=pl.when(pl.col("n") == 0).then(pl.lit("x")).otherwise("text")).drop("n").write_csv(
        tmp_path / "coded.csv")
    with pytest.raises(InputRefused, match="two texts"):
        read_exchange(tmp_path / "coded.csv")


def test_codings_without_texts_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,coder,code\na,Ana,mood\n")
    with pytest.raises(InputRefused, match="no column «text»"):
        read_exchange(tmp_path / "a.csv")


def test_the_terminal_imports_and_exports_the_same_bytes(tmp_path: Path) -> None:
    write_qdpx(replace(project(), name="Pilot"), tmp_path / "a.qdpx")
    done = run("voices", "import", tmp_path / "a.qdpx", "--out", tmp_path / "pilot")
    assert done.returncode == 0, done.stderr
    assert "Nothing was lost." in done.stdout and "6 of 6 quotes" in done.stdout
    done = run("voices", "export", tmp_path / "pilot", "--as", "qdpx", "--out", tmp_path / "b.qdpx")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.qdpx").read_bytes() == (tmp_path / "b.qdpx").read_bytes()
    done = run("voices", "agree", tmp_path / "pilot" / CODED, "--statements", tmp_path / "pilot" / STATEMENTS)
    assert done.returncode == 0, done.stderr
    assert "no codings" not in done.stdout
    assert "does not end in .qdc" in refused("voices", "export", tmp_path / "pilot", "--as", "qdc", "--out", tmp_path / "a.xml")
    assert "other content" in refused("voices", "import", tmp_path / "a.qdpx", "--out", tmp_path)
