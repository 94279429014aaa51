"""Texts as numbers: weighted n-grams beside an embedding, and how similar two texts are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lifeworld.voices.core.heads.grams import Grams
from lifeworld.voices.core.heads.values import Bool, Float32, Hash

OFFSET = 2.0
"""The constant column: its square is added to every similarity, so that a head may have an offset at little cost."""


@dataclass(frozen=True)
class Space:
    """The n-grams that count: ``keys`` uint64[F] sorted, inverse document frequency ``idf`` float32[F], ``is_word`` bool[F]."""

    keys: Hash
    idf: Float32
    is_word: Bool

    def matrix(self, grams: Grams) -> sparse.csr_matrix:
        """Float32 CSR [texts, F]: (1 + log count) times idf; words and letters each of length sqrt(1/2). Unknown n-grams are left out."""
        if not len(self.keys) or not len(grams.hash):
            return sparse.csr_matrix((grams.n_texts, len(self.keys)), dtype=np.float32)
        at = np.minimum(np.searchsorted(self.keys, grams.hash), len(self.keys) - 1)
        known = self.keys[at] == grams.hash
        at, text = at[known], grams.text[known]
        value = (1 + np.log(grams.count[known])) * self.idf[at]
        side = 2 * text + self.is_word[at]
        length = np.sqrt(np.bincount(side, value * value, 2 * grams.n_texts))
        value = (value / length[side] * np.sqrt(0.5)).astype(np.float32)
        ptr = np.concatenate([[0], np.cumsum(np.bincount(text, minlength=grams.n_texts))])
        return sparse.csr_matrix((value, at, ptr), shape=(grams.n_texts, len(self.keys)))


def space_of(grams: Grams, rows: NDArray[np.integer]) -> Space:
    """The n-grams of these texts, smoothed idf as in Manning, Raghavan & Schütze 2008, 6.2.1."""
    mine = np.zeros(grams.n_texts, np.bool_)
    mine[rows] = True
    kept = mine[grams.text]
    keys, first, df = np.unique(grams.hash[kept], return_index=True, return_counts=True)
    idf = np.log((1 + len(rows)) / (1 + df)) + 1
    return Space(keys, idf.astype(np.float32), grams.is_word[kept][first])


def similarity(words: sparse.csr_matrix, vectors: Float32, share: float) -> Float32:
    """Similarity of every pair of texts, float32[n, n]: ``share`` of it is the embeddings', the rest that of n-grams."""
    n = words.shape[0]
    common = np.asarray(words.getnnz(axis=0)).ravel() > max(n / 32, 16)
    columns = words.tocsc()
    dense = columns[:, np.flatnonzero(common)].toarray()
    rare = columns[:, np.flatnonzero(~common)].tocsr()
    found = np.asarray(dense @ dense.T)
    found += (rare @ rare.T).toarray()
    found *= np.float32(1 - share)
    found += np.float32(share) * (vectors @ vectors.T)
    found += np.float32(OFFSET**2)
    return np.asarray(found, np.float32)
