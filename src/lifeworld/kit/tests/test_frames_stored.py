"""Parquet and XLSX: types and sheets are read, damage and bombs are refused in words."""

from __future__ import annotations

import datetime as dt
import io
import random
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import read_batches, read_frame, read_table, stored


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def test_parquet_keeps_types_and_order_in_batches(tmp_path: Path) -> None:
    frame = pl.DataFrame({"id": range(1000), "text": [f"t{i}" for i in range(1000)], "tags": [["a"]] * 1000})
    path = tmp_path / "a[1]*.parquet"  # not a pattern
    frame.write_parquet(path, row_group_size=300)
    assert read_frame(path).equals(frame)
    batches = list(read_batches(path, 128))
    assert [batch.height for batch in batches] == [128] * 7 + [104]
    assert pl.concat(batches).equals(frame)


def test_parquet_without_rows_is_refused(tmp_path: Path) -> None:
    pl.DataFrame(schema={"text": pl.String}).write_parquet(tmp_path / "a.parquet")
    with pytest.raises(InputRefused, match="no rows"):
        read_frame(tmp_path / "a.parquet")


@pytest.mark.parametrize("seed", range(40))
def test_damaged_parquet_is_refused_or_read_but_never_crashes(tmp_path: Path, seed: int) -> None:
    path, chance = tmp_path / "a.parquet", random.Random(seed)  # noqa: S311
    pl.DataFrame({"id": range(500), "text": [f"text {i}" for i in range(500)]}).write_parquet(path, row_group_size=100)
    content = bytearray(path.read_bytes())
    if seed % 2:
        del content[chance.randrange(4, len(content)):]
    else:
        for _ in range(8):
            content[chance.randrange(4, len(content))] = chance.randrange(256)
    path.write_bytes(content)
    try:
        read_frame(path)
    except InputRefused as refusal:
        assert refusal.code == "unreadable_parquet"
        assert "a.parquet" in refusal.message and "\n" not in refusal.message
    else:
        assert seed % 2 == 0, "a Parquet file without its end was read"


def test_workbook_cells_become_text(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", One=[
        ["id", "text", "score", "when", "ok", ""],
        [1, "two\nlines", 4.5, dt.datetime(2024, 5, 1, 10), True, "x"],
        [],
        [2, "=not a formula", 5, None, False, ""],
    ], Two=[["text"], ["second sheet"]])
    found = read_table(path)
    assert found.frame.columns == ["id", "text", "score", "when", "ok", "column_6"]
    assert found.frame.rows() == [
        ("1", "two\nlines", "4.5", "2024-05-01 10:00:00", "true", "x"),
        ("2", "=not a formula", "5", None, "false", None),
    ]
    assert found.row.to_list() == [1, 3]
    assert read_frame(path, sheet="Two").rows() == [("second sheet",)]
    assert [frame.height for frame in read_batches(path, 1)] == [1, 1]


def test_blank_rows_above_the_header_are_skipped(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", One=[[], [None, None], ["text", "id"], ["hello", 1]])
    assert read_table(path).frame.rows() == [("hello", "1")]


@pytest.mark.parametrize(("sheets", "sheet", "code", "words"), [
    ({"One": [["a"], [1]], "Two": []}, "Tow", "no_such_sheet", "has «One», «Two». Did you mean «Two»"),
    ({"One": []}, None, "empty_file", "sheet «One»"),
    ({"One": [["id", "text"]]}, None, "no_rows", "no rows"),
    ({"One": [["a", "a"], [1, 2]]}, None, "duplicate_columns", "«a» more than once"),
])
def test_workbooks_without_a_table_are_refused(
    tmp_path: Path, sheets: dict[str, list[list[object]]], sheet: str | None, code: str, words: str,
) -> None:
    path = workbook(tmp_path / "a.xlsx", **sheets)
    with pytest.raises(InputRefused) as refusal:
        read_frame(path, sheet=sheet)
    assert refusal.value.code == code
    assert words in str(refusal.value)


def archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return buffer.getvalue()


def test_a_bomb_is_refused_before_it_is_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "UNPACKED_BYTES_MAX", 1 << 20)
    path = tmp_path / "a.xlsx"
    path.write_bytes(archive({"xl/worksheets/sheet1.xml": b" " * (2 << 20)}))
    with pytest.raises(InputRefused, match="unpacks to more than 1 MiB") as refusal:
        read_frame(path)
    assert refusal.value.code == "workbook_too_large"


def test_a_bomb_that_claims_to_be_small_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "UNPACKED_BYTES_MAX", 1 << 20)
    size = 2 << 20
    content = archive({"xl/worksheets/sheet1.xml": b" " * size})
    path = tmp_path / "a.xlsx"
    path.write_bytes(content.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little")))
    with pytest.raises(InputRefused):
        read_frame(path)


@pytest.mark.parametrize("change", ["cut", "flip", "zip", "hollow"])
def test_damaged_workbooks_are_refused(tmp_path: Path, change: str) -> None:
    path = workbook(tmp_path / "a.xlsx", One=[["id", "text"], *([i, f"text {i}"] for i in range(300))])
    content = bytearray(path.read_bytes())
    if change == "cut":
        del content[len(content) // 2:]
    elif change == "flip":
        start = content.index(b"xl/worksheets/sheet1.xml") + 60
        content[start:start + 40] = bytes(40)
    else:
        content = bytearray(archive({"readme.txt": b"x"} if change == "zip" else {"xl/workbook.xml": b"<x/>"}))
    path.write_bytes(content)
    with pytest.raises(InputRefused) as refusal:
        read_frame(path)
    assert refusal.value.code == ("not_a_table" if change == "zip" else "unreadable_xlsx")
    assert "a.xlsx" in refusal.value.message
