"""Entries of the actor lexicon and how lexicon files write them.

An *entry* says: these forms name this actor of this category. Keys of an entry in a lexicon file:

=============  =====================================================================================================
``name``       canonical actor ("wife", "Strava"); "" = unnamed (general words such as "the app")
``forms``      what people write, 1 to 5 words each; capitals and 's are taken care of
``each``       instead of name and forms: several actors at once, each "Name|variant|variant"
``owner``      the firm behind a brand (default: its own name); products of the focal firm count as focal
``kind``       what a brand is: tracker, app, phone, platform, medium, shop, gym, gear, plan, carrier, payment, game,
               or generic (general words)
``need``       "owned": counts only after a possessive ("my", "your", "his" ...), one word may stand between;
               "the": counts only after an article, "this", or a possessive
``not_after``  words that cancel the entry when they stand directly before it ("user friend")
``not_before`` words that cancel it when they stand directly after it ("mother nature")
``case``       "capital" or "upper": the first letter, or all letters, must be capital in the text ("Polar", "WW");
               "small": not all of them may be ("us", not "US")
``sure``       false: too vague to be a mention on its own ("people"); coders may still use it as a feature
``joint``      true: the words say that things are done together ("we")
=============  =====================================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.voices.core.codebook import ACTORS

NEEDS = ("", "owned", "the")
CASES = ("", "capital", "upper", "small")
KEYS = ("name", "forms", "each", "owner", "kind", "need", "not_after", "not_before", "case", "sure", "joint")


@dataclass(frozen=True)
class Entry:
    """One actor and the forms that name it; the fields are those of the module's table."""

    category: str
    name: str
    forms: tuple[str, ...]
    owner: str = ""
    kind: str = ""
    need: str = ""
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    case: str = ""
    sure: bool = True
    joint: bool = False


def entries_of(parsed: Mapping[str, Any], where: str) -> tuple[Entry, ...]:
    """The entries of one parsed lexicon file; ``where`` names the file in messages.

    Errors: InputRefused for an unknown category or key, a missing name or form, and words of the wrong kind.

    >>> entries_of({"category": "family_friends", "actor": [{"name": "wife", "forms": ["wife"]}]}, "kin.toml")[0].name
    'wife'
    """
    category = parsed.get("category")
    if category not in ACTORS:
        raise _refused(f"{where} has the category «{category}».", f"Use one of {listed(ACTORS)}.")
    found: list[Entry] = []
    for number, raw in enumerate(parsed.get("actor", ()), start=1):
        spot = f"{where}, entry {number} ({raw.get('name') or 'unnamed'})"
        for key in raw:
            if key not in KEYS:
                near = nearest(key, KEYS)
                hint = f"Did you mean «{near}»?" if near else f"Known are {listed(KEYS)}."
                raise _refused(f"{spot} has the unknown key «{key}».", hint)
        found.extend(_entries(str(category), raw, spot))
    return tuple(found)


def _entries(category: str, raw: Mapping[str, Any], spot: str) -> list[Entry]:
    if ("each" in raw) == ("forms" in raw):
        raise _refused(f"{spot} needs either forms or each.", "List the forms of one actor, or several actors in each.")
    if raw.get("case", "") not in CASES or raw.get("need", "") not in NEEDS:
        raise _refused(
            f"{spot} has an unknown case or need.",
            "case: «capital», «upper» or «small»; need: «owned» or «the».",
        )
    groups = [group.split("|") for group in raw["each"]] if "each" in raw else [[raw.get("name"), *raw["forms"]]]
    if any(not isinstance(word, str) for group in groups for word in group) or any(len(g) < 1 for g in groups):
        raise _refused(f"{spot} has a name or form that is no text.", "Give texts in quotes.")
    return [
        Entry(
            category, group[0], tuple(group if "each" in raw else group[1:]),
            owner=_owner(category, raw, group[0]), kind=raw.get("kind", ""), need=raw.get("need", ""),
            not_after=tuple(raw.get("not_after", ())), not_before=tuple(raw.get("not_before", ())),
            case=raw.get("case", ""), sure=raw.get("sure", True), joint=raw.get("joint", False),
        )
        for group in groups
    ]


def _owner(category: str, raw: Mapping[str, Any], name: str) -> str:
    """The firm behind a provider; words such as "other apps" have none."""
    if category != "other_providers" or raw.get("kind") == "generic":
        return ""
    return str(raw.get("owner", name))


def _refused(what: str, next_step: str) -> InputRefused:
    return InputRefused("lexicon", f"The lexicon cannot be used: {what}", next_step)
