"""Fronts hold exactly what brute force holds, whatever the order, the ties and what is unknown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lifeworld.tools.core.fronts import dominated, merged, nondominated, nondominated_bounds, noted, ordered, oriented
from lifeworld.tools.core.values import Candidates, Floats, Measure, Preset


def brute(points: Floats) -> list[bool]:
    known = np.where(np.isnan(points), np.inf, points)
    return [not any((other <= point).all() and (other < point).any() for other in known) for point in known]


def clouds(unknown: bool = True) -> st.SearchStrategy[Floats]:
    number = st.sampled_from([0.0, -0.0, 1.0, 2.0, 3.0, 0.1 + 0.2, 0.3, float("inf")] + ([float("nan")] if unknown else []))
    return st.tuples(st.integers(0, 60), st.integers(1, 6)).flatmap(lambda shape: hnp.arrays(np.float64, shape, elements=number))


@given(clouds())
def test_the_front_is_that_of_brute_force(points: Floats) -> None:
    assert nondominated(points).tolist() == brute(points)


@pytest.mark.parametrize(("n", "k", "levels"), [(3000, 2, 0), (3000, 3, 12), (4000, 4, 0), (4000, 5, 6), (2500, 6, 3), (3000, 1, 5)])
def test_large_clouds_that_are_divided_have_the_front_of_brute_force(n: int, k: int, levels: int) -> None:
    points = np.random.default_rng(n + k).random((n, k))
    points = np.floor(points * levels) if levels else points
    points[:, 0] += 0.3 * points.sum(axis=1)
    expected = np.ones(n, np.bool_)
    for i in range(n):
        expected[i] = not ((points <= points[i]).all(axis=1) & (points < points[i]).any(axis=1)).any()
    assert nondominated(points).tolist() == expected.tolist()


def test_a_sphere_where_nothing_beats_anything_stays_whole() -> None:
    points = np.abs(np.random.default_rng(1).normal(size=(5000, 4)))
    points = -points / np.linalg.norm(points, axis=1, keepdims=True)
    assert nondominated(points).all()
    assert not nondominated(np.vstack([points, points + 1e-9]))[5000:].any()


@given(clouds(), st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(points: Floats, random: object) -> None:
    order = np.random.default_rng(len(points)).permutation(len(points))
    assert nondominated(points[order]).tolist() == nondominated(points)[order].tolist()
    assert nondominated(np.vstack([points, points])).tolist() == 2 * nondominated(points).tolist()


@given(clouds(), st.integers(0, 60))
def test_merging_the_fronts_of_parts_gives_the_front_of_the_whole(points: Floats, cut: int) -> None:
    one, other = points[:cut], points[cut:]
    one, other = one[nondominated(one)], other[nondominated(other)]
    both = np.vstack([one, other])[merged(one, other)]
    whole = points[nondominated(points)]
    assert sorted(map(repr, (both + 0.0).tolist())) == sorted(map(repr, (whole + 0.0).tolist()))


@given(clouds(), st.data())
def test_what_is_unknown_never_improves_a_point(points: Floats, data: st.DataObject) -> None:
    if len(points) == 0:
        return
    row, column = data.draw(st.integers(0, len(points) - 1)), data.draw(st.integers(0, points.shape[1] - 1))
    before = nondominated(points)
    points = points.copy()
    points[row, column] = np.nan
    after = nondominated(points)
    assert (after | (np.arange(len(points)) == row) | ~before).all(), "nobody else left the front"
    assert not after[row] or before[row] or not np.isfinite(points[row]).all()


@given(clouds(), clouds())
def test_dominated_by_rivals(points: Floats, rivals: Floats) -> None:
    k = min(points.shape[1], rivals.shape[1])
    points, rivals = points[:, :k], rivals[:, :k]
    p, r = np.where(np.isnan(points), np.inf, points), np.where(np.isnan(rivals), np.inf, rivals)
    assert dominated(points, rivals).tolist() == [any((b <= a).all() and (b < a).any() for b in r) for a in p]


@settings(max_examples=200)
@given(clouds(), st.integers(0, 5))
def test_bounds_leave_out_only_what_is_beaten_at_its_best_by_another_at_its_worst(points: Floats, seed: int) -> None:
    width = np.random.default_rng(seed).integers(0, 3, points.shape)
    best, worst = points, np.where(np.isfinite(points), points + width, points)
    b, w = np.where(np.isnan(best), -np.inf, best), np.where(np.isnan(worst), np.inf, worst)
    expected = [not any((other <= point).all() and (other < point).any() for other in w) for point in b]
    assert nondominated_bounds(best, worst).tolist() == expected
    if not np.isnan(points).any():
        assert nondominated_bounds(points, points).tolist() == nondominated(points).tolist()


def test_measures_are_turned_so_that_less_is_better() -> None:
    points = oriented([np.array([0.9]), np.array([5.0]), np.array([1.0])], ["more", "", "less"])
    assert points.tolist() == [[-0.9, 1.0]]
    assert oriented([np.array([1.0, 2.0])], [""]).shape == (2, 0)
    assert nondominated(oriented([np.array([1.0, 2.0])], [""])).all()


MEASURES = (Measure("cost", "Cost", better="less"), Measure("efficiency", "Efficiency", "share", "more"),
            Measure("stock", "Stock", better="more"))


def test_weights_order_candidates_by_figures_over_their_medians() -> None:
    columns = {"cost": np.array([1.0, 2.0, 4.0]), "efficiency": np.array([0.8, 0.9, 0.99]), "stock": np.array([1.0, 9.0, 5.0])}
    candidates = Candidates(columns, {})
    assert ordered(candidates, {"cost": 1}, MEASURES).tolist() == [0, 1, 2]
    assert ordered(candidates, {"efficiency": 1, "cost": 0}, MEASURES).tolist() == [2, 1, 0]
    assert ordered(candidates, {"stock": 1}, MEASURES).tolist() == [1, 2, 0]
    assert ordered(candidates, {"cost": 1, "efficiency": 1}, MEASURES).tolist() == [1, 2, 0]
    with pytest.raises(KeyError):
        ordered(candidates, {"beauty": 1}, MEASURES)


def test_an_unknown_figure_is_ordered_by_its_worse_bound_and_last_without_one() -> None:
    nan = float("nan")
    candidates = Candidates({"efficiency": np.array([nan, 0.9, nan, 0.7])}, {}, low={"efficiency": np.array([0.8, nan, nan, nan])},
                            high={"efficiency": np.array([0.99, nan, nan, nan])})
    assert ordered(candidates, {"efficiency": 1}, MEASURES).tolist() == [1, 0, 3, 2]


SHARES = hnp.arrays(np.float64, st.integers(1, 12), elements=st.sampled_from([0.5, 0.8, 0.9, float("nan")]))


@given(SHARES, st.sampled_from([0.5, 1.0, 3.0]))
def test_a_figure_that_nobody_knows_changes_no_order(efficiency: Floats, weight: float) -> None:
    nobody = np.full(len(efficiency), np.nan)
    candidates = Candidates({"efficiency": efficiency, "cost": nobody, "stock": nobody}, {})
    alone = ordered(candidates, {"efficiency": weight}, MEASURES).tolist()
    assert ordered(candidates, {"cost": 1, "efficiency": weight, "stock": 2}, MEASURES).tolist() == alone
    somebody = Candidates({"efficiency": efficiency, "cost": np.where(np.arange(len(nobody)) == 0, 5.0, nobody)}, {})
    if not np.isnan(efficiency[0]):
        assert ordered(somebody, {"cost": 1, "efficiency": weight}, MEASURES)[0] == 0, "unknown is never better than what is known"


def test_an_order_without_a_figure_says_so_once_and_only_as_long_as_it_holds() -> None:
    nan, presets = np.array([np.nan, np.nan]), [Preset("a", "Balanced", {"cost": 1, "efficiency": 1}), Preset("b", "Cheap", {"cost": 1}),
                                               Preset("c", "Light", {"cost": 0, "stock": 1})]
    candidates = Candidates({"cost": nan, "efficiency": np.array([0.5, 0.9]), "stock": np.array([1.0, 2.0])}, {}, notes=("Mind.",))
    said = ("Mind.", "Cost is not known of any of these designs: «Balanced» and «Cheap» order them without it.")
    found = noted(candidates, presets, MEASURES)
    assert found.notes == said == noted(found, presets, MEASURES).notes
    assert ordered(candidates, presets[0].weights, MEASURES).tolist() == [1, 0]
    priced = Candidates({**found.values, "cost": np.array([2.0, np.nan])}, {}, notes=found.notes)
    assert noted(priced, presets, MEASURES).notes == ("Mind.",)
    bounded = Candidates(found.values, {}, high={"cost": np.array([2.0, np.nan])})
    assert noted(bounded, presets, MEASURES).notes == (), "a bound is known"
    assert noted(Candidates({"cost": np.zeros(0)}, {}), presets[1:2], MEASURES).notes == ()
