"""The shapes in which codings come: one row a code, one row a statement with a list of codes, one column a code."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.codebook import Codebook, unknown_code
from lifeworld.voices.core.coded_sheets.cells import BLANK, NO, NO_WORDS, NOTHING_WORDS, UNREADABLE, YES, filled, mark, undone
from lifeworld.voices.core.coded_sheets.columns import SheetColumns, code_names, sheet_columns

EACH, FOUND, CELLS = "each", "found", "cells"
"""What rows say: one judgement each; what was found, the rest of the coder's codes judged and absent; one cell for each code."""

ENTRIES = {
    "file": pl.String, "row": pl.Int64, "statement": pl.String, "coder": pl.String, "code": pl.String, "mark": pl.Int8,
    "kind": pl.String, "done": pl.Boolean, "start": pl.Int32, "end": pl.Int32, "quote": pl.String, "quote_hash": pl.String,
    "text": pl.String, "queue": pl.String, "inclusion": pl.Float64,
}
"""One row for each cell or row that may hold a judgement; ``code`` null = "judged, nothing found"; ``mark`` as in ``cells``."""

_CODE_SEPARATORS = r"[,;|\n]"
_MAPPED = {"probability", "segment_probability"}
"""Columns of what `lifeworld map` writes: its rows stop at a probability, so a code without a row was judged, too."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet as it was read: every cell text, its rows' numbers, its name in messages, who coded where no column says it."""

    frame: pl.DataFrame
    row: pl.Series
    label: str
    coder: str


def entries_of(sheet: Sheet, codebook: Codebook | None = None) -> pl.DataFrame:
    """The entries of one sheet, columns of ENTRIES.

    Errors: InputRefused, with file, row and value, for a cell that is no mark, offsets that are no numbers or stand alone, an
    unknown code, a row without statement, an inclusion that is no probability.

    >>> frame = pl.DataFrame({"id": ["a", "b"], "mood": ["x", None], "peers": ["", "1"]})
    >>> entries_of(Sheet(frame, pl.Series([1, 2]), "Ana.csv", "Ana")).select("statement", "code", "mark").rows()
    [('a', 'mood', 1), ('b', 'mood', -1), ('a', 'peers', -1), ('b', 'peers', 1)]
    """
    columns = sheet_columns(sheet.frame, sheet.label, codebook)
    base = _base(sheet, columns)
    if columns.get("code"):
        return _long(base, sheet, columns, codebook)
    if columns.get("codes"):
        return _lists(base, sheet, columns, codebook)
    return _wide(base, sheet, columns)


def _base(sheet: Sheet, columns: SheetColumns) -> pl.DataFrame:
    """What every shape has, one row a row of the sheet."""
    def cell(role: str) -> pl.Expr:
        name = columns.get(role)
        return pl.lit(None, pl.String) if name is None else filled(pl.col(name))

    inclusion = cell("inclusion").str.replace(",", ".", literal=True)
    frame = sheet.frame.select(
        statement=cell("statement"), coder=undone(cell("coder")), done=mark(cell("done")), queue=cell("queue").str.to_lowercase(),
        inclusion_cell=cell("inclusion"), inclusion=inclusion.cast(pl.Float64, strict=False),
        text=pl.lit(None, pl.String) if columns.get("text") is None else pl.col(str(columns.get("text"))),
    ).with_columns(file=pl.lit(sheet.label), row=sheet.row.cast(pl.Int64))
    refuse_first(frame, pl.col("statement").is_null(), "codings_without_statement", "the cell of the statement is empty",
                 "Fill in the id of the statement, or remove the row.")
    refuse_first(frame, pl.col("done") == UNREADABLE, "codings_done", "the cell «done» is neither yes nor no", "Write yes, no, or nothing.")
    probable = pl.col("inclusion").is_between(0, 1, closed="right").fill_null(value=False)
    refuse_first(frame, pl.col("inclusion_cell").is_not_null() & ~probable, "codings_inclusion",
                 "the inclusion «{inclusion_cell}» is no probability above 0 and up to 1",
                 "Keep the column as the sheet was written, or leave it empty where it is not known.")
    done = pl.when(pl.col("done") == YES).then(pl.lit(value=True)).when(pl.col("done") == NO).then(pl.lit(value=False))
    return frame.with_columns(done=done, coder=_coder(frame, sheet)).drop("inclusion_cell")


def _coder(frame: pl.DataFrame, sheet: Sheet) -> pl.Series:
    """Who coded each row: its cell; else the sheet's only coder, or the sheet's name. Null stays where several coded."""
    named = frame["coder"].drop_nulls().unique()
    only = sheet.coder if not named.len() else str(named[0])
    return frame["coder"].fill_null(only) if named.len() <= 1 else frame["coder"]


def _entries(frame: pl.DataFrame) -> pl.DataFrame:
    missing = {name: pl.lit(None, kind) for name, kind in ENTRIES.items() if name not in frame.columns}
    found = frame.with_columns(**missing).select(pl.col(name).cast(kind) for name, kind in ENTRIES.items())
    refuse_first(found, pl.col("coder").is_null() & (pl.col("mark") != BLANK), "codings_without_coder",
                 "the row has codes, but its cell of the coder is empty", "Say who coded it; the file names several coders.")
    return found.filter(pl.col("coder").is_not_null())


def _wide(base: pl.DataFrame, sheet: Sheet, columns: SheetColumns) -> pl.DataFrame:
    marks = sheet.frame.select(mark(pl.col(name)).alias(code) for name, code in columns.codes.items())
    if len(set(columns.codes.values())) < len(columns.codes):
        twice = next(code for code in columns.codes.values() if list(columns.codes.values()).count(code) > 1)
        raise InputRefused("code_column_twice", f"«{sheet.label}» has two columns for the code «{twice}».", "Keep one of them.")
    for name, code in columns.codes.items():
        wrong = sheet.frame.select(pl.col(name).alias("value"), row=sheet.row, file=pl.lit(sheet.label))
        refuse_first(wrong, marks[code] == UNREADABLE, "codings_cell",
                     "the cell «{value}» of the column «" + _braced(name) + "» is no mark",
                     "Write 1, yes or x where the code is present, 0 or no where it is not, and ? where it was not judged.")
    wide = pl.concat([base, marks.rename({code: f"code:{code}" for code in marks.columns})], how="horizontal")
    long = wide.unpivot([f"code:{code}" for code in marks.columns], index=base.columns, variable_name="code", value_name="mark")
    return _entries(long.with_columns(pl.col("code").str.strip_prefix("code:"), kind=pl.lit(CELLS)))


def _lists(base: pl.DataFrame, sheet: Sheet, columns: SheetColumns, codebook: Codebook | None) -> pl.DataFrame:
    """A list of codes for each statement: an empty cell was not judged unless the row is done."""
    cell = filled(pl.col(str(columns.get("codes"))))
    nothing = cell.str.to_lowercase().is_in(NOTHING_WORDS)
    bare = cell.str.replace_all(r'^\[|\]$|"', "")  # a list of JSON is a list, too
    frame = base.with_columns(
        sheet.frame.select(
            codes=pl.when(nothing).then(pl.lit(None, pl.String)).otherwise(bare), mark=pl.when(cell.is_null()).then(BLANK).otherwise(YES)
        ).get_columns()
    ).filter((pl.col("mark") == YES) | pl.col("done").fill_null(value=False))
    frame = frame.with_columns(pl.lit(YES).alias("mark"), code=pl.col("codes").str.replace_all(_CODE_SEPARATORS, ",").str.split(","))
    frame = frame.explode("code").with_columns(filled(pl.col("code"))).unique(maintain_order=True)
    several = pl.col("code").is_null() & pl.col("codes").is_not_null()  # a comma at the end is no code
    return _entries(_with_codes(frame.filter(~several), codebook).with_columns(kind=pl.lit(FOUND)))


def _long(base: pl.DataFrame, sheet: Sheet, columns: SheetColumns, codebook: Codebook | None) -> pl.DataFrame:
    def text(role: str) -> pl.Expr:
        name = columns.get(role)
        return (pl.lit(None, pl.String) if name is None else pl.col(name)).alias(role)

    given = sheet.frame.select(filled(text("code")), text("present"), filled(text("start")), filled(text("end")), text("quote"),
                               filled(text("quote_hash")), base["row"], base["file"])
    judged = columns.get("present") is not None
    frame = given.with_columns(mark=mark(pl.col("present")) if judged else pl.lit(YES, pl.Int8))
    refuse_first(frame, pl.col("mark") == UNREADABLE, "codings_cell",
                 "«{present}» says neither that the code is present nor that it is not",
                 "Write 1 or yes, 0 or no, and ? where it was not judged.")
    whole = [pl.col(name).str.replace(r"\.0+$", "").cast(pl.Int32, strict=False) for name in ("start", "end")]
    number = frame.with_columns(at=whole[0], to=whole[1])
    wrong = (number["start"].is_not_null() & number["at"].is_null()) | (number["end"].is_not_null() & number["to"].is_null())
    one = number["at"].is_null() != number["to"].is_null()
    refuse_first(frame, wrong | one | (number["at"] < 0) | (number["at"] >= number["to"]), "codings_offsets",
                 "the offsets «{start}» to «{end}» are no span",
                 "Give start and end as whole numbers of characters, the end behind the start.")
    frame = number.drop("start", "end").rename({"at": "start", "to": "end"}).drop("row", "file", "present")
    whole_rows = judged and not set(sheet.frame.columns) >= _MAPPED
    both = pl.concat([base, frame], how="horizontal").with_columns(
        kind=pl.lit(EACH if whole_rows else FOUND), quote=undone(pl.when(filled(pl.col("quote")).is_not_null()).then("quote")),
        code=pl.when(~pl.col("code").str.to_lowercase().is_in([*NOTHING_WORDS, *NO_WORDS])).then(pl.col("code")),
        mark=pl.when(pl.col("code").is_null() & (pl.col("mark") == BLANK)).then(pl.lit(YES, pl.Int8)).otherwise("mark"),
    )
    return _entries(_with_codes(both, codebook))


def _with_codes(frame: pl.DataFrame, codebook: Codebook | None) -> pl.DataFrame:
    """Codes in the codebook's spelling. Errors: InputRefused for a code that it lacks."""
    known = code_names(frame["code"], codebook)
    strange = frame.filter(frame["code"].is_not_null() & known.is_null())
    if strange.height and codebook is not None:
        file, row, name = strange.select("file", "row", "code").row(0)
        refusal = unknown_code(name, codebook.names, f"the codebook «{codebook.name}»")
        raise InputRefused("unknown_code", f"Row {row} of «{file}»: the code «{name}» is not in the codebook «{codebook.name}».",
                           f"{refusal.next_step} Correct it, or add the code to the codebook.")
    return frame.with_columns(known.alias("code"))


def refuse_first(frame: pl.DataFrame, wrong: pl.Expr | pl.Series, code: str, what: str, next_step: str) -> None:
    """Refuses the first row that is wrong, with its file, its number and the values that ``what`` names in braces."""
    rows = frame.filter(wrong).sort("file", "row")
    if rows.height:
        values = {name: "" if value is None else str(value)[:80] for name, value in rows.row(0, named=True).items()}
        more = f" ({rows.height - 1:,} more like it)" if rows.height > 1 else ""
        raise InputRefused(code, f"Row {values['row']} of «{values['file']}»: {what.format(**values)}{more}.", next_step)


def _braced(name: str) -> str:
    return name.replace("{", "{{").replace("}", "}}")
