"""Predicted proximity: the likelihood against brute force, recovery, coverage, what is unknown stays unknown."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import polars.testing as plt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime, minimize
from scipy.stats import logistic

from lifeworld.constellations.core.drawn import DRAWN_SCHEMA, drawn_ties
from lifeworld.constellations.core.proximity import MIN_CUSTOMERS, ProximityModel, predict_proximity, proximity_model
from lifeworld.constellations.core.proximity.ordinal import (
    PSEUDO_DRAWINGS,
    RIDGE,
    Drawings,
    drawings,
    fit,
    penalised,
)

CATEGORIES = ["peers", "family_friends", "strangers", "focal_provider"]
CLOSE = {"peers": 0.0, "family_friends": 1.2, "strangers": -1.5, "focal_provider": 0.5}


def study(seed: int, n_customers: int, n_drawn: int, rings: tuple[int, ...] = (3,), mood: float = 0.7) -> pl.DataFrame:
    """Ties with features and the true ring: distances have a customer effect (sd ``mood``), features may be missing.

    The first ``n_drawn`` customers drew a map, and left every fourth of their actors out.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for c in range(n_customers):
        own, k = rng.normal(0, mood), int(rng.choice(rings))
        for a in range(int(rng.integers(3, 9))):
            category = str(rng.choice(CATEGORIES))
            we, often = float(rng.beta(1, 3)), float(rng.exponential(1.0))
            score = CLOSE[category] + 4.0 * (we - 0.25) + 0.8 * (often - 1.0) + own + rng.logistic()
            distance = 1.0 / (1.0 + np.exp(0.8 * score))
            rows.append((f"c{c:04}", f"{category}:{a}", f"{a}", category, None if rng.random() < 0.2 else we, often,
                         int(np.ceil(distance * k)), k, c < n_drawn and a % 4 != 3))
    columns = ["customer", "actor", "name", "category", "we", "often", "ring", "rings", "in_map"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def split(truth: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The three frames that ``predict_proximity`` takes."""
    ties = truth.select("customer", "actor", "name", "category")
    features = truth.select("customer", "actor", "we", "often")
    placed = truth.filter("in_map").select(
        "customer", pl.col("name").alias("actor"), "category", "ring", "rings",
        *(pl.lit(None, t).alias(n) for n, t in (("x", pl.Float64), ("y", pl.Float64))), pl.lit(1.0).alias("size"),
        pl.lit(None, pl.String).alias("wording"), pl.lit(1.0).alias("completeness"),
    )
    return ties, drawn_ties(placed.cast(dict(DRAWN_SCHEMA))), features


def brute_force(
    theta: np.ndarray, beta: np.ndarray, rows: list[tuple[np.ndarray, int, int]], cuts: list[float]
) -> float:
    """The penalised negative log-likelihood, row (features, ring, rings) by row from the definition."""
    at = {0.0: -np.inf, 1.0: np.inf} | dict(zip(cuts, theta, strict=True))

    def share(low: float, high: float, score: float) -> float:
        return float(logistic.cdf(at[high] + score) - logistic.cdf(at[low] + score))

    total = RIDGE / 2 * float(beta @ beta)
    for row, j, k in rows:
        total -= np.log(share(round((j - 1) / k, 12), round(j / k, 12), float(row @ beta)))
    for low, high in itertools.pairwise([0.0, *cuts, 1.0]):
        total -= PSEUDO_DRAWINGS * (high - low) * np.log(share(low, high, 0.0))
    return total


def tiny() -> tuple[Drawings, list[tuple[np.ndarray, int, int]]]:
    """Twelve drawn actors on maps of two, three and four rings, two features."""
    rng = np.random.default_rng(5)
    ring, rings = [1, 2, 3, 1, 2, 3, 4, 1, 1, 2, 3, 2], [3, 3, 3, 4, 4, 4, 4, 2, 3, 2, 3, 3]
    x = rng.normal(size=(12, 2))
    return drawings(x, np.array(ring), np.array(rings)), list(zip(x, ring, rings, strict=True))


def test_the_likelihood_and_its_gradient_agree_with_brute_force() -> None:
    data, rows = tiny()
    assert data.cuts.tolist() == pytest.approx([0.25, 1 / 3, 0.5, 2 / 3, 0.75])
    rng = np.random.default_rng(6)
    for _ in range(5):
        theta, beta = np.sort(rng.normal(0, 2, 5)), rng.normal(size=2)
        value, slope = penalised(theta, beta, data)
        assert value == pytest.approx(brute_force(theta, beta, rows, data.cuts.tolist()), rel=1e-12)
        numeric = approx_fprime(np.concatenate([theta, beta]), lambda z: penalised(z[:5], z[5:], data)[0], 1e-7)
        assert slope == pytest.approx(numeric, abs=1e-4)


@pytest.mark.once
def test_the_fit_is_the_optimum_that_a_search_without_gradient_finds() -> None:
    data, rows = tiny()
    found = fit(data, np.arange(12))

    def objective(z: np.ndarray) -> float:
        theta = np.cumsum(np.concatenate([z[:1], np.exp(z[1:5])]))
        return brute_force(theta, z[5:], rows, data.cuts.tolist())

    searched = minimize(objective, np.zeros(7), method="Nelder-Mead",
                        options={"maxiter": 40000, "maxfev": 40000, "xatol": 1e-9, "fatol": 1e-13, "adaptive": True})
    theta = np.cumsum(np.concatenate([searched.x[:1], np.exp(searched.x[1:5])]))
    assert found.theta == pytest.approx(theta, abs=1e-4)
    assert found.beta == pytest.approx(searched.x[5:], abs=1e-4)
    assert np.abs(penalised(found.theta, found.beta, data)[1]).max() < 1e-9


def test_the_covariance_is_the_inverse_information_of_many_independent_actors() -> None:
    rng = np.random.default_rng(8)
    x = rng.normal(size=(4000, 2))
    latent = x @ np.array([1.0, -0.5]) + rng.logistic(size=4000)
    ring = 1 + (latent < 0.5).astype(int) + (latent < -1.0)
    data = drawings(x, ring, np.full(4000, 3))
    found = fit(data, np.arange(4000))
    both = np.concatenate([found.theta, found.beta])
    hessian = np.column_stack([
        (penalised(*np.split(both + e, [2]), data)[1] - penalised(*np.split(both - e, [2]), data)[1]) / 2e-5
        for e in np.eye(4) * 1e-5
    ])
    assert np.diag(found.covariance) == pytest.approx(np.diag(np.linalg.inv(hessian)), rel=0.1)
    assert found.theta == pytest.approx([-0.5, 1.0], abs=4 * np.sqrt(found.covariance[0, 0]))
    assert found.beta == pytest.approx([1.0, -0.5], abs=4 * np.sqrt(found.covariance[2, 2]))


def test_actors_of_one_customer_that_are_alike_widen_the_covariance() -> None:
    rng = np.random.default_rng(9)
    customer = np.repeat(np.arange(60), 10)
    latent = rng.normal(0, 2, 60)[customer] + rng.logistic(size=600)
    data = drawings(np.zeros((600, 0)), 1 + (latent < 0).astype(int), np.full(600, 2))
    alone, together = fit(data, np.arange(600)), fit(data, customer)
    assert together.theta == pytest.approx(alone.theta, abs=1e-12)
    assert together.covariance[0, 0] > 3 * alone.covariance[0, 0]


def test_nothing_is_predicted_until_thirty_customers_drew_a_map() -> None:
    truth = study(1, 60, 29)
    result = predict_proximity(*split(truth))
    undrawn = truth["in_map"].not_()
    assert result.filter(undrawn)["proximity"].null_count() == undrawn.sum()
    assert result.filter(undrawn)["proximity_source"].null_count() == undrawn.sum()
    assert set(result.filter(~undrawn)["proximity_source"]) == {"drawn"}
    assert MIN_CUSTOMERS == 30
    enough = predict_proximity(*split(study(1, 60, 30)))
    assert enough["proximity"].null_count() == 0
    assert set(enough["proximity_source"]) == {"drawn", "predicted"}


def test_maps_without_actors_do_not_count_towards_the_thirty() -> None:
    ties, drawn, features = split(study(1, 60, 29))
    empty = pl.DataFrame({"customer": ["c0055", "c0056"], "completeness": [1.0, 1.0]})
    result = predict_proximity(ties, pl.concat([drawn, empty], how="diagonal"), features)
    assert set(result["proximity_source"]) == {"drawn", None}


def test_without_any_map_every_proximity_is_unknown() -> None:
    ties, drawn, features = split(study(16, 5, 0))
    assert drawn.is_empty()
    result = predict_proximity(ties, drawn, features)
    assert result.columns == predict_proximity(*split(study(16, 5, 5))).columns
    assert result.schema["proximity"] == pl.Float64
    assert result.select(pl.col("^proximity.*$").null_count()).row(0) == (ties.height,) * 4


def test_drawn_ties_keep_the_middle_and_the_borders_of_their_ring() -> None:
    truth = study(2, 40, 40, rings=(3, 4))
    drawn = predict_proximity(*split(truth)).with_columns(truth["ring"], truth["rings"]).filter(truth["in_map"])
    ring, k = drawn["ring"].to_numpy(), drawn["rings"].to_numpy()
    assert drawn["proximity"].to_numpy() == pytest.approx(1 - (ring - 0.5) / k)
    assert drawn["proximity_low"].to_numpy() == pytest.approx(1 - ring / k)
    assert drawn["proximity_high"].to_numpy() == pytest.approx(1 - (ring - 1) / k)


def test_the_self_has_no_proximity() -> None:
    ties, drawn, features = split(study(3, 40, 35))
    selves = pl.DataFrame({"customer": ["c0000", "c0039"], "actor": ["self"] * 2, "name": ["self"] * 2,
                           "category": ["self"] * 2})
    result = predict_proximity(pl.concat([ties, selves]), drawn, features).filter(pl.col("category") == "self")
    assert result.select(pl.col("^proximity.*$").null_count()).row(0) == (2, 2, 2, 2)


def test_the_order_of_closeness_is_recovered() -> None:
    truth = study(4, 400, 150)
    result = predict_proximity(*split(truth)).with_columns(truth["ring"], truth["in_map"])
    predicted = result.filter(~pl.col("in_map"))
    rank = np.corrcoef(predicted["proximity"].rank(), -predicted["ring"].rank())[0, 1]
    assert rank > 0.45
    means = dict(predicted.group_by("category").agg(pl.col("proximity").mean()).rows())
    assert means["family_friends"] > means["focal_provider"] > means["peers"] > means["strangers"]
    model = proximity_model(*split(truth))
    assert model is not None and model.n_customers == 150 and model.rings == 3
    beta = dict(zip(model.design.names, model.ordinal.beta.tolist(), strict=True))
    assert beta["feature often"] > 0.3 and beta["feature we"] > 0.3
    assert beta["category family_friends"] > beta["category strangers"] + 1


def claimed(model: ProximityModel, truth: pl.DataFrame, low: pl.Series, high: pl.Series) -> float:
    """The mass that the model itself puts between the borders, added up over ties."""
    shares = model.ring_shares(truth.rename({"we": "feature we", "often": "feature often"}))
    below = np.cumsum(np.column_stack([np.zeros(len(shares)), shares]), axis=1)
    row, k = np.arange(len(shares)), model.rings
    first, last = (np.round((1 - side.to_numpy()) * k).astype(int) for side in (high, low))
    return float((below[row, last] - below[row, first]).sum())


@pytest.mark.once
@pytest.mark.parametrize(("n_drawn", "rings"), [(30, (7,)), (60, (5,)), (120, (3, 4, 5))])
def test_intervals_hold_the_true_ring_as_often_as_they_claim(n_drawn: int, rings: tuple[int, ...]) -> None:
    # whole rings over-cover: 40 studies of each kind gave .94 to .97 where .94 to .97 was claimed
    held, mass, width, n = 0, 0.0, 0.0, 0
    for seed in range(12):
        truth = study(100 + seed, n_drawn + 60, n_drawn, rings=rings)
        frames = split(truth)
        model, undrawn = proximity_model(*frames), ~truth["in_map"]
        assert model is not None
        result, truth = predict_proximity(*frames).filter(undrawn), truth.filter(undrawn)
        low, high = result["proximity_low"], result["proximity_high"]
        middle = 1 - (truth["ring"] - 0.5) / truth["rings"]
        held += int(((middle >= low - 1e-9) & (middle <= high + 1e-9)).sum())
        mass += claimed(model, truth, low, high)
        width += float((high - low).sum())
        n += result.height
    assert held / n == pytest.approx(mass / n, abs=0.02)
    assert 0.89 <= held / n <= 0.985
    assert width / n < 0.9


def test_order_of_rows_columns_and_frames_does_not_matter() -> None:
    truth = study(7, 80, 50, rings=(3, 4))
    ties, drawn, features = split(truth)
    before = predict_proximity(ties, drawn, features)
    turned = features.select("often", "actor", "we", "customer")
    shuffled = [frame.sample(fraction=1, shuffle=True, seed=i) for i, frame in enumerate((ties, drawn, turned))]
    after = predict_proximity(*shuffled)
    keys = ["customer", "actor"]
    plt.assert_frame_equal(before.sort(keys), after.sort(keys), abs_tol=1e-9, rel_tol=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([(2,), (3,), (4, 5), (1, 3)]))
def test_intervals_are_borders_of_rings_around_the_value(seed: int, rings: tuple[int, ...]) -> None:
    truth = study(seed, 45, 36, rings=rings)
    result = predict_proximity(*split(truth))
    model = proximity_model(*split(truth))
    predicted = result.filter(pl.col("proximity_source") == "predicted")
    assert (result["proximity_low"] <= result["proximity"]).all()
    assert (result["proximity"] <= result["proximity_high"]).all()
    if model is None:
        assert predicted.is_empty()
        return
    assert predicted["proximity"].is_between(0, 1).all()
    for name in ("proximity_low", "proximity_high"):
        steps = predicted[name].to_numpy() * model.rings
        on_border = np.abs(steps - np.round(steps)) < 1e-9
        assert (on_border | (predicted[name] == predicted["proximity"]).to_numpy()).all()


def test_without_features_the_category_predicts() -> None:
    truth = study(11, 120, 90)
    ties, drawn, _ = split(truth)
    result = predict_proximity(ties, drawn)
    values = result.filter(~truth["in_map"]).group_by("category").agg(pl.col("proximity").n_unique())
    assert values["proximity"].to_list() == [1] * 4


def test_what_is_missing_or_unseen_adds_its_uncertainty() -> None:
    truth = study(12, 200, 150)
    extra = pl.DataFrame({"customer": ["x", "x"], "actor": ["a", "b"], "name": ["a", "b"],
                          "category": ["peers", "other_providers"], "we": [None, 0.25], "often": [1.0, 1.0]})
    ties, drawn, features = split(truth)
    model = proximity_model(pl.concat([ties, extra.select(ties.columns)]), drawn, features)
    assert model is not None
    design, fitted = model.design, model.ordinal
    names, m = list(design.names), fitted.cuts.size
    unseen = names.index("category other_providers")
    assert fitted.beta[unseen] == pytest.approx(0)
    assert fitted.covariance[m + unseen, m + unseen] == pytest.approx(1 / RIDGE)
    frame = extra.rename({"we": "feature we", "often": "feature often"})
    x, missing = design.matrix(frame)
    assert missing.tolist() == [[False, True], [False, False]]
    for row, shares in enumerate(model.ring_shares(frame)):
        below = []
        for c in range(m):
            direction = np.concatenate([np.eye(m)[c], x[row]])
            variance = direction @ fitted.covariance @ direction
            variance += fitted.beta[names.index("feature we")] ** 2 if row == 0 else 0
            below.append(logistic.cdf((fitted.theta[c] + x[row] @ fitted.beta) / np.sqrt(1 + np.pi * variance / 8)))
        assert np.cumsum(shares)[:-1] == pytest.approx(below)


def test_a_tie_may_be_matched_by_its_actor_key() -> None:
    ties, drawn, features = split(study(13, 50, 40))
    keyed = drawn.with_columns(actor=pl.concat_str("category", pl.lit(":"), "name")).drop("name", "category")
    plt.assert_frame_equal(predict_proximity(ties, drawn, features), predict_proximity(ties, keyed, features))


def test_extreme_studies_stay_finite() -> None:
    truth = study(14, 60, 40).with_columns(ring=pl.lit(1, pl.Int64), often=pl.lit(2.0))
    ties, drawn, features = split(truth)
    result = predict_proximity(ties, drawn, features.with_columns(never=pl.lit(None, pl.Float64)))
    assert result["proximity"].is_finite().all()
    assert (result.filter(~truth["in_map"])["proximity"] > 0.75).all()


def test_wrong_features_are_errors() -> None:
    ties, drawn, features = split(study(15, 40, 35))
    with pytest.raises(ValueError, match="not a number"):
        predict_proximity(ties, drawn, features.with_columns(why=pl.lit("because")))
    with pytest.raises(ValueError, match="more than one row"):
        predict_proximity(ties, drawn, pl.concat([features, features[:1]]))
    with pytest.raises(ValueError, match="infinite"):
        predict_proximity(ties, drawn, features.with_columns(often=pl.lit(float("inf"))))
    with pytest.raises(ValueError, match="more than once"):
        predict_proximity(ties, pl.concat([drawn, drawn[:1]]), features)
