"""The language of each of many texts: told by frequent words, letters and script, or unknown.

A coder that reads one language says nothing reliable about others, so what is in another language must be seen. Every
word of the list (`data/languages.toml`) adds to the languages that have it, in parts; a letter with a mark does too. A
language is told only where it is clearly ahead and enough of the words are its own; short texts stay unknown (null),
they are never taken for English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.hashing import HashTable, hash_table
from lifeworld.voices.core.tokens import Tokens, tokenize

Float = NDArray[np.float32]
Int = NDArray[np.int64]

CHARS = 80
"""How much of a text is looked at; more of it changes one or two answers in a thousand (`python -m benchmarks.languages`)."""
SCORE_MIN = 1.5
"""Least evidence for a language: a word that only one language has counts 1, a letter LETTER."""
LETTER = 0.5
AHEAD = 1.0
"""How far English and all other languages must be apart."""
RATIO_MAX = 0.7
"""The weaker of the two may have this share of the stronger one's evidence."""
SHARE_MIN = 0.2
"""Least share of a text's words that are words of the language."""
SCRIPT_MIN = 0.5
"""Least share of a text's letters in a script that is not Latin; letters of dense scripts count DENSE times."""
DENSE = 3
DENSE_SCRIPTS = ("ja", "zh", "ko")
KANA_MIN = 0.1
"""Least share of kana among Japanese and Chinese letters for Japanese."""
ENGLISH = "en"
LATIN = -1
_LATIN_LAST = 0x24F


@dataclass(frozen=True, eq=False)
class Languages:
    """What languages are told by.

    ``codes`` the languages (ISO 639-1), then scripts that stand for "another language"; ``names`` what people call the
    languages; ``words`` finds the row of a word in ``weight`` float32[words, languages]; ``letters`` int64[letters] are
    code points in order, with ``letter_weight`` float32[letters, languages]; ``script_first`` and ``script_last`` int64
    are the ranges of scripts in order, ``script_code`` int64 says which code each has; ``home`` int64[languages] is the
    script that a language is written in, LATIN or the index of its code.
    """

    codes: tuple[str, ...]
    n_languages: int
    names: Mapping[str, str]
    words: HashTable
    weight: Float
    letters: Int
    letter_weight: Float
    script_first: Int
    script_last: Int
    script_code: Int
    home: Int

    def name(self, code: str) -> str:
        """A language as people call it: its English name, or which script it is in.

        >>> known = languages({"names": {"en": "English"}, "words": {"en": "the"}, "letters": {},
        ...                    "scripts": {"Khmer": ["1780-17FF"]}})
        >>> known.name("en"), known.name("Khmer"), known.name("xx")
        ('English', 'in Khmer script', '«xx»')
        """
        if code in self.names:
            return self.names[code]
        return f"in {code} script" if code in self.codes else f"«{code}»"


def languages(said: Mapping[str, Any]) -> Languages:
    """The languages of a parsed TOML document with the tables names, words, letters and scripts.

    Errors: InputRefused for a word that is not one token, and where English has no name.
    """
    spoken = tuple(said["names"])
    if ENGLISH not in spoken:
        raise InputRefused("language_english", "The languages have no name for «en».", "Name English, which others are held against.")
    codes = (*spoken, *(script for script in said["scripts"] if script not in spoken))
    pairs = [(word, spoken.index(code)) for code, words in said["words"].items() for word in set(words.split())]
    found = tokenize([word for word, _ in pairs])
    wrong = [word for (word, _), size in zip(pairs, np.diff(found.text_ptr), strict=True) if size != 1]
    if wrong:
        raise InputRefused("language_word", f"«{wrong[0]}» in the words of languages is not one token.", "Give single words.")
    keys, row = np.unique(found.hash, return_inverse=True)
    letters = sorted({ord(char) for chars in said["letters"].values() for char in chars})
    ranges = sorted((*(int(end, 16) for end in span.split("-")), codes.index(script))
                    for script, spans in said["scripts"].items() for span in spans)
    bounds = np.array(ranges, np.int64).reshape(-1, 3)
    marked = [(letters.index(ord(char)), spoken.index(code)) for code, chars in said["letters"].items() for char in set(chars)]
    first = {code: ord(words.split()[0][0]) for code, words in said["words"].items()}
    home = [_code_of(bounds, first[code]) if code in first else codes.index(code) for code in spoken]
    return Languages(
        codes, len(spoken), dict(said["names"]), hash_table(keys),
        _shared(row, np.array([code for _, code in pairs], np.int64), (len(keys), len(spoken)), 1.0), np.array(letters, np.int64),
        _shared(np.array([at for at, _ in marked], np.int64), np.array([code for _, code in marked], np.int64),
                (len(letters), len(spoken)), LETTER),
        bounds[:, 0], bounds[:, 1], bounds[:, 2], np.array(home, np.int64))


def _shared(row: Int, column: Int, shape: tuple[int, int], whole: float) -> Float:
    """``whole`` split equally over the columns that a row has."""
    weight = np.zeros(shape, np.float32)
    weight[row, column] = 1
    each: Float = (whole * weight / np.maximum(weight.sum(axis=1, keepdims=True), 1)).astype(np.float32)
    return each


def _code_of(bounds: Int, point: int) -> int:
    inside = np.flatnonzero((bounds[:, 0] <= point) & (point <= bounds[:, 1]))
    return int(bounds[inside[0], 2]) if len(inside) else LATIN


def guessed(texts: Sequence[str], known: Languages, chars: int = CHARS) -> pl.Series:
    """The language of each text, String[n]: a code of ``known``, or null where it cannot be told.

    The first ``chars`` code points of a text decide. A text's result does not depend on the texts beside it. Where English is
    ruled out but several related languages are alike, the likeliest is named.

    >>> said = {"names": {"en": "English", "fr": "French"}, "letters": {"fr": "é"}, "scripts": {"zh": ["4E00-9FFF"]},
    ...         "words": {"en": "the is very good", "fr": "est très bon"}}
    >>> guessed(["The strap is good.", "C'était très très bon", "OK", "很好"], languages(said)).to_list()
    ['en', 'fr', None, 'zh']
    """
    texts = [text[:chars] for text in texts]
    score, share = _by_words(tokenize(texts), known)
    script = np.full(len(texts), LATIN, np.int64)
    marked = np.flatnonzero(~np.fromiter(map(str.isascii, texts), np.bool_, len(texts)))
    if len(marked):
        by_letter, script[marked] = _by_letters([texts[k] for k in marked.tolist()], known)
        score[marked] += by_letter
    latin = script == LATIN
    choice = np.where(latin, _latin(score, share, known), -1)
    for code in np.unique(script[~latin]):
        rows = np.flatnonzero(script == code)
        choice[rows] = _written_in(int(code), score[rows], known)
    names = pl.Series("language", known.codes, pl.String)
    return names.gather(pl.Series(np.maximum(choice, 0), dtype=pl.UInt32)).set(pl.Series(choice < 0, dtype=pl.Boolean), None)


def _by_words(tokens: Tokens, known: Languages) -> tuple[Float, Float]:
    """Evidence from words, float32[n, languages], and the share of a text's words that are a language's own."""
    row = known.words.rows(tokens.hash)
    hits = np.flatnonzero(row >= 0)
    mark = (tokens.end - tokens.start == 1) & (row < 0)
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(~mark)])
    n_words = np.maximum(ends[tokens.text_ptr[1:]] - ends[tokens.text_ptr[:-1]], 1)
    found = sparse.csr_matrix(
        (np.ones(len(hits), np.float32), row[hits], np.searchsorted(hits, tokens.text_ptr)),
        shape=(tokens.n_texts, len(known.weight)))
    both = found @ np.hstack([known.weight, known.weight > 0]).astype(np.float32)
    return both[:, : known.n_languages], both[:, known.n_languages :] / n_words[:, None].astype(np.float32)


def _by_letters(texts: Sequence[str], known: Languages) -> tuple[Float, Int]:
    """Evidence from letters, float32[n, languages], and the script of each text as the index of its code, or LATIN."""
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    text = np.repeat(np.arange(len(texts)), np.fromiter(map(len, texts), np.int64, len(texts)))
    lowered = points | 0x20
    plain = ((lowered >= ord("a")) & (lowered <= ord("z"))) | ((points >= 0xC0) & (points <= _LATIN_LAST))
    n_letters = np.bincount(text[plain], minlength=len(texts)).astype(np.float64)
    other = np.flatnonzero(points > 0x7F)
    small = _lowered(points[other])
    at = np.minimum(np.searchsorted(known.letters, small), max(len(known.letters) - 1, 0))
    hit = known.letters[at] == small if len(known.letters) else np.zeros(len(other), np.bool_)
    found = sparse.csr_matrix((np.ones(int(hit.sum()), np.float32), (text[other[hit]], at[hit])),
                              shape=(len(texts), len(known.letters)))
    by_script = np.zeros((len(texts), len(known.codes)))
    span = np.searchsorted(known.script_first, points[other], side="right") - 1
    inside = (span >= 0) & (points[other] <= known.script_last[span]) if len(known.script_last) else np.zeros(len(other), np.bool_)
    np.add.at(by_script, (text[other[inside]], known.script_code[span[inside]]), 1)
    return np.asarray(found @ known.letter_weight), _script(by_script, n_letters, known)


def _lowered(points: Int) -> Int:
    """Small letters of Latin-1 capitals; others as they are (words are compared in small letters anyway)."""
    capital = (points >= 0xC0) & (points <= 0xDE) & (points != 0xD7)
    return np.where(capital, points + 0x20, points)


def _script(by_script: NDArray[np.float64], n_latin: NDArray[np.float64], known: Languages) -> Int:
    """The script that most letters are in, as the index of its code; LATIN where that is none of them."""
    by_script = by_script.copy()
    dense = [known.codes.index(code) for code in DENSE_SCRIPTS if code in known.codes]
    by_script[:, dense] *= DENSE
    if {"ja", "zh"} <= set(known.codes):
        kana, han = known.codes.index("ja"), known.codes.index("zh")
        both = by_script[:, kana] + by_script[:, han]
        japanese = (by_script[:, kana] > KANA_MIN * both) & (both > 0)
        by_script[:, kana], by_script[:, han] = np.where(japanese, both, 0), np.where(japanese, 0, both)
    most = by_script.argmax(axis=1)
    count = by_script[np.arange(len(most)), most]
    clear = (count >= 2) & (count >= SCRIPT_MIN * (n_latin + by_script.sum(axis=1)))
    return np.where(clear, most, LATIN)


def _latin(score: Float, share: Float, known: Languages) -> Int:
    """The language of texts in Latin letters, int64[n] (-1 unknown): English or not first, then which other one."""
    rows = np.arange(len(score))
    latin = np.where(share >= SHARE_MIN, score, 0)
    english = known.codes.index(ENGLISH)
    others = latin.copy()
    others[:, english] = 0
    best = others.argmax(axis=1)
    top, own = others[rows, best], latin[:, english]
    high, low = np.maximum(top, own), np.minimum(top, own)
    clear = (high >= SCORE_MIN) & (high - low >= AHEAD) & (low <= RATIO_MAX * high)
    return np.where(clear, np.where(own > top, english, best), -1)


def _written_in(code: int, score: Float, known: Languages) -> Int:
    """The language of texts in another script: the one with most evidence among those written in it, else the script."""
    at_home = np.flatnonzero(known.home == code)
    if not len(at_home):
        return np.full(len(score), code, np.int64)
    own = score[:, at_home]
    return np.where(own.max(axis=1) > 0, at_home[own.argmax(axis=1)], code)
