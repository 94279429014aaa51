"""Persons of a study: the names found in its texts, whose they are, and the number each person is shown under."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from lifeworld.voices.core.privacy.literals import Literals, literals
from lifeworld.voices.core.privacy.names import Name, found_names
from lifeworld.voices.core.privacy.rules import Rules
from lifeworld.voices.core.privacy.spans import PERSON, Found
from lifeworld.voices.core.tokens import Tokens

NOBODY = "[person]"
"""How a person is shown whose name several customers use, or nobody's words."""


@dataclass(frozen=True, eq=False)
class KnownNames:
    """Names of persons by their forms in lower case.

    ``forms`` finds them; ``person`` maps a form to the person's key (a full name and its first name are one person);
    ``owners`` maps a key to whose words name it; ``ordinary`` are forms that the study also uses as words; ``number`` maps
    (owner, key) to the person's number.
    """

    forms: Literals
    person: Mapping[str, str]
    owners: Mapping[str, frozenset[str | None]]
    ordinary: frozenset[str]
    number: Mapping[tuple[str | None, str], int]

    def label(self, owner: str | None, form: str) -> str:
        """What a name in somebody's words is replaced by: "[person 3]"."""
        key = self.person.get(form.casefold(), form.casefold())
        number = self.number.get((owner, key))
        if number is None and len(self.owners.get(key, ())) == 1:
            number = self.number.get((next(iter(self.owners[key])), key))
        return NOBODY if number is None else f"[person {number}]"

    def places(self, texts: Sequence[str], tokens: Tokens, owners: pl.Series, rules: Rules | None, *, any_case: bool) -> Found:
        """Spans of names: those that the rules tell here (None = none), and known names wherever they stand."""
        found = [name for name in found_names(texts, tokens, rules) if self.told(name)] if rules else []
        return self.settled_places(texts, owners, found, self.forms.places(texts, tokens), any_case=any_case)

    def told(self, name: Name) -> bool:
        """Whether a name is one: what only begins a sentence and is a word elsewhere is none."""
        return not (name.weak and name.surface.casefold() in self.ordinary)

    def settled_places(self, texts: Sequence[str], owners: pl.Series, found: Sequence[Name], forms: Sequence[tuple[int, int, int, int]], *,
                       any_case: bool) -> Found:
        """The same from names and forms that were found already."""
        whose = owners.to_list()
        spots = [(n.row, n.start, n.end, n.surface) for n in found]
        for row, start, end, number in forms:
            if self._counts(texts[row], start, end, self.forms.phrases[number], whose[row], any_case):
                spots.append((row, start, end, texts[row][start:end]))
        return [(row, start, end, PERSON, self.label(whose[row], surface)) for row, start, end, surface in spots]

    def _counts(self, text: str, start: int, end: int, form: str, owner: str | None, any_case: bool) -> bool:
        """Whether a known form is the name here: small letters only where its owner speaks, ordinary words only inside a sentence."""
        own = owner in self.owners.get(self.person[form], ())
        if form not in self.ordinary:
            return text[start].isupper() or not text[start].islower() or own or any_case
        if any_case and own:
            return True
        return own and text[start].isupper() and not text[start:end].isupper() and not stands_first(text, start)


@dataclass(frozen=True, eq=False)
class Learnt:
    """Known names with what was found in the texts that they were learnt from."""

    names: KnownNames
    found: Sequence[Name]
    forms: Sequence[tuple[int, int, int, int]]


def known_names(texts: Sequence[str], tokens: Tokens, owners: pl.Series, rules: Rules, more: pl.DataFrame | None = None) -> Learnt:
    """The persons whom ``texts`` name, numbered in the order of the rows; ``more`` (owner, name) are others, numbered after.

    The rows must be in an order that tells nothing, because the numbers follow it.
    """
    found = found_names(texts, tokens, rules)
    whose = owners.to_list()
    named: list[tuple[str | None, str]] = [(whose[name.row], name.surface) for name in found]
    named += [(owner, name) for owner, name in more.select("owner", "name").iter_rows()] if more is not None else []
    named = list(dict.fromkeys(named))
    person, used = _persons(named, rules)
    forms = literals(tuple(person))
    places = forms.places(texts, tokens)
    ordinary = ordinary_forms(texts, places, forms, rules)
    weak = {name.surface for name in found if name.weak} - {name.surface for name in found if not name.weak}
    gone = {surface for surface in weak if surface.casefold() in ordinary}
    number: dict[tuple[str | None, str], int] = {}
    for owner, surface in (pair for pair in named if pair[1] not in gone):
        number.setdefault((owner, person[surface.casefold()]), len(number) + 1)
    # One customer's words introduce a name, another's only use it.
    for row, start, _, at in places:
        key = (whose[row], person[forms.phrases[at]])
        if key not in number and forms.phrases[at] not in ordinary and not texts[row][start].islower():
            number[key] = len(number) + 1
            used.setdefault(key[1], set()).add(whose[row])
    names = KnownNames(forms, person, {key: frozenset(who) for key, who in used.items()}, ordinary, number)
    return Learnt(names, [name for name in found if names.told(name)], places)


def _persons(named: Sequence[tuple[str | None, str]], rules: Rules) -> tuple[dict[str, str], dict[str, set[str | None]]]:
    """Each form with the key of its person, and whose words use each key; parts of a full name are forms of their own."""
    person: dict[str, str] = {}
    used: dict[str, set[str | None]] = {}
    for owner, surface in sorted(named, key=lambda item: (-len(item[1].split(" ")), item[1], item[0] or "")):
        parts = re.split(r"[ \-\u2010\u2011]", surface.casefold())
        key = person.get(surface.casefold(), surface.casefold().split(" ")[0])
        person.setdefault(surface.casefold(), key)
        if len(parts) > 1:
            for part in parts:
                if len(part) > 2 and part not in rules.words.not_names and part not in rules.keep:
                    person.setdefault(part, key)
        used.setdefault(key, set()).add(owner)
    return person, used


def ordinary_forms(texts: Sequence[str], places: Sequence[tuple[int, int, int, int]], forms: Literals, rules: Rules) -> frozenset[str]:
    """Forms that are words as well: names of the unsure list, and those that the study writes in small letters as often as not.

    A capital at the beginning of a sentence says nothing and is not counted.
    """
    small: Counter[str] = Counter()
    for row, start, _, number in places:
        if texts[row][start].islower():
            small[forms.phrases[number]] += 1
        elif not stands_first(texts[row], start):
            small[forms.phrases[number]] -= 1
    written = {forms.phrases[number] for row, start, _, number in places if texts[row][start].islower()}
    words = {form for form in written if small[form] >= 0 and form not in rules.words.sure and " " not in form}
    return frozenset(words | {form for form in forms.phrases if form in rules.words.unsure})


def stands_first(text: str, start: int) -> bool:
    """Whether nothing but marks stands between the place and the end of the sentence before."""
    before = text[max(0, start - 8) : start].rstrip(" \t\"'\u201c\u2018([")
    return before[-1:] in ("", ".", "!", "?", "\n", ":", "\u2026")


__all__ = ["NOBODY", "KnownNames", "Learnt", "Name", "known_names", "ordinary_forms", "stands_first"]
