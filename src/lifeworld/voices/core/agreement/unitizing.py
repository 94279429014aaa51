"""Agreement on where in a text something stands: the unitizing alphas, characters, and spans that match.

Source: Krippendorff, Mathet, Bouvry & Widlöcher 2016, *Quality & Quantity* 50, doi 10.1007/s11135-015-0266-1 (nominal values).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.voices.core.agreement.intervals import percentile_interval
from lifeworld.voices.core.agreement.resamples import Sums, resampled_sums
from lifeworld.voices.core.agreement.strips import Spans, Strips, strips_of

Float = NDArray[np.float64]
NAMES = ("u_alpha", "binary_u_alpha", "cu_alpha", "character_alpha", "character_f1", "span_f1")


@dataclass(frozen=True)
class Unitizing:
    """Coefficients of spans with intervals by name; undefined is nan.

    ``u_alpha``: boundaries and codes; ``binary_u_alpha``: marked or not; ``cu_alpha``: codes where two marked; ``by_value``: (k)u-alpha
    of each value 1 to K; ``character_alpha``: alpha with each character a unit; ``character_f1`` and ``span_f1``: F1 of marked
    characters, and of spans with the same borders. With one value, ``cu_alpha`` and ``by_value`` have nothing to tell apart: nan.
    """

    n_documents: int
    n_clusters: int
    u_alpha: float
    binary_u_alpha: float
    cu_alpha: float
    character_alpha: float
    character_f1: float
    span_f1: float
    by_value: tuple[float, ...]
    low: dict[str, float]
    high: dict[str, float]


def unitizing(spans: Spans, clusters: NDArray[np.integer] | None = None, *, resamples: int = 1000, level: float = 0.90,
              seed: int = 0) -> Unitizing:
    """Agreement of coders on spans of any number of texts; ``clusters`` int[documents] are their customers.

    A text that fewer than two coders judged is left out. Expected disagreement treats a marked span as one block and unmarked text
    character by character, as the source does. Errors: ValueError for spans that overlap within a coder, or lie outside their text.

    >>> one = np.zeros(4, int)
    >>> spans = Spans(one, np.array([0, 0, 1, 1]), one + 1, np.array([2, 10, 2, 12]), np.array([5, 20, 5, 20]), np.array([30]))
    >>> round(unitizing(spans, resamples=0).u_alpha, 3), round(unitizing(spans, resamples=0).span_f1, 3)
    (0.87, 0.5)
    """
    strips = strips_of(spans)
    per_document, k = _sums_per_document(strips, spans)
    if clusters is None:
        sums = per_document[strips.judged.sum(axis=1) >= 2]
    else:
        number = np.unique(clusters, return_inverse=True)[1].ravel()
        sums = np.stack([np.bincount(number, weights=column) for column in per_document.T], axis=1)
    point = _coefficients(sums.sum(axis=0, keepdims=True), k)
    at = {name: float(point[name][0]) for name in point}
    blocks = [_coefficients(block, k) for block in resampled_sums(Sums(sums), resamples, seed)]
    low, high = {name: float("nan") for name in at}, {name: float("nan") for name in at}
    for name in at if blocks else ():
        ends = percentile_interval(np.concatenate([block[name] for block in blocks]), at[name], len(sums), level)
        if ends is not None:
            least = 0.0 if name.endswith("f1") else -1.0
            low[name], high[name] = max(least, ends[0]), min(1.0, ends[1])
    return Unitizing(
        int((strips.judged.sum(axis=1) >= 2).sum()), len(sums), **{name: at[name] for name in NAMES},
        by_value=tuple(at[f"value_{value}"] for value in range(1, k)), low=low, high=high,
    )


def _sums_per_document(strips: Strips, spans: Spans) -> tuple[Float, int]:
    """Per document, all additive: coincidences of values (0 = unmarked), blocks of each value squared (unmarked: its length), blocks
    of each value squared where another coder marked, too, over m - 1; spans and matching spans of pairs of coders.
    """
    n_documents = len(strips.judged)
    k = int(spans.value.max(initial=0)) + 1
    m = strips.judged.sum(axis=1)[strips.document]
    keep = m >= 2
    value, length, document, others = strips.value[keep], strips.length[keep], strips.document[keep], m[keep] - 1
    counts = np.stack([(value == v).sum(axis=1) for v in range(k)], axis=1).astype(np.float64)
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(k)
    pairs *= (length / others)[:, None, None]
    coincidences = _by(document, pairs.reshape(len(length), k * k), n_documents)
    squares, crossed = np.zeros((n_documents, k)), np.zeros((n_documents, k))
    squares[:, 0] = np.bincount(document, weights=length * counts[:, 0], minlength=n_documents)
    in_play = np.isin(spans.document, np.unique(document))
    blocks = (spans.end - spans.start).astype(np.float64)
    np.add.at(squares, (spans.document[in_play], spans.value[in_play]), blocks[in_play] ** 2)
    span = strips.span[keep]
    for i in range(value.shape[1]):
        for j in range(value.shape[1]):
            marked = (span[:, i] >= 0) & (value[:, j] > 0)
            if i != j and marked.any():
                shared = np.bincount(span[marked, i], weights=length[marked], minlength=len(spans.value))
                over = strips.judged.sum(axis=1)[spans.document] - 1
                np.add.at(crossed, (spans.document, spans.value), shared**2 / np.maximum(over, 1))
    return np.concatenate([coincidences, squares, crossed, _matches(strips, spans)], axis=1), k


def _matches(strips: Strips, spans: Spans) -> Float:
    """Per document: spans counted once for each other coder, and those among them that this coder marked alike."""
    n_documents = len(strips.judged)
    others = np.maximum(strips.judged.sum(axis=1) - 1, 0)
    key = np.stack([spans.document, spans.value, spans.start, spans.end], axis=1)
    _, which, alike = np.unique(key, axis=0, return_inverse=True, return_counts=True)
    matching = (alike[which.ravel()] - 1) if len(key) else np.zeros(0)
    total = np.bincount(spans.document, weights=others[spans.document], minlength=n_documents)
    return np.stack([total, np.bincount(spans.document, weights=matching, minlength=n_documents)], axis=1)


def _by(document: NDArray[np.int64], columns: Float, n: int) -> Float:
    sums = [np.bincount(document, weights=column, minlength=n) for column in columns.T]
    return np.stack(sums, axis=1) if sums else np.zeros((n, 0))


def _coefficients(sums: Float, k: int) -> dict[str, Float]:
    """Coefficients of each row of sums, float64[rows] each; the equations' numbers are those of the source."""
    o = sums[:, : k * k].reshape(-1, k, k)
    squares, crossed = sums[:, k * k : k * k + k], sums[:, k * k + k : k * k + 2 * k]
    spans, matching = sums[:, -2], sums[:, -1]
    margin = o.sum(axis=2)
    total = margin.sum(axis=1)
    same = np.eye(k, dtype=bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        e = _expected(margin, squares, total * total - squares.sum(axis=1), total)  # (4)
        u = 1 - (total - o[:, same].sum(axis=1)) / (total - e[:, same].sum(axis=1))  # (5)
        binary = 1 - (margin[:, 0] - o[:, 0, 0]) / (e[:, 0].sum(axis=1) - e[:, 0, 0])  # (6)
        single = _expected(margin, margin, total * total - total, total)
        character = 1 - (total - o[:, same].sum(axis=1)) / (total - single[:, same].sum(axis=1))
        found = {"u_alpha": u, "binary_u_alpha": binary, "character_alpha": character,
                 "character_f1": o[:, 1:, 1:][:, np.eye(k - 1, dtype=bool)].sum(axis=1) / margin[:, 1:].sum(axis=1),
                 "span_f1": matching / spans, **_coding(o, crossed, margin)}
    return {name: np.where(np.isfinite(one), one, np.nan) for name, one in found.items()}


def _coding(o: Float, crossed: Float, margin: Float) -> dict[str, Float]:
    """cu-alpha and (k)u-alpha: what two coders called the characters that both marked."""
    k = o.shape[1]
    marked = margin[:, 1:] - o[:, 1:, 0]
    total = marked.sum(axis=1)
    inner, same = o[:, 1:, 1:], np.eye(k - 1, dtype=bool)
    e = _expected(marked, crossed[:, 1:], total * total - crossed[:, 1:].sum(axis=1), total)  # (10)
    cu = 1 - (total - inner[:, same].sum(axis=1)) / (total - e[:, same].sum(axis=1)) if k > 2 else np.full(len(o), np.nan)  # (11)
    found = {"cu_alpha": cu}
    for v in range(k - 1):
        row = e[:, v].sum(axis=1)
        alone = 1 - row / marked[:, v] * (marked[:, v] - inner[:, v, v]) / (row - e[:, v, v])  # (13)
        found[f"value_{v + 1}"] = alone if k > 2 else np.full(len(o), np.nan)
    return found


def _expected(margin: Float, own: Float, pairs: Float, total: Float) -> Float:
    """Expected coincidences, float64[rows, values, values]: blocks cannot meet themselves."""
    crossed = margin[:, :, None] * margin[:, None, :] - own[:, :, None] * np.eye(margin.shape[1])
    return np.asarray(crossed * (total / pairs)[:, None, None])
