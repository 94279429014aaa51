"""From entries of any number of sheets to codings: what a blank means, what was judged and absent, and who contradicts themselves."""

from __future__ import annotations

import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.coded_sheets.cells import BLANK, NO, UNSURE, YES
from lifeworld.voices.core.coded_sheets.shapes import CELLS, EACH, FOUND
from lifeworld.voices.core.coder_codings import CODER_CODINGS

_PLACE = ("start", "end", "quote")
_UNIT = ("statement", "coder")


def settled(entries: pl.DataFrame) -> pl.DataFrame:
    """The codings of all entries, columns of CODER_CODINGS, in the order of (statement, coder, code, start).

    Blank cells of a sheet with one column a code: a row without any mark was not judged, unless it is done. In a row that was
    judged, a blank is "absent" where its coder marks what is present and leaves the rest; a coder who writes more noes than
    blanks fills cells in, and there a blank was not judged. "?" was not judged. Rows that name what was found: every code that
    this coder uses anywhere was judged in each statement of this coder, the codes that are not named being absent.
    The division into files and the order of rows do not matter.
    Errors: InputRefused where one coder says of one statement and code both yes and no, or two inclusions differ.

    >>> from lifeworld.voices.core.coded_sheets import Sheet, entries_of
    >>> frame = pl.DataFrame({"id": ["a", "b", "c"], "mood": ["x", None, None], "peers": ["", "1", ""]})
    >>> entries = entries_of(Sheet(frame, pl.Series([1, 2, 3]), "Ana.csv", "Ana"))
    >>> settled(entries).select("statement", "code", "present").rows()
    [('a', 'mood', True), ('a', 'peers', False), ('b', 'mood', False), ('b', 'peers', True)]
    """
    judged = pl.concat([_cells(entries.filter(pl.col("kind") == CELLS)), _each(entries.filter(pl.col("kind") == EACH))])
    judged = pl.concat([judged, _found(entries)])
    _refuse_contradictions(judged)
    queue = _queues(entries)
    present = judged.filter("present").drop("file", "row").unique()
    whole = pl.col("start").is_null() & pl.col("quote").is_null()  # beside spans, the whole statement adds nothing
    spans = (~whole).any().over("statement", "coder", "code")
    present = present.filter(~(whole & spans))
    absent = judged.filter(~pl.col("present")).select(*_UNIT, "code", "present").unique().with_columns(
        pl.lit(None, CODER_CODINGS[name]).alias(name) for name in _PLACE  # what is not there stands nowhere
    ).select(present.columns)
    codings = pl.concat([present, absent]).join(queue, on=_UNIT, how="left")
    return codings.select(pl.col(name).cast(kind) for name, kind in CODER_CODINGS.items()).sort(
        "statement", "coder", "code", "start", "end", "quote"
    )


def _judged(frame: pl.DataFrame, present: pl.Expr) -> pl.DataFrame:
    return frame.with_columns(present=present).select("file", "row", "statement", "coder", "code", "present", *_PLACE)


def _cells(entries: pl.DataFrame) -> pl.DataFrame:
    """Judgements of sheets with one column a code."""
    marked = pl.col("mark").is_in([YES, NO]).any().over("file", "row", *_UNIT)
    blank, no = pl.col("mark") == BLANK, pl.col("mark") == NO
    touched = entries.with_columns(touched=marked | pl.col("done").fill_null(value=False))
    writes_noes = (no.sum() > (blank & pl.col("touched")).sum()).over("coder")
    absent_blank = pl.coalesce(pl.col("done"), ~writes_noes)
    kept = touched.with_columns(absent_blank=absent_blank).filter(
        pl.col("touched") & (pl.col("mark") != UNSURE) & (~blank | pl.col("absent_blank"))
    )
    return _judged(kept, pl.col("mark") == YES)


def _each(entries: pl.DataFrame) -> pl.DataFrame:
    """Judgements of rows that say present or not; rows that name no code are what ``_found`` reads."""
    return _judged(entries.filter(pl.col("code").is_not_null() & pl.col("mark").is_in([YES, NO])), pl.col("mark") == YES)


def _found(entries: pl.DataFrame) -> pl.DataFrame:
    """Judgements of rows that name what was found, and the absences that follow from them."""
    rows = entries.filter(((pl.col("kind") == FOUND) & (pl.col("mark") != UNSURE)) | ((pl.col("kind") == EACH) & pl.col("code").is_null()))
    present = _judged(rows.filter((pl.col("kind") == FOUND) & pl.col("code").is_not_null() & (pl.col("mark") == YES)), pl.lit(value=True))
    denied = _judged(rows.filter((pl.col("kind") == FOUND) & pl.col("code").is_not_null() & (pl.col("mark") == NO)), pl.lit(value=False))
    named = entries.filter(pl.col("code").is_not_null() & (pl.col("kind") != CELLS)).select("coder", "code").unique()
    anyone = entries.select("code").drop_nulls().unique()
    coders = rows.select("coder").unique()
    used = pl.concat([
        named.join(coders, on="coder", how="semi"), coders.join(named, on="coder", how="anti").join(anyone, how="cross"),
    ])
    units = rows.group_by(_UNIT).agg(pl.col("file").first(), pl.col("row").first())
    said = entries.filter((pl.col("kind") != CELLS) & pl.col("code").is_not_null()).select(*_UNIT, "code").unique()
    implied = units.join(used, on="coder").join(said, on=[*_UNIT, "code"], how="anti").with_columns(
        start=pl.lit(None, pl.Int32), end=pl.lit(None, pl.Int32), quote=pl.lit(None, pl.String)
    )
    return pl.concat([present, denied, _judged(implied, pl.lit(value=False))])


def _refuse_contradictions(judged: pl.DataFrame) -> None:
    both = judged.group_by(*_UNIT, "code").agg(
        pl.col("present").n_unique().alias("n"), pl.struct("file", "row").filter("present").first().alias("yes"),
        pl.struct("file", "row").filter(~pl.col("present")).first().alias("no"),
    ).filter(pl.col("n") > 1).sort("statement", "coder", "code")
    if both.height:
        one = both.row(0, named=True)
        more = f" ({both.height - 1:,} more like it)" if both.height > 1 else ""
        raise InputRefused(
            "codings_contradict", f"«{one['coder']}» says of the statement «{one['statement']}» both that «{one['code']}» is present (row "
            f"{one['yes']['row']} of «{one['yes']['file']}») and that it is not (row {one['no']['row']} of «{one['no']['file']}»){more}.",
            "Keep one of the two, or give a second round of coding another coder's name, such as «Ana, second time».",
        )


def _queues(entries: pl.DataFrame) -> pl.DataFrame:
    """Queue and inclusion of each statement and coder; the random queue counts where a statement stood in both."""
    told = entries.filter(pl.col("queue").is_not_null() | pl.col("inclusion").is_not_null())
    drawn = told.filter(pl.col("inclusion").is_not_null()).group_by(_UNIT).agg(
        pl.col("inclusion").n_unique().alias("n"), pl.col("inclusion").min(), pl.col("file").first(), pl.col("row").first(),
    ).sort(_UNIT)
    odd = drawn.filter(pl.col("n") > 1)
    if odd.height:
        one = odd.row(0, named=True)
        raise InputRefused("codings_inclusions", f"The statement «{one['statement']}» of «{one['coder']}» has {one['n']} different "
                           f"inclusions, one of them in row {one['row']} of «{one['file']}».", "Keep the one of the sheet that was coded.")
    queue = told.group_by(_UNIT).agg(
        pl.when((pl.col("queue") == "random").any()).then(pl.lit("random")).otherwise(pl.col("queue").drop_nulls().min()).alias("queue")
    )
    return queue.join(drawn.select(*_UNIT, "inclusion"), on=_UNIT, how="left")
