"""CSV, TSV and other delimited text, in pieces: polars where a block is well formed, the csv module where it is not."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np
import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames.dialect import (
    CELL_CHARS_MAX,
    CSV_OPTIONS,
    LONE_RETURN,
    NO_SEPARATOR,
    RETURN_STAND_IN,
    SAMPLE_CHARS,
    SEPARATOR_LINE,
    Dialect,
    detect_dialect,
    long_cells,
)
from lifeworld.kit.frames.encoding import detect_encoding, utf8_blocks
from lifeworld.kit.frames.pieces import DAMAGED_SCHEMA, Piece, header_names, no_damage
from lifeworld.kit.frames.source import Source, empty
from lifeworld.kit.frames.structure import structure

ROW_BYTES_MAX = 1 << 28
REPAIR_ROWS = 20_000
BLANK_LINES = re.compile(rb"\A[ \t]*(?:\r?\n[ \t]*)+(?=\S)")


def read_delimited(source: Source, block_bytes: int | None = None) -> Iterator[Piece]:
    """The rows of a delimited text in pieces of about eight MiB; every column is a string, an empty cell is null.

    Errors: InputRefused for undecodable bytes, duplicate column names, a quotation mark that is never closed.
    """
    encoding = detect_encoding(source.path, source.label)
    sizes = {} if block_bytes is None else {"size": block_bytes}
    blocks = utf8_blocks(source.path, encoding, **sizes)
    # The sample has its own length, so that the dialect does not depend on the size of blocks.
    head = b""
    for block in blocks:
        head += block
        if len(head) > 4 * SAMPLE_CHARS:
            break
    sample = head[:4 * SAMPLE_CHARS].decode("utf-8", "ignore")[:SAMPLE_CHARS]
    if "\r" in sample and "\n" not in sample:  # line ends of old Macs
        head, sample = head.replace(b"\r", b"\n"), sample.replace("\r", "\n")
        blocks = (block.replace(b"\r", b"\n") for block in blocks)
    skipped = BLANK_LINES.match(head)
    head, sample = (head[skipped.end():], sample.lstrip("\r\n \t")) if skipped else (head, sample)
    if not sample.strip():
        raise empty(source.label)
    dialect = detect_dialect(sample, whole=len(head) <= len(sample.encode("utf-8")))
    announced = SEPARATOR_LINE.match(sample)
    if announced:
        head = head[len(announced[0].encode("utf-8")):]
    yield from _Reading(source.label, dialect, bool(announced)).pieces(chain([head], blocks))


class _Reading:
    """The state of reading one file: its names once the header is known, and how many rows and lines have passed."""

    def __init__(self, label: str, dialect: Dialect, announced: bool) -> None:
        self.label = label
        self.dialect = dialect
        self.names: list[str] = []
        self.rows = 0
        self.lines = int(announced)

    def pieces(self, blocks: Iterator[bytes]) -> Iterator[Piece]:
        if self.dialect.quoting not in {"doubled", "literal"}:
            yield from self._repaired(blocks)
            return
        held, ended = b"", False
        while not ended:
            block = next(blocks, None)
            ended = block is None
            held += block if block is not None else (b"\n" if held and not held.endswith(b"\n") else b"")
            found = structure(held, self.dialect.separator, self.dialect.quoting == "doubled")
            cut = int(found.ends[-1]) if found.ends.size else 0
            if not found.regular or (ended and cut < len(held)) or len(held) - cut > ROW_BYTES_MAX:
                yield from self._repaired(chain([held], blocks))
                return
            if not cut:
                continue
            if not self.names:
                self._take_header(held[:int(found.ends[0])])
                piece = self._parsed(held, found.ends, found.cells, found.lines, found.blank, first=1)
            else:
                piece = self._parsed(held, found.ends, found.cells, found.lines, found.blank, first=0)
            if piece is None:
                yield from self._repaired(chain([held[int(found.ends[0]):] if not self.rows else held], blocks))
                return
            yield piece
            held = held[cut:]

    def _take_header(self, line: bytes) -> None:
        rows = list(_csv_rows([line], self.dialect, self.label))
        self.names = header_names(list(rows[0][0]), self.label)
        self.lines += rows[0][2] - rows[0][1] + 1
