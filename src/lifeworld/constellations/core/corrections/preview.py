"""What a new correction will change, by the tables of the last run; and the line in the words that later runs understand."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from lifeworld.constellations.core.corrections.naming import UNNAMED_KEY, Actor, Known, actor_meant, target_meant
from lifeworld.constellations.core.corrections.reach import counted
from lifeworld.constellations.core.corrections.texts import holding, ids_of, text_hashes
from lifeworld.constellations.core.corrections.values import Correction
from lifeworld.kit.errors import InputRefused, nearest

EXCERPT = 160


@dataclass(frozen=True)
class LastRun:
    """Tables of a mapped study, as in its Parquet files: statements, codings, actors, ties."""

    statements: pl.DataFrame
    codings: pl.DataFrame
    actors: pl.DataFrame
    ties: pl.DataFrame


def preview(line: Correction, last: LastRun) -> tuple[Correction, str]:
    """The line with the actor's key and the hash of the text, and sentences on what it is about.

    Errors: InputRefused where there is no such customer, statement or actor, with the one that was perhaps meant.
    """
    customers = pl.concat([last.statements["customer"], last.ties["customer"]]).drop_nulls().unique()
    if line.customer and line.customer not in customers:
        raise _missing("customer", line.customer, nearest(line.customer, customers))
    found = _statements(line, last)
    if line.statement:
        line = replace(line, text_hash=";".join(text_hashes(found["text"])))
    if line.action in ("code", "valence"):
        return line, _code_says(line, last, found)
    return _actor(line, last, found)


def _missing(kind: str, name: str, near: str | None) -> InputRefused:
    return InputRefused(f"no_such_{kind}", f"The last run has no {kind} «{name}».",
                        f"Did you mean «{near}»?" if near else f"Look it up in {kind}s.parquet or in the report.")


def _statements(line: Correction, last: LastRun) -> pl.DataFrame:
    """The statements of the line, in its order."""
    ids = ids_of(line.statement)
    scope = last.statements.filter(pl.col("customer") == line.customer) if line.customer else last.statements
    found = pl.DataFrame({"id": ids}, schema={"id": pl.String}).join(scope, on="id", how="left", maintain_order="left")
    gone = found.filter(pl.col("text").is_null())
    if gone.height:
        raise _missing("statement", gone["id"][0], nearest(gone["id"][0], scope["id"].head(20_000)))
    return found


def _code_says(line: Correction, last: LastRun, found: pl.DataFrame) -> str:
    text = found["text"][0]
    excerpt = text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + " …"
    if line.action == "valence":
        return f"«{excerpt}» The valence becomes {line.to}; the last run has {found['valence_label'][0]}."
    was = last.codings.filter((pl.col("statement") == line.statement) & (pl.col("code") == line.code))
    now = "absent, probability below .05"
    if was.height:
        now = f"{'present' if was['present'][0] else 'absent'}, probability {was['probability'][0]:.2f}, by {was['coder'][0]}"
    return f"«{excerpt}» The code «{line.code}» becomes {line.to}; the last run has {now}."


def known_of(actors: pl.DataFrame) -> Known:
    """The actors of the table, with the words that named them."""
    others = actors.filter(pl.col("category") != "self")
    folded = pl.col("actor").str.slice(pl.col("category").str.len_chars() + 1)
    unnamed = folded == UNNAMED_KEY
    plain = others.select(
        "category", "forms", name=pl.when(unnamed).then(pl.lit("")).otherwise("name"),
        folded=pl.when(unnamed).then(pl.lit("")).otherwise(folded),
    )
    columns = ["category", "name", "folded", "word"]
    words = plain.rename({"forms": "word"}).explode("word").select(pl.col(columns).fill_null(""))
    return Known((plain.with_columns(word=pl.lit("")).select(columns), words))


def _actor(line: Correction, last: LastRun, found: pl.DataFrame) -> tuple[Correction, str]:
    mine = pl.col("customer") == line.customer if line.customer else pl.lit(True)
    known = known_of(last.actors.filter(mine))
    actor, problem = actor_meant(line.actor, known)
    rows = last.actors.filter(mine & (pl.col("actor") == actor.key)) if actor else last.actors.clear()
    if actor is None or rows.is_empty():
        whose = f" of customer «{line.customer}»" if line.customer else ""
        raise InputRefused("no_such_actor", problem or f"The last run has no actor «{line.actor}»{whose}.",
                           "actors.parquet and the report list the actors of every customer.")
    line = replace(line, actor=actor.key)
    parts = [f"«{actor.key}» is {_where(line, last, rows, found)}"]
    if line.action == "ignore":
        return line, f"{parts[0]}. It is left out."
    target = Actor(line.to, actor.name) if line.action == "recategorise" else target_meant(line.to, actor, known)[0]
    if target is None:
        raise InputRefused("no_such_actor", target_meant(line.to, actor, known)[1], "Name it by its key.")
    if target.key == actor.key:
        raise InputRefused("nothing_to_correct", f"«{actor.key}» is already that actor.", "Name another one.")
    if line.action != "recategorise":
        line = replace(line, to=f"{target.category}:{target.name or UNNAMED_KEY}")
    there = last.actors.filter(mine & (pl.col("actor") == target.key))
    joins = f"which is {_where(replace(line, where=''), last, there, found.clear())}" if there.height else "a new actor"
    return line, f"{parts[0]}. It becomes «{target.key}», {joins}."


def _where(line: Correction, last: LastRun, rows: pl.DataFrame, found: pl.DataFrame) -> str:
    """Where an actor was found: in how many statements of how many customers, on how many maps, in how many events."""
    whose = rows["customer"].drop_nulls().n_unique()
    parts = [f"in {counted(int(rows['n_statements'].sum()), 'statement')}" + (f" of {counted(whose, 'customer')}" if whose else "")]
    ties = last.ties.join(rows.select("customer", "actor"), on=["customer", "actor"], how="semi")
    parts += [f"on {counted(int(ties['drawn'].sum()), 'drawn map')}"] if ties["drawn"].sum() else []
    parts += [f"in {counted(int(ties['done'].sum()), 'event')}"] if ties["done"].sum() else []
    said = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    if found.height:
        return f"{said}; the split is done in {counted(found.height, 'statement')} at most"
    if line.where:
        theirs = last.statements.filter(pl.col("customer").is_in(rows["customer"].drop_nulls().unique().to_list()))
        n = int(holding(theirs["text"], line.where).sum())
        return f"{said}; of the statements of {counted(whose, 'customer')} {n:,} hold «{line.where}»"
    return said
