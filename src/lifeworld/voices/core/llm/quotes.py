"""Quotes found again in the text: verbatim, or with other white space, quotation marks and dashes; nothing else.

A quote that is not found is an invention: a coding without a verified quote is no coding.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0f"
_ALIKE = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u00b4`\u2032\uff07", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"), **dict.fromkeys(_UNSEEN, ""), "\u2026": "...",
}
"""Signs that are written in several ways, or not seen at all."""
_EDGES = " \t\r\n\"'.\u2026"
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts that write no spaces have no borders of words."""


def located(text: str, quote: str) -> tuple[int, int] | None:
    """Where the quote stands in the text, in code points, half-open; None where it does not.

    Looked for are, in this order: the quote as it is; the same with white space, quotation marks, dashes and composed letters
    taken as alike; the same without marks at its edges. A quote begins and ends at borders of words and holds a letter or
    digit. Of several places the first counts.

    >>> text = "It\\u2019s  great \\u2013 my wife\\nloves it."
    >>> located(text, "It's great - my wife loves"), located(text, "my husband"), located(text, "reat")
    ((0, 27), None, None)
    """
    if not any(map(str.isalnum, quote)):
        return None
    found = _bounded(text, quote.strip(), range(len(text) + 1))
    if found is not None:
        return found
    alike, places = _alike(text)
    for sought in dict.fromkeys((_alike(quote)[0].strip(), _alike(quote)[0].strip(_EDGES))):
        found = _bounded(alike, sought, places) if sought else None
        if found is not None:
            return _solid(text, *found)
    return None


def _bounded(text: str, sought: str, places: range | list[int]) -> tuple[int, int] | None:
    """The first place of ``sought`` that cuts no word, as places of the text it came from."""
    at = text.find(sought)
    while at >= 0:
        end = at + len(sought)
        if not _cuts(text, at) and not _cuts(text, end):
            return places[at], places[end]
        at = text.find(sought, at + 1)
    return None


def _cuts(text: str, at: int) -> bool:
    """Whether a word goes on over this border."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if unicodedata.combining(after):
        return True
    return before.isalnum() and after.isalnum() and not _UNSPACED.match(before) and not _UNSPACED.match(after)


def _alike(text: str) -> tuple[str, list[int]]:
    """The text in one way of writing, and for each of its signs (and its end) the place in ``text``."""
    signs: list[str] = []
    places: list[int] = []
    for start, end in _clusters(text):
        piece = text[start:end]
        if piece.isspace():
            written = "" if signs and signs[-1] == " " else " "
        else:
            written = "".join(_ALIKE.get(sign, sign) for sign in unicodedata.normalize("NFC", piece))
        for sign in written:
            signs.append(sign)
            places.append(start)
    places.append(len(text))
    return "".join(signs), places


def _clusters(text: str) -> list[tuple[int, int]]:
    """A sign with the accents that follow it, one after the other."""
    starts = [at for at, sign in enumerate(text) if at == 0 or not unicodedata.combining(sign)]
    return list(pairwise([*starts, len(text)]))


def _solid(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The same without white space at its edges, which a missing space before an end brings in."""
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return (start, end) if start < end else None
