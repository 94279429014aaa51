"""Given phrases in many texts: the redaction list, ids of customers, names that are known. Word-bounded, without case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lifeworld.voices.core.phrases import TOKENS_MAX, PhraseTable, find_phrases, phrase_table
from lifeworld.voices.core.tokens import Tokens, tokenize


@dataclass(frozen=True, eq=False)
class Literals:
    """Phrases to be found; ``number`` of a found one is its place in ``phrases``.

    Phrases of one to five words without marks between them are found by ``table`` at any number of phrases; the
    others by the pattern ``rest``, whose alternatives stand for ``rest_numbers``.
    """

    phrases: tuple[str, ...]
    table: PhraseTable | None
    rest: re.Pattern[str] | None
    rest_numbers: tuple[int, ...]

    def places(self, texts: Sequence[str], tokens: Tokens) -> list[tuple[int, int, int, int]]:
        """(row, start, end, number) of every phrase; those of the two ways of searching may overlap.

        >>> found = literals(["Blue Heron", "a.b"])
        >>> texts = ["The blue heron's nest, a.b and a.bc"]
        >>> found.places(texts, tokenize(texts))
        [(0, 4, 14, 0), (0, 23, 26, 1)]
        """
        found = []
        if self.table is not None:
            hits = find_phrases(tokens, self.table)
            columns = (hits.text.tolist(), hits.start.tolist(), hits.end.tolist(), hits.phrase.tolist())
            for row, start, end, number in zip(*columns, strict=True):
                found.append((row, start, start + _length(texts[row][start:end], self.phrases[number]), number))
        if self.rest is not None:
            for row, text in enumerate(texts):
                for match in self.rest.finditer(text):
                    found.append((row, match.start(), match.end(), self.rest_numbers[int(str(match.lastgroup)[1:])]))
        return found


def _length(surface: str, phrase: str) -> int:
    """Length of what was found without a possessive "'s" that the phrase itself does not have."""
    owned = surface[-2:].casefold() in ("'s", "\u2019s") and phrase[-2:].casefold() not in ("'s", "\u2019s")
    return len(surface) - 2 if owned else len(surface)


def literals(phrases: Sequence[str]) -> Literals:
    """The search for these phrases; empty ones are never found, and of equal ones the first counts."""
    given = [" ".join(phrase.split()) for phrase in phrases]
    forms = [form for phrase in given for form in (phrase, f"{phrase}'s")]
    words: dict[tuple[int, ...], tuple[str, int]] = {}
    rest: list[tuple[int, str]] = []
    for place, key in enumerate(phrase_keys(forms)):
        number = place // 2
        if key:
            words.setdefault(key, (forms[place], number))
        elif given[number] and place % 2 == 0:
            rest.append((number, r"\s+".join(re.escape(word) for word in given[number].split())))
    rest.sort(key=lambda item: -len(item[1]))
    branches = "|".join(f"(?P<p{place}>{pattern})" for place, (_, pattern) in enumerate(rest))
    return Literals(
        tuple(phrases), phrase_table(dict(words.values())) if words else None,
        re.compile(rf"(?<!\w)(?:{branches})(?!\w)", re.IGNORECASE) if rest else None, tuple(number for number, _ in rest),
    )


def phrase_keys(forms: Sequence[str]) -> list[tuple[int, ...]]:
    """The hashes of the words of each form; () where it is no phrase of one to five words without a break."""
    tokens = tokenize(forms)
    hashes, joined, borders = tokens.hash.tolist(), tokens.joined.tolist(), tokens.text_ptr.tolist()
    return [
        tuple(hashes[first:last]) if 0 < last - first <= TOKENS_MAX and all(joined[first + 1 : last]) else ()
        for first, last in pairwise(borders)
    ]
