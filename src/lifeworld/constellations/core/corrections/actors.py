"""Merging, splitting, recategorising and ignoring actors: what moves in mentions, codes, drawn maps and events."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from lifeworld.constellations.core.corrections.evidence import Evidence, Ints
from lifeworld.constellations.core.corrections.evidence import lowered as lower
from lifeworld.constellations.core.corrections.naming import Actor
from lifeworld.constellations.core.corrections.reach import Reach
from lifeworld.voices.core.codebook import CODES

Facts = pl.DataFrame | None
MAP_KEEPS = ("customer", "completeness")
"""What stays of a drawn actor that is ignored: that the customer drew a map."""


def with_silent(evidence: Evidence, actor: Actor, rows: Ints) -> None:
    """Write down the shares that an actor gets without a word as mentions, so that they can be moved."""
    if not len(rows):
        return
    none = pl.DataFrame(schema=evidence.mentions.schema).clear(len(rows))
    fixed = {"category": actor.category, "name": actor.name, "form": "", "folded": actor.folded, "word": "", "start": 0, "end": 0,
             "possessive": False, "joint": False, "silent": True}
    silent = none.with_columns(
        row=pl.Series(rows), customer=evidence.statements["customer"].gather(rows),
        **{name: pl.lit(value) for name, value in fixed.items() if name in none.columns},
    )
    evidence.mentions = pl.concat([evidence.mentions, silent.cast(evidence.mentions.schema)])


def chosen(evidence: Evidence, actor: Actor, customer: str, rows: Ints | None = None) -> pl.Series:
    """Which mentions are of this actor, in scope and, where given, in these statements: Boolean[M]."""
    mine = (pl.col("category") == actor.category) & (pl.col("folded") == actor.folded)
    if customer:
        mine &= (pl.col("customer") == customer).fill_null(False)
    if rows is not None:
        mine &= pl.col("row").is_in(rows.tolist())
    return evidence.mentions.select(mine.alias("mine")).to_series()


def moved(evidence: Evidence, actor: Actor, target: Actor | None, customer: str, who: str, rows: Ints | None = None) -> Reach:
    """Move an actor to ``target``, or leave it out (None); only in the statements ``rows`` where they are given.

    The presence of the category moves with the actor: the new category is present with the larger of both
    probabilities, and the old one stays present only in statements that mention another actor of it, named or not.
    """
    silent = evidence.silent_rows(actor.category, actor.folded, customer)
    with_silent(evidence, actor, silent if rows is None else np.intersect1d(silent, rows))
    mine = chosen(evidence, actor, customer, rows)
    touched = evidence.mentions["row"].filter(mine).unique().sort().to_numpy()
    if target is None:
        evidence.mentions = evidence.mentions.filter(~mine)
    else:
        new = {"category": target.category, "name": target.name, "folded": target.folded}
        evidence.mentions = evidence.mentions.with_columns(
            pl.when(mine).then(pl.lit(value)).otherwise(pl.col(name)).alias(name) for name, value in new.items()
        )
    if target is None or target.category != actor.category:
        _presence_moves(evidence, touched, actor, target, who)
    facts = (0, 0) if rows is not None else _facts_move(evidence, actor, target, customer)
    return Reach(touched, *facts)


def _presence_moves(evidence: Evidence, touched: Ints, actor: Actor, target: Actor | None, who: str) -> None:
    """The old category's presence in the touched statements, after the mentions moved."""
    old = CODES.index(actor.category)
    coded = evidence.coded
    rows = touched[coded.present[touched, old]]
    if target is not None:
        new = CODES.index(target.category)
        before = np.where(coded.present[rows, new], coded.probability[rows, new], 0.0)
        evidence.set_code(rows, new, np.maximum(before, coded.probability[rows, old]), True, who)
    others = evidence.mentions.filter(pl.col("category") == actor.category)["row"].unique().to_numpy()
    left = np.setdiff1d(rows, others)
    evidence.set_code(left, old, np.zeros(len(left)), False, who)


def _facts_move(evidence: Evidence, actor: Actor, target: Actor | None, customer: str) -> tuple[int, int]:
    """Drawn actors and events of the actor move too; returns how many drawn actors and how many events did."""
    mine = (pl.col("category") == actor.category) & (lower("name") == actor.folded)
    if customer:
        mine &= pl.col("customer") == customer
    n_drawn = n_done = 0
    if evidence.drawn is not None:
        n_drawn = evidence.drawn.filter(mine).height
        evidence.drawn = _renamed(evidence.drawn, mine, target, lambda name: name not in MAP_KEEPS)
    if evidence.done is not None:
        n_done = int(evidence.done.filter(mine)["n"].sum())
        evidence.done = _renamed(evidence.done, mine, target, lambda name: name in ("category", "name"))
    return n_drawn, n_done


def _renamed(facts: pl.DataFrame, mine: pl.Expr, target: Actor | None, emptied: Callable[[str], bool]) -> pl.DataFrame:
    """Facts of an actor under its new name; one that is left out keeps its row, so that its customer stays."""
    new = {"category": target.category, "name": target.name} if target else dict.fromkeys(filter(emptied, facts.columns))
    flagged = mine.fill_null(False)
    return facts.with_columns(pl.when(flagged).then(pl.lit(value)).otherwise(pl.col(name)).alias(name) for name, value in new.items())
