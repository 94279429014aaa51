"""Penalised logistic regressions that share one table of similarities: many codes and folds are solved at once."""

from __future__ import annotations

import numpy as np

from lifeworld.voices.core.heads.values import Float, Float32

_MEMORY = 6
_SHRINKS_MAX = 12
_GOING_LEAST = 0.85
"""Where fewer of the columns still move, the others are put aside."""


def solved(similarity: Float32, target: Float, weight: Float, iterations_max: int, tolerance: float = 1e-3) -> Float:
    """Weights of the examples in each of P regressions, float64[n, P]; scores are ``similarity @ weights``.

    ``similarity`` float32[n, n] is symmetric and positive; ``target`` float64[n, P] is 0 to 1; ``weight`` float64[n, P] how much an
    example counts in a regression against half the squared length of its weights (0: it says nothing, as a code that nobody judged).
    The regression is minimised by L-BFGS in the geometry of the similarities (Liu & Nocedal 1989), all columns side by side; a column
    that is done stays as it is. An example of weight 0 gets weight 0.

    >>> similar = np.eye(2, dtype=np.float32)
    >>> solved(similar, np.array([[1.0], [0.0]]), np.ones((2, 1)), 50).round(2).ravel().tolist()
    [0.4, -0.4]
    """
    done, columns = np.zeros(target.shape), np.arange(target.shape[1])
    at, score = np.zeros(target.shape), np.zeros(target.shape)
    loss, wrong = _loss(at, score, target, weight)
    slope = wrong + at
    image = _product(similarity, slope)
    first = np.sqrt(np.maximum((slope * image).sum(axis=0), 1e-300))
    past: list[tuple[Float, Float, Float, Float]] = []
    for _ in range(iterations_max):
        going = np.sqrt(np.maximum((slope * image).sum(axis=0), 0)) > tolerance * first
        if not going.any():
            break
        if going.mean() < _GOING_LEAST:
            done[:, columns[~going]] = at[:, ~going]
            columns, target, weight, first, loss = columns[going], target[:, going], weight[:, going], first[going], loss[going]
            at, score, slope, image = at[:, going], score[:, going], slope[:, going], image[:, going]
            past = [(a[:, going], b[:, going], c[:, going], d[:, going]) for a, b, c, d in past]
            going = going[going]
        way, way_image = _direction(slope, image, past)
        falling = (slope * way_image).sum(axis=0)
        length = 1.0 if past else 1 / np.maximum(weight.sum(axis=0) / 4, 1)
        step = np.where(going & (falling < 0), length, 0.0)
        for _ in range(_SHRINKS_MAX):
            new, new_score = at + step * way, score + step * way_image
            new_loss, new_wrong = _loss(new, new_score, target, weight)
            bad = new_loss > loss + 1e-4 * step * falling + 1e-12 * np.abs(loss)
            if not bad.any():
                break
            step = np.where(bad, step * 0.4, step)
        else:
            break  # no further fall within what float32 products can tell
        new_slope = new_wrong + new
        new_image = _product(similarity, new_slope)
        past = [*past, (new - at, new_score - score, new_slope - slope, new_image - image)][-_MEMORY:]
        at, score, loss, slope, image = new, new_score, new_loss, new_slope, new_image
    done[:, columns] = at
    return done


def _product(similarity: Float32, right: Float) -> Float:
    return np.asarray(similarity @ right.astype(np.float32), np.float64)


def _loss(at: Float, score: Float, target: Float, weight: Float) -> tuple[Float, Float]:
    """Loss of each regression, and how wrong each example is (weight times probability less target)."""
    small = np.exp(-np.abs(score))
    each = weight * (np.maximum(score, 0) + np.log1p(small) - target * score) + 0.5 * at * score
    return each.sum(axis=0), weight * (np.where(score >= 0, 1.0, small) / (1 + small) - target)


def _direction(slope: Float, image: Float, past: list[tuple[Float, Float, Float, Float]]) -> tuple[Float, Float]:
    """The two-loop recursion, with each vector beside its image under the similarities."""
    way, way_image = -slope, -image
    if not past:
        return way, way_image
    factors = []
    for moved, _, bent, bent_image in reversed(past):
        curve = (moved * bent_image).sum(axis=0)
        usable = curve > 1e-12
        rho = np.where(usable, 1 / np.where(usable, curve, 1), 0)
        a = rho * (moved * way_image).sum(axis=0)
        way, way_image = way - a * bent, way_image - a * bent_image
        factors.append((rho, a))
    moved, _, bent, bent_image = past[-1]
    length = (bent * bent_image).sum(axis=0)
    scale = np.where(length > 1e-12, (moved * bent_image).sum(axis=0) / np.where(length > 1e-12, length, 1), 1.0)
    way, way_image = way * scale, way_image * scale
    for (moved, moved_image, _, bent_image), (rho, a) in zip(past, reversed(factors), strict=True):
        b = rho * (bent_image * way).sum(axis=0)
        way, way_image = way + (a - b) * moved, way_image + (a - b) * moved_image
    return way, way_image
