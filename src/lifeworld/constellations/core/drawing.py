"""One drawing of one customer, as the element `<lw-map-draw>` sends it: checked, bounded, and turned into rows of a drawn map.

A drawing comes from anybody who has the link, so nothing of it is trusted: sizes are bounded, texts must be storable, and the ring
of an actor must be the one on which its point lies.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from lifeworld.constellations.core.drawn import ALTER_TIE_SCHEMA, DRAWN_SCHEMA
from lifeworld.kit.errors import InputRefused, listed
from lifeworld.voices.core.codebook import ACTORS

ACTORS_MAX = 100
TIES_MAX = 1000
NAME_CHARACTERS_MAX = 200
QUESTION_CHARACTERS_MAX = 2000
RINGS_MAX = 7
OTHERS = tuple(category for category in ACTORS if category != "self")
SIZE_MIN = 0.01
"""A drawn actor counts for at least this much, because who draws an actor at all holds it for relevant."""
RING_TOLERANCE = 0.01
"""By how much of a ring's width a point may lie beside its ring, because elements round what they send."""

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class DrawnActor:
    """One actor of a drawing.

    ``ring`` counts from 1 (inner); null is an actor that was named but not placed. ``x`` to the right and ``y`` downwards run from
    -1 to 1, the self is at (0, 0) and 1 is the outer border of the outer ring. ``size`` is 0 to 1; ``valence`` -1 hinders, 0
    neither or both, 1 helps, null not said.
    """

    id: str
    name: str
    category: str
    ring: int | None
    x: float | None
    y: float | None
    size: float | None
    valence: int | None


@dataclass(frozen=True)
class Drawing:
    """A whole drawing.

    ``words`` are the meanings of the rings from the centre outward ("" where one has none), or none at all; ``ties`` are pairs of ids.
    """

    rings: int
    words: tuple[str, ...]
    actors: tuple[DrawnActor, ...]
    ties: tuple[tuple[str, str], ...]
    question: str | None
    drawn_at: str | None
    client_id: str | None


def drawing_from_json(value: Any, categories: Collection[str] = OTHERS) -> Drawing:
    """A drawing out of parsed JSON; unknown keys are left out. ``categories`` are those of the study's codebook, without the self.

    The shape is {rings: {k, words}, actors: [{id, name, category, ring, x, y, size, valence}], ties: [{a, b}], question, drawn_at,
    client_id}. Rings are evenly spaced; a point on a border belongs to either ring, a point beyond the outer border to the outer
    ring. Errors: InputRefused that names the actor and what is wrong with it.

    >>> sent = {"rings": {"k": 3, "words": ["runs with me", "knows", "is there"]}, "question": "Who helps?",
    ...         "actors": [{"id": "a", "name": "Running club", "category": "peers", "ring": 2, "x": 0.5, "y": 0.1, "size": 0.4}]}
    >>> found = drawing_from_json(sent)
    >>> found.actors[0].ring, found.actors[0].valence, found.words[1]
    (2, None, 'knows')
    """
    whole = _mapping(value, "The drawing")
    rings = _mapping(whole.get("rings"), "«rings» of the drawing")
    k = _whole(rings.get("k"), 1, RINGS_MAX, "The number of rings «k»")
    said = _list(rings.get("words"), "«words»", RINGS_MAX)
    words = tuple(_text(word, "The wording of a ring", NAME_CHARACTERS_MAX) or "" for word in said)
    if len(words) > k:
        raise _refused("words_count", f"The drawing has {k} rings, but {len(words)} wordings.", "Send one wording a ring, or none.")
    words = (*words, *("",) * (k - len(words))) if any(words) else ()
    actors = tuple(_actor(each, number, k, categories) for number, each in enumerate(_list(whole.get("actors"), "«actors»", ACTORS_MAX), 1))
    _refuse_twice([actor.id for actor in actors], "id")
    _refuse_twice([actor.name.casefold() for actor in actors], "name")
    sized = sum(actor.size is not None for actor in actors)
    if sized not in {0, len(actors)}:
        raise _refused("size_missing", f"{len(actors) - sized} of {len(actors)} actors have no size.",
                       "Send a size of all actors, or of none.")
    return Drawing(
        k, words, actors, _ties(whole.get("ties"), {actor.id for actor in actors}),
        _text(whole.get("question"), "The question", QUESTION_CHARACTERS_MAX),
        _matched(whole.get("drawn_at"), _TIME, "drawn_at", "a time such as 2026-05-01T07:30:00Z"),
        _matched(whole.get("client_id"), _UUID, "client_id", "a UUID"),
    )


def drawn_rows(drawing: Drawing, customer: str) -> pl.DataFrame:
    """The drawing as rows of a drawn map: the columns of ``DRAWN_SCHEMA``, sorted by actor.

    x and y become 0..1 of the drawing area. Actors that were not placed are left out and lower ``completeness``: the part of the
    actors that was placed. A drawing that places nobody is one row without an actor. Sizes are at least ``SIZE_MIN``; a drawing
    without sizes gives all actors 1.

    >>> sent = {"rings": {"k": 2}, "actors": [{"id": "a", "name": "Club", "category": "peers", "ring": 1, "x": 0, "y": 0.4}]}
    >>> drawn_rows(drawing_from_json(sent), "ana").select("customer", "actor", "ring", "rings", "x", "y", "completeness").row(0)
    ('ana', 'Club', 1, 2, 0.5, 0.7, 1.0)
    """
    placed = [actor for actor in drawing.actors if actor.ring is not None]
    complete = len(placed) / len(drawing.actors) if drawing.actors else 1.0
    rows = [{
        "customer": customer, "actor": actor.name, "category": actor.category, "ring": actor.ring, "rings": drawing.rings,
        "x": _share(actor.x), "y": _share(actor.y), "size": 1.0 if actor.size is None else max(actor.size, SIZE_MIN),
        "wording": (drawing.words[actor.ring - 1] or None) if drawing.words and actor.ring else None, "completeness": complete,
    } for actor in placed] or [{"customer": customer, "rings": drawing.rings, "completeness": complete}]
    return pl.DataFrame(rows, schema=dict(DRAWN_SCHEMA)).sort("actor", nulls_last=True)


def drawing_ties(drawing: Drawing, customer: str) -> pl.DataFrame:
    """Ties among placed actors by their names: the columns of ``ALTER_TIE_SCHEMA``, each of weight 1, sorted.

    >>> sent = {"rings": {"k": 1}, "ties": [{"a": "2", "b": "1"}], "actors": [
    ...     {"id": i, "name": n, "category": "peers", "ring": 1, "x": 0.1, "y": 0.2} for i, n in (("1", "Club"), ("2", "Bo"))]}
    >>> drawing_ties(drawing_from_json(sent), "ana").row(0)
    ('ana', 'Bo', 'Club', 1.0)
    """
    names = {actor.id: actor.name for actor in drawing.actors if actor.ring is not None}
    pairs = sorted((names[a], names[b]) if names[a] <= names[b] else (names[b], names[a]) for a, b in drawing.ties if {a, b} <= set(names))
    return pl.DataFrame([(customer, a, b, 1.0) for a, b in pairs], schema=dict(ALTER_TIE_SCHEMA), orient="row")


def _actor(value: Any, number: int, k: int, categories: Collection[str]) -> DrawnActor:
    given = _mapping(value, f"Actor {number} of the drawing")
    name = _text(given.get("name"), f"The name of actor {number}", NAME_CHARACTERS_MAX)
    if name is None:
        raise _refused("no_name", f"Actor {number} of the drawing has no name.", "Name the actor, or remove it.")
    who = f"«{name}»"
    category = given.get("category")
    if category not in tuple(categories):
        raise _refused("unknown_category", f"{who} has the category «{str(category)[:40]}».", f"The categories are {listed(categories)}.")
    key = given.get("id")
    key = _text(str(key) if isinstance(key, int) and not isinstance(key, bool) else key, f"The id of {who}", 100)
    if key is None:
        raise _refused("no_id", f"{who} has no id.", "Send an id of every actor.")
    x, y = (_number(given.get(side), -1, 1, f"The place «{side}» of {who}") for side in ("x", "y"))
    ring = None if given.get("ring") is None else _whole(given["ring"], 1, k, f"The ring of {who}")
    valence = None if given.get("valence") is None else _whole(given["valence"], -1, 1, f"The valence of {who}")
    _refuse_ring(who, ring, x, y, k)
    return DrawnActor(key, name, str(category), ring, x, y, _number(given.get("size"), 0, 1, f"The size of {who}"), valence)


def _refuse_ring(who: str, ring: int | None, x: float | None, y: float | None, k: int) -> None:
    """Refuse a ring on which the point does not lie, a ring without a point, and a point inside the rings without a ring."""
    if (x is None) != (y is None):
        raise _refused("half_a_place", f"{who} has only one of x and y.", "Send both, or neither where the actor is not placed.")
    if x is None or y is None:
        if ring is not None:
            raise _refused("no_place", f"{who} is on ring {ring}, but has no x and y.", "Send where the actor stands.")
        return
    place = k * math.hypot(x, y)
    if ring is None:
        if place < k - RING_TOLERANCE:
            raise _refused("no_ring", f"{who} stands inside the rings, but no ring was sent.", "Send its ring, or no x and y.")
        return
    if place < ring - 1 - RING_TOLERANCE or (place > ring + RING_TOLERANCE and ring < k):
        lies = min(max(math.ceil(place), 1), k)
        raise _refused("ring_elsewhere", f"{who} was sent with ring {ring} of {k}, but its x and y lie on ring {lies}.",
                       "Send the ring on which the actor stands, the inner one is 1.")


def _ties(value: Any, ids: set[str]) -> tuple[tuple[str, str], ...]:
    """The linked pairs, each once, whichever way round it was sent."""
    pairs: dict[tuple[str, str], None] = {}
    for each in _list(value, "«ties»", TIES_MAX):
        tie = _mapping(each, "A tie of the drawing")
        a, b = (" ".join(str(tie.get(end)).split()) for end in ("a", "b"))
        if a not in ids or b not in ids or a == b:
            raise _refused("unknown_tie", f"A tie joins «{a[:40]}» and «{b[:40]}», which are not two actors of the drawing.",
                           "Send the ids of two actors.")
        pairs[(a, b) if a <= b else (b, a)] = None
    return tuple(sorted(pairs))


def _refuse_twice(keys: Sequence[str], what: str) -> None:
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise _refused(f"{what}_twice", f"The drawing has the {what} «{twice[0][:40]}» twice.", "Tell the two apart, or keep one.")


def _mapping(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _refused("not_an_object", f"{what} is not a JSON object.", "Send the drawing as the element makes it.")
    return value


def _list(value: Any, what: str, most: int) -> Sequence[Any]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise _refused("not_a_list", f"{what} of the drawing is not a list.", "Send the drawing as the element makes it.")
    if len(value) > most:
        raise _refused("too_many", f"{what} of the drawing has {len(value)} entries; {most} is the most.", "Send fewer.")
    return value


def _text(value: Any, what: str, most: int) -> str | None:
    """Text with single spaces, null where there is none. Errors: InputRefused where it is too long or cannot be stored."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise _refused("not_a_text", f"{what} is not a text.", "Send a text.")
    if len(value) > most:
        raise _refused("text_too_long", f"{what} has {len(value)} characters; {most} is the most.", "Shorten it.")
    text = " ".join(value.split())
    if _CONTROL.search(text):
        raise _refused("unusable_text", f"{what} has characters that are no text.", "Send readable characters.")
    return text or None


def _matched(value: Any, pattern: re.Pattern[str], key: str, meaning: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise _refused(f"bad_{key}", f"«{key}» of the drawing is not {meaning}.", f"Send {meaning}, or leave it out.")
    return value


def _number(value: Any, low: float, high: float, what: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:  # NaN is not between
        raise _refused("number_out_of_range", f"{what} is «{str(value)[:40]}».", f"Send a number from {low} to {high}.")
    return float(value)


def _whole(value: Any, low: int, high: int, what: str) -> int:
    number = _number(value, low, high, what)
    if number is None or number != int(number):
        raise _refused("not_whole", f"{what} is «{str(value)[:40]}».", f"Send a whole number from {low} to {high}.")
    return int(number)


def _share(place: float | None) -> float | None:
    """-1..1 of the rings as 0..1 of the drawing area."""
    return None if place is None else 0.5 + place / 2.0


def _refused(code: str, message: str, next_step: str) -> InputRefused:
    return InputRefused(code, message, next_step)
