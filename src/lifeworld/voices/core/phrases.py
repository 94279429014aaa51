"""Phrases of one to five tokens in many texts at once: leftmost, then longest, never overlapping.

Phrases are kept as hashes of token n-grams. A search follows only those tokens that begin a phrase, then those pairs
that begin a longer one, and so on; overlaps are settled afterwards by following "first match after this one".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.voices.core.hashing import HashTable, hash_table
from lifeworld.voices.core.tokens import Hash, Int, Tokens, mixed, tokenize

TOKENS_MAX = 5
_STEP = np.uint64(0xD6E8FEB86659FD93)
_OPEN, _NONE = -1, -2


@dataclass(frozen=True)
class PhraseTable:
    """Hashes of phrases and of their beginnings; ``phrase`` is the id, or -1 where more tokens must follow.

    ``longer`` says whether a longer phrase begins with this one.
    """

    table: HashTable
    phrase: NDArray[np.int32]
    longer: NDArray[np.bool_]


@dataclass(frozen=True)
class Matches:
    """Phrases found, in reading order.

    ``text`` int64[M] index of the text; ``first`` int64[M] index of the first token; ``count`` int8[M] tokens;
    ``phrase`` int32[M] id; ``start``, ``end`` int64[M] code points in the text, half-open.
    """

    text: Int
    first: Int
    count: NDArray[np.int8]
    phrase: NDArray[np.int32]
    start: Int
    end: Int


def phrase_table(phrases: Mapping[str, int], *, digits_alike: bool = False) -> PhraseTable:
    """A table that finds these phrases (any case, any apostrophe) and answers with their ids (0 or more).

    ``digits_alike`` as in ``tokenize``; use the same for both.
    Errors: ValueError for a phrase of no token, of more than five, or with a negative id; and for two spellings of
    the same phrase with different ids.
    """
    tokens = tokenize(list(phrases), digits_alike=digits_alike)
    grams: dict[int, int] = {}
    longer: set[int] = set()
    sizes = np.diff(tokens.text_ptr)
    for (phrase, number), size, first in zip(phrases.items(), sizes, tokens.text_ptr[:-1], strict=True):
        if not 1 <= size <= TOKENS_MAX or number < 0:
            raise ValueError(f"«{phrase}» ({number}) is no phrase of 1 to {TOKENS_MAX} tokens with an id of 0 or more")
        gram = tokens.hash[first : first + 1]
        for position in range(1, size):
            longer.add(int(gram[0]))
            grams.setdefault(int(gram[0]), _OPEN)
            gram = followed(gram, tokens.hash[first + position : first + position + 1])
        if grams.get(int(gram[0]), _OPEN) not in (_OPEN, number):
            raise ValueError(f"«{phrase}» stands twice in the table, with different ids")
        grams[int(gram[0])] = number
    keys = np.array(list(grams), np.uint64)
    return PhraseTable(
        hash_table(keys), np.array(list(grams.values()), np.int32),
        np.array([key in longer for key in grams], np.bool_),
    )


def followed(gram: Hash, following: Hash) -> Hash:
    """Hash of the n-gram that goes on with one more token, from the hashes of both parts."""
    return mixed(gram * _STEP + following)


def find_phrases(tokens: Tokens, table: PhraseTable) -> Matches:
    """All phrases of the table: leftmost first, the longest at each place, none overlapping, none across a break.

    >>> from lifeworld.voices.core.tokens import tokenize
    >>> table = phrase_table({"running club": 0, "club": 1})
    >>> found = find_phrases(tokenize(["My running club. A club"]), table)
    >>> found.phrase.tolist(), found.start.tolist(), found.end.tolist()
    ([0, 1], [3, 19], [15, 23])
    """
    first, count, phrase = _longest_at_each_place(tokens, table)
    kept = leftmost(first, first + count)
    first, count, phrase = first[kept], count[kept], phrase[kept]
    text = np.searchsorted(tokens.text_ptr, first, side="right") - 1
    return Matches(
        text.astype(np.int64), first, count.astype(np.int8), phrase, tokens.start[first], tokens.end[first + count - 1]
    )


def _longest_at_each_place(tokens: Tokens, table: PhraseTable) -> tuple[Int, Int, NDArray[np.int32]]:
    n = len(tokens.hash)
    longest = np.zeros(n, np.int64)
    phrase = np.full(n, _NONE, np.int32)
    at = np.arange(n, dtype=np.int64)
    gram = tokens.hash
    for size in range(1, TOKENS_MAX + 1):
        row = table.table.rows(gram)
        known = row >= 0
        at, gram, row = at[known], gram[known], row[known]
        whole = table.phrase[row] >= 0
        longest[at[whole]] = size
        phrase[at[whole]] = table.phrase[row[whole]]
        following = at + size
        goes_on = table.longer[row] & (following < n)
        at, gram, following = at[goes_on], gram[goes_on], following[goes_on]
        goes_on = tokens.joined[following]
        at = at[goes_on]
        gram = followed(gram[goes_on], tokens.hash[following[goes_on]])
        if not len(at):
            break
    found = np.flatnonzero(longest)
    return found, longest[found], phrase[found]


def leftmost(start: Int, end: Int) -> Int:
    """Indices kept when reading from the left and skipping what overlaps the last one kept (starts ascend)."""
    n = len(start)
    if n == 0:
        return np.zeros(0, np.int64)
    covered = np.concatenate([np.zeros(1, np.int64), np.maximum.accumulate(end)[:-1]])
    kept = np.concatenate([start >= covered, np.zeros(1, np.bool_)])  # nothing before reaches into these
    if kept[:-1].all():
        return np.arange(n, dtype=np.int64)
    jump = np.concatenate([np.searchsorted(start, end), [n]])  # the first that does not overlap; n is the stop
    reached = int(kept.sum())
    while True:  # doubling: after k rounds the chains are followed for 2**k matches
        kept[jump[np.flatnonzero(kept)]] = True
        kept[n] = False
        if int(kept.sum()) == reached:
            return np.flatnonzero(kept[:-1])
        reached = int(kept.sum())
        jump = jump[jump]
