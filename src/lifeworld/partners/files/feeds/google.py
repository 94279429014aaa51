"""Feeds in the manner of Google Merchant: RSS 2.0 or Atom whose items have g: elements. As TSV they are a table like others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

import polars as pl
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import Piece
from lifeworld.kit.frames.pieces import numbered
from lifeworld.partners.files.feeds.names import framed

PIECE_ROWS = 50_000
ITEMS = {"item", "entry"}
CELL_MAX = 5000
GOOGLE = "{http://base.google.com/"
"""Elements of this namespace count before others of the same name (g:id before the id of an entry of Atom)."""
STEP = "Give RSS 2.0 or Atom with g: elements, without a document type."


def google_pieces(path: Path, label: str) -> Iterator[Piece]:
    """The items of a feed, read as a stream. Errors: InputRefused for XML that is broken, or declares a document type or entities."""
    rows: list[dict[str, str]] = []
    done = 0
    try:
        for row in _items(path):
            rows.append(row)
            if len(rows) == PIECE_ROWS:
                yield numbered(_frame(rows), done)
                done, rows = done + len(rows), []
    except (ParseError, DefusedXmlException, LookupError, UnicodeError, ValueError) as error:
        reason = "it declares a document type or entities" if isinstance(error, DefusedXmlException) else str(error)[:200]
        raise InputRefused("unreadable_xml", f"«{label}» cannot be read as XML: {reason}.", STEP) from error
    if rows:
        yield numbered(_frame(rows), done)
    elif not done:
        raise InputRefused("no_rows", f"No item stands in «{label}».", STEP)


def _items(path: Path) -> Iterator[dict[str, str]]:
    open_items, root = 0, None
    above: list[Element] = []
    with path.open("rb") as stream:
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            name = _local(element)
            if event == "start":
                root = element if root is None else root
                above.append(element)
                open_items += name in ITEMS
                continue
            above.pop()
            if name in ITEMS:
                open_items -= 1
                children = sorted(element, key=lambda child: isinstance(child.tag, str) and child.tag.startswith(GOOGLE))
                yield {key: value for child in children if (key := _local(child)) and (value := _said(child))}
            if not open_items:
                element.clear()
                if above:
                    above[-1].remove(element)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _said(element: Element) -> str:
    return (element.text or element.get("href") or "").strip()[:CELL_MAX]


def _frame(rows: list[dict[str, str]]) -> pl.DataFrame:
    names = dict.fromkeys(name for row in rows for name in row)
    return framed(names, lambda name: (row.get(name) for row in rows), len(rows))
