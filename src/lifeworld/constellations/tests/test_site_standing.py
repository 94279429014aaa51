"""Whose codes stand: settled before people, people by majority, the model where people are even or nobody read."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.constellations.core.standing import MODEL, NOBODY, PEOPLE, SETTLED, Modelled, Readings, counted_stood, standing
from lifeworld.voices.core.codebook import CODES

N = 4
COLUMNS = ("row", "settled", "judged", "present", "stale", "valence")


def readings(rows: list[tuple[int, bool, list[bool], list[bool], float | None]]) -> Readings:
    """Rows of statement, settled, judged and present of the first codes, valence; the other codes are not judged."""
    k = len(CODES)
    judged, present = (
        np.array([[*row[side], *[False] * (k - len(row[side]))] for row in rows], np.bool_).reshape(-1, k) for side in (2, 3))
    valence = np.array([np.nan if row[4] is None else row[4] for row in rows], np.float64)
    return Readings(np.array([row[0] for row in rows], np.int64), np.array([row[1] for row in rows], np.bool_), judged, present,
                    np.zeros_like(judged), valence)


def modelled(probability: float = 0.8) -> Modelled:
    p = np.full((N, len(CODES)), probability)
    return Modelled(p, p > 0.5, np.full(N, 0.25), np.array([True, True, True, False]))


def taken(of: Readings, order: np.ndarray) -> Readings:
    return Readings(*(getattr(of, name)[order] for name in COLUMNS))


some = st.lists(st.booleans(), min_size=3, max_size=3)
row = st.tuples(st.integers(0, N - 1), st.booleans(), some, some, st.none() | st.floats(-1, 1))


@given(st.lists(row, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_readings_does_not_matter(rows: list, random) -> None:
    one = readings(rows)
    order = list(range(len(rows)))
    random.shuffle(order)
    a, b = standing(modelled(), one), standing(modelled(), taken(one, np.array(order, np.int64)))
    for name in ("probability", "present", "stood", "stale", "even"):
        assert np.array_equal(getattr(a, name), getattr(b, name))
    assert np.allclose(a.valence, b.valence)


@given(st.lists(row, max_size=12))
def test_a_code_stands_as_a_count_by_hand_says(rows: list) -> None:
    found = standing(modelled(), readings(rows))
    for statement in range(N):
        own = [one for one in rows if one[0] == statement]
        settled = [one for one in own if one[1]]
        stand = settled or own
        assert found.stood[statement] == (SETTLED if settled else PEOPLE if own else MODEL if statement < 3 else NOBODY)
        for code in range(3):
            judged = [one[3][code] for one in stand if one[2][code]]
            if judged and 2 * sum(judged) != len(judged):
                assert found.present[statement, code] == (2 * sum(judged) > len(judged))
                assert found.probability[statement, code] == found.present[statement, code]
            else:
                assert found.probability[statement, code] == 0.8
        given_valence = [one[4] for one in stand if one[4] is not None]
        assert np.isclose(found.valence[statement], np.mean(given_valence) if given_valence else 0.25)


def test_people_who_are_even_leave_it_to_the_model() -> None:
    two = readings([(0, False, [True], [True], None), (0, False, [True], [False], None)])
    for probability, there in ((0.8, True), (0.2, False)):
        found = standing(modelled(probability), two)
        assert found.even[0] and not found.even[1] and bool(found.present[0, 0]) is there


def test_nothing_read_stands_for_nobody() -> None:
    found = standing(Modelled.none(2), Readings.none())
    assert not found.present.any() and counted_stood(found) == [("nobody", 2), ("the model", 0), ("people", 0), ("settled", 0)]
