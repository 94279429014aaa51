"""Outcome statements: what getting a job done well means, as direction + metric + object + context.

Source: Ulwick's outcome-driven innovation (reference/engine.md, 5.5). An ecosystem's job is refused where the statement says nothing; the
words of a customer never are: she gets hints.

>>> Outcome("minimise", "the time", "to find a route", "in a city that I do not know").words()
'Minimise the time to find a route in a city that I do not know.'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from lifeworld.kit.errors import InputRefused, listed

DIRECTIONS = ("minimise", "maximise", "increase", "reduce", "keep", "reach", "avoid")
PART_CHARS_MAX = 160
_SOLUTION = re.compile(r"\b(app|button|website|software|feature|tool|plug-?in|dashboard|chatbot)\b", re.IGNORECASE)
_SEVERAL = re.compile(r"\b(and|or)\b|[;,]", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Outcome:
    """A statement in four parts; ``context`` may be empty."""

    direction: str
    metric: str
    object: str
    context: str = ""

    def words(self) -> str:
        """The statement as a sentence."""
        return " ".join(part for part in (self.direction.capitalize(), self.metric, self.object, self.context) if part).rstrip(".") + "."

    def to_json(self) -> dict[str, str]:
        """The parts as plain values."""
        return asdict(self)

    @staticmethod
    def from_json(body: Mapping[str, Any]) -> Outcome:
        """The statement of plain values, checked. Errors: InputRefused."""
        known = {each.name for each in fields(Outcome)}
        strange = [name for name in body if name not in known]
        if strange or not all(isinstance(value, str) for value in body.values()):
            raise InputRefused("bad_outcome", f"The outcome statement has parts that are none: {listed(strange) or 'not all are text'}.",
                               f"Give the parts {listed(known_in_order())} as text.")
        return checked(Outcome(**{"direction": "", "metric": "", "object": "", **body}))


def known_in_order() -> tuple[str, ...]:
    """The names of the parts, in their order."""
    return tuple(each.name for each in fields(Outcome))


def checked(outcome: Outcome) -> Outcome:
    """The statement without space around its parts. Errors: InputRefused for an unknown direction, or no metric or object.

    >>> checked(Outcome("Minimise ", "the time", "to recover")).direction
    'minimise'
    """
    parts = {name: " ".join(_CONTROL.sub(" ", text).split()) for name, text in outcome.to_json().items()}
    parts["direction"] = parts["direction"].lower()
    if parts["direction"] not in DIRECTIONS:
        raise InputRefused("bad_direction", f"«{parts['direction'][:40]}» says no direction.", f"Use one of {listed(DIRECTIONS)}.")
    empty = [name for name in ("metric", "object") if not parts[name]]
    if empty:
        raise InputRefused("bad_outcome", f"The outcome statement has no {' and no '.join(empty)}.",
                           "Say what is measured (the time, the number of days) and of what (to recover after a run).")
    long = [name for name, text in parts.items() if len(text) > PART_CHARS_MAX]
    if long:
        raise InputRefused("bad_outcome", f"The {long[0]} of the outcome statement has over {PART_CHARS_MAX} characters.", "Shorten it.")
    return Outcome(**parts)


def hints(words: str) -> tuple[str, ...]:
    """What would make somebody's own words for a goal easier to measure; nothing is refused.

    >>> hints("run and sleep better")[0]
    'This holds more than one goal; two goals are easier to follow than one with «and».'
    >>> hints("run five kilometres without a break")
    ()
    """
    found = []
    if _SEVERAL.search(words):
        found.append("This holds more than one goal; two goals are easier to follow than one with «and».")
    if _SOLUTION.search(words):
        found.append("This names a thing to use; what do you want to get done with it?")
    if len(words.split()) < 2:
        found.append("A few more words help you later: of what, and when?")
    return tuple(found)
