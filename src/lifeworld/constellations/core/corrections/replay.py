"""Corrections replayed on the evidence of a run, in the order of their file; what became of each is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from lifeworld.constellations.core.corrections.actors import moved
from lifeworld.constellations.core.corrections.evidence import Evidence, Ints
from lifeworld.constellations.core.corrections.naming import Actor, actor_meant, known_actors, target_meant
from lifeworld.constellations.core.corrections.reach import counted
from lifeworld.constellations.core.corrections.texts import holding, ids_of, text_hashes
from lifeworld.constellations.core.corrections.values import Applied, Correction
from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.voices.core.codebook import CODES

MOVING = ("merge", "recategorise", "ignore")
"""Actions after which an actor is no longer where it was."""
VALENCE_WORDS = {-1: "negative", 0: "mixed or neutral", 1: "positive"}


def replay(corrections: Sequence[Correction], evidence: Evidence) -> tuple[Applied, ...]:
    """Apply each correction to ``evidence`` (in place) and say what it did; one that finds nothing is a problem, no error.

    Errors: InputRefused where a statement's text is not the one that was corrected.
    """
    found: list[Applied] = []
    for correction in corrections:
        found.append(_after(_applied(correction, evidence), found))
    return tuple(found)


def _after(one: Applied, before: Sequence[Applied]) -> Applied:
    """A correction that found no actor says so where an earlier line moved that actor away."""
    line = one.correction
    if not one.problem or not line.actor:
        return one
    moving = [
        other.correction for other in before if other.n_changed and other.correction.action in MOVING
        and other.correction.actor.lower() == line.actor.lower() and other.correction.customer in ("", line.customer)
    ]
    if not moving:
        return one
    return replace(one, problem=f"Line {moving[-1].row}, by {moving[-1].who}, had moved «{line.actor}» or left it out before.")


def _applied(line: Correction, evidence: Evidence) -> Applied:
    if line.customer and not _has_customer(evidence, line.customer):
        return _nothing(line, f"There is no customer «{line.customer}» in this run.")
    rows, missing = _statements(line, evidence) if line.statement else (None, "")
    if rows is not None and not len(rows):
        return _nothing(line, missing)
    if line.action == "code":
        assert rows is not None  # noqa: S101  (rules.wrong: a statement is needed)
        return _code(line, evidence, rows)
    if line.action == "valence":
        assert rows is not None  # noqa: S101
        return _valence(line, evidence, rows)
    return _actor(line, evidence, rows, missing)


def _nothing(line: Correction, why: str) -> Applied:
    return Applied(line, "Nothing was changed.", 0, why)


def _has_customer(evidence: Evidence, customer: str) -> bool:
    frames = (evidence.statements, evidence.drawn, evidence.done)
    return any(bool((frame["customer"] == customer).any()) for frame in frames if frame is not None)


def _statements(line: Correction, evidence: Evidence) -> tuple[Ints, str]:
    """Rows of the statements of a line, in scope, and a sentence on those that are not there."""
    ids = list(ids_of(line.statement))
    found = evidence.statements.select("id", "customer", "text").with_row_index("row").filter(pl.col("id").is_in(ids))
    if line.customer:
        found = found.filter(pl.col("customer") == line.customer)
    _check_texts(line, ids, found)
    gone = [one for one in ids if one not in set(found["id"])]
    near = nearest(gone[0], evidence.statements["id"]) if gone and len(evidence.statements) <= 20_000 else None
    of = f" of customer «{line.customer}»" if line.customer else ""
    maybe = f"; perhaps «{near}» is meant" if near and not line.customer else ""
    missing = f"There is no statement {listed(gone)}{of} in this run{maybe}." if gone else ""
    return found["row"].cast(pl.Int64).to_numpy(), missing


def _check_texts(line: Correction, ids: list[str], found: pl.DataFrame) -> None:
    """Refuse a line whose statement says something else now than when it was corrected."""
    hashes = ids_of(line.text_hash)
    if not hashes:
        return
    expected = dict(zip(ids, hashes, strict=True))
    for one, text_hash in zip(found["id"], text_hashes(found["text"]), strict=True):
        if expected[one] != text_hash:
            on = f" on {line.when}" if line.when else ""
            raise InputRefused(
                "corrected_text_changed",
                f"Line {line.row} of the corrections: statement «{one}» has another text than when {line.who} corrected it{on}.",
                f"Look at the text again. Remove the line (`lifeworld correct STUDY undo {line.row}`), map, and correct anew if it "
                "still holds; or empty its «text_hash».")


def _code(line: Correction, evidence: Evidence, rows: Ints) -> Applied:
    code = CODES.index(line.code)
    present = line.to == "present"
    was, p = bool(evidence.coded.present[rows[0], code]), float(evidence.coded.probability[rows[0], code])
    decided = evidence.people[int(evidence.by[rows[0], code])]
    evidence.set_code(rows, code, np.full(len(rows), float(present)), present, line.who)
    before = f"{'present' if was else 'absent'}, {f'as {decided} had decided' if decided else f'{p:.2f}'}"
    return Applied(line, f"«{line.code}» is {line.to} in statement «{line.statement}» (before: {before}).", len(rows))


def _valence(line: Correction, evidence: Evidence, rows: Ints) -> Applied:
    label = int(line.to)
    before = VALENCE_WORDS[int(evidence.coded.valence_label[rows[0]])]
    evidence.coded.valence[rows], evidence.coded.valence_label[rows] = label, label
    return Applied(line, f"Statement «{line.statement}» is {VALENCE_WORDS[label]} (before: {before}).", len(rows))


def _actor(line: Correction, evidence: Evidence, rows: Ints | None, missing: str) -> Applied:
    known = known_actors(evidence, line.customer)
    actor, problem = actor_meant(line.actor, known)
    if actor is None:
        return _nothing(line, problem)
    target: Actor | None = None
    if line.action == "recategorise":
        target = Actor(line.to, actor.name)
    elif line.action != "ignore":
        target, problem = target_meant(line.to, actor, known)
        if target is None:
            return _nothing(line, problem)
    if target is not None and target.key == actor.key and target.name == actor.name:
        return _nothing(line, f"«{actor.key}» is already that actor.")
    if line.action == "split" and line.where:
        held = np.flatnonzero(holding(evidence.statements["text"], line.where).to_numpy())
        rows = held if rows is None else np.intersect1d(rows, held)
    reach = moved(evidence, actor, target, line.customer, line.who, rows)
    if not reach.n_changed:
        return _nothing(line, f"«{actor.key}» is not in the evidence that the line is about." + (f" {missing}" if missing else ""))
    became = f"became «{target.key}»" if target else "was left out"
    return Applied(line, f"«{actor.key}» {became} {reach.says(evidence.statements)}. {missing}".strip(), reach.n_changed)


def replayed_note(applied: Sequence[Applied], where: str = "corrections.csv") -> str:
    """One sentence on all of them, or nothing where there is none."""
    if not applied:
        return ""
    people = len({one.correction.who for one in applied})
    by = "1 person" if people == 1 else f"{people:,} people"
    n = len(applied)
    said = f"{counted(n, 'correction')} by {by} {'was' if n == 1 else 'were'} replayed"
    idle = [str(one.correction.row) for one in applied if not one.n_changed]
    if not idle:
        return f"{said}."
    lines = ", ".join(idle[:5]) + (f" and {len(idle) - 5} more" if len(idle) > 5 else "")
    return f"{said}; {len(idle):,} found nothing to change ({'line' if len(idle) == 1 else 'lines'} {lines} of {where})."


