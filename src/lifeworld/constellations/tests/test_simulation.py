"""The simulator: what is true is what endless statements show, coders err as they are said to, and worlds are repeatable."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.constellations.core.said import proportions
from lifeworld.constellations.core.simulation.coders import CODERS, coder_named, implied_brier, with_errors
from lifeworld.constellations.core.simulation.coding import coded
from lifeworld.constellations.core.simulation.gifts import expected_gifts
from lifeworld.constellations.core.simulation.people import customer_keys, people
from lifeworld.constellations.core.simulation.speech import speech
from lifeworld.constellations.core.simulation.study import mapped_study, simulated_study
from lifeworld.constellations.core.simulation.truth import truth_of
from lifeworld.constellations.core.simulation.world import EVEN_WORLD, MIXED, World
from lifeworld.kit.errors import InputRefused

W = World()


@settings(max_examples=30, deadline=None)
@given(chance=st.lists(st.floats(0, 1), min_size=6, max_size=6), seed=st.integers(0, 1000))
def test_expected_gifts_are_those_of_every_set_of_codes(chance: list[float], seed: int) -> None:
    p = np.array([chance], np.float32)
    w = np.random.default_rng(seed).uniform(0.1, 1, (1, 6)).astype(np.float32)
    slow = np.zeros(6)
    for subset in range(1, 64):
        has = np.array([subset >> c & 1 for c in range(6)], bool)
        slow[has] += np.where(has, p[0], 1 - p[0]).prod() * (w[0] / w[0][has].sum())[has]
    np.testing.assert_allclose(expected_gifts(p, w)[0], slow, atol=2e-6)
    assert expected_gifts(p, w).sum() == pytest.approx(1 - (1 - p).prod(), abs=1e-5)


@pytest.mark.parametrize("name", CODERS)
def test_the_truth_is_what_endless_statements_show(name: str) -> None:
    coder = coder_named(name)
    crowd = replace(people(W, customer_keys(7, 0, 4)), n_statements=np.full(4, 8000))
    study = mapped_study(crowd, speech(W, crowd), coder)
    truth = truth_of(W, crowd, coder)
    rows = study.gathered.rows
    shown = rows.said / np.bincount(rows.customer, rows.said)[rows.customer]
    np.testing.assert_allclose(study.true_relevance(truth), shown, atol=0.02)
    share = proportions(study.found.probability[:, 6:])
    drivers = np.stack([np.bincount(study.spoken.customer, column) for column in share.T], axis=1)
    np.testing.assert_allclose(truth.drivers, drivers / drivers.sum(axis=1, keepdims=True), atol=0.02)


@pytest.mark.parametrize("name", ["dev", "interviews"])
def test_a_coder_finds_and_errs_as_it_is_said_to(name: str) -> None:
    coder = coder_named(name)
    crowd = people(W, customer_keys(8, 0, 3000))
    spoken = speech(W, crowd)
    marked = coded(spoken, crowd.key, coder).probability > 0
    finds = np.array([marked[spoken.codes[:, c], c].mean() for c in range(12)])
    errs = np.array([marked[~spoken.codes[:, c], c].mean() for c in range(12)])
    np.testing.assert_allclose(finds, coder.sensitivity, atol=0.03)
    np.testing.assert_allclose(errs, coder.false_rate, atol=0.01)
    assert (implied_brier(coder) < 0.25).all()


def test_fewer_errors_lie_between_the_coder_and_none() -> None:
    half = with_errors(coder_named("interviews"), 0.5)
    assert (half.sensitivity > coder_named("interviews").sensitivity).all()
    assert (half.false_rate < coder_named("interviews").false_rate).all()
    assert with_errors(half, 0).exact


def test_a_customer_is_the_same_in_any_company_and_says_the_same_first() -> None:
    keys = customer_keys(1, 2, 30)
    alone, together = people(W, keys[7:8]), people(W, keys)
    np.testing.assert_array_equal(alone.logit[0], together.logit[7])
    np.testing.assert_allclose(truth_of(W, alone).relevance[0], truth_of(W, together).relevance[7], atol=1e-6)
    short, long = (replace(together, n_statements=np.full(30, n)) for n in (5, 20))
    few, many = speech(W, short), speech(W, long)
    np.testing.assert_array_equal(few.codes, many.codes[many.number < 5])


def test_a_study_is_repeatable_and_studies_differ() -> None:
    first, again, other = (simulated_study(W, coder_named("dev"), 3, n, 20) for n in (0, 0, 1))
    np.testing.assert_array_equal(first.mapped.relevance_low, again.mapped.relevance_low)
    assert first.mapped.drivers.tolist() != other.mapped.drivers.tolist()


def test_a_third_is_mixed_and_talk_is_heavy_tailed() -> None:
    crowd = people(W, customer_keys(2, 0, 6000))
    assert (crowd.stratum == MIXED).mean() == pytest.approx(1 / 3, abs=0.02)
    assert crowd.n_statements.min() == 3
    assert crowd.n_statements.max() == 40
    assert np.median(crowd.n_statements) == 8
    np.testing.assert_allclose(crowd.weights.sum(axis=2), 1)


def test_the_even_world_has_no_type() -> None:
    truth = truth_of(EVEN_WORLD, people(EVEN_WORLD, customer_keys(0, 0, 50)))
    shares = truth.categories.mean(axis=0)
    assert shares[0] == pytest.approx(shares[3:].sum(), abs=0.01)
    assert shares[0] == pytest.approx(shares[1], abs=0.01)
    np.testing.assert_allclose(truth.drivers, 1 / 6, atol=0.01)


def test_unknown_coders_and_impossible_worlds_are_refused() -> None:
    with pytest.raises(InputRefused, match="no simulated coder"):
        coder_named("oracle")
    with pytest.raises(InputRefused, match="statements a customer"):
        World(statements=0)
