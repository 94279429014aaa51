"""Word pieces of many texts: the input of the encoder, as BERT's uncased vocabulary cuts it.

A text is cleaned (control characters leave, white space becomes a space), loses its accents and capitals, and is cut at
spaces, around punctuation and around CJK ideographs; each word is then the longest piece that the vocabulary knows, and
the rest likewise with ``##`` before it. A word that cannot be spelled so, or of more than 100 characters, is ``[UNK]``.
Source: Devlin et al. 2019, *BERT*; equal to the ``tokenizers`` library (benchmarks/accurate.py says on how many texts).

Only words that were not met before are spelled in Python; everything else is two passes of regular expressions over all
texts, laid end to end, and array look-ups.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Int = NDArray[np.int64]

WORD_CHARS_MAX = 100
CHARS_PER_PASS = 1 << 20
"""Code points handled in one pass: bounds the memory, never the result."""
WORDS_KEPT_MAX = 500_000
"""Words remembered with their pieces; beyond it the memory starts anew, which costs time and changes nothing."""
UNKNOWN, BEGIN, END = "[UNK]", "[CLS]", "[SEP]"
_GAP = "\0"
_IDEOGRAPHS = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B920, 0x2CEAF),
    (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)
_ODD = re.compile(r"[^\0\x20-\x7e]")
_MARK = re.compile(r"([\0!-/:-@\[-`{-~])")


@dataclass(frozen=True)
class Pieces:
    """Word pieces of n texts in reading order; those of text ``i`` are ``piece[text_ptr[i]:text_ptr[i + 1]]``.

    ``text_ptr`` int64[n + 1], ``piece`` int32[P]: numbers in the vocabulary, without ``[CLS]`` and ``[SEP]``.
    """

    text_ptr: Int
    piece: NDArray[np.int32]


@dataclass(frozen=True)
class WordPieces:
    """The cutter for one vocabulary, in which a piece's number is its place.

    >>> cutter = WordPieces(("[UNK]", "run", "##ning", "!", "cafe"))
    >>> cutter.cut(["Running! Café", "", "swim"]).piece.tolist()
    [1, 2, 3, 4, 0]
    """

    vocabulary: tuple[str, ...]
    _memory: _Memory = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_memory", _Memory(self.number))

    @cached_property
    def number(self) -> dict[str, int]:
        """Number of each piece."""
        return {piece: number for number, piece in enumerate(self.vocabulary)}

    def cut(self, texts: Sequence[str]) -> Pieces:
        """Pieces of every text; an empty text has none. A text's pieces do not depend on the texts beside it."""
        counts, pieces = [np.zeros(0, np.int64)], [np.zeros(0, np.int32)]
        for part in _passes(texts):
            count, piece = self._memory.cut(part)
            counts.append(count)
            pieces.append(piece)
        ends = np.cumsum(np.concatenate(counts), dtype=np.int64)
        return Pieces(np.concatenate([np.zeros(1, np.int64), ends]), np.concatenate(pieces))

    def __reduce__(self) -> tuple[type[WordPieces], tuple[tuple[str, ...]]]:
        return WordPieces, (self.vocabulary,)


class _Memory(dict[str, int]):
    """Words met so far and where their pieces stand in one long list: a cache, so it never changes a result."""

    def __init__(self, number: dict[str, int]) -> None:
        super().__init__()
        self.known = number
        self.forget()

    def forget(self) -> None:
        """Start anew, with the gap between texts as word 0, which has no pieces."""
        self.clear()
        self.pieces: list[int] = []
        self.ends: list[int] = [0]
        self[_GAP] = 0

    def __missing__(self, word: str) -> int:
        self.pieces += _spelled(word, self.known)
        self.ends.append(len(self.pieces))
        self[word] = len(self.ends) - 1
        return len(self.ends) - 1

    def cut(self, texts: Sequence[str]) -> tuple[Int, NDArray[np.int32]]:
        """Number of pieces of each text, and the pieces."""
        if len(self) > WORDS_KEPT_MAX:
            self.forget()
        words = _words(texts)
        word = np.fromiter(map(self.__getitem__, words), np.int64, len(words))
        ends, pieces = np.array(self.ends, np.int64), np.array(self.pieces, np.int32)
        begin = np.concatenate([np.zeros(1, np.int64), ends[:-1]])[word]
        count = ends[word] - begin
        done = np.cumsum(count)
        place = np.arange(done[-1] if len(done) else 0) + np.repeat(begin - done + count, count)
        of_texts = np.diff(done[word == 0], prepend=0)
        return of_texts, pieces[place]


def _passes(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Runs of texts with at most ``CHARS_PER_PASS`` code points together (a longer text is a run of its own)."""
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
    first = 0
    while first < len(texts):
        before = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, before + CHARS_PER_PASS, side="right")), first + 1)
        yield texts[first:last]
        first = last


def _words(texts: Sequence[str]) -> list[str]:
    """Words, punctuation and ideographs of all texts, a gap after each text."""
    laid = _GAP.join(texts) + _GAP
    if laid.count(_GAP) != len(texts):  # a gap inside a text: it is a control character, which leaves
        laid = _GAP.join([text.replace(_GAP, "") for text in texts]) + _GAP
    plain = _ODD.sub(lambda found: _PLAIN[found[0]], laid).lower()
    return _MARK.sub(r" \1 ", plain).split()


class _Plain(dict[str, str]):
    """What stands for each unusual character: nothing, a space, its letters without accents and capitals."""

    def __missing__(self, char: str) -> str:
        plain = self[char] = _plain(char)
        return plain


_PLAIN = _Plain()


def _plain(char: str) -> str:
    point = ord(char)
    if char in "\t\n\r" or unicodedata.category(char) in ("Zs", "Zl", "Zp"):
        return " "
    if point == 0xFFFD or unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs"):
        return ""
    bare = "".join(c for c in unicodedata.normalize("NFD", char) if unicodedata.category(c) != "Mn")
    lowered = "".join(c.lower() for c in bare)
    alone = _is_ideograph(point) or unicodedata.category(char)[0] == "P"
    return f" {lowered} " if alone else lowered


def _is_ideograph(point: int) -> bool:
    return any(first <= point <= last for first, last in _IDEOGRAPHS)


def _spelled(word: str, known: dict[str, int]) -> list[int]:
    """Pieces of one word, longest first."""
    if len(word) > WORD_CHARS_MAX:
        return [known[UNKNOWN]]
    pieces, first = [], 0
    while first < len(word):
        mark = "##" if first else ""
        last = len(word)
        while last > first and mark + word[first:last] not in known:
            last -= 1
        if last == first:
            return [known[UNKNOWN]]
        pieces.append(known[mark + word[first:last]])
        first = last
    return pieces
