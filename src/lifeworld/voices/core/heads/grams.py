"""N-grams of texts as hashes: words, word pairs and runs of three to five letters, all texts at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.voices.core.tokens import Hash, Int, Tokens, mixed, tokenize

LETTERS = (3, 4, 5)
_BASE = np.uint64(0x9E3779B97F4A7C15)
_PAIR = np.uint64(0xD6E8FEB86659FD93)
_EDGE = np.uint32(0x20)
CHARS_PER_PASS = 1 << 20


@dataclass(frozen=True)
class Grams:
    """Distinct n-grams of each of ``n_texts`` texts with their counts, sorted by text, then hash.

    ``text`` int64[G]; ``hash`` uint64[G]; ``count`` int64[G]; ``is_word`` bool[G]: a word or a pair, not a run of letters.
    """

    n_texts: int
    text: Int
    hash: Hash
    count: Int
    is_word: NDArray[np.bool_]


def grams(texts: Sequence[str]) -> Grams:
    """N-grams of every text, lower-cased, all digits alike; what a text has does not depend on its neighbours.

    >>> found = grams(["It works", ""])
    >>> int(found.is_word.sum()), found.n_texts
    (3, 2)
    """
    parts, first = [], 0
    while first < len(texts):
        last, n_chars = first, 0
        while last < len(texts) and (last == first or n_chars + len(texts[last]) <= CHARS_PER_PASS):
            n_chars += len(texts[last])
            last += 1
        parts.append(_grams_of_pass(texts[first:last], first))
        first = last
    if not parts:
        none = np.zeros(0, np.int64)
        return Grams(0, none, none.astype(np.uint64), none, none.astype(np.bool_))
    text, hashes, count, is_word = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Grams(len(texts), text, hashes, count, is_word)


def _grams_of_pass(texts: Sequence[str], offset: int) -> tuple[Int, Hash, Int, NDArray[np.bool_]]:
    tokens = tokenize(texts, digits_alike=True)
    text = tokens.text()
    pairs = np.flatnonzero(tokens.joined)
    pair = mixed(tokens.hash[pairs - 1] * _PAIR + tokens.hash[pairs])
    letters, letter_text = _letter_grams(texts, tokens, text)
    words, word_text = np.concatenate([tokens.hash, pair]), np.concatenate([text, text[pairs]])
    found = [(*_counted(word_text, words), True), (*_counted(letter_text, letters), False)]
    every = np.concatenate([one[0] for one in found])
    hashes, counts = np.concatenate([one[1] for one in found]), np.concatenate([one[2] for one in found])
    is_word = np.repeat([True, False], [len(found[0][0]), len(found[1][0])])
    order = np.lexsort((hashes, every))
    return every[order] + offset, hashes[order], counts[order], is_word[order]


def _counted(text: Int, hashes: Hash) -> tuple[Int, Hash, Int]:
    """Distinct (text, hash) with how often each stands."""
    order = np.lexsort((hashes, text))
    text, hashes = text[order], hashes[order]
    new = np.ones(len(text), np.bool_)
    new[1:] = (text[1:] != text[:-1]) | (hashes[1:] != hashes[:-1])
    at = np.flatnonzero(new)
    return text[at], hashes[at], np.diff(np.append(at, len(text)))


def _letter_grams(texts: Sequence[str], tokens: Tokens, text: Int) -> tuple[Hash, Int]:
    """Hashes of the runs of letters inside each word with an edge on both sides, and the text of each."""
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    begins = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))])[:-1]
    lengths = tokens.end - tokens.start + 2
    ends = np.cumsum(lengths)
    owner = np.repeat(np.arange(len(lengths)), lengths)
    inside = np.arange(int(lengths.sum())) - (ends - lengths)[owner]
    edge = (inside == 0) | (inside == lengths[owner] - 1)
    at = (begins[text] + tokens.start)[owner] + inside - 1
    padded = np.where(edge, _EDGE, _lowered(points)[np.where(edge, 0, at)]) if len(points) else np.zeros(0, np.uint32)
    hashes, owners = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)]
    for n in LETTERS:
        whole = np.flatnonzero(inside + n <= lengths[owner])
        sums = np.full(len(whole), n, np.uint64)
        for step in range(n):
            sums = sums * _BASE + padded[whole + step]
        hashes.append(mixed(sums))
        owners.append(text[owner[whole]])
    return np.concatenate(hashes), np.concatenate(owners)


def _lowered(points: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The points in lower case with all digits as 0; each distinct one is looked up once."""
    distinct, back = np.unique(points, return_inverse=True)
    lower = np.array([ord("0") if 0x30 <= point <= 0x39 else ord(chr(point).lower()[0]) for point in distinct.tolist()], np.uint32)
    return lower[back.ravel()]
