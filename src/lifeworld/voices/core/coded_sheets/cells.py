"""What people write into the cells of a coding sheet: yes, no, "I do not know", or nothing."""

from __future__ import annotations

import polars as pl

YES, NO, BLANK, UNSURE, UNREADABLE = 1, 0, -1, -2, -9
"""Marks, Int8. UNSURE is said ("?"), BLANK is not; neither is "absent" by itself."""

YES_WORDS = ("1", "1.0", "x", "xx", "yes", "y", "true", "t", "+", "✓", "✔", "✗", "☒", "☑", "ja", "j", "oui", "o", "sí", "si", "s", "wahr",
             "vrai", "present")
NO_WORDS = ("0", "0.0", "no", "n", "false", "f", "nein", "non", "falsch", "faux", "falso", "☐", "absent")
UNSURE_WORDS = ("?", "??", "n/a", "na", "nan", "null", "unclear", "unsure", "not judged", "unklar", "k.a.")
NOTHING_WORDS = ("none", "nothing", "no code", "no codes", "0", "-", "–", "—", "∅", "[]", "keine", "keiner", "aucun", "ninguno")
"""What a cell with a list of codes says when its coder judged the statement and found none."""

GUARDED = r"^'[=+\-@\t\r\n]"


def mark(cell: pl.Expr) -> pl.Expr:
    """The mark of a text cell, Int8; case and outer blanks do not matter.

    >>> cells = pl.Series(["x", "No", None, " ", "?", "maybe"])
    >>> cells.to_frame("c").select(mark(pl.col("c"))).to_series().to_list()
    [1, 0, -1, -1, -2, -9]
    """
    word = cell.str.strip_chars().str.to_lowercase()
    return (
        pl.when(word.is_null() | (word == "")).then(pl.lit(BLANK)).when(word.is_in(YES_WORDS)).then(pl.lit(YES))
        .when(word.is_in(NO_WORDS)).then(pl.lit(NO)).when(word.is_in(UNSURE_WORDS)).then(pl.lit(UNSURE))
        .otherwise(pl.lit(UNREADABLE)).cast(pl.Int8)
    )


def filled(cell: pl.Expr) -> pl.Expr:
    """The cell without outer blanks; null where nothing is left.

    >>> pl.Series([" mood ", " "]).to_frame("c").select(filled(pl.col("c"))).to_series().to_list()
    ['mood', None]
    """
    text = cell.str.strip_chars()
    return pl.when(text != "").then(text)


def undone(cell: pl.Expr) -> pl.Expr:
    """The cell without the apostrophe that guards spreadsheets against formulas (see ``kit.frames.guarded``).

    >>> pl.Series(["'=1+1", "'tis", "- no"]).to_frame("c").select(undone(pl.col("c"))).to_series().to_list()
    ['=1+1', "'tis", '- no']
    """
    return pl.when(cell.str.contains(GUARDED)).then(cell.str.slice(1)).otherwise(cell)
