"""The same route: what must match, what must not, and what may change nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.plugin import InputRefused
from lifeworld_running.core.routes import Signature, SignatureBlock, match, screen, signature
from lifeworld_running.core.routes.planted import TRAPS, WAYS, joined, length_m, out_and_back, recorded, streets, stretch

RECORDINGS = ({}, {"every_s": "smart"}, {"every_s": 5.0}, {"drift": False})
SEEDS = st.integers(0, 10**6)


def signed(way, key: int, kind: int = 0, **more) -> Signature:
    run = recorded(way, key, **(RECORDINGS[kind % 4] | more))
    found = signature(run.lat, run.lon)
    assert found is not None
    return found


@pytest.mark.parametrize("name", WAYS)
def test_two_recordings_of_one_way_match(name: str) -> None:
    for key in range(12):
        way = WAYS[name](key)
        found = match(signed(way, 2 * key, key), signed(way, 2 * key + 1, key // 4))
        assert found.same, found.why
        assert not found.reversed
        assert found.mean_m < 15


@pytest.mark.parametrize("name", TRAPS)
def test_ways_that_look_alike_do_not_match(name: str) -> None:
    for key in range(12):
        one, other = TRAPS[name](key)
        found = match(signed(one, 2 * key, key), signed(other, 2 * key + 1, key // 4))
        assert not found.same
        assert found.why.endswith(".")


@pytest.mark.parametrize("missed", [62, -62, 90])
def test_a_missed_turn_around_does_not_match_although_the_length_hardly_differs(missed: float) -> None:
    """Acceptance 20: an out-and-back whose turn-around was missed is another run."""
    way = streets(4, 60)
    turn = length_m(way) - 200
    one, other = signed(out_and_back(way, turn), 1), signed(out_and_back(way, turn + missed), 2)
    assert abs(one.length_m - other.length_m) < 0.05 * one.length_m
    assert not match(one, other).same
    assert match(one, signed(out_and_back(way, turn), 3)).same


def test_the_other_direction_is_flagged_and_an_out_and_back_has_none() -> None:
    way = streets(5, 50)
    assert match(signed(way, 1), signed(way[:, ::-1], 2)).reversed
    there = out_and_back(way)
    found = match(signed(there, 1), signed(there[:, ::-1], 2))
    assert found.same
    assert not found.reversed


@given(SEEDS, SEEDS, st.sampled_from(sorted(TRAPS)), st.booleans())
@settings(max_examples=25, deadline=None)
def test_match_is_symmetric(a: int, b: int, name: str, same: bool) -> None:
    one, other = TRAPS[name](a % 50)
    first, second = signed(one, a, a), signed(one if same else other, b, b)
    there, back = match(first, second), match(second, first)
    assert (there.same, there.reversed) == (back.same, back.reversed)
    assert there.mean_m == pytest.approx(back.mean_m, nan_ok=True)
    assert there.max_m == pytest.approx(back.max_m, nan_ok=True)


@given(SEEDS, st.sampled_from(sorted(WAYS)))
@settings(max_examples=25, deadline=None)
def test_reversing_twice_and_keeping_as_bytes_change_nothing(key: int, name: str) -> None:
    one = signed(WAYS[name](key % 50), key, key)
    assert one.reversed().reversed() == one
    assert Signature.from_bytes(one.to_bytes()) == one
    assert Signature.from_bytes(one.to_bytes()).digest == one.digest
    assert match(one, one.reversed()).same


@given(SEEDS, st.sampled_from(sorted(WAYS)), st.integers(2, 9))
@settings(max_examples=20, deadline=None)
def test_how_often_a_position_was_recorded_hardly_matters(key: int, name: str, every_s: int) -> None:
    way = WAYS[name](key % 50)
    one, other = signed(way, key, noise_m=0.01), signed(way, key, noise_m=0.01, every_s=float(every_s))
    found = match(one, other)
    assert found.same, found.why
    assert abs(one.length_m - other.length_m) < 0.04 * one.length_m


@given(st.integers(0, 40), st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None)
def test_screening_says_what_matching_says_in_any_order(key: int, random) -> None:
    query = signed(streets(key, 60), 1)
    many = [signed(way, 10 * key + i, i) for i, trap in enumerate(sorted(TRAPS)) for way in TRAPS[trap](key)]
    many += [signed(streets(key, 60)[:, ::-1], 77), signed(streets(key, 60), 78, 1)]
    random.shuffle(many)
    found = screen(query, SignatureBlock.of(many))
    expected = [match(query, one) for one in many]
    assert found.at.tolist() == [i for i, one in enumerate(expected) if one.same]
    assert found.reversed.tolist() == [one.reversed for one in expected if one.same]
    assert found.n_checked + sum(found.dropped.values()) == len(many)


def test_anywhere_on_earth_but_the_poles() -> None:
    way = streets(3, 60)
    for lat, lon in ((52.5, 13.4), (0.0, 0.0), (-33.9, 151.2), (69.6, 18.9), (10.0, 179.99), (10.0, -179.99), (52.5, 179.995)):
        one, other = signed(way, 1, lat0=lat, lon0=lon), signed(way, 2, 1, lat0=lat, lon0=lon)
        assert match(one, other).same, (lat, lon)
        assert screen(one, SignatureBlock.of([other])).at.tolist() == [0]
    run = recorded(way, 1, lat0=88.0)
    assert signature(run.lat, run.lon) is None


def test_a_west_and_an_east_recording_of_a_way_over_the_date_line_match() -> None:
    way = streets(3, 60)
    run = recorded(way, 1, lat0=10.0, lon0=179.995)
    one, other = signature(run.lat, run.lon), signature(run.lat, (run.lon + 180) % 360 - 180)
    assert one is not None
    assert other is not None
    assert match(one, other).same


def test_too_little_has_no_signature_and_gaps_are_no_positions() -> None:
    assert signature([], []) is None
    assert signature([np.nan] * 5, [np.nan] * 5) is None
    assert signature([52.5, 52.501], [13.4, 13.4]) is None
    assert signature([52.5] * 5000, [13.4] * 5000) is None
    way = streets(3, 60)
    run = recorded(way, 1)
    lat = run.lat.copy()
    lat[::3] = np.nan
    one, other = signature(run.lat, run.lon), signature(lat, run.lon)
    assert one is not None
    assert other is not None
    assert match(one, other).same


def test_long_ways_too() -> None:
    way = joined(*(streets(8, 90) + np.array([[1e3 * i], [0.0]]) for i in range(4)))
    one, other = signed(way, 1), signed(way, 2, 2)
    assert one.n >= 2048
    assert match(one, other).same
    short = stretch(way, 0, length_m(way) - 300)
    assert not match(one, signed(short, 3)).same


def test_bytes_that_are_no_signature_are_refused() -> None:
    for kept in (b"", b"123", bytes(100), signed(streets(1, 30), 1).to_bytes()[:-1]):
        with pytest.raises(InputRefused, match="no signature"):
            Signature.from_bytes(kept)
