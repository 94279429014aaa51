"""What each action needs, what it allows, and what is wrong with a line that says something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import get_args

from lifeworld.constellations.core.corrections.texts import HASH, ids_of
from lifeworld.constellations.core.corrections.values import Action, Correction
from lifeworld.kit.errors import listed, nearest
from lifeworld.voices.core.codebook import ACTORS, CODES

ACTIONS: tuple[str, ...] = get_args(Action)
OTHERS = ACTORS[1:]
"""The categories of actors that a person may name: all but the self, who is the customer."""
PRESENCE = ("present", "absent")
VALENCES = ("-1", "0", "1")
COLUMNS: Mapping[str, str] = MappingProxyType({
    "action": f"one of {', '.join(ACTIONS)}",
    "customer": "the customer whose actor it is; empty: every customer",
    "actor": "the actor by its key («family_friends:wife», «peers:(unnamed)»), its name, or a word that names it; case does not "
             "matter",
    "statement": "the id of the statement; for a split several ids with semicolons between them",
    "code": "one of the twelve codes",
    "where": "for a split: words; it is done in the statements of the actor that hold them",
    "to": "merge, split: the name or key of the actor that it becomes; recategorise: the category; code: present or absent; "
          "valence: -1, 0 or 1",
    "who": "who decided",
    "why": "the reason",
    "when": "the day, as in 2026-03-31; may be empty",
    "text_hash": "hash of the statement's text when it was corrected; empty: a changed text is not found out",
})
"""Columns of ``corrections.csv`` with their meaning, in their order."""
MEANING: Mapping[str, str] = MappingProxyType({
    "merge": "the actor is the same as another one, or gets another name: in words, on maps and in events",
    "split": "in some statements the actor is somebody else; maps and events stay as they are",
    "recategorise": "the actor belongs to another category, which is then present in its statements with the larger of both "
                    "probabilities; the old category stays present where the statement mentions another actor of it",
    "ignore": "the actor is left out; where a statement mentions no other actor of its category, named or not, the category "
              "counts as absent there",
    "code": "the code is present (probability 1) or absent (0) in the statement; the coding's coder is then human:WHO",
    "valence": "the statement is negative (-1), mixed or neutral (0) or positive (1)",
})
"""What each action does, for people."""
ALWAYS = ("who", "why")
NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "merge": ("actor", "to"), "split": ("actor", "to"), "recategorise": ("actor", "to"), "ignore": ("actor",),
    "code": ("statement", "code", "to"), "valence": ("statement", "to"),
})
ALLOWED: Mapping[str, tuple[str, ...]] = MappingProxyType({
    **{action: ("customer", *needed) for action, needed in NEEDED.items()},
    "split": ("customer", "actor", "statement", "where", "to"),
})
VALUES: Mapping[str, tuple[str, ...]] = MappingProxyType({"recategorise": OTHERS, "code": PRESENCE, "valence": VALENCES})
FREE = ("when", "text_hash")


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one cell of a line: its column, the sentence, and what to do."""

    column: str
    says: str
    next_step: str


def wrong(line: Correction) -> Wrong | None:
    """The first thing that is wrong with a line, or None.

    >>> wrong(Correction(2, "ignore", actor="the bus", who="Kim", why="not an actor")) is None
    True
    >>> print(wrong(Correction(2, "code", statement="s1", code="moood", to="present", who="Kim", why="x")).next_step)
    Did you mean «mood»?
    """
    if line.action not in ACTIONS:
        return Wrong("action", f"«{line.action}» is no action.", hint(line.action, ACTIONS))
    cells = {name: str(getattr(line, name)) for name in COLUMNS if name != "action"}
    for name in (*NEEDED[line.action], *ALWAYS):
        if not cells[name].strip():
            return Wrong(name, "the cell is empty.", f"The action {line.action} needs it: {COLUMNS[name]}.")
    for name, cell in cells.items():
        if cell and name not in (*ALLOWED[line.action], *ALWAYS, *FREE):
            return Wrong(name, f"the action {line.action} does not use «{cell}».",
                         f"Empty the cell; {line.action} uses {listed(ALLOWED[line.action])}.")
    return _wrong_value(line) or _wrong_actor(line)


def hint(word: str, known: tuple[str, ...]) -> str:
    """What a cell may hold, or the word that was probably meant."""
    near = nearest(word, known) if word else None
    return f"Did you mean «{near}»?" if near else f"Use one of {listed(known, 20)}."


def _wrong_value(line: Correction) -> Wrong | None:
    """A code, a value or a hash that nobody knows."""
    if line.code and line.code not in CODES:
        return Wrong("code", f"«{line.code}» is no code.", hint(line.code, CODES))
    if line.action in VALUES and line.to not in VALUES[line.action]:
        return Wrong("to", f"«{line.to}» is no value of the action {line.action}.", hint(line.to, VALUES[line.action]))
    ids, hashes = ids_of(line.statement), ids_of(line.text_hash)
    if line.action in ("code", "valence") and len(ids) != 1:
        return Wrong("statement", f"«{line.statement}» is not one statement.", "Write one line for each statement.")
    if line.action == "split" and not ids and not line.where.strip():
        return Wrong("statement", "neither statements nor words say where the split is.", "Fill in «statement» or «where».")
    if hashes and (len(hashes) != len(ids) or not all(HASH.fullmatch(one) for one in hashes)):
        return Wrong("text_hash", f"«{line.text_hash}» is not one hash for each statement.",
                     "Empty the cell, or make the correction again with `lifeworld correct`.")
    return None


def _wrong_actor(line: Correction) -> Wrong | None:
    """A key with an unknown category, or the self."""
    actors = {"actor": line.actor, "to": line.to if line.action in ("merge", "split") else ""}
    for column, actor in actors.items():
        category = actor.partition(":")[0].strip().lower()
        if category == "self" or (":" not in actor and actor.strip().lower() == "self"):
            return Wrong(column, "the self is the customer and stays as it is.",
                         "Correct the code «self» of a statement with the action code.")
        if ":" in actor and category not in ACTORS and " " not in category and (near := nearest(category, OTHERS)):
            return Wrong(column, f"«{category}» is no category of actors.", f"Did you mean «{near}:»?")
    return None
