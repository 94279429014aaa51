"""The focal provider's own name in its texts, for providers that no lexicon knows.

Each text is searched for the name of its own focal provider only, so that the result for a text never depends on
which other texts and providers are looked at in the same run.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lifeworld.voices.core.lexicon import Lexicon, is_phrase
from lifeworld.voices.core.phrases import TOKENS_MAX, Matches
from lifeworld.voices.core.tokens import Hash, Int, Tokens, tokenize

Bools = NDArray[np.bool_]


def with_own_names(
    found: Matches, tokens: Tokens, providers: Sequence[str], provider_of: Int, lexicon: Lexicon
) -> Matches:
    """The matches ``found`` and those of unknown providers' own names, in reading order; the names take precedence.

    ``provider_of`` int64[n_texts] indexes ``providers`` (-1 = none). A name that is no phrase (more than five words, or
    a comma inside) is not searched for. Its matches have the phrase ``lexicon.own_name``.
    """
    unknown = [index for index, name in enumerate(providers) if lexicon.owner_of(name) < 0 and is_phrase(name)]
    if not unknown:
        return found
    first, count = _places(tokens, provider_of, unknown, providers)
    if not len(first):
        return found
    covered = np.zeros(len(tokens.hash) + 1, np.int64)
    np.add.at(covered, first, 1)
    np.add.at(covered, first + count, -1)
    inside = np.concatenate([[0], np.cumsum(np.cumsum(covered)[:-1] > 0)])
    free = np.flatnonzero(inside[found.first + found.count] == inside[found.first])
    order = np.argsort(np.concatenate([found.first[free], first]), kind="stable")
    text = np.searchsorted(tokens.text_ptr, first, side="right") - 1
    return Matches(*(
        np.concatenate([old[free], new])[order]
        for old, new in (
            (found.text, text), (found.first, first), (found.count, count.astype(np.int8)),
            (found.phrase, np.full(len(first), lexicon.own_name, np.int32)),
            (found.start, tokens.start[first]), (found.end, tokens.end[first + count - 1]),
        )
    ))


def _places(tokens: Tokens, provider_of: Int, unknown: Sequence[int], providers: Sequence[str]) -> tuple[Int, Int]:
    """First token and number of tokens of every place where a text names its own provider, not overlapping."""
    size = np.zeros(len(providers) + 1, np.int64)  # the last row is that of texts without a provider
    words = np.zeros((2, TOKENS_MAX, len(providers) + 1), np.uint64)
    for form, mark in enumerate(("", "'s")):
        names = tokenize([providers[index] + mark for index in unknown])
        for index, begin, end in zip(unknown, names.text_ptr[:-1].tolist(), names.text_ptr[1:].tolist(), strict=True):
            size[index] = end - begin
            words[form, : end - begin, index] = names.hash[begin:end]
    provider = provider_of[tokens.text()]
    at = np.flatnonzero(size[provider] > 0)
    at = at[_equal(tokens.hash[at], 0, provider[at], size, words)]
    for step in range(1, TOKENS_MAX):
        longer = size[provider[at]] > step
        fits = (at + step < len(tokens.hash)) & longer
        next_one, own = at[fits] + step, provider[at[fits]]
        fits[fits] = tokens.joined[next_one] & _equal(tokens.hash[next_one], step, own, size, words)
        at = at[fits | ~longer]
    kept, reached = [], 0
    for place, length in zip(at.tolist(), size[provider[at]].tolist(), strict=True):  # "Duran Duran Duran"
        if place >= reached:
            kept.append(place)
            reached = place + length
    first = np.array(kept, np.int64)
    return first, size[provider[first]]


def _equal(here: Hash, step: int, own: Int, size: Int, words: Hash) -> Bools:
    """Whether the tokens ``here`` are word ``step`` of the names of the providers ``own``; the last may have "'s"."""
    equal: Bools = (here == words[0, step, own]) | ((size[own] == step + 1) & (here == words[1, step, own]))
    return equal
