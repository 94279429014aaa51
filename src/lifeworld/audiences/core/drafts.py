"""An expression on its way: parts that are added, turned around and taken away one by one, joined by all or any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lifeworld.audiences.core.conditions import All, Any, Condition, Everyone, Not
from lifeworld.audiences.core.expression import checked, from_json, words
from lifeworld.kit.errors import InputRefused

NUMBERS = {"at_least": int, "at_most": int, "last_days": int, "level_at_least": int, "segment": int, "value": float, "to": float,
           "share_at_least": float}
"""Fields that a form sends as text and an expression holds as numbers; «value» only of measures."""
FIELDS: Mapping[str, tuple[str, ...]] = {
    "trait": ("name", "op", "value"), "did": ("type", "at_least", "at_most", "last_days", "from_day", "to_day"),
    "measure": ("indicator", "op", "value", "to"), "goal": ("job", "goal_kind", "state", "level_at_least"), "type": ("study", "type"),
    "driver": ("study", "code", "share_at_least"), "segment": ("segmentation", "segment"), "consent": ("purpose", "given"),
    "audience": ("slug",)}
"""What the form of each kind of part asks."""


@dataclass(frozen=True)
class Draft:
    """Parts joined by all (``match`` "all") or any of them. A part may be a whole expression of its own."""

    parts: tuple[Condition, ...] = ()
    match: str = "all"

    @property
    def whole(self) -> Condition:
        """The expression: everyone where there is no part, the part where there is one."""
        if not self.parts:
            return Everyone()
        if len(self.parts) == 1:
            return self.parts[0]
        return All(self.parts) if self.match == "all" else Any(self.parts)

    @property
    def said(self) -> list[str]:
        """Each part as a sentence."""
        return [words(part) for part in self.parts]

    def with_part(self, part: Condition) -> Draft:
        """One part more. Errors: InputRefused where the whole would be too big."""
        more = replace(self, parts=(*self.parts, part))
        checked(more.whole)
        return more

    def without(self, number: int) -> Draft:
        """One part less; a number that is none changes nothing."""
        return replace(self, parts=tuple(part for at, part in enumerate(self.parts) if at != number))

    def turned(self, number: int) -> Draft:
        """A part turned into its opposite, or back."""
        def turn(part: Condition) -> Condition:
            return part.of if isinstance(part, Not) else Not(part)

        return replace(self, parts=tuple(turn(part) if at == number else part for at, part in enumerate(self.parts)))


def draft_of(expression: Condition) -> Draft:
    """The draft that a whole expression comes from.

    >>> draft_of(Any((Everyone(), Not(Everyone())))).match
    'any'
    """
    match expression:
        case Everyone():
            return Draft()
        case All(of):
            return Draft(of, "all")
        case Any(of):
            return Draft(of, "any")
    return Draft((expression,))


def part_from_form(form: Mapping[str, str]) -> Condition:
    """A part as a form sends it: its kind in «add», the fields of that kind; «not» turns it around; empty fields are left out.

    Errors: InputRefused for an unknown kind, a number that is none, and whatever the expression refuses.

    >>> part_from_form({"add": "did", "type": "order.placed", "last_days": "30", "not": "on"})
    Not(of=Did(type='order.placed', at_least=1, at_most=None, last_days=30, from_day='', to_day=''))
    """
    kind = form.get("add", "")
    if kind not in FIELDS:
        raise InputRefused("no_such_part", f"There is no condition «{kind[:40]}».", "Choose one of those on the page.")
    body: dict[str, object] = {}
    for name in FIELDS[kind]:
        text = form.get(name, "").strip()
        if not text:
            continue
        if name == "given":
            body[name] = text == "yes"
        elif name in NUMBERS and not (kind == "trait" and name == "value"):
            body[name] = _number(text, name, NUMBERS[name])
        elif kind == "trait" and name == "value":
            body[name] = [one.strip() for one in text.split(",") if one.strip()]
        else:
            body[name] = text
    part = from_json({"kind": kind, **body})
    return Not(part) if form.get("not") else part


def _number(text: str, name: str, made: type) -> object:
    try:
        return made(text.replace(",", "."))
    except ValueError:
        raise InputRefused("no_number", f"«{text[:40]}» is no number for «{name}».", "Write digits, as 30 or 0.5.") from None
