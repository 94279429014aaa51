"""How one customer's ecosystem changed: which moments are worth keeping, and what happened between two of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lifeworld.kit.errors import listed

Picture = Mapping[str, Any]
CAUSES = {"voices.coded": "a statement was coded", "voices.settled": "a statement was settled", "voices.model_coded": "a model coded",
          "voices.statements_added": "statements were added", "voices.codebook_changed": "the codebook changed",
          "voices.imported": "codings were brought in", "voices.study_changed": "the settings of the study changed",
          "constellations.drawn": "a map was drawn", "customers.changed": "the customer's record changed",
          "constellations.deeds_taken": "new deeds were counted", "constellations.mapping_changed": "what counts as done changed",
          "events.expired": "old events were deleted"}
"""What a line of the journal is in a sentence."""


def actors_of(picture: Picture) -> frozenset[str]:
    """The keys of the actors of a picture, the self left out."""
    return frozenset(actor["id"] for actor in picture["actors"] if actor["category"] != "self")


def worth_keeping(before: Picture, after: Picture) -> bool:
    """Whether the earlier picture stays: its type or its actors are not those of the later one.

    >>> one = {"type": {"label": "undetermined"}, "actors": [{"id": "self", "category": "self"}]}
    >>> worth_keeping(one, one), worth_keeping(one, {**one, "type": {"label": "brand-driven"}})
    (False, True)
    """
    return before["type"]["label"] != after["type"]["label"] or actors_of(before) != actors_of(after)


def changes(before: Picture, after: Picture) -> list[str]:
    """What is different now, as whole sentences.

    >>> one = {"type": {"label": "undetermined"}, "actors": []}
    >>> changes(one, {"type": {"label": "brand-driven"}, "actors": [{"id": "peers:club", "name": "Club", "category": "peers"}]})
    ['The type became brand-driven; before it was undetermined.', '«Club» came in.']
    """
    said = []
    was, now = before["type"]["label"], after["type"]["label"]
    if was != now:
        said.append(f"The type became {now}; before it was {was}.")
    names = {actor["id"]: actor["name"] for picture in (before, after) for actor in picture["actors"]}
    for words, keys in (("came in", actors_of(after) - actors_of(before)), ("went out", actors_of(before) - actors_of(after))):
        if keys:
            said.append(f"{listed(sorted(names[key] for key in keys), 6)} {words}.")
    return said or ["Type and actors stayed the same."]


def causes(types: Sequence[str]) -> str:
    """What had happened, from the types of the journal's lines since the moment before; "" where nothing is known.

    >>> causes(["voices.coded", "voices.coded", "constellations.drawn"])
    'A map was drawn; a statement was coded (2 times).'
    """
    counts = {type_: types.count(type_) for type_ in sorted(set(types)) if type_ in CAUSES}
    parts = [CAUSES[type_] + (f" ({n} times)" if n > 1 else "") for type_, n in counts.items()]
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}." if text else ""
