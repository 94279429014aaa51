"""What is asked of a tool, as it was sent: a specification, for how many, in which currency, from whom; and one design of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lifeworld.kit.errors import InputRefused
from lifeworld.partners.core.values import Choice
from lifeworld.tools.core.schema import LARGEST

SPEC_BYTES_MAX = 32 * 1024
BODY_BYTES_MAX = 256 * 1024
QUANTITY_MAX = 10_000_000
PARTS_MAX, SELLERS_MAX, ROWS_MAX, NOTE_CHARS_MAX, TEXT_CHARS_MAX = 500, 500, 200, 1_000, 300
CURRENCY = "EUR"
REGION = re.compile("([A-Z]{2})?")
SITTING = re.compile("[0-9a-f]{16,64}")
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "CNY", "JPY", "SEK", "DKK", "NOK", "PLN", "INR")


@dataclass(frozen=True, slots=True)
class Sitting:
    """A desk as somebody has it open. Its questions have rising numbers: where a later one came, nobody waits for the earlier ones."""

    key: str
    number: int


@dataclass(frozen=True)
class Wanted:
    """``choice``: the asker's own choice of suppliers, None for the one that the place keeps. ``whole``: an answer that was found before
    may not be told at the prices of now while the search goes on. ``region``: code of the country it is sent to, "" unknown.
    ``sitting``: where the question comes from, None for one that stands alone.
    """

    spec: Mapping[str, Any]
    quantity: int = 1
    currency: str = CURRENCY
    choice: Choice | None = None
    whole: bool = True
    region: str = ""
    sitting: Sitting | None = None


@dataclass(frozen=True)
class Pointed:
    """One design of a specification: by its parts and settings, or by the ``row`` that it has among candidates."""

    parts: Mapping[str, str]
    turned: Mapping[str, float]
    row: Mapping[str, Any] | None = None


def wanted_of(body: Mapping[str, Any]) -> Wanted:
    """What a body asks. Errors: InputRefused names the field.

    >>> wanted_of({"spec": {"width": 800}, "quantity": 10}).quantity
    10
    """
    spec = body.get("spec")
    if not isinstance(spec, Mapping):
        raise InputRefused("no_spec", "It is not said what is wanted: «spec» is no object.", "Send «spec» with the fields of the form.")
    quantity = body.get("quantity", 1)
    if isinstance(quantity, bool) or not isinstance(quantity, int) or not 1 <= quantity <= QUANTITY_MAX:
        raise InputRefused("bad_quantity", f"The «quantity» is {str(quantity)[:40]}.", f"Give a whole number from 1 to {QUANTITY_MAX:,}.")
    currency = body.get("currency", CURRENCY)
    if not isinstance(currency, str) or len(currency) != 3 or not (currency.isascii() and currency.isalpha() and currency.isupper()):
        raise InputRefused("bad_currency", f"The «currency» is «{str(currency)[:40]}».", "Give its three letters, such as EUR.")
    region = body.get("region", "")
    if not isinstance(region, str) or not REGION.fullmatch(region):
        raise InputRefused("bad_region", f"The «region» is «{str(region)[:40]}».", "Give two letters, such as DE, or nothing.")
    return Wanted(spec, quantity, currency, choice_of(body.get("choice")), body.get("whole") is not False, region,
                  sitting_of(body.get("sitting")))


def sitting_of(said: object) -> Sitting | None:
    """The open desk that asks; None where nothing is said. Errors: InputRefused.

    >>> sitting_of({"key": "00c0ffee00c0ffee", "number": 2}).number
    2
    """
    if said is None:
        return None
    key, number = (said.get("key"), said.get("number")) if isinstance(said, Mapping) else (None, None)
    if not isinstance(key, str) or not SITTING.fullmatch(key) or isinstance(number, bool) or not isinstance(number, int):
        raise InputRefused("bad_sitting", "It is not said in the form that is asked for which open desk asks («sitting»).",
                           "Send {\"key\": 16 to 64 digits from 0 to 9 and a to f, \"number\": a number that rises}, or leave it out.")
    return Sitting(key, number)


def choice_of(said: object) -> Choice | None:
    """A choice of suppliers as a desk sends it; None where nothing is sent, or what is sent is marked as the default.

    >>> choice_of({"default": "blocked", "sellers": {"acme": "preferred"}}).standing("zeta")
    'blocked'
    """
    if said is None or (isinstance(said, Mapping) and said.get("is_default")):
        return None
    sellers = said.get("sellers", {}) if isinstance(said, Mapping) else None
    if not isinstance(said, Mapping) or not isinstance(sellers, Mapping) or len(sellers) > SELLERS_MAX:
        raise InputRefused("bad_choice", "The «choice» of suppliers is not in the form that is asked for.",
                           "Send {\"default\": \"allowed\", \"sellers\": {KEY: \"preferred\"}}.")
    return Choice.of({"by_seller": {str(key)[:100]: str(one) for key, one in sellers.items()}, "others": said.get("default", "allowed"),
                      "any_stock": said.get("any_stock") is True})


def choice_json(choice: Choice) -> dict[str, Any]:
    """A choice as a desk reads it."""
    return {"default": choice.others, "sellers": dict(choice.by_seller), "any_stock": choice.any_stock, "is_default": choice.is_default}


def pointed_of(body: Mapping[str, Any]) -> Pointed:
    """Which design a body means. Errors: InputRefused."""
    row, parts, turned = body.get("row"), body.get("parts"), body.get("turned") or {}
    if isinstance(row, Mapping):
        return Pointed({}, {}, row)
    if not isinstance(parts, Mapping) or not isinstance(turned, Mapping) or len(parts) > PARTS_MAX or len(turned) > PARTS_MAX:
        raise InputRefused("no_parts", "It is not said which design is meant.", "Send «parts» and «turned», or «row» of a candidate.")
    if not all(isinstance(one, str) and len(one) <= TEXT_CHARS_MAX for one in parts.values()):
        raise InputRefused("bad_parts", "The «parts» of the design are not items by slot.", "Send the key of an item for each slot.")
    if not all(isinstance(one, int | float) and not isinstance(one, bool) and abs(one) <= LARGEST for one in turned.values()):
        raise InputRefused("bad_turned", "A setting in «turned» is no number.", "Send a number for each setting.")
    return Pointed({str(slot)[:TEXT_CHARS_MAX]: one for slot, one in parts.items()},
                   {str(key)[:TEXT_CHARS_MAX]: float(one) for key, one in turned.items()})


def note_of(text: object) -> str:
    """A note on a design. Errors: InputRefused."""
    if not isinstance(text, str | None):
        raise InputRefused("bad_note", "The note is no text.", "Send words, or leave it out.")
    note = (text or "").strip()
    if len(note) > NOTE_CHARS_MAX or "\x00" in note:
        raise InputRefused("bad_note", f"The note is longer than {NOTE_CHARS_MAX:,} characters, or holds what no text holds.",
                           "Shorten it.")
    return note


def wanted_again(body: Mapping[str, Any]) -> Wanted:
    """What a kept record was asked with; her own choice of suppliers is hers again, one that the place keeps (it names the job) is as the
    place keeps it now.
    """
    supply = body.get("supply") or {}
    choice = Choice.of(supply.get("choice") or {})
    own = choice if not choice.is_default and not choice.job else None
    return Wanted(body["spec"], int(body["quantity"]), str(body["currency"]), own, region=str(supply.get("region") or ""))
