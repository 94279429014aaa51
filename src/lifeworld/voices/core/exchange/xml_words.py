"""Words as XML can hold them: escaped, and without the characters that XML 1.0 has no way to write."""

from __future__ import annotations

import re

import polars as pl

UNWRITABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]"
"""Control characters, halves of surrogate pairs and two non-characters: not even an escape of XML 1.0 can hold them."""
_UNWRITABLE = re.compile(UNWRITABLE)
UNWRITABLE_IN_COLUMNS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{FFFE}\x{FFFF}]"
_MARKS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_ATTRIBUTES = {**_MARKS, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}
_TABLE, _ATTRIBUTE_TABLE = str.maketrans(_MARKS), str.maketrans(_IN_ATTRIBUTES)


def content(words: str) -> str:
    """The words as the content of an element.

    >>> content("a < b\\x00")
    'a &lt; b�'
    """
    return _UNWRITABLE.sub("\ufffd", words).translate(_TABLE)


def attributes(**named: str | int | bool | None) -> str:
    """Attributes in the order given, those that are empty or None left out; each with a blank before it.

    >>> attributes(guid="1", name='a "b"', color="")
    ' guid="1" name="a &quot;b&quot;"'
    """
    return "".join(f' {name}="{attribute(value)}"' for name, value in named.items() if value is not None and value != "")


def attribute(value: str | int | bool) -> str:
    """A value as it stands between the quotation marks of an attribute."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _UNWRITABLE.sub("\ufffd", str(value)).translate(_ATTRIBUTE_TABLE)


def element(name: str, words: str) -> str:
    """An element with words, or nothing where there are none."""
    return f"<{name}>{content(words)}</{name}>" if words else ""


def content_column(words: pl.Expr) -> pl.Expr:
    """``content`` of a column."""
    return words.str.replace_all(UNWRITABLE_IN_COLUMNS, "\ufffd").str.replace_many(list(_MARKS), list(_MARKS.values()))


def attribute_column(words: pl.Expr) -> pl.Expr:
    """A column as values of attributes, without the quotation marks around."""
    return words.str.replace_all(UNWRITABLE_IN_COLUMNS, "\ufffd").str.replace_many(list(_IN_ATTRIBUTES), list(_IN_ATTRIBUTES.values()))


def unwritable(words: str) -> bool:
    """Whether the words hold what XML cannot.

    >>> unwritable("\\x0b"), unwritable("e\\u0301")
    (True, False)
    """
    return _UNWRITABLE.search(words) is not None


def unwritable_column(words: pl.Expr) -> pl.Expr:
    """``unwritable`` of a column; null stays null."""
    return words.str.contains(UNWRITABLE_IN_COLUMNS)


def without_unwritable(words: str) -> str:
    """The words with the replacement character where XML can hold none.

    >>> without_unwritable("a\\x00")
    'a\ufffd'
    """
    return _UNWRITABLE.sub("\ufffd", words)
