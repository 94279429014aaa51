"""Names of persons in texts: first names, and words after kin words, roles and titles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lifeworld.voices.core.phrases import find_phrases
from lifeworld.voices.core.privacy.rules import ACT, CALLED, KEEP, KIN, MEET, SURE, TITLE, UNSURE, Rules
from lifeworld.voices.core.tokens import Tokens

_ENDS = ".!?:;\n\u2026\u3002\u2013\u2014"
_OPENING = " \t\"'\u201c\u2018\u00ab([*_"
SURNAMES_MAX, JOINED_MAX = 2, 6


@dataclass(frozen=True)
class Name:
    """One name in one text: where it stands (code points, half-open) and whether a list of first names knows it.

    ``weak``: nothing but the verb after it and a capital that any first word has tell it.
    """

    row: int
    start: int
    end: int
    surface: str
    sure: bool
    weak: bool = False


def found_names(texts: Sequence[str], tokens: Tokens, rules: Rules) -> list[Name]:
    """Names of persons in ``texts`` (whose tokens are ``tokens``), in reading order; some may overlap.

    Python looks only at words that the table of the rules knows, so a long text costs no more than its words.
    """
    hits = find_phrases(tokens, rules.table)
    reader = _Reader(texts, tokens, rules, set(hits.first[hits.phrase == KEEP].tolist()))
    columns = (hits.text.tolist(), hits.first.tolist(), hits.count.tolist(), hits.phrase.tolist())
    found: list[Name] = []
    for row, first, count, kind in zip(*columns, strict=True):
        if kind != KEEP:
            found += reader.names_at(row, first, count, kind)
    return found


class _Reader:
    """Reads names around one hit; positions are indices of tokens."""

    def __init__(self, texts: Sequence[str], tokens: Tokens, rules: Rules, kept: set[int]) -> None:
        self.texts, self.words, self.keep, self.kept = texts, rules.words, rules.keep, kept
        self.start: list[int] = tokens.start.tolist()
        self.end: list[int] = tokens.end.tolist()
        self.joined: list[bool] = tokens.joined.tolist()
        self.ptr: list[int] = tokens.text_ptr.tolist()

    def word(self, row: int, at: int) -> str:
        """The word at a token without a possessive "'s", "" outside the text."""
        if not self.ptr[row] <= at < self.ptr[row + 1]:
            return ""
        word = self.texts[row][self.start[at] : self.end[at]].replace("\u2019", "'")
        return word[:-2] if word[-2:].casefold() == "'s" else word

    def names_at(self, row: int, first: int, count: int, kind: int) -> list[Name]:
        """The names that a hit gives: the hit itself, or what follows a cue."""
        if kind in (SURE, UNSURE):
            return self.chain(row, first) if self.is_given(row, first, kind) else []
        # "Ben overtook Zoe": some words tell on both sides.
        before = self.actor_before(row, first) if kind in (ACT, MEET) else []
        return before + self.names_after(row, first, first + count, kind)

    def names_after(self, row: int, first: int, after: int, kind: int) -> list[Name]:
        """The names that follow a cue."""
        cue = self.word(row, after - 1)
        if not self.word(row, after):
            return []
        if kind == TITLE:
            spaced = self.texts[row][self.end[after - 1] : self.start[after]] in (" ", ". ")
            capital = cue[:1].isupper() or cue in ("dr", "mr", "mrs", "ms")
            return self.chain(row, after) if spaced and capital and self.is_capital(row, after) else []
        if not self.near(row, after):
            return self.apposition(row, after) if kind == KIN else []
        if kind == KIN:
            fits = self.follows_kin(row, after, cue)
        else:
            fits = self.is_called(row, first, after) if kind == CALLED else kind == MEET and self.is_capital(row, after)
        return self.chain(row, after) if fits else []

    def near(self, row: int, at: int) -> bool:
        """Whether one space stands before the token and no break."""
        return bool(self.joined[at]) and self.texts[row][self.end[at - 1] : self.start[at]] == " "

    def is_capital(self, row: int, at: int) -> bool:
        """Whether the token looks like a name: a capital, then small letters, no word of the language, no firm."""
        word = self.word(row, at)
        letters = "".join(char for char in word if char not in "'\u2019")
        if len(letters) < 2 or not letters.isalpha() or not letters[0].isupper() or letters.isupper():
            return False
        return at not in self.kept and word.casefold() not in self.words.not_names and word.casefold() not in self.keep

    def initial(self, row: int, at: int) -> bool:
        """Whether the token begins a sentence."""
        before = self.texts[row][max(0, self.start[at] - 8) : self.start[at]].rstrip(_OPENING)
        return (not before and self.start[at] <= 8) or before[-1:] in _ENDS

    def is_given(self, row: int, at: int, kind: int) -> bool:
        """Whether a first name of the list is one here."""
        word, before, after = self.word(row, at), self.word(row, at - 1).casefold(), self.word(row, at + 1)
        if word[:1].islower() or not word[:1].isalpha():
            return False
        if word.isupper() and (len(word) < 3 or self.shouted(row)):
            return False
        if (after[:1].isdigit() and self.joined[at + 1]) or before in self.words.saints:
            return False  # "Jan 5", "San Luca"
        next_to = self.near(row, at + 1) if after else False
        if kind == SURE:
            return before != "the" or not next_to or after in self.words.verbs
        and_name = next_to and after in ("and", "&") and self.words.given(self.word(row, at + 2).casefold())
        owned = self.texts[row][self.start[at] : self.end[at]] != word
        acts = next_to and after in self.words.verbs and before not in self.words.blockers
        joined = self.near(row, at) if before else False
        alone = not (next_to and after[:1].isupper())
        beside = joined and before in (self.words.beside | self.words.toward) and alone
        with_others = beside and word.casefold() not in self.words.elsewhere
        if self.initial(row, at):
            return and_name or (next_to and after in ("said", "says", "told", "tells", "asked", "asks", "laughed", "smiled"))
        return before not in self.words.blockers and (acts or owned or with_others or and_name)

    def shouted(self, row: int) -> bool:
        """Whether the text is in capitals throughout, so that a capital means nothing."""
        text = self.texts[row][:400]
        return sum(char.isupper() for char in text) > sum(char.islower() for char in text)

    def is_called(self, row: int, first: int, after: int) -> bool:
        """Whether "called" is said of a person: one stands before it, or a first name of the list follows."""
        before = {self.word(row, first - step).casefold() for step in (1, 2)}
        if not self.is_capital(row, after):
            return False
        own = self.word(row, first).casefold() in ("name", "name's") and "my" in before
        return own or bool(before & self.words.people) or self.words.given(self.word(row, after).casefold())

    def follows_kin(self, row: int, after: int, cue: str) -> bool:
        """Whether a name follows a kin word or a role."""
        word = self.word(row, after).casefold()
        if cue.islower() and word in self.words.sure:
            return True
        if not self.is_capital(row, after):
            return False
        return cue.islower() or cue.casefold() in self.words.capital_kin or self.words.given(word)

    def apposition(self, row: int, after: int) -> list[Name]:
        """As in "my sister, Beth, ...": a first name of the list between a comma and another mark."""
        between = self.texts[row][self.end[after - 1] : self.start[after]]
        following = self.texts[row][self.end[after] : self.end[after] + 1]
        known = self.words.given(self.word(row, after).casefold()) and self.is_capital(row, after)
        return self.chain(row, after) if between in (", ", " (") and known and following in (",", ")", ".", ";", "") else []

    def actor_before(self, row: int, cue: int) -> list[Name]:
        """A capitalised word that nobody knows before what only persons do: "Sunniva laughed", "Ngozi and I"."""
        at, acts = cue - 1, self.word(row, cue)
        if (acts not in self.words.acts and acts != "and") or at < self.ptr[row]:
            return []
        if not self.near(row, cue) or not self.is_capital(row, at) or self.owned(row, at):
            return []
        before = self.word(row, at - 1).casefold()
        alone = not before or before not in ("the", "a", "an", "this", "my", "our", "your", "every", "some") or not self.near(row, at)
        alone = alone and self.word(row, at).casefold() not in self.words.people
        long = len(self.word(row, at)) > 2 and not self.word(row, at).casefold().endswith(("ing", "ed", "ly"))
        if not alone or not long:
            return []
        return [replace(name, weak=not name.sure and self.initial(row, at)) for name in self.chain(row, at)[:1]]

    def chain(self, row: int, at: int) -> list[Name]:
        """The name at a token with its surnames, and the names that "and" joins to it."""
        names: list[Name] = []
        for _ in range(JOINED_MAX):
            last = at
            while not names and last - at < SURNAMES_MAX and self.tied(row, at):
                at -= 1
            while last - at < SURNAMES_MAX and not self.owned(row, last):
                if self.follows(row, last + 1):
                    last += 1
                elif self.word(row, last + 1) in self.words.particles and self.near(row, last + 1) and self.follows(row, last + 2):
                    last += 2
                else:
                    break
            start, end = self.start[at], self.start[last] + len(self.word(row, last))
            surface = " ".join(self.texts[row][start:end].split())
            names.append(Name(row, start, end, surface, self.word(row, at).casefold() in self.words.sure))
            if self.word(row, last + 1) not in ("and", "&") or not self.near(row, last + 1) or not self.follows(row, last + 2):
                break
            at = last + 2
        return names

    def owned(self, row: int, at: int) -> bool:
        """Whether the token has a possessive "'s", after which no surname follows."""
        return self.end[at] - self.start[at] != len(self.word(row, at))

    def tied(self, row: int, at: int) -> bool:
        """Whether a hyphen ties the token to a name before it: the second part of "Jean-Luc"."""
        return at > self.ptr[row] and self.hyphen(row, at) and self.is_capital(row, at - 1)

    def hyphen(self, row: int, at: int) -> bool:
        """Whether a hyphen ties the token to the one before."""
        return bool(self.texts[row][self.end[at - 1] : self.start[at]] == "-")

    def follows(self, row: int, at: int) -> bool:
        """Whether the token is a further name right after the one before."""
        if not self.word(row, at):
            return False
        return (self.near(row, at) or self.hyphen(row, at)) and self.is_capital(row, at)
