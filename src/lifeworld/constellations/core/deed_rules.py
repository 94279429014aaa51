"""What counts as done in a study: rules by which events of a customer tie her to an actor.

A rule says of which type of event it is, who the counterpart is, and in which direction it went. The first rule that fits an event
counts it, once; an event that no rule fits is not evidence. Weights there are none: an event is an event.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lifeworld.events.core import CATEGORIES
from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.voices.core.site_codebook import storable

RULES_MAX, VALUES_MAX, NAME_MAX, DEPTH_MAX = 100, 50, 200, 6
DIRECTIONS: Mapping[str, str] = {
    "by_type": "as the type's name says (…given, …sent, …received)", "given": "from the customer to the actor",
    "received": "from the actor to the customer", "none": "neither: both did it",
}
"""Which way an event went. Reciprocity counts events that have a direction."""
COUNTERPARTS: Mapping[str, str] = {
    "focal_provider": "focal provider", "other_providers": "other provider", "peers": "co-customer or peer",
    "family_friends": "family member or friend", "strangers": "stranger",
}
"""What one actor of a category is called in a sentence."""
_STEP = re.compile(r"[\w][\w -]{0,59}")


@dataclass(frozen=True)
class DeedRule:
    """Events of ``type`` tie the customer to an actor of ``category``.

    The actor's name is the text at ``actor_field`` of the event's data (a dotted path, as "club.name"), where that is missing the
    constant ``actor``, "" for an unnamed one. ``field``: the rule fits only where the data has it, and, with ``values``, where its text
    is one of them. ``direction`` is a key of DIRECTIONS.

    Errors: InputRefused for an unknown category or direction, a path that is none, or too much of anything.
    """

    type: str
    category: str
    actor: str = ""
    actor_field: str = ""
    field: str = ""
    values: tuple[str, ...] = ()
    direction: str = "by_type"

    def __post_init__(self) -> None:
        if not self.type.strip() or len(self.type) > NAME_MAX:
            raise _refused("no_type", "A rule names no type of event, or one of more than 200 characters.", "Name the type.")
        for word, known, what in ((self.category, CATEGORIES, "category"), (self.direction, tuple(DIRECTIONS), "direction")):
            if word not in known:
                near = nearest(word, known)
                raise _refused(f"unknown_{what}", f"«{word[:40]}» is no {what} of an actor." if what == "category" else
                               f"«{word[:40]}» is no direction.", (f"Did you mean «{near}»? " if near else "") + f"Use {listed(known)}.")
        for path in (self.actor_field, self.field):
            json_path(path)
        if self.values and not self.field:
            raise _refused("no_field", f"The rule for «{self.type[:60]}» names values and no field.", "Name the field that holds them.")
        if len(self.values) > VALUES_MAX or any(len(text) > NAME_MAX for text in (self.actor, *self.values)):
            raise _refused("rule_too_long", f"The rule for «{self.type[:60]}» is too long.",
                           f"Use at most {VALUES_MAX} values, none of them and no name longer than {NAME_MAX} characters.")

    @property
    def plain(self) -> bool:
        """Whether the rule fits every event of its type, and names the same actor for all: nobody needs to read what is in them."""
        return not self.field and not self.actor_field

    @property
    def named(self) -> str:
        """The actor's name where the events name none; what is done alone has no counterpart."""
        return "" if self.category == "self" else self.actor

    @property
    def says(self) -> str:
        """The rule in a sentence.

        >>> DeedRule("order", "other_providers", actor_field="shop", direction="none").says
        'Each event «order» ties the customer to the other provider that its field «shop» names.'
        """
        kind = COUNTERPARTS.get(self.category, "")
        if self.category == "self":
            who = "shows what the customer does alone"
        elif self.actor_field:
            otherwise = f" (else «{self.actor}»)" if self.actor else ""
            who = f"ties the customer to the {kind} that its field «{self.actor_field}» names{otherwise}"
        else:
            who = f"ties the customer to «{self.actor}» ({kind})" if self.actor else f"ties the customer to an unnamed {kind}"
        only = f" whose field «{self.field}» is {listed(self.values)}" if self.values else (
            f" that has a field «{self.field}»" if self.field else "")
        way = {"given": "; it goes from the customer to the actor", "received": "; it comes from the actor"}.get(self.direction, "")
        return f"Each event «{self.type}»{only} {who}{way}."


@dataclass(frozen=True)
class DeedMapping:
    """What counts as done in a study: rules in their order, the first that fits an event counts it. Errors: InputRefused.

    ``everybody``: also deeds of customers who said and drew nothing in the study count; else they alone make nobody part of it.
    """

    rules: tuple[DeedRule, ...] = ()
    everybody: bool = False

    def __post_init__(self) -> None:
        if len(self.rules) > RULES_MAX:
            raise _refused("too_many_rules", f"A study may have {RULES_MAX} rules, and these are {len(self.rules)}.", "Leave some out.")

    @property
    def types(self) -> tuple[str, ...]:
        """The types of events that rules name, each once."""
        return tuple(dict.fromkeys(rule.type for rule in self.rules))

    def of_type(self, type: str) -> tuple[DeedRule, ...]:
        """The rules of one type, in their order."""
        return tuple(rule for rule in self.rules if rule.type == type)

    def to_json(self) -> list[dict[str, Any]]:
        """The rules as plain values; ``from_json`` gives them back, with ``everybody``."""
        return [{name: list(value) if isinstance(value, tuple) else value for name, value in vars(rule).items()} for rule in self.rules]

    @staticmethod
    def from_json(rules: Iterable[Mapping[str, Any]], *, everybody: bool = False) -> DeedMapping:
        """The mapping that these rules make; what a rule does not name has its default. Errors: InputRefused.

        >>> DeedMapping.from_json([{"type": "run", "category": "peers", "actor_field": "club"}]).types
        ('run',)
        """
        return DeedMapping(tuple(_rule(one) for one in rules), everybody)


def _rule(given: Mapping[str, Any]) -> DeedRule:
    known = DeedRule.__dataclass_fields__
    for name, value in given.items():
        if name not in known:
            raise _refused("unknown_part", f"A rule has no part «{str(name)[:40]}».", f"Use {listed(tuple(known), 8)}.")
        texts = value if name == "values" and isinstance(value, list | tuple) else [None] if name == "values" else [value]
        if not all(isinstance(text, str) and storable(text) == text for text in texts):
            raise _refused("wrong_part", f"The part «{name}» of a rule is no text.", "Write texts; values are a list of texts.")
    parts = {name: value.strip() for name, value in given.items() if name != "values"}
    values = tuple(dict.fromkeys(each.strip() for each in given.get("values", ()) if each.strip()))
    return DeedRule(**{"type": "", "category": "", **parts}, values=values)


def json_path(path: str) -> str:
    """A dotted path as a JSONPath: letters, digits, spaces, hyphens, and dots between steps. Errors: InputRefused.

    >>> json_path("club.name")
    '$["club"]["name"]'
    """
    steps = path.split(".") if path else []
    if len(steps) > DEPTH_MAX or not all(_STEP.fullmatch(step) for step in steps):
        raise _refused("wrong_path", f"«{path[:60]}» is no path to a field.", "Write names with dots between them, as in club.name.")
    return "$" + "".join(f'["{step}"]' for step in steps)


def _refused(code: str, message: str, next_step: str) -> InputRefused:
    return InputRefused(code, message, next_step)
