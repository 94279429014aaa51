"""Statements: ids and order come from content; what is left out is listed with its reason."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.columns import Columns
from lifeworld.voices.core.statements import (
    BAD_CHARACTER,
    DUPLICATE_ID,
    EMPTY_ID,
    STATEMENT_SCHEMA,
    TEXT_CHARS_MAX,
    TOO_LONG,
    Prepared,
    gathered,
    prepare,
    settled,
)

ALL = Columns(("text",), "customer", "id", "time", "source", "focal", "outcome", "group", "language", "wave", "consent",
              "context")
FIXED = "e787050cd52eb76c"


def table(**columns: list[object]) -> pl.DataFrame:
    return pl.DataFrame(columns, strict=False)


def skipped(prepared: Prepared) -> list[tuple[object, ...]]:
    return prepared.skipped.select("row", "id", "field", "reason").rows()


def test_every_role_arrives_under_its_name() -> None:
    frame = table(text=["Good."], customer=[" ana "], id=["7 "], time=["2026-05-01"], source=["store"], focal=["Kestrel"],
                  outcome=["4,5"], group=["new"], language=["en"], wave=["spring"], consent=["Ja"], context=["How\r\nfar?"])
    prepared = prepare(frame, ALL, "Other", "a.csv", "de")
    assert prepared.statements.schema == pl.Schema(STATEMENT_SCHEMA)
    assert prepared.statements.to_dicts() == [{
        "id": "7", "customer": "ana", "field": "text", "text": "Good.", "time": "2026-05-01", "source": "store",
        "focal": "Kestrel", "group": "new", "outcome": 4.5, "language": "en", "wave": "spring", "consent": True,
        "context": "How\nfar?", "start_s": None, "end_s": None, "line": None, "row": 1, "file": "a.csv"}]


def test_defaults_fill_what_a_row_does_not_say() -> None:
    frame = table(text=["a b", "c d"], focal=["", "Kestrel"])
    prepared = prepare(frame, Columns(("text",), focal="focal"), "Other", language="de")
    assert sorted(prepared.statements.select("text", "focal", "language").rows()) == [
        ("a b", "Other", "de"), ("c d", "Kestrel", "de")]
    assert prepared.statements["customer"].is_null().all()


def test_text_changes_in_its_line_ends_only() -> None:
    raw = "  é (two letters), \r\nnew\rlast\n\u2028\ufeff "
    assert prepare(table(text=[raw]), Columns(("text",))).statements["text"].to_list() == [
        "  é (two letters), \nnew\nlast\n\u2028\ufeff "]


def test_several_text_columns_make_several_statements() -> None:
    frame = table(id=["r1", "r2"], good=["Runs.", None], bad=["Rain.", "  "])
    prepared = prepare(frame, Columns(("good", "bad"), id="id"))
    assert prepared.statements.select("id", "field", "text").rows() == [
        ("r1:bad", "bad", "Rain."), ("r1:good", "good", "Runs.")]
    assert (prepared.n_rows, prepared.n_without_text, prepared.skipped.height) == (2, 2, 0)


def test_rows_that_cannot_be_used_are_listed_once() -> None:
    long = "x" * TEXT_CHARS_MAX
    frame = table(
        id=["a", "", None, "d", "e", "f\x00", "g", "g", "h"],
        text=["ok", "no id", "no id", "n\x00l", long + "x", "ok", "b later", "a first", long],
        more=["ok", "two", "two", "two", "two", "two", None, None, None])
    prepared = prepare(frame, Columns(("text", "more"), id="id"))
    assert skipped(prepared) == [
        (2, None, None, EMPTY_ID), (3, None, None, EMPTY_ID), (4, "d", "text", BAD_CHARACTER), (5, "e", "text", TOO_LONG),
        (6, "f\ufffd", "id", BAD_CHARACTER), (7, "g", None, DUPLICATE_ID)]
    assert prepared.statements["id"].to_list() == ["a:more", "a:text", "e:more", "g:text", "h:text"]
    assert prepared.skipped_by_reason == {
        EMPTY_ID: 2, BAD_CHARACTER: 2, DUPLICATE_ID: 1, TOO_LONG: 1}
    assert prepared.skipped["detail"].str.ends_with(".").all()


def test_content_ids_tell_rows_apart_and_count_those_that_are_alike() -> None:
    frame = table(who=["a", "a", "b", "a"], text=["same", "same", "same", "other"], stars=["1", "5", "1", "1"])
    prepared = prepare(frame, Columns(("text",), customer="who", outcome="stars"))
    ids = dict(zip(prepared.statements["row"], prepared.statements["id"], strict=True))
    assert len(set(ids.values())) == 4
    assert ids[2] == ids[1] + "-2"
    assert "1 statements without an id repeat" in prepared.notes[0]


def test_content_ids_are_fixed() -> None:
    frame = table(who=["ana"], when=["2026-05-01"], text=["Good."])
    assert prepare(frame, Columns(("text",), customer="who", time="when")).statements["id"].to_list() == [FIXED]


def test_outcomes_are_numbers_or_unknown() -> None:
    cells = ["4", " 4.5 ", "4,5", "", None, "five", "nan", "inf", "1e3", "-2"]
    prepared = prepare(table(text=["x"] * 10, id=list("abcdefghij"), o=cells), Columns(("text",), id="id", outcome="o"))
    assert prepared.statements["outcome"].to_list() == [4, 4.5, 4.5, None, None, None, None, None, 1000, -2]
    assert prepared.n_bad_outcomes == 3
    assert prepared.notes == ("3 cells of the outcome are no number; they count as unknown.",)


def test_typed_columns_become_text() -> None:
    frame = pl.DataFrame({"text": [1.0, 2.5], "who": [17850.0, None], "when": [dt.datetime(2026, 5, 1, 7), None],
                          "day": [dt.date(2026, 5, 1), None], "stars": [4, None]})
    prepared = prepare(frame, Columns(("text",), "who", time="when", group="day", outcome="stars"))
    assert prepared.statements.sort("text").select("text", "customer", "time", "group", "outcome").rows() == [
        ("1", "17850", "2026-05-01T07:00:00.000000", "2026-05-01", 4.0), ("2.5", None, None, None, None)]


def test_nested_columns_are_refused() -> None:
    with pytest.raises(InputRefused, match=r"column «text» holds List\(String\)"):
        prepare(pl.DataFrame({"text": [["a"]]}), Columns(("text",)))


def test_ids_that_meet_after_joining_stay_unique() -> None:
    first = gathered(table(id=["a"], b=["text one"], c=["x y"]), Columns(("b", "c"), id="id"))
    second = gathered(table(id=["a:b"], t=["text two"]), Columns(("t",), id="id"), part=1)
    prepared = settled([first, second])
    assert prepared.statements["id"].to_list() == ["a:b", "a:c"]
    assert prepared.skipped["reason"].to_list() == [DUPLICATE_ID]


def test_blank_cells_can_be_kept_for_one_row_per_row() -> None:
    found = gathered(table(text=["a", " ", None, "b"]), Columns(("text",)), keep_blank=True)
    assert found.rows.select("row", "text").rows() == [(1, "a"), (2, " "), (3, ""), (4, "b")]


CELL = st.sampled_from(["", "a", "b", "a\r\nb", "a\nb", "n\x00", " "])
ROWS = st.lists(st.tuples(st.sampled_from(["", "1", "2", "3"]), st.sampled_from(["", "ana", "ben"]), CELL, CELL,
                          st.sampled_from(["", "1", "x"])), min_size=1, max_size=14)


@settings(deadline=None)
@given(ROWS, st.randoms(use_true_random=False), st.booleans(), st.integers(1, 4))
def test_order_and_number_of_tables_do_not_matter(
    rows: list[tuple[str, ...]], chance: object, with_ids: bool, n_tables: int,
) -> None:
    names = ["id", "who", "good", "bad", "stars"]
    columns = Columns(("good", "bad"), "who", "id" if with_ids else None, outcome="stars")

    def outcome(tables: list[list[tuple[str, ...]]]) -> tuple[object, ...]:
        parts = [gathered(pl.DataFrame(part, schema=names, orient="row"), columns, part=number)
                 for number, part in enumerate(tables) if part]
        prepared = settled(parts)
        statements = prepared.statements.drop("row", "file").rows()
        reasons = sorted(map(str, prepared.skipped.select("id", "reason").rows()))
        return statements, reasons, prepared.n_rows, prepared.n_without_text, prepared.n_bad_outcomes, prepared.notes

    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert outcome([shuffled[i::n_tables] for i in range(n_tables)]) == outcome([rows])


@settings(deadline=None)
@given(ROWS, st.booleans())
def test_every_row_is_accounted_for(rows: list[tuple[str, ...]], with_ids: bool) -> None:
    frame = pl.DataFrame([(one, two, good) for one, two, good, _, _ in rows], schema=["id", "who", "text"], orient="row")
    prepared = prepare(frame, Columns(("text",), "who", "id" if with_ids else None))
    assert prepared.statements["id"].is_unique().all()
    assert prepared.n_rows == len(rows)
    assert prepared.statements.height + prepared.skipped.height + prepared.n_without_text == len(rows)
    assert prepared.statements.sort("customer", "id", nulls_last=True).equals(prepared.statements)
