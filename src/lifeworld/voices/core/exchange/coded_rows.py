"""A bundle as a table of codings, one row for each statement, coder, code and passage, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.coded_sheets.cells import NO, YES, mark
from lifeworld.voices.core.coder_codings import CODER_CODINGS
from lifeworld.voices.core.exchange.checks import checked
from lifeworld.voices.core.exchange.guids import guid, guids
from lifeworld.voices.core.exchange.names import unique_names
from lifeworld.voices.core.exchange.values import CASES, JUDGED, SELECTIONS, TEXTS, ExchangedCode, Project, User

SAID = ("probability", "reading", "note", "created")
CODINGS = (*CODER_CODINGS, *SAID)
"""Columns of a table of codings; those of CODER_CODINGS mean there and here the same."""
ROWS = (*CODINGS, "customer", "text")
"""Columns of a coded CSV that needs no other file beside it."""
GUARDED = r"^'+[=+\-@\t\r\n]"
_RISKY, _NUMBER = r"^'*[=+\-@\t\r\n]", r"^[+\-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+\-]?\d+)?$"


def safe(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before text cells that a spreadsheet would run as a formula; ``restored`` undoes exactly this.

    Unlike ``kit.frames.guarded``, a cell that has an apostrophe there already gets another, so that both can be told apart.

    >>> cells = pl.DataFrame({"a": ["=1+1", "'=1+1", "-5", "ok", None]})
    >>> safe(cells)["a"].to_list(), restored(safe(cells)).equals(cells)
    (["'=1+1", "''=1+1", '-5', 'ok', None], True)
    """
    names = [name for name, kind in frame.schema.items() if kind == pl.String]
    risky = {name: pl.col(name).str.contains(_RISKY) & ~pl.col(name).str.contains(_NUMBER) for name in names}
    return frame.with_columns(pl.when(risky[name]).then(pl.concat_str(pl.lit("'"), name)).otherwise(name).alias(name) for name in names)


def restored(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame without the apostrophes of ``safe``."""
    names = [name for name, kind in frame.schema.items() if kind == pl.String]
    return frame.with_columns(
        pl.when(pl.col(name).str.contains(GUARDED)).then(pl.col(name).str.slice(1)).otherwise(name).alias(name) for name in names)


def code_labels(codes: Sequence[ExchangedCode]) -> dict[str, str]:
    """What each code is called in a table, by guid: its name where that is unique, else its path from the top.

    >>> some = (ExchangedCode("a", "Good"), ExchangedCode("b", "price", parent="a"), ExchangedCode("c", "price"))
    >>> list(code_labels(some).values())
    ['Good', 'Good / price', 'price']
    """
    by_guid = {one.guid: one for one in codes}
    names = [one.name for one in codes]
    labels = []
    for one in codes:
        path, above = [one.name or one.guid], one.parent
        while above in by_guid and names.count(one.name) > 1:
            path.insert(0, by_guid[above].name)
            above = by_guid[above].parent
        labels.append(" / ".join(path))
    return dict(zip(by_guid, unique_names(labels), strict=True))


def codings_of(project: Project) -> pl.DataFrame:
    """The codings of a ``checked`` bundle with names instead of guids, columns of CODINGS, in the order of statements and places.

    What was judged and is absent has ``present`` false; ``start``, ``end`` and ``quote`` are null where the whole text was coded.
    """
    unit = ["text", "coder", "code"]
    whole = pl.col("whole")
    coded = project.selections.join(project.judged, on=unit, how="left", maintain_order="left", nulls_equal=True).with_columns(
        present=pl.lit(value=True), **{name: pl.when(~whole).then(name) for name in ("start", "end", "quote")})
    absent = project.judged.join(project.selections, on=unit, how="anti", maintain_order="left").with_columns(present=pl.lit(value=False))
    rows = pl.concat([coded, absent], how="diagonal")
    names = {"text": dict(project.texts.select("guid", "name").iter_rows()), "code": code_labels(project.codes),
             "coder": {one.guid: one.name for one in project.users}}
    named = rows.with_columns(_keyed(key, known) for key, known in names.items())
    kinds = {name: CODER_CODINGS.get(name, pl.Float64 if name == "probability" else pl.String) for name in CODINGS}
    return named.rename({"text": "statement"}).select(pl.col(name).cast(kind) for name, kind in kinds.items()).sort(
        "statement", "coder", "code", "start", "end", nulls_last=False)


def rows_of(project: Project) -> pl.DataFrame:
    """The table of codings with customers and texts, columns of ROWS; a statement that nobody coded has one row without a coder."""
    codings = codings_of(project)
    cases = project.cases.select(pl.col("guid").alias("customer"), pl.col("name").alias("_name"))
    texts = project.texts.join(cases, on="customer", how="left").select(
        pl.col("name").alias("statement"), pl.col("_name").alias("customer"), "text")
    return texts.join(codings, on="statement", how="left").sort("statement", "coder", "code", "start", "end", nulls_last=False).select(ROWS)


def project_of(statements: pl.DataFrame, codings: pl.DataFrame, base: Project, where: str) -> Project:
    """The bundle of tables. ``statements`` has id, customer (or null), text and perhaps guid; ``codings`` has the
    columns of CODER_CODINGS, and perhaps those of SAID, as they are or as words.

    ``base`` holds what is known besides (users, codes, cases, notes); coders, codes and customers that it lacks are added to it.
    Errors: InputRefused for a statement that is not there, cells that cannot be read, and what ``checks.checked`` refuses.
    """
    codings = codings.cast(pl.String).with_columns(pl.lit(None, pl.String).alias(name) for name in CODINGS if name not in codings.columns)
    made = guids("text", statements["id"].fill_null(""))
    texts = statements.select(
        pl.coalesce(pl.col("guid") if "guid" in statements.columns else pl.lit(None, pl.String), made).alias("guid"),
        pl.col("id").alias("name"), pl.col("text").fill_null(""), "customer")
    rows = codings.filter(pl.col("coder").is_not_null() & pl.col("code").is_not_null()).with_columns(mark(pl.col("present")).alias("_mark"))
    odd = rows.filter(~pl.col("_mark").is_in([YES, NO]))
    if odd.height:
        raise InputRefused("exchange_cells", f"In {where}, {odd.height:,} rows do not say whether their code is present "
                           f"(the first is «{odd['present'][0] or ''}»).", "Write true or false in the column «present».")
    users = _more(base.users, {one.name: one.guid for one in base.users}, rows["coder"], "user", User)
    labels = code_labels(base.codes)
    codes = _more(base.codes, {name: key for key, name in labels.items()}, rows["code"], "code", ExchangedCode)
    cases = pl.concat([base.cases.select(list(CASES)), _new_cases(base, texts["customer"])])
    keys = {"coder": {one.name: one.guid for one in users}, "customer": dict(cases.select("name", "guid").iter_rows()),
            "code": {**{name: key for key, name in labels.items()}, **{one.name: one.guid for one in codes[len(base.codes) :]}},
            "statement": dict(texts.select("name", "guid").iter_rows())}
    texts = texts.with_columns(_keyed("customer", keys["customer"])).select(list(TEXTS))
    strange = rows.filter(~pl.col("statement").is_in(list(keys["statement"])))
    if strange.height:
        raise InputRefused("exchange_statement", f"In {where}, {strange.height:,} codings are about statements that are not there "
                           f"(the first is «{strange['statement'][0]}»).", "Keep the file of statements together with its codings.")
    numbers = {name: _number(rows, name, where) for name in ("start", "end", "probability", "inclusion")}
    rows = rows.with_columns(**numbers).with_columns(
        _keyed("statement", keys["statement"]).alias("text"), _keyed("coder", keys["coder"]), _keyed("code", keys["code"]),
        whole=pl.col("start").is_null())
    selections = rows.filter(pl.col("_mark") == YES).with_columns(pl.col("start", "end").cast(pl.Int64)).select(list(SELECTIONS))
    drawn = pl.col("queue").is_not_null() | pl.col("inclusion").is_not_null()
    judged = rows.filter((pl.col("_mark") == NO) | drawn).select(list(JUDGED)).unique(maintain_order=True)
    return checked(Project(base.name, users, codes, base.variables, base.notes, base.sets, base.graphs, texts, selections, judged, cases,
                           base.values, base.description, base.created))


def _more(values: tuple[object, ...], known: Mapping[str, str], names: pl.Series, kind: str, make: type) -> tuple:  # type: ignore[type-arg]
    """The values and new ones for names that are not known."""
    return (*values, *(make(guid(kind, name), name) for name in names.unique().sort() if name not in known))


def _new_cases(base: Project, names: pl.Series) -> pl.DataFrame:
    fresh = names.drop_nulls().unique().sort()
    fresh = fresh.filter(~fresh.is_in(base.cases["name"].implode()))
    return pl.DataFrame({"guid": guids("case", fresh), "name": fresh, "description": pl.Series([""] * len(fresh), dtype=pl.String)})


def _keyed(name: str, keys: Mapping[str, str]) -> pl.Expr:
    return pl.col(name).replace_strict(dict(keys), default=None, return_dtype=pl.String) if keys else pl.lit(None, pl.String).alias(name)


def _number(rows: pl.DataFrame, name: str, where: str) -> pl.Series:
    """A column of numbers from cells. Errors: InputRefused with the cell that is none."""
    cells = rows[name].cast(pl.String)
    numbers = cells.str.strip_chars().cast(pl.Float64, strict=False)
    odd = cells.filter(cells.is_not_null() & (cells != "") & numbers.is_null())
    if len(odd):
        raise InputRefused("exchange_cells", f"In {where}, «{odd[0][:80]}» in the column «{name}» is no number.", "Correct the cell.")
    return numbers
