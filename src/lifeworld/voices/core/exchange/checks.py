"""Whether a bundle is sound, and its one order: what is wrong is refused before a file is written or a table is filled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.exchange.guids import plain_guid
from lifeworld.voices.core.exchange.positions import BOM
from lifeworld.voices.core.exchange.values import CASES, JUDGED, READINGS, SELECTIONS, TEXTS, VALUES, Project, Schema

SPAN = ("text", "start", "end", "whole", "coder", "code")
"""What makes a selection one: the same coder codes the same words with the same code once."""


def checked(project: Project) -> Project:
    """The bundle in its one order, with quotes filled in; the order of rows that were given does not matter.

    Users, cases, variables, notes and graphs stand in the order of their names, texts too; codes and what is drawn keep the order
    they were given in, because it means something. Selections that stand twice stand once; the first note counts.
    Errors: InputRefused for guids that are none or stand twice, names that stand twice, references to what is not there, texts with
    CR or a byte order mark, positions outside the text, and quotes that are not the words at their place.
    """
    _refuse_guids(project)
    texts = _frame(project.texts, TEXTS).sort("name", "guid")
    cases = _frame(project.cases, CASES).sort("name", "guid")
    _refuse_texts(texts, cases)
    users = sorted(project.users, key=lambda one: (one.name, one.guid))
    variables = sorted(project.variables, key=lambda one: (one.name, one.guid))
    selections = _selections(_frame(project.selections, SELECTIONS), texts, project)
    judged = _judged(_frame(project.judged, JUDGED), selections)
    if judged.filter(~((pl.col("inclusion") > 0) & (pl.col("inclusion") <= 1))).height:
        raise _unsound("inclusions", "An inclusion is no probability over 0 and up to 1.")
    _refuse_unknown(judged, "text", texts["guid"], "judgements")
    _refuse_unknown(judged, "coder", _guids(users), "judgements")
    _refuse_unknown(judged, "code", _guids(project.codes), "judgements")
    values = _frame(project.values, VALUES).unique(maintain_order=True).sort("owner", "variable", "value")
    _refuse_unknown(values, "owner", pl.concat([cases["guid"], texts["guid"]]), "values")
    _refuse_unknown(values, "variable", _guids(variables), "values")
    return replace(
        project, users=tuple(users), variables=tuple(variables), texts=texts, cases=cases, selections=selections, judged=judged,
        values=values, notes=tuple(sorted(project.notes, key=lambda one: (one.name, one.guid))),
        sets=tuple(sorted(project.sets, key=lambda one: (one.name, one.guid))),
        graphs=tuple(sorted(project.graphs, key=lambda one: (one.name, one.guid))),
    )


def _judged(frame: pl.DataFrame, selections: pl.DataFrame) -> pl.DataFrame:
    """Judgements, each once; that what was coded was judged goes without saying, unless the draw of the text is recorded with it."""
    unit = ["text", "coder", "code"]
    drawn = pl.col("queue").is_not_null() | pl.col("inclusion").is_not_null()
    once = frame.sort(*unit, "queue", "inclusion", nulls_last=True).unique(unit, keep="first", maintain_order=True)
    coded = selections.select(unit).unique().with_columns(_coded=pl.lit(value=True))
    return once.join(coded, on=unit, how="left", maintain_order="left").filter(drawn | pl.col("_coded").is_null()).drop("_coded")


def _frame(frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """The columns of the schema, null where the frame lacks one. Errors: InputRefused for what does not fit their types."""
    given = [pl.col(name) if name in frame.columns else pl.lit(None).alias(name) for name in schema]
    try:
        return frame.select(given).cast(pl.Schema(schema))
    except pl.exceptions.PolarsError as error:
        raise _unsound("columns", f"A column of the bundle does not have its type: {str(error).splitlines()[0]}.") from error


def _guids(values: Iterable[object]) -> pl.Series:
    return pl.Series("guid", [getattr(one, "guid") for one in values], dtype=pl.String)  # noqa: B009


def _unsound(code: str, message: str) -> InputRefused:
    return InputRefused(f"exchange_{code}", message, "Correct what is named, and read or write again.")


def _refuse_guids(project: Project) -> None:
    """Every guid is one, in lower case, and stands once among things of its kind; names of users and codes' parents hold."""
    for kind, values in (("users", project.users), ("codes", project.codes), ("variables", project.variables), ("notes", project.notes),
                         ("sets", project.sets), ("graphs", project.graphs)):
        _refuse_keys(kind, _guids(values))
    for kind, frame in (("texts", project.texts), ("cases", project.cases)):
        _refuse_keys(kind, frame["guid"].cast(pl.String))
    names = pl.Series([one.name for one in project.users], dtype=pl.String)
    if "" in names:
        raise _unsound("names", "One of the users has no name.")
    if names.n_unique() < len(names):
        raise _unsound("names", f"Two users are called «{names.filter(names.is_duplicated())[0]}».")
    known = {one.guid: one.parent for one in project.codes}
    for code in project.codes:
        above, steps = code.parent, 0
        while above:
            steps += 1
            if above not in known or steps > len(known):
                raise _unsound("codes", f"The code «{code.name}» hangs below a code that is not there or below itself.")
            above = known[above]


def _refuse_keys(kind: str, keys: pl.Series) -> None:
    for key in keys.filter(keys.is_null() | keys.is_duplicated()):
        raise _unsound("guid_twice", f"The guid «{key}» stands twice among the {kind}." if key else f"One of the {kind} has no guid.")
    for key in keys:
        if plain_guid(key) != key:
            raise _unsound("guid", f"«{str(key)[:80]}» among the {kind} is no guid in lower case.")


def _refuse_texts(texts: pl.DataFrame, cases: pl.DataFrame) -> None:
    for kind, frame in (("texts", texts), ("customers", cases)):
        twice = frame.filter(pl.col("name").is_null() | (pl.col("name") == "") | pl.col("name").is_duplicated())
        if twice.height:
            name = twice["name"][0]
            raise _unsound("names", f"Two {kind} are called «{name}»." if name else f"One of the {kind} has no name.")
    odd = texts.filter(pl.col("text").is_null() | pl.col("text").str.contains("\r", literal=True) | pl.col("text").str.starts_with(BOM))
    if odd.height:
        raise _unsound("line_ends", f"The text «{odd['name'][0]}» is unknown, or has CR line ends or a byte order mark, which would shift "
                       "positions.")
    _refuse_unknown(texts.filter(pl.col("customer").is_not_null()), "customer", cases["guid"], "texts")


def _refuse_unknown(frame: pl.DataFrame, column: str, known: pl.Series, where: str) -> None:
    strange = frame.filter(~pl.col(column).is_in(known.implode()) | pl.col(column).is_null())
    if strange.height:
        raise _unsound("reference", f"{strange.height:,} of the {where} name a {column} that is not there («{strange[column][0]}»).")


def _selections(frame: pl.DataFrame, texts: pl.DataFrame, project: Project) -> pl.DataFrame:
    """The selections with quotes, each once, in the order of texts and places."""
    _refuse_unknown(frame, "text", texts["guid"], "selections")
    _refuse_unknown(frame, "coder", _guids(project.users), "selections")
    _refuse_unknown(frame, "code", _guids(one for one in project.codes if one.is_codable), "selections (or a folder of codes)")
    words = texts.select(pl.col("guid").alias("text"), pl.col("text").alias("_words")).with_row_index("_nth")
    placed = frame.join(words, on="text", how="left", maintain_order="left").with_columns(
        pl.col("whole").fill_null(value=False), _chars=pl.col("_words").str.len_chars().cast(pl.Int64))
    placed = placed.with_columns(
        start=pl.when("whole").then(0).otherwise("start"), end=pl.when("whole").then("_chars").otherwise("end"),
        note=pl.when(pl.col("note") != "").then("note"), created=pl.when(pl.col("created") != "").then("created"))
    inside = (pl.col("start") >= 0) & (pl.col("start") < pl.col("end")) & (pl.col("end") <= pl.col("_chars"))
    wrong = placed.filter(~pl.col("whole") & ~inside.fill_null(value=False))
    if wrong.height:
        raise _unsound("positions", f"{wrong.height:,} selections are empty or lie outside their text (the first from "
                       f"{wrong['start'][0]} to {wrong['end'][0]}).")
    odd = placed.filter(~pl.col("probability").is_between(0, 1) | ~pl.col("reading").is_in(READINGS))
    if odd.height:
        raise _unsound("selections", f"{odd.height:,} selections have a probability outside 0 to 1, or a reading that is neither "
                       "explicit nor interpretive.")
    placed = placed.with_columns(_at=pl.col("_words").str.slice(pl.col("start"), pl.col("end") - pl.col("start")))
    moved = placed.filter(pl.col("quote").is_not_null() & (pl.col("quote") != pl.col("_at")))
    if moved.height:
        raise _unsound("quotes", f"{moved.height:,} quotes are not the words at their place (the first is «{moved['quote'][0][:60]}»); the "
                       "text has changed.")
    once = placed.with_columns(quote="_at").unique(list(SPAN), keep="first", maintain_order=True)
    return once.sort("_nth", "start", "end", "whole", "coder", "code").select(list(SELECTIONS))
