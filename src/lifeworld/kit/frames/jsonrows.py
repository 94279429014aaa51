"""JSON Lines and JSON lists of objects, in pieces: every value as text, nested values as JSON text."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames.encoding import (
    BLOCK_BYTES,
    LINE_BYTES_MAX,
    UNREADABLE,
    detect_encoding,
    line_too_long,
    utf8_blocks,
)
from lifeworld.kit.frames.pieces import Piece, numbered
from lifeworld.kit.frames.source import Source, empty

HALF_PAIR_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
HALF_PAIR = re.compile("[\ud800-\udfff]")
ADVICE = "Give one JSON object per line, or a list of objects; every key becomes a column."


def read_jsonlines(source: Source, block_bytes: int = BLOCK_BYTES) -> Iterator[Piece]:
    """One object per line, in pieces of about ``block_bytes``; blank lines are skipped, nulls stay null.

    Keys that only later pieces know are missing as columns in earlier ones.
    Errors: InputRefused with the line of what is no JSON object.
    """
    rows, line, held = 0, 1, ""
    for block in _texts(source, block_bytes, LINE_BYTES_MAX):
        lines = (held + block).split("\n") if block is not None else [held, ""]
        held = lines.pop()
        filled = [(number, text) for number, text in enumerate(lines, line) if text.strip()]
        line += len(lines)
        if filled:
            piece = numbered(_frame(_objects(filled, source.label)), rows)
            rows += piece.frame.height
            yield piece


def read_jsonarray(source: Source) -> Iterator[Piece]:
    """A JSON list of objects, read whole. Errors: InputRefused when it is no such list."""
    text = "".join(block for block in _texts(source, BLOCK_BYTES) if block is not None)
    try:
        records = _loads(text)
    except (ValueError, RecursionError) as error:
        raise InputRefused("unreadable_json", f"«{source.label}» is not valid JSON: {error}.", ADVICE) from error
    if not records:
        raise empty(source.label)
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            raise InputRefused("unreadable_json",
                               f"Element {number} of the list in «{source.label}» is {_named(record)}, not an object.",
                               ADVICE)
    yield numbered(_frame(records), 0)


def _texts(source: Source, block_bytes: int, line_bytes_max: float = math.inf) -> Iterator[str | None]:
    """Blocks of text; None says that the end is reached."""
    held = b""
    for block in utf8_blocks(Path(source.path), detect_encoding(source.path, source.label), block_bytes):
        raw = held + block
        # A character may be cut at the end of a block: what is after the last line end waits for the next block.
        cut = raw.rfind(b"\n") + 1
        held = raw[cut:]
        if len(held) > line_bytes_max:
            raise line_too_long(source.label)
        yield raw[:cut].decode("utf-8")
    yield held.decode("utf-8")
    yield None


def _loads(text: str) -> Any:
    """Parsed JSON; raw control characters are let through (the row is judged later), NaN and Infinity become null."""
    parsed = json.loads(text, strict=False, parse_constant=lambda _: None)
    return _whole_characters(parsed) if HALF_PAIR_ESCAPE.search(text) else parsed


def _whole_characters(value: Any) -> Any:
    if isinstance(value, str):
        return HALF_PAIR.sub(UNREADABLE, value)
    if isinstance(value, dict):
        return {_whole_characters(key): _whole_characters(part) for key, part in value.items()}
    return [_whole_characters(part) for part in value] if isinstance(value, list) else value


def _objects(filled: list[tuple[int, str]], label: str) -> list[dict[str, Any]]:
    """The objects of some lines; parsing them as one list is several times faster than line by line."""
    try:
        records = _loads("[" + ",".join(text for _, text in filled) + "]")
        if len(records) == len(filled) and all(type(record) is dict for record in records):
            return list(records)
    except (ValueError, RecursionError):
        pass
    return [_object(text, number, label) for number, text in filled]


def _object(text: str, number: int, label: str) -> dict[str, Any]:
    try:
        record = _loads(text)
    except (ValueError, RecursionError) as error:
        if text.strip() in {"{", "["}:
            raise InputRefused("unreadable_json", f"«{label}» holds JSON that spans lines but is no list of objects.",
                               ADVICE) from error
        raise InputRefused("unreadable_json", f"Line {number} of «{label}» is not valid JSON: {error}.",
                           ADVICE) from error
    if not isinstance(record, dict):
        raise InputRefused("unreadable_json", f"Line {number} of «{label}» holds {_named(record)}, not an object.",
                           ADVICE)
    return record


def _named(value: Any) -> str:
    names = {list: "a list", dict: "an object", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def _frame(records: list[dict[str, Any]]) -> pl.DataFrame:
    first = records[0].keys()
    if all(record.keys() == first for record in records):
        keys = list(first)
    else:
        keys = list(dict.fromkeys(key for record in records for key in record))
    return pl.DataFrame([pl.Series(key, [_text(record.get(key)) for record in records], dtype=pl.String)
                         for key in keys])


def _text(value: Any) -> str | None:
    """A JSON value as the text of a cell; empty text is null.

    >>> [_text(value) for value in ("a", "", None, 5, 5.0, True, {"k": ["ä"]})]
    ['a', None, None, '5', '5.0', 'true', '{"k": ["ä"]}']
    """
    if type(value) is str:
        return value or None
    if value is None:
        return None
    return json.dumps(value, ensure_ascii=False)
