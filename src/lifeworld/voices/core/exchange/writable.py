"""What a format can hold of a bundle: the bundle as it will be read again, and the losses of writing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

import polars as pl

from lifeworld.voices.core.exchange.checks import checked
from lifeworld.voices.core.exchange.losses import Loss, Losses, losses
from lifeworld.voices.core.exchange.names import unique_names
from lifeworld.voices.core.exchange.positions import plain_text
from lifeworld.voices.core.exchange.refi_writing import DIRECTIONS, LINE_STYLES, SHAPES
from lifeworld.voices.core.exchange.typed import color, date_time, typed
from lifeworld.voices.core.exchange.values import Project
from lifeworld.voices.core.exchange.xml_words import UNWRITABLE_IN_COLUMNS, unwritable, unwritable_column, without_unwritable

Value = TypeVar("Value")
NO_XML = "XML cannot hold control characters; the replacement character stands in their place. Texts keep theirs."


def for_refi(project: Project) -> tuple[Project, Losses]:
    """The bundle as a REFI-QDA project can hold it, ``checked``, and what that loses.

    Errors: InputRefused where the bundle is not sound (see ``checks.checked``).
    """
    lost: list[Loss] = []
    project = checked(project)
    selections = _dated(_cleaned(project.selections, ("note",), lost, "codings"), lost)
    note = pl.col("note").str.strip_prefix("\ufeff").str.replace_all("\r\n", "\n", literal=True).str.replace_all("\r", "\n", literal=True)
    selections = selections.with_columns(note)
    texts, cases = _cleaned(project.texts, ("name",), lost, "sources"), _cleaned(project.cases, ("name", "description"), lost, "cases")
    known = {"", *(one.guid for one in project.codes), *texts["guid"]}
    notes = tuple(replace(one, text=plain_text(one.text), created=date_time(one.created) or "", about=tuple(
        key for key in dict.fromkeys(one.about) if key in known)) for one in project.notes)
    lost.append(Loss("notes", "references of memos", sum(len(set(one.about) - known) for one in project.notes),
                     "What they are about is no code and no text of the bundle."))
    users = {one.guid for one in project.users}
    notes = tuple(replace(one, user=one.user if one.user in users else "") for one in notes)
    cleaned = replace(
        project, texts=texts.with_columns(pl.Series("name", unique_names(texts["name"]), pl.String)), selections=selections,
        cases=cases.with_columns(pl.Series("name", unique_names(cases["name"]), pl.String)), values=_typed(project, lost), notes=notes,
        codes=_known(project.codes, lost, "codebook", "colours", lambda one: replace(one, color=color(one.color))),
        graphs=_known(project.graphs, lost, "graphs", "shapes, colours, directions and line styles", _drawable),
        created=date_time(project.created) or "",
    )
    counted = [0]
    whole = _clean(replace(cleaned, texts=pl.DataFrame(), selections=pl.DataFrame(), judged=pl.DataFrame(), cases=pl.DataFrame(),
                           values=pl.DataFrame()), counted)
    lost.append(Loss("names and descriptions", "entries with control characters", counted[0], NO_XML))
    back = {name: getattr(cleaned, name) for name in ("texts", "selections", "judged", "cases", "values")}
    named = zip(whole.users, unique_names(one.name for one in whole.users), strict=True)
    return checked(replace(whole, users=tuple(replace(one, name=name) for one, name in named), **back)), losses(lost)


def _clean(value: Any, counted: list[int]) -> Any:
    """A value of dataclasses, tuples and words without what XML cannot hold; ``counted[0]`` counts changed words."""
    if isinstance(value, str):
        counted[0] += unwritable(value)
        return without_unwritable(value)
    if isinstance(value, tuple):
        return tuple(_clean(one, counted) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _clean(getattr(value, one.name), counted) for one in fields(value)})
    return value


def _cleaned(frame: pl.DataFrame, columns: tuple[str, ...], lost: list[Loss], where: str) -> pl.DataFrame:
    odd = frame.select(pl.any_horizontal(unwritable_column(pl.col(name)).fill_null(value=False) for name in columns)).to_series()
    lost.append(Loss(where, "entries with control characters", int(odd.sum()), NO_XML))
    return frame.with_columns(pl.col(name).str.replace_all(UNWRITABLE_IN_COLUMNS, "\ufffd") for name in columns)


def _dated(selections: pl.DataFrame, lost: list[Loss]) -> pl.DataFrame:
    """Selections with dates that XML Schema knows."""
    dates = selections["created"].drop_nulls().unique()
    known = {one: date_time(one) for one in dates}
    after = selections.with_columns(pl.col("created").replace_strict(known, default=None, return_dtype=pl.String)) if known else selections
    lost.append(Loss("codings", "dates", after["created"].null_count() - selections["created"].null_count(), "They are no xsd:dateTime."))
    return after


def _typed(project: Project, lost: list[Loss]) -> pl.DataFrame:
    """Values as XML Schema writes them; one for each owner and variable, the first in order."""
    kinds = {one.guid: one.type for one in project.variables}
    rows = project.values.drop_nulls()
    words = [typed(value, kinds[variable]) for variable, value in rows.select("variable", "value").iter_rows()]
    kept = rows.with_columns(pl.Series("value", words, pl.String)).drop_nulls()
    kept = kept.with_columns(pl.col("value").str.replace_all(UNWRITABLE_IN_COLUMNS, "\ufffd")).filter(pl.col("value") != "")
    once = kept.unique(["owner", "variable"], keep="first", maintain_order=True)
    why = "They are empty, no values of their variable's type, or stand twice."
    lost.append(Loss("variables", "values", rows.height - once.height, why))
    return once


def _known(values: tuple[Value, ...], lost: list[Loss], where: str, what: str, change: Callable[[Value], Value]) -> tuple[Value, ...]:
    changed = tuple(change(one) for one in values)
    lost.append(Loss(where, what, sum(one != other for one, other in zip(values, changed, strict=True)), "REFI-QDA does not know them."))
    return changed


def _drawable(graph: Any) -> Any:
    """A graph in the words of the schema."""
    vertices = tuple(replace(one, shape=one.shape if one.shape in SHAPES else "", color=color(one.color)) for one in graph.vertices)
    edges = tuple(replace(one, color=color(one.color), direction=one.direction if one.direction in DIRECTIONS else "",
                          line_style=one.line_style if one.line_style in LINE_STYLES else "") for one in graph.edges)
    return replace(graph, vertices=vertices, edges=edges)


def lost_in_codebook(project: Project) -> Losses:
    """What a codebook file (.qdc) leaves out of a bundle."""
    why = "A codebook file holds codes only; write a project (.qdpx) to keep everything."
    counts = (("users", len(project.users)), ("texts", project.texts.height), ("codings", project.selections.height),
              ("judgements", project.judged.height), ("customers", project.cases.height), ("values of variables", project.values.height),
              ("memos", len(project.notes)), ("sets", len(project.sets)), ("drawings", len(project.graphs)))
    return losses(Loss("project", what, n, why) for what, n in counts)


def lost_in_rows(project: Project) -> Losses:
    """What a coded CSV leaves out of a bundle."""
    why = "A table of codings has no column for it; write a project (.qdpx) to keep everything."
    counts = (("ids of users", sum(bool(one.id) for one in project.users)),
              ("descriptions of codes", sum(bool(one.description) for one in project.codes)),
              ("places of codes in a tree", sum(bool(one.parent) for one in project.codes)),
              ("colours of codes", sum(bool(one.color) for one in project.codes)),
              ("values of variables", project.values.height), ("memos", len(project.notes)), ("sets", len(project.sets)),
              ("drawings", len(project.graphs)))
    return losses(Loss("project", what, n, why) for what, n in counts)
