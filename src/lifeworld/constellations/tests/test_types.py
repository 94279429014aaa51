"""Types: dominance, grades, ties and reasons, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.constellations.core import types
from lifeworld.constellations.core.reasons import FAILS, HOLDS, UNCLEAR, UNKNOWN, row_sentence, states

NAN = float("nan")
share = st.floats(0, 1, allow_nan=False, width=32)


def one(value: float) -> np.ndarray:
    return np.array([[value]], np.float32)


def traits(size=2.0, role=(0.5, 0.2, 0.1), drivers=(0.5, 0.2, 0.1), near=(NAN, NAN, NAN)) -> types.Traits:
    return types.Traits(one(size), tuple(map(one, role)), tuple(map(one, drivers)), tuple(map(one, near)))


@pytest.mark.parametrize(("size", "small"), [(0, 1), (3, 1), (4, 2 / 3), (4.5, 0.5), (6, 0), (9, 0)])
def test_smallness(size: float, small: float) -> None:
    assert types.smallness(one(size))[0, 0] == pytest.approx(small)


def test_grades_by_hand_without_proximity() -> None:
    # role: dom = clip(.5 + 2 (.5 - .2)) = 1, clip(.5 + 2 (.2 - .5)) = 0, clip(.5 + 2 (.1 - .5)) = 0; drivers alike
    individual, brand, social = types.grades(types.conditions(traits()))
    assert individual[0, 0] == pytest.approx((1 * 1 + 2 * 1 + 2 * 1) / 5)
    assert brand[0, 0] == 0  # no condition on size: weights 2 + 2
    assert social[0, 0] == 0  # large = 0


def test_grades_by_hand_with_proximity() -> None:
    individual, brand, social = types.grades(types.conditions(traits(size=5, near=(0.25, 0.5, 0.75))))
    assert individual[0, 0] == pytest.approx((1 / 3 + 2 + 2 + 0.25) / 6)
    assert brand[0, 0] == pytest.approx((0 + 0 + 0.5) / 5)
    assert social[0, 0] == pytest.approx((2 / 3 + 0.75) / 6)


def test_only_the_known_proximities_count() -> None:
    _, brand, social = types.grades(types.conditions(traits(size=5, near=(NAN, 1.0, NAN))))
    assert brand[0, 0] == pytest.approx(1 / 5)
    assert social[0, 0] == pytest.approx((2 / 3) / 5)


def test_a_tie_is_no_type() -> None:
    same = types.grades(types.conditions(traits(size=4.5, role=(0.3, 0.0, 0.3), drivers=(0.3, 0.0, 0.3))))
    assert types.best(same)[0, 0] == types.NO_TYPE


@given(a=share, b=share, c=share)
def test_dominance_is_fair_and_bounded(a: float, b: float, c: float) -> None:
    first = types.dominance((one(a), one(b), one(c)))
    turned = types.dominance((one(b), one(c), one(a)))
    assert [x[0, 0] for x in first] == [turned[2][0, 0], turned[0][0, 0], turned[1][0, 0]]
    assert all(0 <= x[0, 0] <= 1 for x in first)
    assert sum(x[0, 0] > 0.5 for x in first) <= 1


@given(size=st.floats(0, 12, width=32), role=st.tuples(share, share, share), drivers=st.tuples(share, share, share))
def test_grades_stay_between_0_and_1(size: float, role, drivers) -> None:
    for grade in types.grades(types.conditions(traits(size, role, drivers))):
        assert -1e-6 <= grade[0, 0] <= 1 + 1e-6


def test_states_at_the_borders() -> None:
    assert states(np.array([0.6, 0.4, 0.41, NAN], np.float32)).tolist() == [HOLDS, FAILS, UNCLEAR, UNKNOWN]


@pytest.mark.parametrize("type_index", [0, 1, 2])
def test_every_combination_reads_like_a_sentence(type_index: int) -> None:
    for code in range(4**4):
        state = tuple((code // 4**k) % 4 for k in range(4))
        if state[1] == UNKNOWN or state[2] == UNKNOWN:
            continue  # role and drivers are always known
        sentence = row_sentence(type_index, state)
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "  " not in sentence
        assert ": ." not in sentence


def test_size_words() -> None:
    small = types.smallness(np.array([0, 3, 4, 5, 6, 20], np.float32))
    assert types.size_class(small).tolist() == ["small", "small", "small", "large", "large", "large"]
