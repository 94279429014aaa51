"""Tokens of many texts at once: words, emoji and marks with exact code-point offsets and 64-bit hashes.

All texts are laid end to end as one array of UTF-32 code points; classes come from a table, token borders from
comparing neighbours, and hashes from one running sum, so there is no Python loop over texts or tokens.

A token is (1) a run of letters, digits and combining marks, with single apostrophes inside it, or (2) one symbol
(emoji, arrows, currency signs ...), one ``!`` or one ``?``. Everything else only separates; full stops, commas and most
other punctuation also *break*, so that no phrase goes on beyond them, except inside a number ("10,000", "1:54").
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Int = NDArray[np.int64]
Hash = NDArray[np.uint64]

SEPARATOR, BREAK, APOSTROPHE, SYMBOL, WORD = range(5)
"""Classes of code points; BREAK separates too, and ends a phrase."""

APOSTROPHES = "'\u2018\u2019\u02bc\u02b9\uff07\u0060\u00b4"
JOINERS = "-\u2010\u2011\u2012\u2013/&+_\"\u201c\u201d*#@\u00a0\u200b\u200c\u200d\ufeff\t\r\n "
CHARS_PER_PASS = 1 << 20
"""Code points handled in one pass: bounds the memory, never the result."""

_IN_NUMBER = [ord(char) for char in ".,:"]
_TABLE_SIZE = 0x20000
_BASE = 0x9E3779B97F4A7C15
_BASE_INVERSE = pow(_BASE, -1, 1 << 64)


@dataclass(frozen=True)
class Tokens:
    """Tokens of ``n_texts`` texts, in reading order; those of text ``i`` are ``text_ptr[i]:text_ptr[i + 1]``.

    ``start`` and ``end`` are code-point offsets inside the own text, half-open; ``hash`` is that of the lower-cased
    token (all apostrophes alike); ``joined`` says that the token before it is of the same text and no full stop, comma
    or other break stands between the two, so that a phrase may go on.
    """

    n_texts: int
    text_ptr: Int
    start: Int
    end: Int
    hash: Hash
    joined: NDArray[np.bool_]

    def text(self) -> Int:
        """Index of the text of each token, int64[T]."""
        return np.repeat(np.arange(self.n_texts, dtype=np.int64), np.diff(self.text_ptr))


def tokenize(texts: Sequence[str], *, digits_alike: bool = False) -> Tokens:
    """Tokens of every text; an empty text has none. The result for a text does not depend on its neighbours.

    With ``digits_alike`` the hashes take every digit 0 to 9 for the same one: "lost 10 kg" reads like "lost 12 kg".

    >>> found = tokenize(["Don't stop!", ""])
    >>> found.text_ptr.tolist(), found.start.tolist(), found.end.tolist()
    ([0, 3, 3], [0, 6, 10], [5, 10, 11])
    """
    parts = [_tokens_of_pass(part, digits_alike) for part in _passes(texts)]
    if len(parts) == 1:
        return parts[0]
    if not parts:
        none = np.zeros(0, np.int64)
        return Tokens(0, np.zeros(1, np.int64), none, none, none.astype(np.uint64), none.astype(np.bool_))
    counts = np.concatenate([np.diff(part.text_ptr) for part in parts])
    text_ptr = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    return Tokens(
        n_texts=len(texts), text_ptr=text_ptr,
        start=np.concatenate([part.start for part in parts]), end=np.concatenate([part.end for part in parts]),
        hash=np.concatenate([part.hash for part in parts]), joined=np.concatenate([part.joined for part in parts]),
    )


def token_hash(word: str) -> int:
    """The hash of one token as ``tokenize`` gives it. Errors: ValueError when ``word`` is not exactly one token.

    >>> token_hash("Don\u2019t") == token_hash("don't")
    True
    """
    hashes = tokenize([word]).hash
    if len(hashes) != 1:
        raise ValueError(f"«{word}» is {len(hashes)} tokens, not one")
    return int(hashes[0])


def mixed(values: Hash) -> Hash:
    """The same values with well-spread bits (the finaliser of MurmurHash3), uint64; a bijection."""
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return values ^ (values >> np.uint64(33))


def _passes(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Runs of texts with at most ``CHARS_PER_PASS`` code points together (a longer text is a run of its own)."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    if len(texts) and lengths.sum() <= CHARS_PER_PASS:
        yield texts
        return
    ends = np.cumsum(lengths)
    first = 0
    while first < len(texts):
        before = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, before + CHARS_PER_PASS, side="right")), first + 1)
        yield texts[first:last]
        first = last


def _tokens_of_pass(texts: Sequence[str], digits_alike: bool) -> Tokens:
    # One separator stands before and after every text, so that no token spans two of them.
    points = np.frombuffer(("\n" + "\n".join(texts) + "\n").encode("utf-32-le", "surrogatepass"), np.uint32)
    classes, lowered = _classified(points, digits_alike)
    inner = np.flatnonzero(classes == APOSTROPHE)
    inside = inner[(classes[inner - 1] == WORD) & (classes[inner + 1] == WORD)]
    classes[inside] = WORD
    stops = np.flatnonzero(classes == BREAK)
    in_number = np.isin(points[stops], _IN_NUMBER) & _is_digit(points[stops - 1]) & _is_digit(points[stops + 1])
    classes[stops[in_number]] = SEPARATOR
    word = classes == WORD
    symbol = classes == SYMBOL
    starts = np.flatnonzero((word[1:] & ~word[:-1]) | symbol[1:]) + 1
    ends = np.flatnonzero((word[:-1] & ~word[1:]) | symbol[:-1]) + 1
    breaks = np.flatnonzero(classes == BREAK)
    joined = np.zeros(len(starts), np.bool_)
    if len(starts):
        passed = np.searchsorted(breaks, starts)
        joined[1:] = passed[1:] == passed[:-1]
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    first_char = np.concatenate([np.ones(1, np.int64), np.cumsum(lengths + 1) + 1])
    text_ptr = np.searchsorted(starts, first_char).astype(np.int64)
    joined[text_ptr[:-1][text_ptr[:-1] < len(starts)]] = False
    origin = np.repeat(first_char[:-1], np.diff(text_ptr))
    return Tokens(len(texts), text_ptr, starts - origin, ends - origin, _hashes(lowered, starts, ends), joined)


def _is_digit(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    return np.asarray((points >= ord("0")) & (points <= ord("9")))


def _hashes(lowered: NDArray[np.uint32], starts: Int, ends: Int) -> Hash:
    """Polynomial hashes (modulo 2**64) of the slices, read off one running sum and then mixed."""
    power, inverse = _powers(1 << max(len(lowered) - 1, 1).bit_length())
    running = np.cumsum(lowered * power[: len(lowered)], dtype=np.uint64)
    sums = (running[ends - 1] - running[starts - 1]) * inverse[starts]
    return mixed(sums)


@lru_cache(maxsize=4)
def _powers(size: int) -> tuple[Hash, Hash]:
    """The first ``size`` powers of the base and of its inverse, modulo 2**64."""
    both = []
    for base in (_BASE, _BASE_INVERSE):
        powers = np.full(size, base, np.uint64)
        powers[0] = 1
        both.append(np.cumprod(powers, dtype=np.uint64))
    return both[0], both[1]


def _classified(points: NDArray[np.uint32], digits_alike: bool) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """Class and lower-case code point of every code point; the common Latin-1 ones by the quickest way."""
    class_of, lower_of = _tables()
    latin_lower = lower_of[:256].astype(np.uint8)
    if digits_alike:
        latin_lower[ord("0") : ord("9") + 1] = ord("0")
    latin = points.astype(np.uint8).tobytes()
    classes = np.frombuffer(bytearray(latin.translate(class_of[:256].tobytes())), np.uint8)
    lowered = np.frombuffer(latin.translate(latin_lower.tobytes()), np.uint8).astype(np.uint32)
    rare = np.flatnonzero(points > 0xFF)
    if len(rare):
        wide = points[rare].astype(np.int64)
        inside = np.minimum(wide, _TABLE_SIZE - 1)
        classes[rare] = np.where(wide < _TABLE_SIZE, class_of[inside], _class_beyond(wide))
        lowered[rare] = np.where(wide < _TABLE_SIZE, lower_of[inside], wide)
    return classes, lowered


def _class_beyond(points: Int) -> NDArray[np.uint8]:
    """Planes 2 and 3 are ideographs; tags, private and unassigned planes separate."""
    return np.where(points < 0x40000, WORD, SEPARATOR).astype(np.uint8)


@lru_cache(maxsize=1)
def _tables() -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """Class and lower-case tables of the first two planes (about 30 ms, once a process)."""
    chars = [chr(point) for point in range(_TABLE_SIZE)]
    classes = np.full(_TABLE_SIZE, SEPARATOR, np.uint8)
    category = np.array([unicodedata.category(char) for char in chars])
    kind = category.astype("U1")
    classes[np.isin(kind, ["P"]) | np.isin(category, ["Zl", "Zp", "Cc"])] = BREAK
    classes[np.isin(category, ["So", "Sc", "Sm"])] = SYMBOL
    classes[np.fromiter(map(str.isalnum, chars), np.bool_, _TABLE_SIZE) | (kind == "M")] = WORD
    classes[0xFE00:0xFE10] = SEPARATOR  # variation selectors: an emoji with and without one is the same token
    classes[0x20E3] = SEPARATOR  # the key-cap mark likewise
    classes[[ord(char) for char in JOINERS]] = SEPARATOR
    classes[[ord(char) for char in APOSTROPHES]] = APOSTROPHE
    classes[[ord("!"), ord("?")]] = SYMBOL
    lower = np.fromiter((ord(char.lower()[0]) for char in chars), np.uint32, _TABLE_SIZE)
    lower[[ord(char) for char in APOSTROPHES]] = ord("'")
    return classes, lower
