"""Word vectors from the company that words keep in unlabelled texts, so that rare words share what common ones teach."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import svds

from lifeworld.voices.core.tokens import Int

WINDOW = 5
_SMOOTHING = 0.75


def word_vectors(word: Int, text: Int, n_words: int, dimensions: int) -> NDArray[np.float64]:
    """Unit vectors of words, float64[n_words, dimensions]; words that stand beside no other get zeros.

    ``word`` int64[T]: the word of each token in reading order, -1 for others; ``text`` int64[T]: its text.
    Singular vectors of positive pointwise mutual information within five tokens, contexts smoothed by the power .75
    (Levy, Goldberg & Dagan 2015, doi 10.1162/tacl_a_00134). Deterministic.
    """
    first, second = [], []
    for step in range(1, WINDOW + 1):
        near = np.flatnonzero((text[step:] == text[:-step]) & (word[step:] >= 0) & (word[:-step] >= 0))
        first.append(word[near])
        second.append(word[near + step])
    one, other = np.concatenate(first), np.concatenate(second)
    pairs = sparse.csr_matrix((np.ones(len(one)), (one, other)), shape=(n_words, n_words))
    counts = (pairs + pairs.T).tocoo()
    total = np.bincount(counts.row, counts.data, n_words)
    context = total**_SMOOTHING
    expected = total[counts.row] * context[counts.col] / context.sum()
    information = np.maximum(np.log(counts.data / expected), 0)
    matrix = sparse.csr_matrix((information, (counts.row, counts.col)), shape=(n_words, n_words))
    left, strength, _ = svds(matrix, dimensions, v0=np.ones(n_words))
    vectors = left * np.sqrt(strength)
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(length > 0, length, 1))
