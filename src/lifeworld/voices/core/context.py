"""Which phrases of the lexicon really count where they stand: neighbours, possessives and capitals decide."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lifeworld.voices.core.hashing import HashTable, hash_table
from lifeworld.voices.core.lexicon import Lexicon, neighbour_key
from lifeworld.voices.core.lexicon_entries import CASES, NEEDS
from lifeworld.voices.core.phrases import Matches, find_phrases
from lifeworld.voices.core.tokens import Int, Tokens, tokenize

Bools = NDArray[np.bool_]

OWNED, THE = NEEDS.index("owned"), NEEDS.index("the")
MINE = ("my", "our", "mine", "ours")
"""Possessives of the speaker."""
OWNERS = (*MINE, "your", "yours", "his", "her", "hers", "their", "theirs", "whose", "ur", "mi")
"""Possessives of anybody."""
DEFINITE = (*OWNERS, "the", "this", "these", "that", "its")
"""What makes a general word mean the one in question ("the watch")."""
FAR = 4
"""How many words may stand between a possessive and what it owns ("my six year old son")."""
_STOPS = (
    "with", "and", "or", "but", "to", "for", "of", "from", "by", "in", "on", "at", "as", "that", "which", "is", "are",
    "was", "were", "has", "have", "had", "so", "because", "when", "if", "than", "then", "while", "whether", "about",
    "into", "through", "over", "like", "via", "using", "can", "will", "would", "could", "should", "i", "we", "the",
    "a", "an", "this", "these", "those", "not", "no", "me", "us", "it",
)


def entries_found(texts: Sequence[str], tokens: Tokens, lexicon: Lexicon) -> Matches:
    """Phrases of the lexicon that count where they stand; ``phrase`` is the index of the entry.

    ``tokens`` are those of ``texts``. A phrase is left out when a neighbour cancels it, when it needs a possessive and
    has none, or when it is not written in the capitals that it needs. Vague entries (``sure`` false) stay in.
    """
    found = find_phrases(tokens, lexicon.table)
    keep = ~_cancelled(tokens, found, lexicon)
    needy = np.flatnonzero((lexicon.need[found.phrase] == OWNED) & keep)
    keep[needy] = _owned(tokens, found, needy, lexicon.category)
    needy = np.flatnonzero((lexicon.need[found.phrase] == THE) & keep)
    keep[needy] = steps_to(tokens, found.first[needy], DEFINITE, 2) > 0
    cased = np.flatnonzero((lexicon.case[found.phrase] > 0) & keep)
    keep[cased] = _in_capitals(texts, found, cased, lexicon)
    return taken(found, np.flatnonzero(keep))


def taken(found: Matches, rows: Int) -> Matches:
    """The matches of these rows, in the order given."""
    return Matches(
        found.text[rows], found.first[rows], found.count[rows], found.phrase[rows], found.start[rows], found.end[rows]
    )


@lru_cache(maxsize=16)
def word_set(words: tuple[str, ...]) -> HashTable:
    """Hashes of single words, for ``is_in``."""
    return hash_table(np.unique(tokenize(words).hash))


def is_in(tokens: Tokens, at: Int, words: tuple[str, ...]) -> Bools:
    """Whether the tokens at these indices are among ``words``; indices beyond the tokens are not."""
    inside = (at >= 0) & (at < len(tokens.hash))
    answer = np.zeros(len(at), np.bool_)
    answer[inside] = word_set(words).rows(tokens.hash[at[inside]]) >= 0
    return answer


def joined_at(tokens: Tokens, at: Int) -> Bools:
    """Whether the token at each index goes on with the one before it: same text, no full stop or comma between."""
    inside = (at > 0) & (at < len(tokens.hash))
    answer = np.zeros(len(at), np.bool_)
    answer[inside] = tokens.joined[at[inside]]
    return answer


def steps_to(tokens: Tokens, first: Int, words: tuple[str, ...], steps_max: int, floor: Int | None = None) -> Int:
    """How many tokens before ``first`` the nearest of ``words`` stands (1 = directly before), or 0 when none does.

    The way back ends at a break, at a function word, after ``steps_max`` tokens, or before the token index ``floor``.
    """
    steps = np.zeros(len(first), np.int64)
    walking = np.arange(len(first))
    for step in range(1, steps_max + 1):
        at = first[walking] - step
        open_ = joined_at(tokens, at + 1)
        if floor is not None:
            open_ &= at >= floor[walking]
        walking, at = walking[open_], at[open_]
        hit = is_in(tokens, at, words)
        steps[walking[hit]] = step
        walking = walking[~hit & ~is_in(tokens, at, _STOPS)]
        if not len(walking):
            break
    return steps


def _cancelled(tokens: Tokens, found: Matches, lexicon: Lexicon) -> Bools:
    answer = np.zeros(len(found.phrase), np.bool_)
    after_last = found.first + found.count
    for linked, beside, table in (
        (joined_at(tokens, found.first), found.first - 1, lexicon.before),
        (joined_at(tokens, after_last), after_last, lexicon.after),
    ):
        rows = np.flatnonzero(linked)
        keys = neighbour_key(found.phrase[rows], tokens.hash[beside[rows]])
        answer[rows[table.rows(keys) >= 0]] = True
    return answer


def _owned(tokens: Tokens, found: Matches, rows: Int, category: NDArray[np.int8]) -> Bools:
    """A possessive directly before, with at most one word between, or as the first word of the phrase itself.

    In a list ("my wife and son") the first one's possessive serves for the next of the same category too.
    """
    first = found.first[rows]
    before = np.maximum(rows - 1, 0)
    close = (found.first + found.count)[before]
    listed = (rows > 0) & joined_at(tokens, first) & (category[found.phrase[before]] == category[found.phrase[rows]])
    listed &= (close == first) | ((close == first - 1) & joined_at(tokens, close) & is_in(tokens, close, ("and", "or")))
    owned: Bools = listed | is_in(tokens, first, OWNERS) | (steps_to(tokens, first, OWNERS, 2) > 0)
    return owned


def _in_capitals(texts: Sequence[str], found: Matches, rows: Int, lexicon: Lexicon) -> Bools:
    answer = np.zeros(len(rows), np.bool_)
    kinds = lexicon.case[found.phrase[rows]].tolist()
    places = zip(found.text[rows].tolist(), found.start[rows].tolist(), found.end[rows].tolist(), kinds, strict=True)
    for place, (text, start, end, kind) in enumerate(places):  # rare words only
        surface = texts[text][start:end]
        whole = surface.isupper()
        answer[place] = {"upper": whole, "small": not whole}.get(CASES[kind], surface[0].isupper())
    return answer
