"""Sources: what is not a table is refused in words that help; pipes, gzip and standard input are tables too."""

from __future__ import annotations

import gzip
import io
import os
import sys
import threading
from pathlib import Path

import polars as pl
import pytest

from lifeworld.kit.errors import InputRefused, RunFailed
from lifeworld.kit.frames import read_batches, read_frame, source

CSV = b"id,text\n1,one\n2,two\n"
ROWS = [("1", "one"), ("2", "two")]


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spool))
    return spool


@pytest.mark.parametrize(("name", "content", "code", "words"), [
    ("a.csv", b"", "empty_file", "is empty"),
    ("a.csv", b"\xef\xbb\xbf \r\n\n", "empty_file", "is empty"),
    ("a.csv", b"\n" * 9000, "empty_file", "is empty"),
    ("a.csv", b"id,text\r\n\r\n", "no_rows", "(«id», «text») but no rows"),
    ("a.jsonl", b"\n", "empty_file", "is empty"),
    ("a.json", b"[]", "empty_file", "is empty"),
    ("a.csv", b"%PDF-1.7 ...", "not_a_table", "a PDF document"),
    ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", "not_a_table", "old .xls"),
    ("a.parquet", CSV, "unreadable_parquet", "not one"),
    ("a.xlsx", CSV, "unreadable_xlsx", "not one"),
    ("a.csv.gz", gzip.compress(CSV, mtime=0)[:-9], "unreadable_gzip", "cut short"),
    ("a.csv.gz", gzip.compress(b"", mtime=0), "empty_file", "is empty"),
    ("a.csv.gz", b"\x1f\x8b" + b"x" * 50, "unreadable_gzip", "damaged"),
])
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes, code: str, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    for read in (read_frame, lambda path: list(read_batches(path))):
        with pytest.raises(InputRefused) as refusal:
            read(path)
        assert refusal.value.code == code
        assert words in refusal.value.message
        assert name in refusal.value.message
        assert refusal.value.next_step.endswith((".", "»"))


def test_missing_file_suggests_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "reviews.csv").write_bytes(CSV)
    with pytest.raises(InputRefused, match=r"no file .*revews.csv.*Did you mean .*reviews\.csv"):
        read_frame(tmp_path / "revews.csv")
    with pytest.raises(InputRefused, match="folder does not exist"):
        read_frame(tmp_path / "nowhere" / "a.csv")


def test_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="is a folder"):
        read_frame(tmp_path)


def test_unreadable_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused):
        read_frame("x" * 5000)
    with pytest.raises(InputRefused):
        read_frame("a\x00b.csv")


def test_no_permission_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(CSV)

    def refused(*_: object, **__: object) -> io.BytesIO:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(InputRefused, match="Permission denied"):
        read_frame(path)


@pytest.mark.parametrize("content", [
    CSV, CSV.replace(b",", b"\t"), gzip.compress(CSV, mtime=0), b'{"id": "1", "text": "one"}\n{"id": 2, "text": "two"}',
    b'[{"id": 1, "text": "one"},\n{"id": 2, "text": "two"}]',
])
def test_standard_input_is_told_apart_by_content(
    content: bytes, monkeypatch: pytest.MonkeyPatch, own_temporary_folder: Path,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert read_frame("-").rows() == ROWS
    assert list(own_temporary_folder.iterdir()) == []


def test_parquet_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    pl.DataFrame({"id": [1], "text": ["one"]}).write_parquet(buffer)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(buffer.getvalue())))
    assert read_frame("-").rows() == [(1, "one")]


def test_messages_name_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a,a\n1,2\n")))
    with pytest.raises(InputRefused, match="standard input"):
        read_frame("-")


def test_a_named_pipe_is_a_table(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(CSV,))
    writer.start()
    assert read_frame(pipe).rows() == ROWS
    writer.join()


def test_gzip_of_each_format(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(CSV))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b'{"id": "1", "text": "one"}\n{"id": "2", "text": "two"}'))
    assert read_frame(tmp_path / "a.csv.gz").rows() == read_frame(tmp_path / "a.jsonl.gz").rows() == ROWS


def test_a_bomb_of_gzip_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "SPOOL_BYTES_MAX", 1000)
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"x,y\n" * 5000))
    with pytest.raises(InputRefused, match="holds more than"):
        read_frame(path)


def test_no_room_for_the_copy_of_a_pipe(monkeypatch: pytest.MonkeyPatch, own_temporary_folder: Path) -> None:
    class Full(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": Full()}))
    with pytest.raises(RunFailed, match="No space left on device"):
        read_frame("-")
    assert list(own_temporary_folder.iterdir()) == []


def test_sheets_are_for_workbooks(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(CSV)
    with pytest.raises(InputRefused, match="not a workbook"):
        read_frame(tmp_path / "a.csv", sheet="One")


def test_a_reader_that_stops_early_leaves_no_copy(monkeypatch: pytest.MonkeyPatch, own_temporary_folder: Path) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CSV)))
    batches = read_batches("-", 1)
    assert next(batches).rows() == ROWS[:1]
    batches.close()
    assert list(own_temporary_folder.iterdir()) == []
