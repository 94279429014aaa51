"""Files of events, read as a stream: tables in pieces, JSON lines one by one, so that a bad line loses no other."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from lifeworld.events.core.cloudevents import Refused
from lifeworld.events.core.cloudevents import incoming as from_cloudevent
from lifeworld.events.core.mapped import READY
from lifeworld.events.core.mapping import EventColumns, columns_from, columns_of
from lifeworld.events.core.segment import CALLS
from lifeworld.events.core.segment import incoming as from_segment
from lifeworld.events.core.values import Incoming
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import read_pieces
from lifeworld.kit.frames.encoding import BLOCK_BYTES
from lifeworld.kit.frames.pieces import Piece
from lifeworld.kit.frames.source import opened

PART_ROWS = 10_000
LINE_BYTES_MAX = 1 << 20
"""A longer line of JSON is refused: no event is so large."""


@dataclass(frozen=True)
class Part:
    """Some rows of a file. Either a table's: ``frame`` with ``columns``; or ready events, each with the line as it stood.

    ``row`` counts the rows of the file from 1 (in a table after the header); ``damaged`` has the columns row and reason.
    """

    row: pl.Series
    frame: pl.DataFrame = field(default_factory=pl.DataFrame)
    columns: EventColumns | None = None
    events: tuple[Incoming | Refused, ...] = ()
    lines: tuple[str, ...] = ()
    damaged: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema={"row": pl.Int64, "reason": pl.String}))


def read_map(path: Path) -> EventColumns:
    """The columns that a TOML file names. Errors: InputRefused."""
    try:
        return columns_from(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputRefused("bad_map", f"The map «{path}» cannot be read: {error}.",
                           'Write it in TOML: customer = "who", type_is = "order", time = "when".') from error


def read_parts(path: str | Path, named: EventColumns, now_us: int) -> Iterator[Part]:
    """The rows of a file of events in parts of at most ``PART_ROWS``: CSV and its kin, Parquet, XLSX, JSON lists, JSON lines.

    JSON lines may be CloudEvents or Segment's calls, which say all themselves, or objects whose names are columns. ``now_us`` is when
    they arrive. Errors: InputRefused for a file that is no table, and where it is not clear what its columns say.
    """
    with opened(path) as found:
        if found.kind == "jsonlines":
            yield from _json_parts(found.path, found.label, named, now_us)
            return
        columns: EventColumns | None = None
        for piece in read_pieces(found.path):
            columns = columns or columns_of(named, piece.frame.columns, found.label)
            yield from _table_parts(piece, columns)


def _table_parts(piece: Piece, columns: EventColumns) -> Iterator[Part]:
    if piece.damaged.height:
        yield Part(piece.row.head(0), piece.frame.head(0), columns, damaged=piece.damaged)
    for start in range(0, piece.frame.height, PART_ROWS):
        yield Part(piece.row.slice(start, PART_ROWS), piece.frame.slice(start, PART_ROWS), columns)


def _json_parts(path: Path, label: str, named: EventColumns, now_us: int) -> Iterator[Part]:
    decode = msgspec.json.Decoder().decode
    columns: EventColumns | None = None
    rows: list[int] = []
    lines: list[str] = []
    events: list[Incoming | Refused | Mapping[str, Any]] = []
    for number, line in _lines(path):
        one = _decoded(line, decode, now_us)
        if columns is None and isinstance(one, Mapping):
            columns = replace(columns_of(named, list(one), label), data=named.data)
        rows.append(number)
        lines.append(line.decode("utf-8", "replace").rstrip("\r\n"))
        events.append(one)
        if len(rows) == PART_ROWS:
            yield from _ready(rows, events, lines, columns)
            rows, lines, events = [], [], []
    if rows:
        yield from _ready(rows, events, lines, columns)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The filled lines of a file with their numbers; of one that is too long only its beginning is kept."""
    with path.open("rb", buffering=BLOCK_BYTES) as stream:
        number, line = 0, stream.readline(LINE_BYTES_MAX + 1)
        while line:
            number += 1
            whole = line.endswith(b"\n") or len(line) <= LINE_BYTES_MAX
            if (said := line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line).strip():
                yield number, said if whole else line[:200]
            while not whole:
                rest = stream.readline(LINE_BYTES_MAX)
                whole = rest.endswith(b"\n") or not rest
            line = stream.readline(LINE_BYTES_MAX + 1)


def _decoded(line: bytes, decode: Any, now_us: int) -> Incoming | Refused | Mapping[str, Any]:
    """What a line says: an event, why it is none, or an object whose names are columns."""
    try:
        value = decode(line)
    except (msgspec.DecodeError, UnicodeError):
        return Refused("not_json")
    except RecursionError:
        return Refused("too_deep")
    try:
        if not isinstance(value, dict):
            raise Refused("not_an_event")
        if "specversion" in value:
            return from_cloudevent(value)
        if "messageId" in value and value.get("type") in CALLS:
            return from_segment(value, "", now_us)
    except Refused as refused:
        return refused
    return value


def _ready(rows: list[int], events: list[Incoming | Refused | Mapping[str, Any]], lines: list[str],
           columns: EventColumns | None) -> Iterator[Part]:
    """The events and the plain objects of some lines, each kind as a part of its own."""
    plain = [at for at, one in enumerate(events) if isinstance(one, Mapping)]
    if plain and columns is not None:
        yield Part(pl.Series("row", [rows[at] for at in plain], pl.Int64), _plain_frame([events[at] for at in plain], columns),
                   columns, lines=tuple(lines[at] for at in plain))
    done = [at for at, one in enumerate(events) if not isinstance(one, Mapping)]
    if done:
        yield Part(pl.Series("row", [rows[at] for at in done], pl.Int64), lines=tuple(lines[at] for at in done),
                   events=tuple(one for one in events if not isinstance(one, Mapping)))


def _plain_frame(objects: list[Any], columns: EventColumns) -> pl.DataFrame:
    """The columns that say who, what and when as text, and all others, as they are, as JSON."""
    roles = sorted(columns.roles)
    texts = {name: pl.Series(name, [_text(one.get(name)) for one in objects], pl.String) for name in roles}
    encode = msgspec.json.Encoder().encode
    kept = None if columns.data is None else set(columns.data)
    wanted = columns.roles
    data = [encode({name: value for name, value in one.items()
                    if name not in wanted and value is not None and (kept is None or name in kept)}).decode() for one in objects]
    return pl.DataFrame({**texts, READY: pl.Series(READY, data, pl.String)})


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return msgspec.json.encode(value).decode()
