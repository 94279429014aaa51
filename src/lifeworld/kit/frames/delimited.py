"""CSV, TSV and other delimited text, in pieces: polars where a block is well formed, the csv module where it is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import numpy as np
import polars as pl

from lifeworld.kit.frames.dialect import SAMPLE_CHARS, SEPARATOR_LINE, Layout, detect_dialect
from lifeworld.kit.frames.encoding import BLOCK_BYTES, detect_encoding, utf8_blocks
from lifeworld.kit.frames.pieces import DAMAGED_SCHEMA, Piece, Place, header_names
from lifeworld.kit.frames.repair import csv_rows, ragged_reason, repaired, without_empty
from lifeworld.kit.frames.source import Source, empty
from lifeworld.kit.frames.structure import Structure, structure

ROW_BYTES_MAX = 1 << 26
"""A row that grows past this is read by the csv module, which says where its quotation mark was opened."""

BLANK_LINES = re.compile(rb"\A\s*\n(?=[^\n])")
BOM = "\ufeff".encode()


def read_delimited(source: Source, block_bytes: int = BLOCK_BYTES) -> Iterator[Piece]:
    """The rows of a delimited text in pieces of about ``block_bytes``; every column is text, an empty cell is null.

    A row whose cells do not match the header is left out and listed as damaged.
    Errors: InputRefused for undecodable bytes, duplicate column names, a quotation mark that is never closed.
    """
    blocks = utf8_blocks(source.path, detect_encoding(source.path, source.label), block_bytes)
    head = _head(blocks)
    if b"\r" in head and b"\n" not in head:  # line ends of old Macs
        head, blocks = head.replace(b"\r", b"\n"), (block.replace(b"\r", b"\n") for block in blocks)
    blank = BLANK_LINES.match(head)
    start = blank.end() if blank else 0
    sample = head[start:start + 4 * SAMPLE_CHARS].decode("utf-8", "ignore")[:SAMPLE_CHARS]
    if not sample.strip():
        raise empty(source.label)
    dialect = detect_dialect(sample, whole=len(sample.encode()) >= len(head) - start)
    announced = SEPARATOR_LINE.match(sample)
    if announced:
        start += announced.end()
        sample = sample[announced.end():]
    cells, _, last = next(csv_rows([sample.encode()], dialect, source.label, 1))
    layout = Layout(source.label, dialect, tuple(header_names(cells, source.label)))
    start += len(("\n".join(sample.split("\n")[:last]) + "\n").encode())
    place = Place(0, 1 + head[:start].count(b"\n"))
    empty_handed = True
    for piece in _pieces(chain([head[start:]], blocks), layout, place):
        empty_handed = False
        yield piece
    if empty_handed:  # the names still say what the file has
        yield Piece(pl.DataFrame(schema=dict.fromkeys(layout.names, pl.String)), pl.Series("row", [], dtype=pl.Int64))


def _head(blocks: Iterator[bytes]) -> bytes:
    """The beginning of the text: long enough for a sample of SAMPLE_CHARS characters whatever the blocks' size is."""
    parts, length = [], 0
    for block in blocks:
        parts.append(block)
        length += len(block)
        if length > 5 * SAMPLE_CHARS:
            break
    return b"".join(parts)


def _pieces(blocks: Iterator[bytes], layout: Layout, place: Place) -> Iterator[Piece]:
    """Rows after the header, block by block; from the first block with odd quotation on, by the csv module."""
    quoting = layout.dialect.quoting
    held, ended = b"", quoting not in {"doubled", "literal"}
    regular = not ended
    while not ended:
        block = next(blocks, None)
        ended = block is None
        held += block or b""
        if ended and not held:
            return
        held += b"\n" if ended and not held.endswith(b"\n") else b""
        found = structure(held, layout.dialect.separator, quoting == "doubled")
        cut = int(found.ends[-1]) if found.ends.size else 0
        regular = found.regular and len(held) - cut <= ROW_BYTES_MAX and (cut == len(held) or not ended)
        piece = _parsed(held, found, layout, place) if regular and cut else None
        if not regular or (cut and piece is None):
            regular = False
            break
        if piece is not None:
            yield piece
            place = Place(place.rows + int((~found.blank).sum()), place.line + int(found.lines.sum()))
        held = held[cut:]
    if not regular:
        yield from repaired(chain([held], blocks), layout, place)


def _parsed(block: bytes, found: Structure, layout: Layout, place: Place) -> Piece | None:
    """The complete rows of a well-formed block, or None where polars finds other rows than the scan did."""
    n = len(layout.names)
    ragged = (found.cells != n) & ~found.blank
    keep = ~(ragged | found.blank)
    raw = block[:int(found.ends[-1])]
    if not keep.all():
        lengths = np.diff(found.ends, prepend=0)
        raw = np.frombuffer(raw, np.uint8)[np.repeat(keep, lengths)].tobytes()
    if raw.startswith(BOM):  # a real character here, which polars would take for a mark of the encoding
        return None
    frame = _by_polars(raw, layout) if raw else pl.DataFrame(schema=dict.fromkeys(layout.names, pl.String))
    if frame is None or frame.height != int(keep.sum()):
        return None
    row = place.rows + np.cumsum(~found.blank)
    line = place.line + np.cumsum(found.lines) - found.lines
    damaged = pl.DataFrame({
        "row": row[ragged],
        "reason": [ragged_reason(cells, n, at, at + lines - 1) for cells, at, lines in zip(
            found.cells[ragged].tolist(), line[ragged].tolist(), found.lines[ragged].tolist(), strict=True)],
    }, schema=DAMAGED_SCHEMA)
    return Piece(without_empty(frame), pl.Series("row", row[keep], dtype=pl.Int64), damaged)


def _by_polars(raw: bytes, layout: Layout) -> pl.DataFrame | None:
    try:
        return pl.read_csv(
            raw, has_header=False, schema=dict.fromkeys(layout.names, pl.String), infer_schema=False,
            separator=layout.dialect.separator, quote_char='"' if layout.dialect.quoting == "doubled" else None,
        )
    except pl.exceptions.PolarsError:
        return None
