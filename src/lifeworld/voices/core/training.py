"""The recipe of the fast coder: from coded texts to a coder, and to honest figures of how well it codes.

Everything that is reported is *out of fold*: the dev texts are split into folds; what codes a fold (weights,
calibration, thresholds) was learned without it, thresholds by an inner split of the other folds. Words, inverse
document frequencies and word vectors come from texts that are not in dev.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, softmax

from lifeworld.kit.streams import stream_keys, uniforms
from lifeworld.voices.core.calibration import platt, temperature, threshold
from lifeworld.voices.core.coder import Coded, FastCoder
from lifeworld.voices.core.features import FeatureTable, observe
from lifeworld.voices.core.focal import focal_of
from lifeworld.voices.core.latent import word_vectors
from lifeworld.voices.core.learning import N_CODES, N_HEADS, Design, Gold, Settings, design, fit_heads
from lifeworld.voices.core.lexicon_entries import Entry
from lifeworld.voices.core.tokens import Int, Tokens, tokenize
from lifeworld.voices.core.vocabulary import Vocabulary, brand_words, families_of, feature_table, vocabulary

Float = NDArray[np.float64]
FOLDS = 5
REPEATS = 3


@dataclass(frozen=True)
class Corpus:
    """Coded texts to learn from: ``gold`` has n rows; ``dev`` bool[n] marks those that calibrate and score.

    ``ids`` uint64[n] are what the coder keeps about them (never a text).
    """

    texts: Sequence[str]
    focal: Sequence[str | None]
    gold: Gold
    dev: NDArray[np.bool_]
    ids: NDArray[np.uint64]


@dataclass(frozen=True)
class Heads:
    """Calibration of the scores of all heads, and the thresholds: slope and offset float64[15], threshold float64[12]."""

    slope: Float
    offset: Float
    threshold: Float

    def coded(self, scores: Float) -> Coded:
        """What the scores float64[n, 15] say."""
        z = scores * self.slope + self.offset
        probability = expit(z[:, :N_CODES])
        share = softmax(z[:, N_CODES:], axis=1)
        label = (share.argmax(axis=1) - 1).astype(np.int8)
        return Coded(probability, probability >= self.threshold, share[:, 2] - share[:, 0], label)


@dataclass(frozen=True)
class Prepared:
    """A corpus as features: the table, the vocabulary, and the design matrix."""

    table: FeatureTable
    words: Vocabulary
    design: Design


def prepared(
    corpus: Corpus, unlabelled: Sequence[str], entries: Sequence[Entry], cues: Mapping[str, Sequence[str]],
    settings: Settings,
) -> Prepared:
    """Features of a corpus; words, frequencies and word vectors come from the ``unlabelled`` texts alone."""
    raw = tokenize(unlabelled, digits_alike=True)
    words = vocabulary(raw, settings.words_min, settings.pairs_min, brand_words(entries))
    table = feature_table(words, families_of(entries, cues), entries)
    tokens = tokenize(corpus.texts, digits_alike=True)
    seen = observe(tokens, table, focal_of(tokens, table, corpus.focal))
    return Prepared(table, words, design(seen, words.idf, _vectors(raw, words, settings), settings))


def _vectors(raw: Tokens, words: Vocabulary, settings: Settings) -> Float:
    """Word vectors of the vocabulary, float64[words, dimensions]; pairs have none."""
    order = np.argsort(words.keys[: words.n_single])
    ordered = words.keys[: words.n_single][order]
    at = np.minimum(np.searchsorted(ordered, raw.hash), len(order) - 1)
    word = np.where(ordered[at] == raw.hash, order[at], -1)
    vectors = np.zeros((len(words.keys), settings.vectors))
    vectors[: words.n_single] = word_vectors(word, raw.text(), words.n_single, settings.vectors)
    return vectors


def folds(n: int, k: int, seed: int, *parts: int) -> Int:
    """Fold of each of n rows, int64[n], of almost equal sizes; another seed or part, another split."""
    order = np.argsort(uniforms(stream_keys(seed, *parts), n)[0])
    fold = np.empty(n, np.int64)
    fold[order] = np.arange(n) % k
    return fold


def out_of_fold(
    ready: Prepared, corpus: Corpus, rows: Int, settings: Settings, start: Float, seed: int, *parts: int
) -> Float:
    """Scores of the dev rows ``rows``, each by weights that were learned without its fold: float64[rows, 15].

    All texts outside dev, and the other folds of ``rows``, are learned from; other dev texts are not. ``start`` are the
    weights of ``without_dev``: beginning there saves time and tells nothing about dev.
    """
    fold = folds(len(rows), FOLDS, seed, *parts)
    other = np.flatnonzero(~corpus.dev)
    scores = np.zeros((len(rows), N_HEADS))
    for k in range(FOLDS):
        chosen = np.concatenate([other, rows[fold != k]])
        weights = fit_heads(ready.design.matrix[chosen], corpus.gold.rows(chosen), settings, start)
        scores[fold == k] = ready.design.matrix[rows[fold == k]] @ weights[:-1] + weights[-1]
    return scores


def without_dev(ready: Prepared, corpus: Corpus, settings: Settings) -> Float:
    """Weights learned from the texts outside dev alone."""
    other = np.flatnonzero(~corpus.dev)
    return fit_heads(ready.design.matrix[other], corpus.gold.rows(other), settings)


def heads_from(scores: Float, gold: Gold) -> Heads:
    """Calibration and thresholds from out-of-fold scores float64[n, 15]."""
    slope, offset, thresholds = np.ones(N_HEADS), np.zeros(N_HEADS), np.full(N_CODES, 0.5)
    for code in range(N_CODES):
        known = np.isfinite(gold.present[:, code])
        present = gold.present[known, code] > 0
        slope[code], offset[code] = platt(scores[known, code], present)
        probability = expit(slope[code] * scores[known, code] + offset[code])
        thresholds[code] = threshold(probability, present)
    known = np.isfinite(gold.valence)
    label = gold.valence[known].astype(np.int64) + 1
    slope[N_CODES:], offset[N_CODES:] = temperature(scores[known, N_CODES:], label)
    return Heads(slope, offset, thresholds)


def cross_coded(ready: Prepared, corpus: Corpus, settings: Settings, start: Float, seed: int, repeat: int) -> Coded:
    """The dev texts coded out of fold, nested: weights, calibration and thresholds never saw the fold they code."""
    dev = np.flatnonzero(corpus.dev)
    fold = folds(len(dev), FOLDS, seed, 1, repeat)
    other = np.flatnonzero(~corpus.dev)
    parts: list[tuple[Int, Coded]] = []
    for k in range(FOLDS):
        inner = dev[fold != k]
        chosen = np.concatenate([other, inner])
        weights = fit_heads(ready.design.matrix[chosen], corpus.gold.rows(chosen), settings, start)
        scores = out_of_fold(ready, corpus, inner, settings, start, seed, 2, repeat, k)
        heads = heads_from(scores, corpus.gold.rows(inner))
        held = np.flatnonzero(fold == k)
        parts.append((held, heads.coded(ready.design.matrix[dev[held]] @ weights[:-1] + weights[-1])))
    order = np.argsort(np.concatenate([held for held, _ in parts]))
    return Coded(
        np.concatenate([coded.probability for _, coded in parts])[order],
        np.concatenate([coded.present for _, coded in parts])[order],
        np.concatenate([coded.valence for _, coded in parts])[order],
        np.concatenate([coded.valence_label for _, coded in parts])[order],
    )


def final_coder(
    ready: Prepared, corpus: Corpus, settings: Settings, start: Float, seed: int, *, name: str, version: str,
    codebook: str, recipe: str,
) -> FastCoder:
    """The coder learned from everything; calibration and thresholds from out-of-fold scores, averaged over splits."""
    everything = fit_heads(ready.design.matrix, corpus.gold, settings, start)
    dev = np.flatnonzero(corpus.dev)
    split = [out_of_fold(ready, corpus, dev, settings, start, seed, 3, repeat) for repeat in range(REPEATS)]
    scores = np.mean(split, axis=0)
    heads = heads_from(scores, corpus.gold.rows(dev))
    words, sides, bias = ready.design.folded(everything * heads.slope)
    return FastCoder(
        name, version, codebook, recipe, ready.table, words.astype(np.float32), sides.astype(np.float32),
        bias + heads.offset, heads.threshold, np.sort(corpus.ids),
    )
