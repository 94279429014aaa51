"""Rules by which names are told: first names, words that stand before names, and names that stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.voices.core.phrases import PhraseTable, phrase_table
from lifeworld.voices.core.privacy.health import Health, health_of
from lifeworld.voices.core.privacy.literals import phrase_keys

KEEP, SURE, UNSURE, KIN, TITLE, CALLED, MEET, ACT = range(8)
"""What a word of the table is: a firm or place, a first name, one that is a word as well, kin, a title, "called", "asked", "laughed"."""

CALLED_PHRASES = ("called", "named", "name is", "name's", "name was")
LISTS = (
    "sure", "unsure", "roles", "titles", "people", "capital_kin", "verbs", "beside", "blockers", "toward", "elsewhere", "meet",
    "saints", "acts", "particles", "not_names", "places",
)


@dataclass(frozen=True)
class Words:
    """Lists of words in lower case: first names (``sure`` and ``unsure``), and what tells names beside them.

    ``kin`` holds roles too, ``people`` holds kin; ``not_names`` are words that a capital does not make a name.
    """

    sure: frozenset[str]
    unsure: frozenset[str]
    kin: frozenset[str]
    titles: frozenset[str]
    people: frozenset[str]
    capital_kin: frozenset[str]
    verbs: frozenset[str]
    beside: frozenset[str]
    blockers: frozenset[str]
    not_names: frozenset[str]
    toward: frozenset[str]
    elsewhere: frozenset[str]
    meet: frozenset[str]
    saints: frozenset[str]
    acts: frozenset[str]
    particles: frozenset[str]

    def given(self, word: str) -> bool:
        """Whether a word in lower case is a first name of the list, sure or not."""
        return word in self.sure or word in self.unsure


@dataclass(frozen=True, eq=False)
class Rules:
    """What names and health words are told by.

    ``table`` finds names, cues and what stays at once; ``keep`` are firms, products and places in lower case, which are
    never replaced.
    """

    table: PhraseTable
    words: Words
    keep: frozenset[str]
    health: Health

    def with_kept(self, names: Iterable[str]) -> Rules:
        """The same rules with further names that stay: the focal providers and groups of a study.

        >>> rules_of({"sure": "Ana"}, {}, (), ()).with_kept(["Polar Star"]).keep
        frozenset({'polar star'})
        """
        fresh = tuple(name for name in names if name)
        return _rules(self.words, (*self.keep, *fresh), self.health) if fresh else self


def rules_of(names: Mapping[str, Any], health: Mapping[str, Any], kin: Iterable[str], keep: Iterable[str]) -> Rules:
    """The rules of parsed lists of names and health words, kin words, and names that stay.

    Errors: InputRefused for a list that nobody knows and for one that is no text of words.
    """
    strange = [name for name in names if name not in LISTS]
    if strange:
        raise InputRefused("names_unknown_list", f"The lists of names have {listed(strange)}.", f"Use {listed(LISTS)}.")
    wrong = [name for name in names if not isinstance(names[name], str)]
    if wrong:
        raise InputRefused("names_no_text", f"The lists {listed(wrong)} are no text.", "Write words with spaces between them.")
    lists = {name: frozenset(str(names.get(name, "")).casefold().split()) for name in LISTS}
    kin_words = lists["roles"] | {word.casefold() for word in kin}
    words = Words(
        lists["sure"], lists["unsure"], kin_words, lists["titles"], lists["people"] | kin_words, lists["capital_kin"], lists["verbs"],
        lists["beside"], lists["blockers"], lists["not_names"], lists["toward"], lists["elsewhere"], lists["meet"], lists["saints"],
        lists["acts"], lists["particles"],
    )
    return _rules(words, (*keep, *lists["places"]), health_of(health))


def _rules(words: Words, keep: Iterable[str], health: Health) -> Rules:
    """One table in which the surest meaning of a word counts: firms before first names, kin before firms."""
    kept = frozenset(word.casefold() for word in keep)
    meanings: dict[str, int] = {}
    # A place or firm that is an unsure first name as well ("Paris") stays one, so that a cue can still tell it.
    for kind, group in (
        (UNSURE, words.unsure), (SURE, words.sure), (KEEP, kept - words.unsure), (KIN, words.kin), (TITLE, words.titles),
        (CALLED, frozenset(CALLED_PHRASES)), (ACT, words.acts | frozenset(("and i", "and me"))), (MEET, words.meet),
    ):
        for word in group:
            meanings |= dict.fromkeys((word, f"{word}'s") if kind in (KEEP, SURE, UNSURE) else (word,), kind)
    # "apple-watch" and "apple watch" are one phrase; its last meaning counts.
    once = dict(zip(phrase_keys(list(meanings)), meanings.items(), strict=True))
    once.pop((), None)
    return Rules(phrase_table(dict(once.values())), words, kept - words.unsure, health)
