"""Codings held against the statements that they are about: ids, texts, offsets and quotes must fit."""

from __future__ import annotations

import polars as pl

from lifeworld.kit.errors import InputRefused, nearest
from lifeworld.kit.ids import content_ids
from lifeworld.voices.core.coded_sheets.cells import undone
from lifeworld.voices.core.coded_sheets.shapes import ENTRIES, refuse_first

CELL_CHARS = 32_767
"""A spreadsheet cuts a cell after so many characters: there the beginning must do."""
CORRECT_TEXT = "Read the codings together with the statements that were coded, or code the changed ones anew."
CORRECT_QUOTE = f"{CORRECT_TEXT} Without the column of quotes, codes count for whole statements."


def checked_against(entries: pl.DataFrame, statements: pl.DataFrame | None) -> pl.DataFrame:
    """The entries with the statements' ids, and with quotes and offsets that were found in their texts.

    ``statements`` has the columns id and text (None: ids and quotes are taken as they are). Spreadsheets change ids: an
    apostrophe before a formula and ".0" behind a number are undone. A quote without offsets gets those of its first occurrence.
    Errors: InputRefused, with file and row, for an unknown statement, a text or quote that differs, offsets outside the text.
    """
    if statements is None:
        bare = entries.with_columns(undone(pl.col("statement")))
        length = pl.col("end") - pl.col("start")
        lengths = (pl.col("quote").str.strip_chars().str.len_chars() > length) | (pl.col("quote").str.len_chars() < length)
        refuse_first(bare, lengths, "codings_quote", "the quote «{quote}» is not as long as its offsets {start} to {end}",
                     "Offsets count characters of the statement (Unicode code points), the end not included.")
        return bare
    texts = statements.select(pl.col("id").alias("statement"), pl.col("text").alias("_text"))
    entries = _known_ids(entries, texts).join(texts, on="statement", how="left", maintain_order="left")
    own = _flat(pl.col("_text"))
    flat = _flat(undone(pl.col("text")))
    cut = (pl.col("text").str.len_chars() >= CELL_CHARS) & own.str.starts_with(flat)
    told = pl.col("text").is_not_null() & (_flat(pl.col("text")) != own) & (flat != own) & ~cut
    refuse_first(entries, told & pl.col("start").is_null(), "codings_text",
                 "the text of the statement «{statement}» is not the one that is coded now", CORRECT_TEXT)
    refuse_first(entries, pl.col("end") > pl.col("_text").str.len_chars(), "codings_offsets",
                 "the offsets {start} to {end} lie outside the text of «{statement}»", CORRECT_TEXT)
    quote = pl.col("quote").str.replace_all("\r\n", "\n", literal=True).str.replace_all("\r", "\n", literal=True)
    at = pl.col("_text").str.slice(pl.col("start"), pl.col("end") - pl.col("start"))
    trimmed = quote.str.strip_chars()
    bytes_before = pl.col("_text").str.find(trimmed, literal=True)
    found = pl.col("_text").cast(pl.Binary).bin.head(bytes_before).cast(pl.String).str.len_chars().cast(pl.Int32)
    entries = entries.with_columns(quote=quote).with_columns(at=at, found=pl.when(pl.col("start").is_null()).then(found))
    differs = (pl.col("at") != pl.col("quote")) & (pl.col("at").str.strip_chars() != trimmed)
    refuse_first(entries, differs, "codings_quote",
                 "the quote «{quote}» does not stand in «{statement}» at {start} to {end}", CORRECT_QUOTE)
    nowhere = pl.col("quote").is_not_null() & pl.col("start").is_null() & pl.col("found").is_null()
    refuse_first(entries, nowhere, "codings_quote", "the quote «{quote}» does not stand in the text of «{statement}»", CORRECT_QUOTE)
    hashed = entries.filter(pl.col("quote_hash").is_not_null() & pl.col("at").is_not_null())
    refuse_first(hashed, content_ids(hashed["at"]) != hashed["quote_hash"], "codings_quote",
                 "the text of «{statement}» at {start} to {end} has changed since it was coded", CORRECT_TEXT)
    end = pl.coalesce("end", pl.col("found") + trimmed.str.len_chars().cast(pl.Int32))
    return entries.with_columns(start=pl.coalesce("start", "found"), end=end, quote=pl.coalesce("at", trimmed)).select(*ENTRIES)


def _flat(text: pl.Expr) -> pl.Expr:
    """White space as one blank: spreadsheets and exports change line ends, not words."""
    return text.str.replace_all(r"\s+", " ").str.strip_chars()


def _known_ids(entries: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """The entries with ids as the statements have them. Errors: InputRefused for an id that no statement has."""
    ids = entries.select(pl.col("statement").alias("given")).unique().with_columns(
        bare=undone(pl.col("given")), whole=undone(pl.col("given")).str.replace(r"\.0$", ""),
    )
    known = texts["statement"].implode()
    ids = ids.with_columns(
        statement=pl.when(pl.col("given").is_in(known)).then("given").when(pl.col("bare").is_in(known)).then("bare")
        .when(pl.col("whole").is_in(known)).then("whole"),
    )
    found = entries.rename({"statement": "given"}).join(ids.select("given", "statement"), on="given", how="left", maintain_order="left")
    strange = found.filter(pl.col("statement").is_null()).unique("given").sort("file", "row")
    if strange.height:
        file, row, given = strange.select("file", "row", "given").row(0)
        near = nearest(given, texts["statement"].head(50_000).to_list()) if texts.height else None
        more = f" ({strange.height - 1:,} more ids are unknown)" if strange.height > 1 else ""
        raise InputRefused("unknown_statement", f"Row {row} of «{file}»: there is no statement «{given}» among the {texts.height:,} that "
                           f"were read{more}.", f"Did you mean «{near}»?" if near else "Name the file with the statements that were coded.")
    return found.drop("given")
