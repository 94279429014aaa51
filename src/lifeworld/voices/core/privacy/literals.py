"""Given phrases in many texts: the redaction list, ids of customers, names that are known. Word-bounded, without case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lifeworld.voices.core.phrases import TOKENS_MAX, PhraseTable, find_phrases, phrase_table
from lifeworld.voices.core.tokens import Tokens, tokenize

_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
JOINED_MIN = 8
"""Letters from which a phrase is also looked for as one word: shorter ones are too often words ("may be")."""


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


def literals(phrases: Sequence[str], *, variants: bool = False) -> Literals:
    """The search for these phrases; empty ones are never found, and of equal ones the first counts.

    ``variants``: written with separate accents, with "ss" for "\u00df", or as one word ("#blueheron") they are found as well.
    """
    given = [" ".join(phrase.split()) for phrase in phrases]
    forms = [(number, form) for number, phrase in enumerate(given) for form in (phrase, f"{phrase}'s")]
    if variants:
        forms += [(number, form) for number, phrase in enumerate(given) for form in _variants(phrase)]
    words: dict[tuple[int, ...], tuple[str, int]] = {}
    rest: list[tuple[int, str]] = []
    for (number, form), key in zip(forms, phrase_keys([form for _, form in forms]), strict=True):
        if key:
            words.setdefault(key, (form, number))
        elif form and form != f"{given[number]}'s":
            rest.append((number, _bounded(form)))
    # Scripts that write no spaces have no borders of words.
    rest += [(number, _bounded(form)) for number, form in enumerate(given) if variants and _UNSPACED.search(form)]
    rest.sort(key=lambda item: -len(item[1]))
    branches = "|".join(f"(?P<p{place}>{pattern})" for place, (_, pattern) in enumerate(rest))
    return Literals(
        tuple(phrases), phrase_table(dict(words.values())) if words else None,
        re.compile(branches, re.IGNORECASE) if rest else None, tuple(number for number, _ in rest),
    )


def _bounded(form: str) -> str:
    """The pattern of a form: between borders of words, where its script has some."""
    pattern = r"\s+".join(re.escape(word) for word in form.split())
    first, last = ("" if _UNSPACED.match(sign) else r"\w" for sign in (form[0], form[-1]))
    return (rf"(?<!{first})" if first else "") + pattern + (rf"(?!{last})" if last else "")


def _variants(phrase: str) -> list[str]:
    """Other spellings of a phrase."""
    composed = unicodedata.normalize("NFC", phrase)
    found = [composed, unicodedata.normalize("NFD", phrase), composed.casefold()]
    joined = re.sub(r"[\s\-]+", "", composed)
    found += [joined] if joined.isalpha() and len(joined) >= JOINED_MIN else []
    return [form for form in dict.fromkeys(found) if form.lower() != phrase.lower()]


def phrase_keys(forms: Sequence[str]) -> list[tuple[int, ...]]:
    """The hashes of the words of each form; () where it is no phrase of one to five words without a break."""
    tokens = tokenize(forms)
    hashes, joined, borders = tokens.hash.tolist(), tokens.joined.tolist(), tokens.text_ptr.tolist()
    return [
        tuple(hashes[first:last]) if 0 < last - first <= TOKENS_MAX and all(joined[first + 1 : last]) else ()
        for first, last in pairwise(borders)
    ]
