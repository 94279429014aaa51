"""JSON Lines of offers: a block at a time by polars where it is regular, line by line where it is not. A line that is no object is one
refused row, not the end of the feed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import Piece, read_pieces
from lifeworld.kit.frames.encoding import detect_encoding, utf8_blocks
from lifeworld.kit.frames.pieces import DAMAGED_SCHEMA, Place
from lifeworld.kit.frames.source import opened
from lifeworld.partners.files.feeds.names import checked_names, field_of, framed, whole_signs

LINE_BYTES_MAX = 16 << 20
SHOWN = 120
NEWLINE = b"\n"
STRING = r'"(?:[^"\\]|\\.)*"\s*:?'
SPARSE_TIMES, SPARSE_CELLS = 8, 1_000_000
"""A block may become so many times the cells that it names, or so many; one with more is read line by line."""
DIGITS_MAX = 40
WORDS = {"mpn", "manufacturer", "gtin", "sku", "title", "packaging", "url", "source", "region", "currency"}


def json_pieces(path: Path) -> Iterator[Piece]:
    """The objects of a file, one a line or as a list. Errors: InputRefused for bytes that are no text and lines over 16 MiB."""
    with opened(path) as source:
        if source.kind == "jsonarray":
            yield _list(source.path, source.label)
            return
        if source.kind != "jsonlines":
            yield from read_pieces(path)
            return
        held, place = b"", Place(0, 1)
        for block in utf8_blocks(source.path, detect_encoding(source.path, source.label)):
            held += block
            cut = held.rfind(NEWLINE) + 1
            if len(held) - cut > LINE_BYTES_MAX:
                raise InputRefused("line_too_long", f"«{source.label}» has a line of more than {LINE_BYTES_MAX >> 20} MiB.",
                                   "Give one offer a line.")
            if cut:
                piece, place = _piece(held[:cut], place)
                yield piece
                held = held[cut:]
        if held.strip():
            yield _piece(held, place)[0]


def _piece(block: bytes, place: Place) -> tuple[Piece, Place]:
    """The rows of whole lines, and where the next ones begin."""
    lines = [line for line in block.split(NEWLINE) if line.strip()]
    after = Place(place.rows + len(lines), place.line + block.count(NEWLINE))
    numbers = pl.Series("row", range(place.rows + 1, after.rows + 1), dtype=pl.Int64)
    frame = _quick(lines)
    if frame is not None:
        return Piece(frame, numbers), after
    return _judged([_object(line) for line in lines], numbers), after


def _judged(read: list[dict[str, Any] | str], numbers: pl.Series) -> Piece:
    """Objects as rows; texts say why there is none."""
    good = pl.Series([isinstance(record, dict) for record in read], dtype=pl.Boolean)
    damaged = pl.DataFrame([(number, record) for number, record in zip(numbers.to_list(), read, strict=True) if isinstance(record, str)],
                           schema=DAMAGED_SCHEMA, orient="row")
    return Piece(_frame([record for record in read if isinstance(record, dict)]), numbers.filter(good), damaged)


def _list(path: Path, label: str) -> Piece:
    """The objects of a list, read whole."""
    text = b"".join(utf8_blocks(path, detect_encoding(path, label))).decode("utf-8", "replace")
    try:
        records = json.loads(text, strict=False, parse_constant=lambda _: None, parse_int=number_of)
    except (ValueError, RecursionError) as error:
        raise InputRefused("unreadable_json", f"«{label}» is not valid JSON: {_why(error)}.", "Give one object a line.") from error
    read = [record if isinstance(record, dict) else "The list holds something that is no JSON object." for record in records]
    return _judged(read, pl.Series("row", range(1, len(read) + 1), dtype=pl.Int64))


def _quick(lines: list[bytes]) -> pl.DataFrame | None:
    """By polars; None where it finds other rows than lines, lines that do not begin as objects, or far more columns than are filled."""
    if not all(line.lstrip().startswith(b"{") for line in lines) or _sparse(lines):
        return None
    try:
        frame = pl.read_ndjson(NEWLINE.join(lines), infer_schema_length=None)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None
    if frame.height != len(lines) or not all(_as_told(frame[name]) for name in frame.columns):
        return None
    checked_names(frame.columns)
    return frame


def _sparse(lines: list[bytes]) -> bool:
    """Whether a table of these lines, with a column for every name, would hold far more cells than are told."""
    strings = pl.Series(lines, dtype=pl.Binary).cast(pl.String, strict=False).str.extract_all(STRING).explode()
    names = strings.filter(strings.str.ends_with(":"))
    return names.n_unique() * len(lines) > SPARSE_TIMES * len(names) + SPARSE_CELLS


def _as_told(column: pl.Series) -> bool:
    """Whether texts stand here as they were told: among decimals the part number 12 would have become 12.0."""
    known = field_of(column.name)
    return known is None or known[0] not in WORDS or column.dtype.is_integer() or column.dtype in {pl.String, pl.Null, pl.Boolean}


def _object(line: bytes) -> dict[str, Any] | str:
    """The object of a line, or why it is none."""
    try:
        value = json.loads(line, parse_constant=lambda _: None, parse_int=number_of)
    except (ValueError, RecursionError) as error:
        return f"The line is not valid JSON: {_why(error)[:SHOWN]}."
    return value if isinstance(value, dict) else "The line holds no JSON object."


def _frame(records: list[dict[str, Any]]) -> pl.DataFrame:
    names = dict.fromkeys(name for record in records for name in record)
    return framed(names, lambda name: (_cell(record.get(name)) for record in records), len(records))


def _why(error: ValueError | RecursionError) -> str:
    return str(error) if isinstance(error, ValueError) else "it is nested too deeply"


def number_of(digits: str) -> int | str:
    """A whole number of JSON; one that is longer than any that means something stays text, and its cell is refused."""
    return int(digits) if len(digits) <= DIGITS_MAX else digits


def _cell(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return whole_signs(value) if value else None
    return json.dumps(value)
