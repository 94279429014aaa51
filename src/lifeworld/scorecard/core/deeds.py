"""Types of events that a scorecard reads, with the JSON Schema of each: declared in a place when its scorecard is set up, never silently.

The subject of an event is the customer. Unknown is left out, never 0 and never "no". Money is decimal text: floating numbers are not kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

EARNED, USED, ORDERED = "partner.earned", "partner.used", "partner.ordered"
TRIED, REACHED = "sauce.tried", "design.reached"
STARTED, DONE = "journey.started", "journey.done"
AMOUNT = r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$"
CURRENCY = "^[A-Z]{3}$"
OUTCOMES = ("attained", "failed", "declined")
TEXT_CHARS_MAX = 200
KEY_CHARS_MAX = 80


@dataclass(frozen=True)
class Deed:
    """A type of events: its name, what it is called, what it says and which frame it fills, and the fields of its data as JSON Schema."""

    name: str
    title: str
    about: str
    frame: str
    fields: Mapping[str, Mapping[str, Any]]
    needed: tuple[str, ...] = ()

    @property
    def schema(self) -> dict[str, Any]:
        """JSON Schema (2020-12) of the data; further fields are allowed."""
        return {"type": "object", "required": list(self.needed), "properties": {name: dict(body) for name, body in self.fields.items()}}


def _text(about: str, *, chars: int = TEXT_CHARS_MAX) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": chars, "description": about}


def _truth(about: str) -> dict[str, Any]:
    return {"type": "boolean", "description": about}


def _number(about: str, kind: str = "number", least: float | None = 0) -> dict[str, Any]:
    return {"type": kind, "description": about, **({} if least is None else {"minimum": least})}


_PARTNER = _text("key of the partner, as the room of partners has it", chars=KEY_CHARS_MAX)
_JOB = _text("the job, by its slug", chars=KEY_CHARS_MAX)

DEEDS: tuple[Deed, ...] = (
    Deed(EARNED, "A partner earned", "Money that a partner earned by a customer, or paid back (below 0).", "earnings", {
        "partner": _PARTNER,
        "amount": {"type": "string", "pattern": AMOUNT, "description": "decimal text, as \"12.50\"; below 0 for what was paid back"},
        "currency": {"type": "string", "pattern": CURRENCY, "description": "code of three letters"},
        "outcome": {"enum": list(OUTCOMES), "description": "what came of it for the customer, where that is known"},
        "outcome_days": _number("days from then until that was known; left out: the outcome counts whenever it was known", "integer")},
        ("partner", "amount", "currency")),
    Deed(USED, "A partner was used", "A customer used a partner for a job.", "uses", {
        "partner": _PARTNER, "role": _text("what the partner does for the job"), "job": _JOB}, ("partner",)),
    Deed(ORDERED, "An order at a partner",
         "A partner took an order: whether it was filled whole, and whether it was disputed.", "partners", {
             "partner": _PARTNER, "filled": _truth("whether it was filled whole"), "disputed": _truth("whether it was disputed")},
         ("partner",)),
    Deed(TRIED, "A job was tried",
         "An attempt of a customer at a job, with or without the secret sauce; the newest of a trial holds.", "trials", {
             "trial": _text("key of the attempt; left out: the event's own"), "job": _JOB,
             "offered": _truth("whether chance offered the sauce for it; left out: not by chance"),
             "used": _truth("whether it was used"), "done": _truth("whether the job was done"),
             "days": _number("days to done, or until it was last seen open"),
             "quality": _number("how good what came of it is, more is better", least=None),
             "attempts": _number("attempts until it was done", "integer"),
             "verified_first": _truth("whether the first result held when it was verified")}, ("used", "done")),
    Deed(REACHED, "A design can be reached",
         "A measure of the best design for a specification, with the sauce or with what the market offers.", "designs", {
             "spec": _text("what was asked for"), "side": {"enum": ["sauce", "market"], "description": "with what it is reached"},
             "design": _text("key of the design"), "measure": _text("what is measured"),
             "better": {"enum": ["less", "more"], "description": "which way is better"},
             "value": _number("its value", least=None),
             "reference": _number("the worst value of the measure that still counts; declared, never taken from what was reached",
                                  least=None),
             "policy": _text("rule and version by which the market's design was found, as cheapest_page@1")},
         ("spec", "side", "design", "measure", "better", "value")),
    Deed(STARTED, "A journey began", "A customer, or somebody whom nobody knows, began a job somewhere.", "starts", {
        "journey": _text("key of the journey"), "surface": _text("where it began; embed:KEY for a page of a partner, own for ours"),
        "embedded": _truth("whether that was on a partner's page; left out: by the surface"), "partner": _PARTNER,
        "at_need": _truth("whether the page was about the job"),
        "within_two_steps": _truth("whether a start was within two steps of the job"),
        "carried": _truth("whether what the customer had begun with was carried over"),
        "steps": _number("steps before the first value", "integer"),
        "account_steps": _number("those of them that needed an account", "integer")}, ("journey", "surface")),
    Deed(DONE, "A journey was done", "The job of a journey was done; what only then was known of it may be said here too.", "starts", {
        "journey": _text("key of the journey"),
        "carried": _truth("whether what the customer had begun with was carried over"),
        "steps": _number("steps before the first value", "integer"),
        "account_steps": _number("those of them that needed an account", "integer")}, ("journey",)),
)
