"""Frames as XML text, column by column; what XML cannot hold is replaced and nothing is left unescaped."""

from __future__ import annotations

import polars as pl

NO_XML = r"[^\t\n\r\x{20}-\x{D7FF}\x{E000}-\x{FFFD}\x{10000}-\x{10FFFF}]"
"""Characters that XML 1.0 does not allow, in any form."""

REFERENCES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\n", "&#10;"), ("\r", "&#13;"), ("\t", "&#9;"))


def escaped(column: pl.Expr) -> pl.Expr:
    """Text for an element or an attribute; line ends and tabs as references, because parsers change them otherwise.

    >>> pl.DataFrame({"a": ["<b> & 'c'", 'x"y', "line\\nend"]}).select(escaped(pl.col("a")))["a"].to_list()
    ["&lt;b&gt; &amp; 'c'", 'x&quot;y', 'line&#10;end']
    """
    safe = column.str.replace_all(NO_XML, "\ufffd")
    for plain, reference in REFERENCES:
        safe = safe.str.replace_all(plain, reference, literal=True)
    return safe


def escaped_text(text: str) -> str:
    """One text, as ``escaped``."""
    return str(pl.Series([text]).to_frame("a").select(escaped(pl.col("a"))).item())


def cells_as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Every column as text: truths as true and false, numbers as short as they can be read back exactly."""
    return frame.with_columns(pl.all().cast(pl.String))
