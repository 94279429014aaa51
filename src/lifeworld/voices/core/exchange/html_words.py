"""The words of an HTML document and where they stand: Taguette counts UTF-8 bytes of the words, tags not counted."""

from __future__ import annotations

from html.parser import HTMLParser
from itertools import pairwise

import numpy as np

from lifeworld.voices.core.exchange.positions import Counting, Positions, located

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "li", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
})
"""Elements between which readers see a new line; without one, the last word of a paragraph and the first of the next would be one."""


class Words(HTMLParser):
    """``raw`` is the words as they are counted; ``breaks`` are the places where blocks meet without white space between them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._length = 0
        self.breaks: list[int] = []
        self.feed(html.replace("\r\n", "\n").replace("\r", "\n").lstrip(" \t\n\f"))
        self.close()
        self.raw = "".join(self._parts)
        self.breaks = [at for at in self.breaks if 0 < at < self._length and not self.raw[at - 1].isspace() and not self.raw[at].isspace()]

    def handle_data(self, data: str) -> None:
        """Words between tags."""
        self._parts.append(data)
        self._length += len(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins."""
        self._block(tag)

    def handle_endtag(self, tag: str) -> None:
        """A block ends."""
        self._block(tag)

    def _block(self, tag: str) -> None:
        if tag in BLOCKS and (not self.breaks or self.breaks[-1] != self._length):
            self.breaks.append(self._length)

    @property
    def text(self) -> str:
        """The words with a line end between blocks.

        >>> Words("<p>He said <b>a &amp; b</b>.</p><p>Then</p>").text
        'He said a & b.\\nThen'
        """
        ends = [0, *self.breaks, len(self.raw)]
        return "\n".join(self.raw[one:other] for one, other in pairwise(ends))

    def places(self, start: Positions, end: Positions) -> tuple[Positions, Positions]:
        """Spans in UTF-8 bytes of the words as code points of ``text``: int64[n] each; -1 where there is no such place.

        >>> Words("<p>Zoë ran.</p><p>Then</p>").places(np.array([9]), np.array([13]))[0].tolist()
        [9]
        """
        breaks = np.array(self.breaks, np.int64)
        at, to = (located(self.raw, Counting("UTF-8 bytes"), one) for one in (start, end))
        return (np.where(at < 0, -1, at + np.searchsorted(breaks, at, side="right")),
                np.where(to < 0, -1, to + np.searchsorted(breaks, to, side="left")))
