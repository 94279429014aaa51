"""The folder as columns: rows of shards, whose attributes are numbers of entries in one table, and what of it could not be read."""

from __future__ import annotations

import gc
import gzip
import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lifeworld.plugin import InputRefused

Ints = NDArray[np.int64]
MANIFEST, TABLE = "manifest.json", "attributes-lut.json.gz"
_FIELDS = ("lcsc", "mfr", "description", "datasheet", "price", "attributes", "stock")
_HALVES = re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]")
_UNREADABLE = (OSError, ValueError, zlib.error, EOFError, KeyError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Shelf:
    """Rows of one kind. ``cells``: by field of the source, one entry a row; ``shelves``: the source's category of each row;
    ``entries``: numbers of attributes of all rows, one after another; ``rows``: whose each of them is.
    """

    cells: Mapping[str, list[Any]]
    shelves: list[str]
    entries: Ints
    rows: Ints

    def __len__(self) -> int:
        return len(self.shelves)


@dataclass(frozen=True)
class Folder:
    """What was read: ``table`` holds (name, values) of each attribute; ``refused`` counts by reason, rows that nobody asked for by
    shelf.
    """

    created: str
    table: list[tuple[str, Mapping[str, Any]]]
    kinds: Mapping[str, Shelf]
    rows: int
    refused: Mapping[str, int] = field(default_factory=dict)
    unasked: Mapping[str, int] = field(default_factory=dict)


def is_folder_of_shards(path: Path) -> bool:
    """Whether this is such a folder (or the folder above it, which holds it as «data»)."""
    return any((place / TABLE).is_file() for place in (path, path / "data"))


def read_shards(path: Path, kind_of: Callable[[str], str | None]) -> Folder:
    """All shards of the folder whose shelf (the source's category) is a kind by ``kind_of``; the others are counted.

    A shard that is no gzip or no JSON is refused as a whole, a row of another length by itself; both are counted with their reason.
    Errors: InputRefused where the manifest or the table of attributes cannot be read, for nothing can be told without them.
    """
    place = path if (path / TABLE).is_file() else path / "data"
    collecting = gc.isenabled()
    gc.disable()  # a million small lists live until the end: looking for garbage among them costs a third of the time
    try:
        created, shelf_of = _must(place / MANIFEST, _manifest)
        table = _must(place / TABLE, _table)
        refused: Counter[str] = Counter()
        unasked: Counter[str] = Counter()
        by_kind: dict[str, list[tuple[str, list[list[Any]]]]] = {}
        total = 0
        for shard in sorted(place.glob("components-*.jsonl.gz")):
            shelf = shelf_of.get(shard.name, "")
            kind = kind_of(shelf)
            rows, broken = _shard(shard, whole=kind is not None)
            total += rows if isinstance(rows, int) else len(rows)
            refused.update(broken)
            if isinstance(rows, int):
                unasked[shelf] += rows
            elif kind:
                by_kind.setdefault(kind, []).append((shelf, rows))
        kinds = {kind: _columns(shards, len(table), refused) for kind, shards in by_kind.items()}
    finally:
        if collecting:
            gc.enable()
    return Folder(created, table, kinds, total, dict(refused), dict(unasked))


def _must(path: Path, read: Callable[[bytes], Any]) -> Any:
    try:
        return read(path.read_bytes())
    except _UNREADABLE as problem:
        raise InputRefused("unreadable_parts", f"The file «{path.name}» of the parts in «{path.parent}» could not be read: {problem}.",
                           "Give the whole folder as it was published, with its manifest and its table of attributes.") from None


def _loads(raw: bytes) -> Any:
    """JSON; halves of signs that stand alone, which no text can hold, become «\ufffd»."""
    found = json.loads(raw)
    if not _HALVES.search(raw):
        return found
    return json.loads(json.dumps(found, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _manifest(raw: bytes) -> tuple[str, dict[str, str]]:
    """When the folder was made, and on which shelf each shard is."""
    said = _loads(raw)
    return str(said.get("created", "")), {str(shard): str(category["subcategory"]) for category in said["categories"]
                                          for shard in category["shards"]}


def _table(raw: bytes) -> list[tuple[str, Mapping[str, Any]]]:
    """Name and values of each attribute."""
    return [(str(name), entry["values"]) for name, entry in _loads(gzip.decompress(raw))]


def _shard(path: Path, *, whole: bool) -> tuple[list[list[Any]] | int, dict[str, int]]:
    """The rows of a shard in the order of ``_FIELDS``, or only how many there are; and what was refused."""
    try:
        raw = gzip.decompress(path.read_bytes())
        head, _, body = raw.partition(b"\n")
        if not whole:
            return body.count(b"\n") + (not body.endswith(b"\n") and bool(body)), {}
        order = json.loads(head)
        rows = _loads(b"[" + body.strip().replace(b"\n", b",") + b"]")
        at = [order[name] for name in _FIELDS]
        width = max(at) + 1
        if not all(isinstance(place, int) and place >= 0 for place in at):
            raise TypeError
    except _UNREADABLE:
        return [], {"a shard that cannot be read": 1}
    fit = [row for row in rows if isinstance(row, list) and len(row) >= width]
    broken = len(rows) - len(fit)
    return [[row[i] for i in at] for row in fit], {"a row of another length": broken} if broken else {}


def _columns(shards: list[tuple[str, list[list[Any]]]], table: int, refused: Counter[str]) -> Shelf:
    """Rows as columns, with their attributes flat. Numbers that the table has not are left out and counted."""
    try:
        return _flat(shards, table, refused)
    except (TypeError, ValueError, OverflowError):  # an attribute somewhere is no number: each row is looked at by itself
        at = _FIELDS.index("attributes")
        fit = [(shelf, [row for row in rows if isinstance(row[at], list) and all(isinstance(one, int) and abs(one) < 2**62
                                                                                 for one in row[at])]) for shelf, rows in shards]
        refused["a row whose attributes are no numbers"] += sum(len(rows) for _, rows in shards) - sum(len(rows) for _, rows in fit)
        return _flat(fit, table, refused)


def _flat(shards: list[tuple[str, list[list[Any]]]], table: int, refused: Counter[str]) -> Shelf:
    rows = list(chain.from_iterable(rows for _, rows in shards))
    cells = dict(zip(_FIELDS, map(list, zip(*rows, strict=True)), strict=True)) if rows else {name: [] for name in _FIELDS}
    numbers = cells.pop("attributes")
    lengths = np.fromiter(map(len, numbers), np.int64, len(numbers))
    entries = np.fromiter(chain.from_iterable(numbers), np.int64, int(lengths.sum()))
    owners = np.repeat(np.arange(len(numbers)), lengths)
    known = (entries >= 0) & (entries < table)
    if not known.all():
        refused["an attribute that the table has not"] += int((~known).sum())
    shelves = list(chain.from_iterable([shelf] * len(rows) for shelf, rows in shards))
    return Shelf(cells, shelves, entries[known], owners[known])
