"""Learning the weights of the fast coder from coded texts: penalised logistic regressions on sparse features."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit, softmax

from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.features import Observed

Float = NDArray[np.float64]
N_CODES = len(CODES)
N_HEADS = N_CODES + 3
"""The twelve codes, then negative, neutral and positive."""


@dataclass(frozen=True)
class Settings:
    """What the recipe leaves open; chosen out of fold on dev, see docs/coder.md.

    ``penalty`` is that of the squared weights; the scales say how freely words, sides and word vectors are used
    (a feature twice as large costs a quarter of the penalty).
    """

    penalty: float = 1.0
    word_scale: float = 0.4
    side_scale: float = 1.4
    vector_scale: float = 0.2
    vectors: int = 32
    words_min: int = 2
    pairs_min: int = 3
    iterations_max: int = 200


@dataclass(frozen=True)
class Gold:
    """What people or annotators say of n texts.

    ``present`` float64[n, 12]: 1, 0, or nan where the annotators disagree (left out for that code);
    ``valence`` float64[n]: -1, 0, 1 or nan; ``weight`` float64[n]: how much a text counts in learning.
    """

    present: Float
    valence: Float
    weight: Float

    def rows(self, chosen: NDArray[np.int64]) -> Gold:
        """Those of the chosen texts."""
        return Gold(self.present[chosen], self.valence[chosen], self.weight[chosen])


@dataclass(frozen=True)
class Design:
    """Features of n texts as one matrix, and how its columns fold back into weights of words and sides.

    ``matrix`` CSR [n, words + sides + dimensions]; ``word_factor`` float64[words] (inverse document frequency and
    scale); ``vectors`` float64[words, dimensions], already scaled; ``vector_mean`` float64[dimensions].
    """

    matrix: sparse.csr_matrix
    word_factor: Float
    side_factor: float
    vectors: Float
    vector_mean: Float

    def folded(self, weights: Float) -> tuple[Float, Float, Float]:
        """Weights of words [words, K], of sides [sides, K] and the bias [K] from those of the columns and the offset.

        Scores are then ``words @ w / sqrt(n_tokens) + sides @ s + bias``.
        """
        n_words, n_vectors = self.vectors.shape
        by_vector = weights[len(weights) - 1 - n_vectors : -1]
        words = weights[:n_words] * self.word_factor[:, None] + self.vectors @ by_vector
        sides = weights[n_words : len(weights) - 1 - n_vectors] * self.side_factor
        return words, sides, weights[-1] - self.vector_mean @ by_vector


def design(seen: Observed, idf: Float, vectors: Float, settings: Settings) -> Design:
    """The design matrix of texts. ``idf`` float64[words]; ``vectors`` float64[words, dimensions], zero where unknown."""
    shorter = sparse.diags(1 / np.sqrt(np.maximum(seen.n_tokens, 1)))
    words = (shorter @ seen.words).tocsr()
    weighted = vectors * idf[:, None]
    latent = np.asarray(words @ weighted)
    size = settings.vector_scale / max(float(latent.std()), 1e-9)
    mean = latent.mean(axis=0) * size
    factor = idf * settings.word_scale
    matrix = sparse.hstack([
        words @ sparse.diags(factor), seen.sides * settings.side_scale, sparse.csr_matrix(latent * size - mean)
    ]).tocsr()
    return Design(matrix, factor, settings.side_scale, weighted * size, mean)


def fit_heads(matrix: sparse.csr_matrix, gold: Gold, settings: Settings, start: Float | None = None) -> Float:
    """Weights of all heads, float64[columns + 1, 15], the offset last; ``start`` are weights to begin with."""
    found = np.zeros((matrix.shape[1] + 1, N_HEADS)) if start is None else start.copy()
    for code in range(N_CODES):
        known = np.flatnonzero(np.isfinite(gold.present[:, code]))
        found[:, code] = _logistic(
            matrix[known], gold.present[known, code], gold.weight[known], settings, found[:, code]
        )
    known = np.flatnonzero(np.isfinite(gold.valence))
    label = gold.valence[known].astype(np.int64) + 1
    found[:, N_CODES:] = _softmax(matrix[known], label, gold.weight[known], settings, found[:, N_CODES:])
    return found


def _logistic(matrix: sparse.csr_matrix, target: Float, weight: Float, settings: Settings, start: Float) -> Float:
    """Logistic regression with an unpenalised offset (last weight)."""
    across = matrix.T.tocsr()

    def loss(at: Float) -> tuple[float, Float]:
        z = matrix @ at[:-1] + at[-1]
        wrong = weight * (expit(z) - target)
        value = weight @ (np.logaddexp(0, z) - target * z) + 0.5 * settings.penalty * (at[:-1] @ at[:-1])
        return float(value), np.append(across @ wrong + settings.penalty * at[:-1], wrong.sum())

    return _least(loss, start, settings)


def _softmax(
    matrix: sparse.csr_matrix, label: NDArray[np.int64], weight: Float, settings: Settings, start: Float
) -> Float:
    """Multinomial logistic regression: float64[columns + 1, 3]."""
    across = matrix.T.tocsr()
    target = np.eye(3)[label]

    def loss(flat: Float) -> tuple[float, Float]:
        at = flat.reshape(-1, 3)
        share = softmax(matrix @ at[:-1] + at[-1], axis=1)
        value = -weight @ np.log(np.maximum((share * target).sum(axis=1), 1e-300))
        value += 0.5 * settings.penalty * (at[:-1] ** 2).sum()
        wrong = weight[:, None] * (share - target)
        return float(value), np.vstack([across @ wrong + settings.penalty * at[:-1], wrong.sum(axis=0)]).ravel()

    return _least(loss, start.ravel(), settings).reshape(-1, 3)


def _least(loss: object, start: Float, settings: Settings) -> Float:
    options = {"maxiter": settings.iterations_max, "ftol": 1e-8, "gtol": 1e-4}
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x)
