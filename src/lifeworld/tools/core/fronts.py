"""Exact sets of what nothing else beats: non-dominated points over any number of objectives, and orders by weights.

Points are rows of numbers of which less is better (``oriented`` turns measures so). A point beats another when it is nowhere worse and
somewhere better; there is no tolerance. Equal points do not beat one another: all of them stay. An unknown number (NaN) is worse than every
known one, so unknown never improves a point, and two unknowns are equal. The method is divide and conquer (Kung, Luccio & Preparata 1975,
doi 10.1145/321906.321910): halves by the first objective, the worse half filtered by the front of the better one over the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lifeworld.tools.core.saying import together
from lifeworld.tools.core.values import Better, Candidates, Floats, Measure, Preset

Mask = NDArray[np.bool_]
_PAIRS = 1 << 18
"""So many pairs of points are compared at once: what fits in a processor's cache."""
_SCOUTS = 48
_WITHOUT = "them without it."
"""How a note about an order ends: where designs are priced anew, notes of before are not told again."""


def oriented(values: Sequence[Floats], better: Sequence[Better]) -> Floats:
    """Measures as points: float64[n, k] of which less is better. ``better``: for each measure which way it is wanted; "" is left out.

    >>> oriented([np.array([.9, .8]), np.array([3., 2.])], ["more", "less"]).tolist()
    [[-0.9, 3.0], [-0.8, 2.0]]
    """
    columns = [-value if way == "more" else value for value, way in zip(values, better, strict=True) if way]
    return np.column_stack(columns).astype(np.float64) if columns else np.zeros((len(values[0]) if values else 0, 0))


def nondominated(points: Floats) -> Mask:
    """Which of these points no other point beats: bool[n] of float64[n, k]. The order of points does not matter. Unknown counts as worst.

    >>> nondominated(np.array([[1., 2.], [2., 1.], [2., 2.], [1., 2.], [np.nan, 0.], [np.nan, 3.]])).tolist()
    [True, True, False, True, True, False]
    """
    points = _known(points, np.inf)
    n, k = points.shape
    if n == 0 or k == 0:
        return np.ones(n, np.bool_)
    left = np.flatnonzero(~_beaten_by_scouts(points))
    order = left[np.lexsort(points[left].T[::-1])]
    ordered_points = points[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (ordered_points[1:] != ordered_points[:-1]).any(axis=1)
    unique = np.ascontiguousarray(ordered_points[new])
    keep = np.zeros(len(unique), np.bool_)
    keep[_front(unique, np.arange(len(unique)))] = True
    mask = np.zeros(n, np.bool_)
    mask[order] = keep[np.cumsum(new) - 1]
    return mask


def nondominated_bounds(best: Floats, worst: Floats) -> Mask:
    """Which points may be undominated where figures are bounds: bool[n] of float64[n, k] twice, less is better, best <= worst.

    A point is left out only if another is at least as good at its worst as this one at its best, and better in one figure. An unknown
    best may be anything (the point is never left out); an unknown worst is worse than every known number.

    >>> nondominated_bounds(np.array([[1.], [2.], [4.]]), np.array([[3.], [2.], [5.]])).tolist()
    [True, True, False]
    """
    best, worst = _known(best, -np.inf), _known(worst, np.inf)
    if len(best) == 0 or best.shape[1] == 0:
        return np.ones(len(best), np.bool_)
    rivals = np.unique(worst[nondominated(worst)], axis=0)
    beaten = np.zeros(len(best), np.bool_)
    same = (best == worst).all(axis=1)
    beaten[~same] = _weakly(rivals, best[~same])
    beaten[same] = ~nondominated(np.vstack([best[same], rivals]))[: int(same.sum())]
    # A point with bounds that equals a rival at its best is beaten only by a rival that is better somewhere.
    doubtful = np.flatnonzero(beaten & ~same)
    equal = _among(best[doubtful], rivals)
    for row in doubtful[equal]:
        others = (rivals <= best[row]).all(axis=1) & (rivals < best[row]).any(axis=1)
        beaten[row] = bool(others.any())
    return ~beaten


def dominated(points: Floats, rivals: Floats) -> Mask:
    """Which points some rival beats: bool[n] of float64[n, k] and float64[m, k], less is better. Unknown counts as worst.

    >>> dominated(np.array([[1., 1.], [0., 1.]]), np.array([[0., 1.]])).tolist()
    [True, False]
    """
    points, rivals = _known(points, np.inf), _known(rivals, np.inf)
    if len(points) == 0 or len(rivals) == 0 or points.shape[1] == 0:
        return np.zeros(len(points), np.bool_)
    best = rivals[nondominated(rivals)]
    equal = _among(points, best)
    beaten = np.zeros(len(points), np.bool_)
    # What equals an undominated rival is beaten by none of them.
    beaten[~equal] = _weakly(best, points[~equal])
    return beaten


def merged(one: Floats, other: Floats) -> Mask:
    """Which rows of ``one`` followed by ``other``, both fronts already, are the front of both: bool[n + m].

    >>> merged(np.array([[0., 3.], [2., 1.]]), np.array([[1., 2.], [3., 3.]])).tolist()
    [True, True, True, False]
    """
    return ~np.concatenate([dominated(one, other), dominated(other, one)])


def ordered(candidates: Candidates, weights: Mapping[str, float], measures: Sequence[Measure]) -> NDArray[np.int64]:
    """Rows of the candidates, best first: the weighted sum of measures, each divided by its median over the candidates.

    A measure of which more is better counts by what it lacks: 1 - v for a share, else median / v. Where only bounds are known the worse
    one counts; a candidate with an unknown weighted measure comes last, where others know it. A measure that no candidate knows tells
    none from another and is left out (``left_out``). Equal sums keep their order.
    Errors: KeyError for a weight that is no measure of the candidates.

    >>> c = Candidates({"cost": np.array([4., 1., 2.]), "efficiency": np.array([.95, .5, .9])}, {})
    >>> measures = [Measure("cost", "Cost", better="less"), Measure("efficiency", "Efficiency", "share", "more")]
    >>> ordered(c, {"cost": 1, "efficiency": 1}, measures)
    array([2, 0, 1])
    """
    total = np.zeros(len(candidates))
    by_key = {measure.key: measure for measure in measures}
    for key, weight in weights.items():
        if weight == 0:
            continue
        measure, values = by_key[key], _at_worst(candidates, by_key[key])
        if len(values) and np.isnan(values).all():
            continue
        if measure.better == "more":
            values = 1 - values if measure.unit == "share" else 1 / np.maximum(values, 1e-300)
        known = values[~np.isnan(values)]
        middle = float(np.median(known)) if len(known) else 1.0
        total += weight * (values / middle if middle > 0 else values)
    return np.argsort(np.where(np.isnan(total), np.inf, total), kind="stable")


def left_out(candidates: Candidates, weights: Mapping[str, float], measures: Sequence[Measure]) -> list[Measure]:
    """Weighted measures that ``ordered`` leaves out, because no candidate knows them.

    >>> nobody = Candidates({"cost": np.array([np.nan, np.nan])}, {})
    >>> [one.title for one in left_out(nobody, {"cost": 1}, [Measure("cost", "Cost", better="less")])]
    ['Cost']
    """
    return [one for one in measures if weights.get(one.key) and len(candidates) and np.isnan(_at_worst(candidates, one)).all()]


def noted(candidates: Candidates, presets: Sequence[Preset], measures: Sequence[Measure]) -> Candidates:
    """The candidates with a note for every measure that an order leaves out, instead of such notes of before.

    >>> nobody, cost = Candidates({"cost": np.array([np.nan, np.nan])}, {}), Measure("cost", "Cost", better="less")
    >>> noted(nobody, [Preset("cheap", "Cheapest", {"cost": 1.0})], [cost]).notes
    ('Cost is not known of any of these designs: «Cheapest» orders them without it.',)
    """
    titles: dict[str, list[str]] = {}
    for preset in presets:
        for measure in left_out(candidates, preset.weights, measures):
            titles.setdefault(measure.title, []).append(f"«{preset.title}»")
    said = [f"{title} is not known of any of these designs: {together(names)} order{'s' if len(names) == 1 else ''} {_WITHOUT}"
            for title, names in titles.items()]
    return replace(candidates, notes=(*(one for one in candidates.notes if not one.endswith(_WITHOUT)), *said))


def _at_worst(candidates: Candidates, measure: Measure) -> Floats:
    """The measure's values; where only bounds are known the worse one."""
    values = candidates.values[measure.key]
    bound = (candidates.low if measure.better == "more" else candidates.high).get(measure.key)
    return values if bound is None else np.where(np.isnan(values), bound, values)


def _known(points: Floats, unknown: float) -> Floats:
    """The points with unknown numbers replaced; -0 is 0."""
    points = np.asarray(points, np.float64)
    return np.where(np.isnan(points), unknown, points) + 0.0


def _beaten_by_scouts(points: Floats) -> Mask:
    """Most of what is beaten, found by a few good points: those with the least weighted sums of ranks."""
    n, k = points.shape
    beaten = np.zeros(n, np.bool_)
    if n < 4 * _SCOUTS:
        return beaten
    sample = points[:: max(1, n // 4096)]
    ranks = np.column_stack([np.searchsorted(np.sort(sample[:, j]), points[:, j]) for j in range(k)]).astype(np.float64)
    weights = np.vstack([np.ones(k), np.full((k, k), 0.25) + np.eye(k), np.full((k, k), 1.0) - 0.9 * np.eye(k)])
    left = np.arange(n)
    for weight in weights:
        scores = ranks[left] @ weight
        best = left[np.argpartition(scores, min(_SCOUTS // len(weights) + 1, len(left) - 1))[: _SCOUTS // len(weights) + 2]]
        for scout in points[best]:
            worse = (points[left] >= scout).all(axis=1)
            worse &= (points[left] > scout).any(axis=1)
            beaten[left[worse]] = True
            left = left[~worse]
        if len(left) < 2 * _SCOUTS:
            break
    return beaten


def _front(points: Floats, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """The undominated of ``rows``; points are unique and in lexicographic order, so a point is beaten by earlier ones only."""
    if len(rows) <= 512:
        some = points[rows]
        worse = np.tri(len(rows), k=-1, dtype=np.bool_).T
        for j in range(1, points.shape[1]):
            column = some[:, j]
            worse &= column[:, None] <= column[None, :]
        return rows[~worse.any(axis=0)]
    middle = len(rows) // 2
    better, other = _front(points, rows[:middle]), _front(points, rows[middle:])
    if points.shape[1] == 1:
        return better
    return np.concatenate([better, other[~_weakly(points[better][:, 1:], points[other][:, 1:])]])


def _weakly(rivals: Floats, points: Floats) -> Mask:
    """Which points have a rival that is nowhere worse: bool[len(points)]."""
    n, k = points.shape
    if n == 0 or len(rivals) == 0:
        return np.zeros(n, np.bool_)
    if k == 1:
        return np.asarray(points[:, 0] >= rivals[:, 0].min())
    if k == 2:
        return _swept(rivals, points)
    if n * len(rivals) <= _PAIRS or min(n, len(rivals)) <= 8:
        return _compared(rivals, points)
    last = k - 1
    cut = _cut(rivals[:, last], points[:, last])
    if np.isnan(cut):  # no rival is worse than any point here: this objective decides nothing
        return _weakly(np.ascontiguousarray(rivals[:, :last]), np.ascontiguousarray(points[:, :last]))
    low_rivals, low_points = rivals[:, last] <= cut, points[:, last] <= cut
    beaten = np.zeros(n, np.bool_)
    beaten[low_points] = _weakly(rivals[low_rivals], points[low_points])
    high = np.flatnonzero(~low_points)
    beaten[high] = _weakly(np.ascontiguousarray(rivals[low_rivals][:, :last]), np.ascontiguousarray(points[high][:, :last]))
    high = high[~beaten[high]]
    beaten[high] = _weakly(rivals[~low_rivals], points[high])
    return beaten


def _cut(rivals: Floats, points: Floats) -> float:
    """A number that divides rivals, or points, in two; NaN when every rival is at most every point."""
    if rivals.max() <= points.min():
        return float("nan")
    both = np.concatenate([rivals, points])
    middle = float(np.partition(both, len(both) // 2)[len(both) // 2])
    return middle if middle < both.max() else float(both[both < middle].max())


def _compared(rivals: Floats, points: Floats) -> Mask:
    """Every rival against every point, as many at once as fit in a cache."""
    n, k = points.shape
    beaten = np.zeros(n, np.bool_)
    few = max(1, _PAIRS // max(1, n))
    left = np.arange(n)
    for start in range(0, len(rivals), few):
        some = rivals[start:start + few]
        worse = some[:, 0, None] <= points[None, left, 0]
        for j in range(1, k):
            worse &= some[:, j, None] <= points[None, left, j]
        found = worse.any(axis=0)
        beaten[left[found]] = True
        left = left[~found]
    return beaten


def _swept(rivals: Floats, points: Floats) -> Mask:
    """Two objectives: the least second number among rivals whose first is no worse."""
    order = np.argsort(rivals[:, 0], kind="stable")
    least = np.concatenate([[np.inf], np.minimum.accumulate(rivals[order, 1])])
    reached = np.searchsorted(rivals[order, 0], points[:, 0], side="right")
    return (reached > 0) & (least[reached] <= points[:, 1])


def _among(points: Floats, rivals: Floats) -> Mask:
    """Which points equal a rival in every number."""
    rows, numbers = np.unique(np.vstack([rivals, points]), axis=0, return_inverse=True)
    held = np.zeros(len(rows), np.bool_)
    numbers = numbers.reshape(-1)
    held[numbers[: len(rivals)]] = True
    return held[numbers[len(rivals):]]
