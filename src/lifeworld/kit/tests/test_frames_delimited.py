"""Delimited text: every dialect reads as it was written; damage is named, not swallowed."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import delimited, read_batches, read_frame, read_table, repair
from lifeworld.kit.frames.dialect import Dialect, detect_dialect
from lifeworld.kit.frames.source import Source

WORDS = st.text(alphabet=st.sampled_from('ab é🏃",;\t|\n\'\\=#\u2028\x85'), max_size=8)
TABLES = st.integers(1, 4).flatmap(
    lambda n: st.lists(st.lists(WORDS, min_size=n, max_size=n), min_size=1, max_size=12))


def table(tmp_path: Path, content: str | bytes, name: str = "a.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def written(rows: list[list[str]], separator: str, line_end: str, quoting: int) -> str:
    out = io.StringIO()
    names = [f"name{i}" for i in range(len(rows[0]))]
    csv.writer(out, delimiter=separator, lineterminator=line_end, quoting=quoting).writerows([names, *rows])
    return out.getvalue()


def nulls(rows: list[list[str]]) -> list[tuple[str | None, ...]]:
    return [tuple(cell or None for cell in row) for row in rows]


def read_text(text: str, block_bytes: int) -> list[tuple[str | None, ...]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(text.encode())
        pieces = list(delimited.read_delimited(Source(path, "a.csv", "delimited"), block_bytes))
    assert not any(piece.damaged.height for piece in pieces)
    return [row for piece in pieces for row in piece.frame.rows()]


@settings(deadline=None)
@given(TABLES, st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n"]),
       st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.sampled_from([1 << 20, 64, 7]))
@example([["a", 'say "x"'], ["", "two\nlines"]], ";", "\r\n", csv.QUOTE_MINIMAL, 7)
def test_what_is_written_is_read_in_every_dialect(
    rows: list[list[str]], separator: str, line_end: str, quoting: int, block_bytes: int,
) -> None:
    text = written(rows, separator, line_end, quoting)
    assert read_text(text, block_bytes) == read_text("\ufeff" + text, block_bytes) == nulls(rows)


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from('ab",\n\r'), max_size=40), st.sampled_from([1 << 20, 16, 5]))
def test_broken_quotation_reads_the_same_in_any_blocks(body: str, block_bytes: int) -> None:
    def outcome(size: int) -> object:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "a.csv"
            path.write_bytes(f"x,y\n{body}".encode())
            try:
                pieces = list(delimited.read_delimited(Source(path, "a.csv", "delimited"), size))
            except InputRefused as error:
                return error.code
            rows = [row for piece in pieces for row in piece.frame.rows()]
            numbers = [number for piece in pieces for number in piece.row]
            return rows, numbers, [row for piece in pieces for row in piece.damaged.rows()]
    assert outcome(block_bytes) == outcome(1 << 22)


@settings(deadline=None)
@given(TABLES.filter(lambda rows: len(rows[0]) > 1), st.sampled_from(["\n", "\r\n"]))
def test_fast_and_repairing_reader_agree(rows: list[list[str]], line_end: str) -> None:
    text = written(rows, ";", line_end, csv.QUOTE_MINIMAL)
    cells = [row for row, _, _ in repair.csv_rows([text.encode()], Dialect(";"), "a", 1)]
    assert nulls(cells[1:]) == read_text(text, 1 << 20)


@pytest.mark.parametrize(("text", "dialect"), [
    ("id;text\n1;Good, really\n", Dialect(";")),
    ("id\ttext\n1\tfive, six\n", Dialect("\t")),
    ("a|b\n1|2\n", Dialect("|")),
    ('a, b;c\nx;2\ny;3\n', Dialect(";")),
    ("text\nhello, you\nhi; there\n", Dialect("\x1f")),
    ('a,b\n1,"x \\"y\\", z"\n2,"k"\n', Dialect(",", "escaped")),
    ('a, b\n1, "x, y"\n2, "z"\n', Dialect(",", "spaced")),
    ('a\tb\n1\t"Great" watch\n2\t5" screen\n', Dialect("\t", "literal")),
    ('a,b\n1,"Gre" at\n2,"x, y"\n', Dialect(",", "lenient")),
])
def test_dialects_are_told_apart(text: str, dialect: Dialect) -> None:
    assert detect_dialect(text) == dialect


@pytest.mark.parametrize(("text", "rows"), [
    ('a, b\n1, "x, y"\n', [("1", "x, y")]),
    ('a,b\n1,"x \\"y\\", z"\n2,"k"\n', [("1", 'x "y", z'), ("2", "k")]),
    ('a\tb\n1\t"Great" watch\n2\t5" screen\n', [("1", '"Great" watch'), ("2", '5" screen')]),
    ('a,b\n1,5" tv\n2,ok\n', [("1", '5" tv'), ("2", "ok")]),
    ("sep=;\na;b\n1;2\n", [("1", "2")]),
    ("\n \r\na,b\n\n1,2\r\n\r\n3,4\n\n", [("1", "2"), ("3", "4")]),
    ("a,b\r1,2\r3,4\r", [("1", "2"), ("3", "4")]),
    ('"a\nb",c\n1,2', [("1", "2")]),
    ("a,b\n1,x\ry\n2,z\n", [("1", "x\ry"), ("2", "z")]),
    ("a,b\n1,\ufeffx\n\ufeff2,y\n", [("1", "\ufeffx"), ("\ufeff2", "y")]),
    ("a,b\n1,x\x00y\n", [("1", "x\x00y")]),
    ("Grüße,b\nÄ,\n", [("Ä", None)]),
])
def test_odd_but_readable_tables(tmp_path: Path, text: str, rows: list[tuple[str | None, ...]]) -> None:
    assert read_frame(table(tmp_path, text)).rows() == rows


def test_unnamed_columns_are_numbered_and_names_trimmed(tmp_path: Path) -> None:
    assert read_frame(table(tmp_path, ", text ,\n1,2,3\n")).columns == ["column_1", "text", "column_3"]


def test_long_cells_and_many_columns(tmp_path: Path) -> None:
    long = "x" * 1_500_000
    frame = read_frame(table(tmp_path, f'a,b\n1,{long}\n2,"{long}" odd\n'))
    assert frame["b"].str.len_chars().to_list() == [1_500_000, 1_500_004]
    names = ",".join(f"c{i}" for i in range(3000))
    assert read_frame(table(tmp_path, f"{names}\n{names}\n")).shape == (1, 3000)


def test_ragged_rows_are_listed_with_row_and_line(tmp_path: Path) -> None:
    text = 'id,text,score\n1,"two\nlines",3\n\n2,short\n3,a,b,4\n4,fine,5\n5,"cut\nin two",6,7\n6,fine,5\n7,fine,5\n'
    found = read_table(table(tmp_path, text))
    assert found.frame["id"].to_list() == ["1", "4", "6", "7"]
    assert found.row.to_list() == [1, 4, 6, 7]
    assert found.damaged.rows() == [
        (2, "It has 2 cells where the header has 3 (line 5)."),
        (3, "It has 4 cells where the header has 3 (line 6)."),
        (5, "It has 4 cells where the header has 3 (lines 8 to 9)."),
    ]
    repaired = read_table(table(tmp_path, text + '8,"odd" quote,5\n9,ok,5\n'))
    assert repaired.damaged.rows() == found.damaged.rows()
    assert repaired.row.to_list() == [1, 4, 6, 7, 8, 9]


def test_strict_reading_refuses_a_ragged_row(tmp_path: Path) -> None:
    path = table(tmp_path, "a,b\n1,2\n3\n4,5\n6,7\n")
    for read in (read_frame, lambda path: list(read_batches(path, 2))):
        with pytest.raises(InputRefused, match=r"Row 2 of .*a\.csv.* 1 cell where the header has 2 \(line 3\)"):
            read(path)


def test_mostly_ragged_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="2 of 3 rows") as refusal:
        read_table(table(tmp_path, "a,b\n1,2,3\n4,5,6\n7,8\n"))
    assert refusal.value.code == "damaged_table"


def test_duplicate_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="«text» more than once"):
        read_frame(table(tmp_path, "id,text,text \n1,2,3\n"))


def test_unclosed_mark_names_its_line(tmp_path: Path) -> None:
    rows = "".join(f'{i},"row, {i}"\n' for i in range(50))
    with pytest.raises(InputRefused, match="near line 52 is never closed") as refusal:
        read_frame(table(tmp_path, f'id,text\n{rows}50,"open, for ever\n51,x\n52,last\n'))
    assert refusal.value.code == "unclosed_quote"


def test_a_line_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "ROW_BYTES_MAX", 100)
    monkeypatch.setattr(repair, "LINE_BYTES_MAX", 1000)
    path = table(tmp_path, "a,b\n1,2\n3," + "x" * 5000)
    with pytest.raises(InputRefused, match="has a line of more than"):
        list(delimited.read_delimited(Source(path, "a.csv", "delimited"), 64))


def test_irregular_marks_after_many_good_blocks(tmp_path: Path) -> None:
    good = [(str(i), f"text, {i}\nmore") for i in range(4000)]
    body = "".join(f'{a},"{b}"\n' for a, b in good) + 'x,5" tv\ny,"last"\n'
    path = table(tmp_path, "id,text\n" + body)
    for size in (1 << 22, 1 << 12):
        pieces = list(delimited.read_delimited(Source(path, "a", "delimited"), size))
        frame = pl.concat([piece.frame for piece in pieces])
        assert frame.rows() == [*good, ("x", '5" tv'), ("y", "last")]
        assert [n for piece in pieces for n in piece.row] == list(range(1, 4003))


def test_batches_have_the_asked_size_and_hold_all_rows(tmp_path: Path) -> None:
    path = table(tmp_path, "a,b\n" + "".join(f"{i},x\n" for i in range(25)))
    frames = list(read_batches(path, 10))
    assert [frame.height for frame in frames] == [10, 10, 5]
    assert pl.concat(frames).equals(read_frame(path))
    with pytest.raises(ValueError, match="at least one row"):
        next(read_batches(path, 0))
