"""Learning heads: from coded statements, marked spans and the codebook's words to one head a code, and honest scores beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from lifeworld.kit.streams import stream_keys, uniforms
from lifeworld.voices.core.heads.features import OFFSET, Space, similarity, space_of
from lifeworld.voices.core.heads.grams import grams
from lifeworld.voices.core.heads.material import SENTENCE, SPAN, WEAK, Material
from lifeworld.voices.core.heads.scaling import cross_scaled, scaling_of
from lifeworld.voices.core.heads.solver import solved
from lifeworld.voices.core.heads.values import EXAMPLES_MAX, Examples, Float, Float32, Hash, Heads, HeadSettings, Int, Learned

_FEW = 2000


@dataclass(frozen=True)
class Ready:
    """Material as numbers: what the regressions and the learning curve share.

    ``basis`` int64[B]: texts that are learned from (statements, spans, the codebook's words); ``similar`` float32[B, B]; ``words`` CSR
    [U, F] and ``vectors`` float32[U, D] (less ``middle``, the mean of the statements) of all texts; ``share``: see ``HeadSettings``.
    """

    made: Material
    space: Space
    words: sparse.csr_matrix
    vectors: Float32
    middle: Float32
    share: float
    basis: Int
    similar: Float32


def ready(made: Material, vectors: Float32, examples: Examples, settings: HeadSettings) -> Ready:
    """The material as numbers. ``vectors`` float32[U, D]: an embedding of each of its texts (D may be 0)."""
    found = grams(made.texts)
    space = space_of(found, np.arange(made.n))
    words = space.matrix(found)
    middle = vectors[: made.n].mean(axis=0) if made.n else np.zeros(vectors.shape[1], np.float32)
    centred = (vectors - middle).astype(np.float32)
    per_code = np.nansum(examples.present, axis=0)
    typical = float(np.median(per_code[per_code > 0])) if (per_code > 0).any() else 0.0
    share = settings.vector_least + settings.vector_more * settings.half / (settings.half + typical) if vectors.shape[1] else 0.0
    basis = np.flatnonzero(made.kind != SENTENCE)
    return Ready(made, space, words, centred, middle, share, basis, similarity(words[basis], centred[basis], share))


def of_codes(parts: Ready, codes: Int) -> Ready:
    """The same for some of the codes, renumbered: without the spans and words of the others."""
    number = np.full(int(max(parts.made.code.max(initial=-1), codes.max(initial=-1))) + 2, -2)
    number[codes], number[-1] = np.arange(len(codes)), -1
    code = number[parts.made.code]
    kept = np.flatnonzero(code[parts.basis] != -2)
    made = replace(parts.made, code=code)
    return replace(parts, made=made, basis=parts.basis[kept], similar=parts.similar[np.ix_(kept, kept)])


def targets(parts: Ready, examples: Examples, chosen: Int, settings: HeadSettings) -> tuple[Float, Float]:
    """Target and weight of each text of the basis for each code, float64[B, K], when the ``chosen`` statements are known.

    A code that nobody judged in a statement has weight 0 there. Spans say only that their code is present.
    """
    made, k = parts.made, examples.present.shape[1]
    mine = np.zeros(made.n, np.bool_)
    mine[chosen] = True
    known = np.isfinite(examples.present) & mine[:, None]
    y = np.where(known, np.nan_to_num(examples.present), 0.0)
    count = np.where(known, examples.coders, 0.0)
    positive, judged = (count * y).sum(axis=0), count.sum(axis=0)
    half = np.maximum(judged, 1) / 2
    up = (half / np.maximum(positive, 1)) ** settings.balance * settings.cost
    down = (half / np.maximum(judged - positive, 1)) ** settings.balance * settings.cost
    target, weight = np.zeros((len(parts.basis), k)), np.zeros((len(parts.basis), k))
    target[: made.n], weight[: made.n] = y, count * (y * up + (1 - y) * down)
    rest = np.arange(made.n, len(parts.basis))
    kind, owner, code = (column[parts.basis[rest]] for column in (made.kind, made.owner, made.code))
    faded = settings.weak * settings.half / (settings.half + positive)
    here = np.where(kind == WEAK, True, mine[np.maximum(owner, 0)] & known[np.maximum(owner, 0), code])
    target[rest, code] = made.target[parts.basis[rest]]
    size = np.where(kind == SPAN, settings.span, faded[code]) * np.where(target[rest, code] > 0, up[code], down[code])
    weight[rest, code] = size * here
    return target, weight


def folds(customer: Hash, k: int, seed: int, *parts: int) -> Int:
    """Fold of each statement, int64[n]: all statements of a customer share one, folds have almost as many customers."""
    known, back = np.unique(customer, return_inverse=True)
    place = np.empty(len(known), np.int64)
    place[np.argsort(uniforms(stream_keys(seed, *parts, known), 1)[:, 0], kind="stable")] = np.arange(len(known)) % k
    return place[back.ravel()]


def fold_scores(parts: Ready, alpha: Float, statements: Int, settings: HeadSettings) -> Float:
    """Scores of these statements by the weights ``alpha`` float64[B, K] of the basis: the whole, and its most telling sentence."""
    weights, vector, bias = primal(parts, alpha)
    mine = np.zeros(parts.made.n, np.bool_)
    mine[statements] = True
    sentences = np.flatnonzero((parts.made.kind == SENTENCE) & mine[np.maximum(parts.made.owner, 0)])
    rows = np.concatenate([statements, sentences])
    score = parts.words[rows] @ weights + parts.vectors[rows] @ vector + bias
    place = np.full(parts.made.n, -1)
    place[statements] = np.arange(len(statements))
    return joined_scores(score, len(statements), place[parts.made.owner[sentences]], settings.best_sentence)


def joined_scores(score: Float, n: int, owner: Int, best_sentence: float) -> Float:
    """Scores of n statements from those of the statements and, after them, of sentences with their ``owner``: float64[n, K]."""
    best = np.full((n, score.shape[1]), -np.inf)
    np.maximum.at(best, owner, score[n:])
    return np.where(np.isfinite(best), (1 - best_sentence) * score[:n] + best_sentence * best, score[:n])


def primal(parts: Ready, alpha: Float) -> tuple[Float, Float, Float]:
    """Weights of n-grams [F, K], of the embedding [D, K] and the offset [K] from those of the basis."""
    words = parts.words[parts.basis].T @ alpha * (1 - parts.share)
    vector = parts.vectors[parts.basis].T.astype(np.float64) @ alpha * parts.share
    return np.asarray(words), np.asarray(vector), OFFSET**2 * alpha.sum(axis=0)


def fitted(parts: Ready, examples: Examples, chosen: Int, settings: HeadSettings, fold: Int | None) -> tuple[Float, Float]:
    """Weights of the basis learned from the chosen statements, and their out-of-fold scores (``fold`` int64[len(chosen)])."""
    k = examples.present.shape[1]
    ways = [targets(parts, examples, chosen, settings)]
    numbers = [] if fold is None else list(range(int(fold.max(initial=0)) + 1))
    ways += [targets(parts, examples, chosen[fold != number], settings) for number in numbers]
    target, weight = (np.stack([way[side] for way in ways], axis=2) for side in (0, 1))
    alpha = np.zeros(target.shape)
    for codes in _groups(parts, k):
        used = np.flatnonzero((weight[:, codes] > 0).any(axis=(1, 2)))
        similar = parts.similar if len(used) == len(parts.basis) else parts.similar[np.ix_(used, used)]
        at = np.ix_(used, codes)
        tolerance = 1e-3 if len(used) <= _FEW else 1e-2  # many examples drown what the last digits would change
        flat = solved(similar, target[at].reshape(len(used), -1), weight[at].reshape(len(used), -1), settings.iterations_max, tolerance)
        alpha[at] = flat.reshape(len(used), len(codes), len(ways))
    score = np.zeros((len(chosen), k))
    for number in numbers:
        held = np.flatnonzero(fold == number)
        score[held] = fold_scores(parts, alpha[:, :, number + 1], chosen[held], settings)
    return alpha[:, :, 0], score


def _groups(parts: Ready, k: int) -> list[Int]:
    """Codes that are solved together: all, or each by itself where much of a small basis are texts about one code each."""
    apart = parts.made.n <= _FEW and len(parts.basis) > 1.5 * parts.made.n
    return [np.array([code]) for code in range(k)] if apart else [np.arange(k)]


def learned(
    made: Material, vectors: Float32, examples: Examples, codes: Sequence[str], codebook: str, encoder: str,
    settings: HeadSettings | None = None, seed: int = 0,
) -> Learned:
    """Heads for these codes, and what they say out of fold of the statements they learned from.

    ``made`` holds exactly the statements of ``examples`` (see ``thinned`` for many); ``vectors`` float32[U, D] are embeddings of its texts.
    Nothing depends on the order of statements, except by rounding.
    """
    settings = settings or HeadSettings()
    parts = ready(made, vectors, examples, settings)
    return learned_from(parts, examples, codes, codebook, encoder, settings, seed)


def learned_from(
    parts: Ready, examples: Examples, codes: Sequence[str], codebook: str, encoder: str, settings: HeadSettings, seed: int
) -> Learned:
    """As ``learned``, from material that is ready."""
    everything = np.arange(parts.made.n)
    fold = folds(examples.customer, settings.folds, seed)
    alpha, score = fitted(parts, examples, everything, settings, fold)
    truth = examples.majority
    probability, called = cross_scaled(score, truth, fold)
    words, vector, bias = primal(parts, alpha)
    used = np.flatnonzero(np.abs(words).max(axis=1, initial=0) > 0)
    heads = Heads(
        tuple(codes), codebook, parts.space.keys[used], parts.space.idf[used], parts.space.is_word[used], words[used].astype(np.float32),
        vector.astype(np.float32), bias - parts.middle.astype(np.float64) @ vector, scaling_of(score, truth), settings.best_sentence,
        np.isfinite(truth).sum(axis=0), np.nansum(truth, axis=0).astype(np.int64), encoder, np.unique(examples.key),
    )
    return Learned(heads, examples, everything, probability, called)


def thinned(examples: Examples, seed: int = 0, most: int = EXAMPLES_MAX) -> Int:
    """Rows of at most ``most`` statements, drawn at random where there are more; in their order."""
    n = len(examples.key)
    if n <= most:
        return np.arange(n)
    return np.sort(np.argsort(uniforms(stream_keys(seed, 17, examples.key), 1)[:, 0], kind="stable")[:most])


