"""The hash of a statement's text, by which a correction finds out that the text has changed since it was made."""

from __future__ import annotations

import re

import polars as pl

from lifeworld.kit.ids import content_ids

HASH = re.compile(r"h[0-9a-f]{16}")


def text_hashes(texts: pl.Series) -> pl.Series:
    """The hash of each text: String[n], "h" and 16 hexadecimal digits.

    The letter keeps spreadsheets from taking a hash of digits only, or one like 12e45, for a number.

    >>> text_hashes(pl.Series(["I ran.", "I ran!"])).to_list()
    ['hbad7e8d886337f6b', 'h4822107037677e5b']
    """
    return ("h" + content_ids(texts)).alias("text_hash")


def ids_of(statement: str) -> tuple[str, ...]:
    """The ids of a cell that may hold several, with semicolons between them; each once, in their order.

    >>> ids_of("s1; s2")
    ('s1', 's2')
    """
    return tuple(dict.fromkeys(part.strip() for part in statement.split(";") if part.strip()))


def holding(texts: pl.Series, words: str) -> pl.Series:
    """Which texts hold these words, without case and with any white space between, not as parts of longer words: Boolean[n].

    >>> holding(pl.Series(["At the  Run club", "brunch clubs"]), "run club").to_list()
    [True, False]
    """
    spaced = r"\s+".join(pl.escape_regex(word) for word in words.split())
    edge = r"[^\p{L}\p{N}]"
    return texts.str.contains(rf"(?i)(^|{edge}){spaced}($|{edge})").fill_null(False)
