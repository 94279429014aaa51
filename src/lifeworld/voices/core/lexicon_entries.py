"""Entries of the actor lexicon from parsed lexicon files; what each key means stands in ``lexicon``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.voices.core.codebook import ACTORS
from lifeworld.voices.core.lexicon import CASES, Entry

KEYS = ("name", "forms", "each", "owner", "kind", "need", "not_after", "not_before", "case", "sure", "joint")


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
    if raw.get("case", "") not in CASES or raw.get("need", "") not in ("", "owned"):
        raise _refused(f"{spot} has an unknown case or need.", "case is «capital», «upper» or «small», need is «owned».")
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
