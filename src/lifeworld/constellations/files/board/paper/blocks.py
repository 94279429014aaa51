"""The pieces a document is made of, as plain values: the typesetter reads them as data, so no text is ever read as markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from lifeworld.constellations.files.board.clean import visible
from lifeworld.constellations.files.report.material import Quote

Block = dict[str, Any]
_LONG = re.compile(r"(\S{28})(?=\S)")


def plain(text: object) -> str:
    """The text as it may be set: without control characters, and with places to break inside very long words.

    >>> plain("a\\x00b")
    'a\\ufffdb'
    """
    return _LONG.sub("\\1\u200b", visible(text))


@dataclass
class Sheets:
    """A document that grows: its blocks in the order of reading and the pictures they show."""

    blocks: list[Block] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)

    def heading(self, text: str, level: int = 1, tint: str | None = None) -> None:
        """A heading, with a short line in the colour ``tint`` above it; those of level 1 and 2 stand in the contents."""
        self.blocks.append({"kind": "heading", "level": level, "text": plain(text), "tint": tint})

    def words(self, *texts: str, style: str = "body") -> None:
        """Paragraphs; ``style`` is body, lead, soft or note. Empty ones are left out."""
        self.blocks += [{"kind": "words", "style": style, "text": plain(text)} for text in texts if text]

    def picture(self, svg: str, alt: str, width: int = 100) -> None:
        """A picture with its words for those who do not see it; ``width`` in per cent of the line."""
        name = f"picture-{len(self.pictures) + 1}.svg"
        self.pictures[name] = svg.encode("utf-8")
        self.blocks.append({"kind": "picture", "file": name, "alt": plain(alt), "width": width})

    def bullets(self, texts: Iterable[str]) -> None:
        """A list of sentences."""
        items = [plain(text) for text in texts if text]
        if items:
            self.blocks.append({"kind": "bullets", "items": items})

    def table(self, head: Sequence[str], rows: Iterable[Sequence[object]], widths: Sequence[int]) -> None:
        """A table with its header on every page; ``widths`` are parts of the line. Without rows there is no table."""
        cells = [[plain("" if cell is None else cell) for cell in row] for row in rows]
        if cells:
            self.blocks.append({"kind": "table", "head": [plain(cell) for cell in head], "rows": cells, "widths": list(widths)})

    def quotes(self, found: Iterable[Quote], by: Callable[[Quote], str]) -> None:
        """Quotes inside their statements, the span set apart; ``by`` says who said it and where it is to be heard."""
        items = [
            {"before": plain(quote.parts.before), "span": plain(quote.parts.span), "after": plain(quote.parts.after),
             "by": plain(by(quote))}
            for quote in found
        ]
        if items:
            self.blocks.append({"kind": "quotes", "items": items})

    def page(self) -> None:
        """What follows begins on a new page."""
        self.blocks.append({"kind": "page"})

    def contents(self) -> None:
        """The list of headings with their pages."""
        self.blocks.append({"kind": "contents"})
