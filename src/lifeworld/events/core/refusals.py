"""Why an event is not taken in: a code, what it says to people, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SOURCE_CHARS, KEY_CHARS, TYPE_CHARS, SUBJECT_CHARS = 400, 200, 200, 200
EVENT_BYTES = 64 * 1024
BATCH_EVENTS = 10_000
BODY_BYTES = 8 * 1024**2
DEPTH = 32
AHEAD_DAYS = 366
TYPES_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a code of a refused event says (``{}`` stands for what it is about), and what to do next."""

    message: str
    next_step: str


REFUSALS: Mapping[str, Refusal] = {
    "not_json": Refusal("This part of the batch is not valid JSON.", "Send it again as JSON in UTF-8."),
    "not_an_event": Refusal("This is not an event: a JSON object with names and values was expected.",
                            "Send one object for each event."),
    "attribute_missing": Refusal("The event has no «{}».", "Add it, and send the event again."),
    "attribute_wrong": Refusal("The event's «{}» is not a text as it should be.", "Mend it, and send the event again."),
    "attribute_too_long": Refusal("The event's «{}» is too long.",
                                  f"Names of sources have at most {SOURCE_CHARS} characters, ids, types and subjects {KEY_CHARS}."),
    "not_text": Refusal("The event holds a character that no text holds: NUL, or half of a surrogate pair.",
                        "Take it out, and send the event again."),
    "version_unknown": Refusal("The event's «specversion» is not «1.0».", "Send it as CloudEvents 1.0."),
    "call_unknown": Refusal("There is no call «{}».", "Use identify, track, page, screen, group or alias."),
    "time_wrong": Refusal("The event's «{}» is no time in the form of RFC 3339.", "Write it like 2026-05-01T07:30:00Z."),
    "time_before_1970": Refusal("The event says that it happened before 1970.", "Mend its time, and send it again."),
    "time_too_far_ahead": Refusal(f"The event says that it happens more than {AHEAD_DAYS} days from now.",
                                  "Mend its time, and send it again."),
    "past_keeping": Refusal("Events of this type are kept for {} days, and this one is older.",
                            "Leave it out, or let an owner of the place keep the type for longer."),
    "too_large": Refusal(f"The event has more than {EVENT_BYTES // 1024} KiB.", "Send less in it, for example the address of a file."),
    "too_deep": Refusal(f"The data of the event is nested more than {DEPTH} levels deep.", "Send it flatter."),
    "number_too_large": Refusal("The event holds a number that is none (NaN) or that no column can hold.",
                                "Send whole numbers of at most 64 bits and fractions below 1e308, or send it as text."),
    "does_not_fit": Refusal("The data does not fit the schema of its type: {}.",
                            "Mend the data and send it again, or mend the schema; this event is kept among the refused."),
    "too_many_types": Refusal(f"The place has {TYPES_MAX} types of events, and this one would be one more.",
                              "Put what varies into the data, not into the type."),
    "erased": Refusal("This event was erased at the wish of the customer whom it is about.", "Leave it out; it does not come back."),
}
"""All reasons for which one event of a batch is refused while the others are taken in."""

KEPT = frozenset({"does_not_fit", "time_before_1970", "time_too_far_ahead", "too_many_types"})
"""Refused events that are kept to be looked at and sent again; the others are no text, are too long, or may not be kept (erased, past
keeping)."""


def said(code: str, about: str = "") -> str:
    """What a refusal says.

    >>> said("attribute_missing", "id")
    'The event has no «id».'
    """
    return REFUSALS[code].message.replace("{}", about)
