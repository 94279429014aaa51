"""What the fast coder sees in a text: known words and word pairs, families of cues, providers, the focal provider.

All of it is found in one pass over n-grams of tokens. A feature is one of

- *words*: each known word or word pair once, divided by the square root of the number of tokens;
- *sides*: how often a family of cue phrases stands in the text (log1p), and flags: the focal provider is named,
  another provider is named (and of which kind), no focal provider is known, it is not in the lexicon.

Everything is local to one text, so a text's features never depend on the texts beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lifeworld.voices.core.hashing import HashTable, hash_table
from lifeworld.voices.core.phrases import TOKENS_MAX, followed, leftmost
from lifeworld.voices.core.tokens import Hash, Int, Tokens

FLAGS = ("focal named", "other named", "no focal provider", "focal provider not in the lexicon")
_FOCAL, _OTHER, _NONE, _UNKNOWN = range(len(FLAGS))


@dataclass(frozen=True)
class FeatureTable:
    """The known n-grams, as hashes, and what each of them stands for; G n-grams.

    ``keys`` uint64[G] and ``longer`` bool[G] (a longer known n-gram begins with it); ``word`` int32[G] its number
    among the words or -1; ``family_ptr`` int32[G + 1] and ``family`` int16 the families it belongs to; ``owner``
    int16[G] the firm that it names (0 = a provider of no firm, "another app"; -1 = none), ``kind`` int8[G] the kind of
    that provider. ``families`` and ``kinds`` are names.
    """

    keys: Hash
    longer: NDArray[np.bool_]
    word: NDArray[np.int32]
    family_ptr: NDArray[np.int32]
    family: NDArray[np.int16]
    owner: NDArray[np.int16]
    kind: NDArray[np.int8]
    families: tuple[str, ...]
    kinds: tuple[str, ...]

    @cached_property
    def table(self) -> HashTable:
        """The lookup table, built once."""
        return hash_table(self.keys)

    @cached_property
    def n_words(self) -> int:
        """Number of words and word pairs."""
        return int(self.word.max(initial=-1)) + 1

    @property
    def sides(self) -> tuple[str, ...]:
        """Names of the side features, in the order of their columns."""
        return (*self.families, *FLAGS, *(f"other: {kind}" for kind in self.kinds))


@dataclass(frozen=True)
class Grams:
    """Known n-grams in texts: ``first`` token, ``count`` of tokens, ``row`` in the feature table; int64[M] each."""

    first: Int
    count: Int
    row: Int


@dataclass(frozen=True)
class Observed:
    """Features of U units (texts or segments): two sparse matrices and the number of tokens of each unit.

    ``words`` float64 CSR [U, words] of ones, ``sides`` float64 CSR [U, sides], ``n_tokens`` int64[U].
    """

    words: sparse.csr_matrix
    sides: sparse.csr_matrix
    n_tokens: Int


@dataclass(frozen=True)
class Focal:
    """The focal provider of each text.

    ``owner`` int64[n]: its firm in the feature table, -1 when not there; ``none`` bool[n]: the text has none;
    ``named`` bool[T]: tokens that belong to a study's own name for the focal provider of the token's text.
    """

    owner: Int
    none: NDArray[np.bool_]
    named: NDArray[np.bool_]


def known_grams(tokens: Tokens, table: FeatureTable) -> Grams:
    """Every known n-gram of one to five tokens at every place (overlaps included, never across a break)."""
    n = len(tokens.hash)
    at, gram = np.arange(n, dtype=np.int64), tokens.hash
    firsts, counts, rows = [], [], []
    for size in range(1, TOKENS_MAX + 1):
        row = table.table.rows(gram)
        known = np.flatnonzero(row >= 0)
        at, gram, row = at[known], gram[known], row[known]
        firsts.append(at)
        counts.append(np.full(len(at), size, np.int64))
        rows.append(row)
        following = at + size
        on = np.flatnonzero(table.longer[row] & (following < n))
        on = on[tokens.joined[following[on]]]
        at, gram = at[on], followed(gram[on], tokens.hash[following[on]])
        if not len(at):
            break
    return Grams(np.concatenate(firsts), np.concatenate(counts), np.concatenate(rows))


def observe(
    tokens: Tokens, table: FeatureTable, focal: Focal, grams: Grams | None = None,
    unit: Int | None = None, n_units: int | None = None,
) -> Observed:
    """Features of every text, or of every ``unit`` (int64[T], the unit of each token, -1 = none; segments, say).

    An n-gram that reaches over two units belongs to none. ``focal`` is per text in both cases.
    """
    grams = known_grams(tokens, table) if grams is None else grams
    text = tokens.text()
    if unit is None or n_units is None:
        unit, n_units = text, tokens.n_texts
    of_first, of_last = unit[grams.first], unit[grams.first + grams.count - 1]
    inside = np.flatnonzero((of_first == of_last) & (of_first >= 0))
    first, count, row, of = grams.first[inside], grams.count[inside], grams.row[inside], of_first[inside]
    word = table.word[row]
    is_word = np.flatnonzero(word >= 0)
    words = _once(of[is_word], word[is_word].astype(np.int64), n_units, table.n_words)
    sides = _sides(Grams(first, count, row), of, text, table, focal, unit, n_units)
    n_tokens = np.bincount(unit[unit >= 0], minlength=n_units)
    return Observed(words, sides, n_tokens.astype(np.int64))


def _sides(
    grams: Grams, of: Int, text: Int, table: FeatureTable, focal: Focal, unit: Int, n_units: int
) -> sparse.csr_matrix:
    brands = np.flatnonzero(table.owner[grams.row] >= 0)
    order = np.lexsort((-grams.count[brands], grams.first[brands]))
    brands = brands[order]
    brands = brands[np.concatenate([np.ones(min(len(brands), 1), np.bool_), np.diff(grams.first[brands]) > 0])]
    brands = brands[leftmost(grams.first[brands], grams.first[brands] + grams.count[brands])]
    flags = _flags(grams, brands, of, text, table, focal, unit)
    units, columns = _families(grams, brands, of, table, len(text))
    n_families, n_columns = len(table.families), len(table.sides)
    cells, counts = np.unique(units * n_columns + columns, return_counts=True)
    flag_cells = np.unique(np.concatenate([units_ * n_columns + n_families + column for units_, column in flags]))
    values = np.concatenate([np.log1p(counts), np.ones(len(flag_cells))])
    cells = np.concatenate([cells, flag_cells])
    order = np.argsort(cells, kind="stable")
    return _csr(cells[order], values[order], n_units, n_columns)


def _families(grams: Grams, brands: Int, of: Int, table: FeatureTable, n_tokens: int) -> tuple[Int, Int]:
    """Unit and family of every cue; a cue that is only a part of a provider's name ("run club") does not count."""
    size = np.zeros(n_tokens, np.int64)
    span = np.full(n_tokens, -1, np.int64)
    reach = np.repeat(grams.first[brands], grams.count[brands])
    step = np.arange(len(reach)) - np.repeat(np.cumsum(grams.count[brands]) - grams.count[brands], grams.count[brands])
    span[reach + step] = np.repeat(np.arange(len(brands)), grams.count[brands])
    size[reach + step] = np.repeat(grams.count[brands], grams.count[brands])
    n_own = (table.family_ptr[grams.row + 1] - table.family_ptr[grams.row]).astype(np.int64)
    last = grams.first + grams.count - 1
    part = (span[grams.first] >= 0) & (span[grams.first] == span[last]) & (grams.count < size[grams.first])
    cues = np.flatnonzero((n_own > 0) & ~part)
    n_own = n_own[cues]
    start = np.repeat(table.family_ptr[grams.row[cues]], n_own)
    offset = np.arange(len(start)) - np.repeat(np.cumsum(n_own) - n_own, n_own)
    return np.repeat(of[cues], n_own), table.family[start + offset].astype(np.int64)


def _flags(
    grams: Grams, brands: Int, of: Int, text: Int, table: FeatureTable, focal: Focal, unit: Int
) -> list[tuple[Int, Int | int]]:
    """Units with each flag, as (units, column among the flags)."""
    named = np.flatnonzero(focal.named & (unit >= 0))
    brands = brands[~focal.named[grams.first[brands]]]
    owner = table.owner[grams.row[brands]]
    own = owner == focal.owner[text[grams.first[brands]]]
    other = brands[~own]
    units = np.flatnonzero(np.bincount(unit[unit >= 0]))  # a unit without tokens has no features at all
    first_text = np.zeros(len(units), np.int64)
    holding = np.flatnonzero(unit >= 0)
    first_text[np.searchsorted(units, unit[holding])] = text[holding]
    none = focal.none[first_text]
    return [
        (unit[named], _FOCAL), (of[brands[own]], _FOCAL), (of[other], _OTHER),
        (units[none], _NONE), (units[~none & (focal.owner[first_text] < 0)], _UNKNOWN),
        (of[other], len(FLAGS) + table.kind[grams.row[other]].astype(np.int64)),
    ]


def _once(units: Int, columns: Int, n_units: int, n_columns: int) -> sparse.csr_matrix:
    cells = np.sort(units * max(n_columns, 1) + columns)
    cells = cells[np.concatenate([np.ones(min(len(cells), 1), np.bool_), cells[1:] != cells[:-1]])]
    return _csr(cells, np.ones(len(cells)), n_units, n_columns)


def _csr(cells: Int, values: NDArray[np.float64], n_rows: int, n_columns: int) -> sparse.csr_matrix:
    """A CSR matrix from ascending cell numbers (row * columns + column)."""
    width = max(n_columns, 1)
    row = cells // width
    pointer = np.searchsorted(row, np.arange(n_rows + 1))
    return sparse.csr_matrix((values, (cells - row * width), pointer), shape=(n_rows, n_columns))
