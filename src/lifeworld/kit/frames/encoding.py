"""Which bytes are which characters: the encoding of a text table, and its content as UTF-8 blocks.

UTF-8 (with or without a byte order mark) and UTF-16 or UTF-32 are validated over the whole file before a row is read.
Bytes that are not UTF-8 count as Windows-1252 (which holds all printable Latin-1) only where they then read like text;
everything else is refused with the place of the first bad byte, because guessed letters would end up in quotes.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit.errors import InputRefused

BLOCK_BYTES = 8 << 20
LINE_BYTES_MAX = 1 << 28
"""A longer line is no row of a table; reading on would fill the memory."""

UNREADABLE = "\x00"
"""Stands for half of a surrogate pair, which no text column can hold; such a row is skipped like one with NUL."""

BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is a prefix of it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
HALF_PAIR = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
MULTI_BYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
PRINTED = [0x80, 0x82, 0x84, 0x85, 0x8B, 0x8C, *range(0x91, 0x98), 0x99, 0x9B, 0x9C, 0xA0, 0xA1, 0xA3, 0xA7, 0xA9,
           0xAA, 0xAB, 0xAE, *range(0xB0, 0xB6), 0xB7, *range(0xBA, 0x100)]
"""Windows-1252 bytes above 127 that Western prose uses: letters, typographic marks, currency. Not Š and Ž: on a Mac
those bytes were é and ü."""

INSIDE_WORD = re.compile(rb"[A-Za-z][\x82\x84\x85\x93\x94][a-z]")
"""Low quotes and ellipses inside a word: what DOS and Mac letters look like when they are read as Windows-1252."""


@dataclass(frozen=True)
class Encoding:
    """How the bytes of a file become characters: codec name, length of the byte order mark, half pairs present."""

    name: str
    bom: int = 0
    half_pairs: bool = False


def detect_encoding(path: Path, label: str) -> Encoding:
    """The encoding of the whole file; one pass over it, in blocks.

    Errors: InputRefused ("undecodable") names the byte, its offset and its line.
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    marked = next(((name, len(mark)) for mark, name in BOMS if head.startswith(mark)), None)
    name, bom = marked or (_unmarked(head), 0)
    bad_at, half_pairs = _first_bad(path, name, bom)
    if bad_at is None:
        return Encoding(name, bom, half_pairs)
    if name == "utf-8" and bom == 0 and _reads_western(path):
        return Encoding("cp1252")
    raise _undecodable(path, label, name, bad_at)


def utf8_blocks(path: Path, encoding: Encoding, size: int = BLOCK_BYTES) -> Iterator[bytes]:
    """The content as UTF-8 without a byte order mark; half surrogate pairs become UNREADABLE. Lines may span blocks."""
    with path.open("rb") as stream:
        stream.seek(encoding.bom)
        if encoding.name == "utf-8":
            yield from _utf8_bytes(stream, encoding.half_pairs, size)
            return
        decoder = codecs.getincrementaldecoder(encoding.name)("surrogatepass" if "utf" in encoding.name else "strict")
        while raw := stream.read(size):
            yield HALF_PAIR.sub(b"\x00", decoder.decode(raw).encode("utf-8", "surrogatepass"))
        yield decoder.decode(b"", final=True).encode("utf-8")


def _utf8_bytes(stream: IO[bytes], half_pairs: bool, size: int) -> Iterator[bytes]:
    held = b""
    while raw := stream.read(size):
        if half_pairs:
            # Hold back what may be the first bytes of a half pair, so that none is cut in two.
            raw = held + raw
            keep = next((n for n in (1, 2) if raw[-n:][:1] == b"\xed"), 0)
            held, raw = raw[len(raw) - keep:], HALF_PAIR.sub(b"\x00", raw[:len(raw) - keep])
        yield raw
    if held:
        yield held


def _unmarked(head: bytes) -> str:
    """UTF-16 without a mark shows as NUL in every second byte of Western text; anything else starts as UTF-8."""
    if len(head) >= 16:
        codes = np.frombuffer(head, np.uint8)
        even, odd = float((codes[0::2] == 0).mean()), float((codes[1::2] == 0).mean())
        if odd > 0.4 and even < 0.05:
            return "utf-16-le"
        if even > 0.4 and odd < 0.05:
            return "utf-16-be"
    return "utf-8"


def _first_bad(path: Path, name: str, bom: int) -> tuple[int | None, bool]:
    """Byte offset of the first undecodable byte (None when all decode) and whether half surrogate pairs occur."""
    decoder = codecs.getincrementaldecoder(name)("surrogatepass")
    half_pairs, offset = False, bom
    with path.open("rb") as stream:
        stream.seek(bom)
        while True:
            raw = stream.read(BLOCK_BYTES)
            held = decoder.getstate()[0]
            if name == "utf-8" and raw and not held and raw.isascii():
                offset += len(raw)
                continue
            try:
                decoder.decode(raw, final=not raw)
            except UnicodeDecodeError as error:
                return offset - len(held) + error.start, half_pairs
            half_pairs = half_pairs or (name == "utf-8" and HALF_PAIR.search(held + raw) is not None)
            if not raw:
                return None, half_pairs
            offset += len(raw)


def _reads_western(path: Path) -> bool:
    """Whether the bytes read like Western prose in Windows-1252: letters and typography, few of them, no controls."""
    counts: NDArray[np.int64] = np.zeros(256, np.int64)
    in_utf8 = inside_word = 0
    with path.open("rb") as stream:
        while raw := stream.read(BLOCK_BYTES):
            counts += np.bincount(np.frombuffer(raw, np.uint8), minlength=256)
            in_utf8 += sum(len(found) for found in MULTI_BYTE.findall(raw))
            inside_word += len(INSIDE_WORD.findall(raw))
    high = int(counts[128:].sum())
    controls = int(counts[1:32].sum() - counts[[9, 10, 12, 13]].sum())
    letters = int(counts[65:91].sum() + counts[97:123].sum())
    printed = int(counts[PRINTED].sum()) - inside_word
    return (
        controls == 0
        and in_utf8 <= 0.2 * high  # many valid UTF-8 characters: a damaged UTF-8 file, not Windows-1252
        and printed >= 0.95 * high
        and high <= 0.3 * (letters + high)  # more than that is another alphabet
    )


def line_too_long(label: str) -> InputRefused:
    """The refusal of a line that no table has."""
    return InputRefused("line_too_long", f"«{label}» has a line of more than {LINE_BYTES_MAX >> 20} MiB.",
                        "Check that it is a table with one row per line.")


def _undecodable(path: Path, label: str, name: str, offset: int) -> InputRefused:
    line, seen, byte = 1, 0, b""
    with path.open("rb") as stream:
        while seen < offset and (raw := stream.read(min(BLOCK_BYTES, offset - seen))):
            line, seen = line + raw.count(b"\n"), seen + len(raw)
        byte = stream.read(1)
    what = f"the byte 0x{byte.hex().upper()}" if byte else "the end of the file"
    shown = name.upper().replace("-LE", "").replace("-BE", "")
    return InputRefused(
        "undecodable",
        f"The file «{label}» holds undecodable bytes: {what} at byte offset {offset} (line {line}) is not {shown}"
        + (", and the file does not read like Windows-1252 either." if name == "utf-8" else "."),
        "Save the file as UTF-8 and try again.",
    )
