"""JSON Lines and JSON lists: every value as text, in any blocks, with the line of what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import read_batches, read_frame
from lifeworld.kit.frames.jsonrows import read_jsonlines
from lifeworld.kit.frames.source import Source

VALUES = st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=6) | st.lists(
    st.text(st.characters(codec="utf-8"), max_size=3), max_size=2)
RECORDS = st.lists(st.fixed_dictionaries({"a": VALUES}, optional={"b": VALUES, "ü": VALUES}), min_size=1, max_size=12)


def as_text(value: object) -> str | None:
    return (value or None) if isinstance(value, str) else (
        None if value is None else json.dumps(value, ensure_ascii=False))


@settings(deadline=None)
@given(RECORDS, st.booleans(), st.sampled_from([1 << 20, 30, 5]))
def test_what_is_written_is_read(records: list[dict[str, object]], ascii_only: bool, block_bytes: int) -> None:
    lines = [json.dumps(record, ensure_ascii=ascii_only) for record in records]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        path.write_bytes("\n\n".join(lines).encode())
        pieces = list(read_jsonlines(Source(path, "a", "jsonlines"), block_bytes))
        path.with_suffix(".json").write_text("[" + ",\n".join(lines) + "]", "utf-8")
        listed = read_frame(path.with_suffix(".json"))
    frame = pl.concat([piece.frame for piece in pieces], how="diagonal")
    expected = [{key: as_text(record.get(key)) for key in frame.columns} for record in records]
    assert frame.to_dicts() == expected
    assert listed.select(frame.columns).to_dicts() == expected
    assert [number for piece in pieces for number in piece.row] == list(range(1, len(records) + 1))


def lines(tmp_path: Path, content: str, name: str = "a.jsonl") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    return path


def test_numbers_keep_their_kind_and_nested_values_are_json(tmp_path: Path) -> None:
    frame = read_frame(lines(tmp_path, '{"a": 5, "b": 5.0, "c": {"k": ["ä"]}}\r\n{"a": 1e400, "b": NaN, "c": ""}\n'))
    assert frame.rows() == [("5", "5.0", '{"k": ["ä"]}'), ("Infinity", None, None)]


def test_nul_and_half_pairs_do_not_stop_the_reader(tmp_path: Path) -> None:
    cells = ["a\\u0000b", "x\\ud83dy", "\\ud83c\\udfc3", "raw\x00\ttab", "raw\ud800"]
    text = "".join(f'{{"t": "{cell}"}}\n' for cell in cells)
    assert read_frame(lines(tmp_path, text))["t"].to_list() == ["a\x00b", "x\x00y", "🏃", "raw\x00\ttab", "raw\x00"]


@pytest.mark.parametrize(("name", "content", "words"), [
    ("a.jsonl", '{"t": "a"}\n\n{"t": "b"\n{"t": "c"}\n', "Line 3 "),
    ("a.jsonl", '{"t": "a"}\n{"t": "b"}, {"t": "c"}\n', "Line 2 "),
    ("a.jsonl", '{"t": "a"}\n["b"]\n', "Line 2 .* holds a list"),
    ("a.jsonl", '{"t": "a"}\n5\n', "Line 2 .* holds a number"),
    ("a.jsonl", '{"t": "a"}\n' + "[" * 100_000 + "\n", "Line 2 "),
    ("a.json", '[{"t": "a"}, "b"]', "Element 2 .* is a text"),
    ("a.json", '[{"t": "a"}', "not valid JSON"),
    ("a.json", '{\n "posts": ["a"]\n}', "spans lines but is no list"),
])
def test_broken_json_names_the_place(tmp_path: Path, name: str, content: str, words: str) -> None:
    with pytest.raises(InputRefused, match=words) as refusal:
        read_frame(lines(tmp_path, content, name))
    assert refusal.value.code == "unreadable_json"
    assert name in refusal.value.message


def test_error_after_good_batches_is_still_raised(tmp_path: Path) -> None:
    batches = read_batches(lines(tmp_path, '{"t": "a"}\n{"t": "b"}\n[1]\n'), 1)
    with pytest.raises(InputRefused, match="Line 3"):
        list(batches)


def test_a_line_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lifeworld.kit.frames.jsonrows.LINE_BYTES_MAX", 1000)
    path = lines(tmp_path, json.dumps({"t": "x" * 5000}))
    with pytest.raises(InputRefused, match="has a line of more than"):
        read_frame(path)


def test_kinds_of_json_without_an_ending(tmp_path: Path) -> None:
    assert read_frame(lines(tmp_path, '{"t": 1}\n{"t": 2}\n', "a.txt"))["t"].to_list() == ["1", "2"]
    assert read_frame(lines(tmp_path, '\n [ {"t": 1},\n {"t": 2}]', "a"))["t"].to_list() == ["1", "2"]
    assert read_frame(lines(tmp_path, "[text]\nhello\n", "a.txt"))["[text]"].to_list() == ["hello"]
