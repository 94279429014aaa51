"""DOCX to lines, bounded: nothing but the main text is unpacked, and a file that unpacks to too much is refused.

Paragraphs, tabs and line breaks are kept; tables are read row by row; words that tracked changes delete are not read,
inserted words are. Headers, footers, footnotes, comments and text boxes are left out.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import Any
from xml.sax import SAXException, handler

import defusedxml.sax
from defusedxml.common import DefusedXmlException

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames.source import SIGNATURES
from lifeworld.voices.core.transcripts.values import Line

ENTRIES_MAX = 10_000
TEXT_BYTES_MAX = 64 << 20
RATIO_MAX = 200
"""Word's XML packs to about a tenth; a text that unpacks to more than this many times its size is no document."""
RATIO_FROM_BYTES = 1 << 20

MAIN = "word/document.xml"
_TARGET = re.compile(rb'Type="[^"]*/officeDocument"[^>]*?Target="/?([^"]+)"|Target="/?([^"]+)"[^>]*?Type="[^"]*/officeDocument"')
_SKIPPED = frozenset(("del", "moveFrom", "Fallback", "txbxContent", "instrText", "pPr", "rPr", "sectPr"))
_LEFT_OUT = {"header": "headers", "footer": "footers", "footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments"}
_NUMBER = re.compile(r"^\d{1,5}[.)]?$")


def docx_lines(path: Path, label: str) -> tuple[list[Line], tuple[str, ...]]:
    """The lines of a DOCX, numbered by paragraph, and the kinds of text in it that were left out.

    Errors: InputRefused for a file that is encrypted, damaged, no document, or would unpack to too much.
    """
    with path.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputRefused("encrypted_docx", f"«{label}» is protected by a password or an old .doc file.",
                           "Save it as DOCX without a password.")
    if not head.startswith(b"PK"):
        what = next((f" but {kind}" for signature, kind in SIGNATURES if head.startswith(signature)), "")
        raise InputRefused("unreadable_docx", f"«{label}» is named like a DOCX, but its content is not one{what}.",
                           "Open it in the program that wrote it and save it as DOCX or as plain text (.txt); another name is not enough.")
    try:
        with zipfile.ZipFile(path) as archive:
            content, left_out = _main_part(archive, label)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise InputRefused("unreadable_docx", f"The DOCX «{label}» is damaged: {error}.", "Save it as DOCX again.") from error
    return _lines(content, label), left_out


def _main_part(archive: zipfile.ZipFile, label: str) -> tuple[bytes, tuple[str, ...]]:
    names = archive.namelist()
    if len(names) > ENTRIES_MAX:
        raise InputRefused("docx_too_large", f"The DOCX «{label}» holds {len(names):,} parts.", "Save it as DOCX again.")
    main = MAIN
    if "_rels/.rels" in names:
        found = _TARGET.search(_unpacked(archive, "_rels/.rels", label, 1 << 20))
        main = (found[1] or found[2]).decode("utf-8", "replace") if found else MAIN
    if main not in names:
        raise InputRefused("unreadable_docx", f"«{label}» is no Word document: it has no text part.", "Save it as DOCX again.")
    parts = {re.sub(r"\d*\.xml$", "", name.rpartition("/")[2]) for name in names if name.startswith("word/")}
    return _unpacked(archive, main, label, TEXT_BYTES_MAX), tuple(words for part, words in _LEFT_OUT.items() if part in parts)


def _unpacked(archive: zipfile.ZipFile, name: str, label: str, bytes_max: int) -> bytes:
    """One part, read no further than is allowed, whatever its size is declared to be."""
    info = archive.getinfo(name)
    with archive.open(info) as part:
        content = part.read(bytes_max + 1)
    if len(content) > bytes_max or (len(content) > RATIO_FROM_BYTES and len(content) > RATIO_MAX * max(1, info.compress_size)):
        raise InputRefused("docx_too_large", f"The text of «{label}» unpacks to more than a document should hold.",
                           "Save it as DOCX again, or as plain text.")
    return content


def _lines(content: bytes, label: str) -> list[Line]:
    reader = _Paragraphs()
    parser = defusedxml.sax.make_parser()
    parser.forbid_dtd = True
    parser.setFeature(handler.feature_namespaces, True)
    parser.setContentHandler(reader)
    try:
        parser.feed(content)
        parser.close()
    except DefusedXmlException as error:
        raise InputRefused("unsafe_docx", f"The DOCX «{label}» declares a document type or entities, which no Word file does.",
                           "Do not trust it; ask for a fresh copy.") from error
    except SAXException as error:
        raise InputRefused("unreadable_docx", f"The text of the DOCX «{label}» is damaged: {error.getMessage()}.",
                           "Save it as DOCX again.") from error
    return reader.lines


class _Paragraphs(handler.ContentHandler):
    """Collects paragraphs; a row of a table becomes one line with tabs between its cells."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self.number = 0
        self.gap = True
        self.skip = 0
        self.in_text = False
        self.pieces: list[str] = []
        self.tables = 0
        self.row: list[list[str]] = []
        self.row_number = 0

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: Any) -> None:
        local = name[1]
        if self.skip or local in _SKIPPED:
            self.skip += 1
        elif local == "p":
            self.number += 1
            self.pieces = []
        elif local == "t":
            self.in_text = True
        elif local in {"tab", "ptab"}:
            self.pieces.append("\t")
        elif local in {"br", "cr"}:
            self.pieces.append("\n")
        elif local == "noBreakHyphen":
            self.pieces.append("-")
        elif local == "tbl":
            self.tables += 1
        elif local == "tr" and self.tables == 1:
            self.row, self.row_number = [], self.number + 1
        elif local == "tc" and self.tables == 1:
            self.row.append([])

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        local = name[1]
        if self.skip:
            self.skip -= 1
        elif local == "t":
            self.in_text = False
        elif local == "p":
            self._paragraph("".join(self.pieces))
            self.pieces = []
        elif local == "tbl":
            self.tables -= 1
        elif local == "tr" and self.tables == 1:
            self._table_row()

    def characters(self, content: str) -> None:
        if self.in_text and not self.skip:
            self.pieces.append(content)

    def _paragraph(self, text: str) -> None:
        if self.tables:
            if self.row and text.strip():
                self.row[-1].append(text.strip())
            return
        self._add(self.number, text)

    def _table_row(self) -> None:
        """Cells of a row with tabs between; a first cell that only numbers the rows is not read."""
        cells = ["\n".join(cell) for cell in self.row]
        if len(cells) > 1 and _NUMBER.match(cells[0]):
            cells = cells[1:]
        self._add(self.row_number, "\t".join(cell for cell in cells if cell))

    def _add(self, number: int, text: str) -> None:
        """A paragraph's text; its line breaks make several lines with one number."""
        rows = [row for row in text.split("\n") if row.strip()]
        for row in rows:
            self.lines.append(Line(number, row.strip(), after_gap=self.gap))
            self.gap = False
        if not rows:
            self.gap = True
