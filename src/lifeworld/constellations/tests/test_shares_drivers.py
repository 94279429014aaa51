"""What goes with an outcome although the codes are mismeasured: attenuation, and that the correction takes it out."""

from __future__ import annotations

import numpy as np
import pytest

from lifeworld.constellations.core.impact.intervals import coefficient_intervals
from lifeworld.constellations.core.shares.attenuation import SLOPES, expected, outcomes
from lifeworld.constellations.core.shares.drivers import ThreeTimes, trust, weighed

STUDIES = 40


@pytest.fixture(scope="module")
def found() -> list[ThreeTimes]:
    return [weighed(outcomes(1500, 250, 0.8, 0.9, 7, study), study, draws=128) for study in range(STUDIES)]


def test_the_models_errors_pull_coefficients_and_r2_towards_0(found: list[ThreeTimes]) -> None:
    slopes, r2 = expected()
    mean = np.mean([one.model.coefficient for one in found], axis=0)
    assert (np.abs(mean[:3]) < 0.8 * np.abs(slopes[:3])).all()
    assert np.mean([one.model.r2 for one in found]) < 0.6 * r2


def test_corrected_coefficients_are_right_on_average_and_hold_the_truth(found: list[ThreeTimes]) -> None:
    slopes, r2 = expected()
    values = np.array([one.corrected.coefficient for one in found])
    assert np.abs(values.mean(axis=0) - slopes).max() < 4 * (values.std(axis=0) / np.sqrt(STUDIES)).max()
    ends = [coefficient_intervals(one.corrected) for one in found]
    held = np.mean([(end.low <= slopes) & (slopes <= end.high) for end in ends])
    assert 0.8 < held <= 1.0
    assert np.mean([one.corrected.adjusted.sum() for one in found]) == pytest.approx(r2, abs=0.03)


def test_corrected_varies_less_than_people_alone(found: list[ThreeTimes]) -> None:
    spread = {kind: np.std([getattr(one, kind).coefficient for one in found], axis=0).mean() for kind in ("corrected", "people")}
    assert spread["corrected"] < spread["people"]


def test_a_model_that_is_never_wrong_needs_no_correction() -> None:
    one = weighed(outcomes(1500, 250, 1.0, 1.0, 8, 0), 0, draws=16)
    assert one.corrected.coefficient == pytest.approx(one.model.coefficient, abs=0.06)
    assert len(one.model.coefficient) == len(SLOPES)


def test_a_model_that_says_nothing_is_not_trusted() -> None:
    noise = np.random.default_rng(0)
    people, model = noise.normal(size=(4000, 1)), noise.normal(size=(4000, 1))
    assert trust(people, model, np.ones(4000), 0.1)[0] < 0.06
    assert trust(people, people, np.ones(4000), 0.1)[0] == pytest.approx(1 / 1.1)


def test_nothing_read_is_refused() -> None:
    data = outcomes(50, 10, 0.8, 0.9, 1, 0)
    nothing = type(data)(data.labels, data.outcome, data.length, data.customer, data.keys, data.rows[:0], data.true[:0], data.inclusion[:0])
    with pytest.raises(ValueError, match="nobody read"):
        weighed(nothing, 0)
