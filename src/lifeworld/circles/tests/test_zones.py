"""Private zones: what is hidden, and that nothing which is published tells of it."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.circles.core.zones import Zone, hidden, published, segment_hidden
from lifeworld.circles.core.zones.cutting import SHORTEST_SHOWN_M
from lifeworld.circles.core.zones.region import METRES_A_DEGREE, misled, region_of
from lifeworld.kit.errors import InputRefused

LAT, LON = 48.7, 9.1
secrets = st.integers(0, 2**62)
radii = st.sampled_from([100.0, 200.0, 450.0, 1000.0, 2000.0])


def degrees(x: np.ndarray, y: np.ndarray, lat: float = LAT, lon: float = LON) -> tuple[np.ndarray, np.ndarray]:
    """Positions of points that lie x metres east and y metres north."""
    return lat + y / METRES_A_DEGREE, (lon + x / METRES_A_DEGREE / np.cos(np.radians(lat)) + 180) % 360 - 180


def run_of(x: np.ndarray, y: np.ndarray) -> SimpleNamespace:
    """A track through points at 3 m/s that began on the first of June 2026 at 06:10."""
    lat, lon = degrees(x, y)
    way = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    return SimpleNamespace(started_us=1_780_294_200_000_000, time_s=way / 3, lat=lat, lon=lon, distance_m=way)


def out_and_back(radius: float, bearing: float) -> tuple[np.ndarray, np.ndarray]:
    """From the place straight on for 20 radii and back, a point every 10 m."""
    along = np.arange(0, 20 * radius, 10.0)
    along = np.concatenate([along, along[::-1]])
    return along * np.cos(bearing), along * np.sin(bearing)


@given(secrets, radii, st.floats(0, 6.28))
def test_nothing_within_the_radius_is_ever_shown_and_both_ends_are_cut(secret: int, radius: float, bearing: float) -> None:
    x, y = out_and_back(radius, bearing)
    hides = hidden(*degrees(x, y), [Zone(LAT, LON, radius, secret)])
    assert hides[np.hypot(x, y) <= radius].all()
    assert hides[0] and hides[-1] and not hides[len(x) // 2]
    assert (np.diff(np.flatnonzero(~hides)) == 1).all()


@given(secrets, radii)
def test_the_shape_is_the_same_for_ever_and_its_middle_is_not_the_place(secret: int, radius: float) -> None:
    zone = Zone(LAT, LON, radius, secret)
    region = region_of(zone)
    region_of.cache_clear()
    again = region_of(zone)
    assert (region.cells == again.cells).all() and region.corner == again.corner
    assert misled(region) > radius


@given(secrets)
def test_two_places_of_one_customer_are_hidden_by_different_shapes(secret: int) -> None:
    here, there = region_of(Zone(LAT, LON, 300, secret)), region_of(Zone(LAT + 0.02, LON, 300, secret))
    assert here.turn != there.turn


@given(secrets, st.floats(0, 6.28))
def test_no_island_is_shorter_than_the_shortest(secret: int, bearing: float) -> None:
    rng = np.random.default_rng(secret % 2**32)
    steps = np.cumsum(rng.normal(0, 18, (2, 1500)), axis=1)
    x, y = 1500 * np.cos(bearing) + steps[0], 1500 * np.sin(bearing) + steps[1]
    shown = published(run_of(x, y), [Zone(LAT, LON, 300, secret)])
    whole = [part for part in shown.parts if part.distance_m[-1] < SHORTEST_SHOWN_M * 0.99]
    assert not whole


@given(secrets)
def test_a_recording_with_a_gap_does_not_step_over_a_zone(secret: int) -> None:
    far = 30 * 300.0
    along = np.concatenate([np.arange(-2 * far, -far, 10), np.arange(far, 2 * far, 10)])
    shown = published(run_of(along, np.zeros(len(along))), [Zone(LAT, LON, 300, secret)])
    assert len(shown.parts) == 2
    assert not shown.whole


@given(secrets, st.floats(0, 6.28))
def test_what_is_published_does_not_change_with_what_is_hidden(secret: int, bearing: float) -> None:
    """Two tracks that differ in their hidden start alone are the same to others: no start time, no total, no altitude of it."""
    zone = Zone(LAT, LON, 200, secret)
    x, y = out_and_back(200, bearing)
    heights = 300 + 0.01 * np.hypot(x, y)
    run = run_of(x, y)
    shown = published(run, [zone], altitude_m=heights, columns={"heart_rate": np.full(len(x), 140.0)})
    n = 40
    wait = np.arange(n)
    delayed = SimpleNamespace(
        started_us=run.started_us - 500_000_000, lat=np.concatenate([np.full(n, run.lat[0]), run.lat]),
        lon=np.concatenate([np.full(n, run.lon[0]), run.lon]), time_s=np.concatenate([wait, run.time_s + 500]),
        distance_m=np.concatenate([wait, run.distance_m + 77]))
    other = published(delayed, [zone], altitude_m=np.concatenate([np.full(n, 900.0), heights]),
                      columns={"heart_rate": np.full(len(x) + n, 140.0)})
    assert shown.day == other.day == "2026-06-01"
    assert len(shown.parts) == len(other.parts) == 1
    one, two = shown.parts[0], other.parts[0]
    assert (one.lat == two.lat).all() and (one.lon == two.lon).all()
    for name in ("time_s", "distance_m", "altitude_m"):
        assert np.allclose(getattr(one, name), getattr(two, name), atol=1e-6)
        assert getattr(one, name)[0] == 0
    assert np.isclose(shown.distance_m, other.distance_m) and np.isclose(shown.seconds, other.seconds)
    assert len(one.columns["heart_rate"]) == len(one)


@given(secrets)
def test_tracks_by_one_way_end_at_the_same_spots(secret: int) -> None:
    """Twenty recordings of the same streets with other noise and other points: they end at one corner, at most at three."""
    zone, rng, ends = Zone(LAT, LON, 200, secret), np.random.default_rng(3), []
    legs = np.cumsum(np.concatenate([[0], np.tile([330, 330j, 330], 8)]))
    length = np.concatenate([[0], np.cumsum(np.abs(np.diff(legs)))])
    for _ in range(20):
        at = np.arange(rng.uniform(0, 10), length[-1], 10)
        points = np.interp(at, length, legs.real) + 1j * np.interp(at, length, legs.imag) + rng.normal(0, 1) + 1j * rng.normal(0, 1)
        hides = hidden(*degrees(points.real, points.imag), [zone])
        ends.append(points[np.flatnonzero(~hides)[0]])
    spots: list[complex] = []
    for end in ends:
        if all(abs(end - spot) > 40 for spot in spots):
            spots.append(end)
    assert len(spots) <= 3


def test_without_zones_everything_is_shown_but_the_start_time() -> None:
    run = run_of(np.arange(0, 3000, 10.0), np.zeros(300))
    shown = published(run, [])
    assert shown.whole and shown.day == "2026-06-01" and len(shown.parts) == 1
    assert shown.distance_m == run.distance_m[-1]
    empty = SimpleNamespace(started_us=0, time_s=np.zeros(0), lat=np.zeros(0), lon=np.zeros(0), distance_m=np.zeros(0))
    assert published(empty, []).parts == ()


def test_points_without_a_position_go_with_their_neighbours() -> None:
    x = np.arange(0, 8000, 10.0)
    lat, lon = degrees(x, np.zeros(len(x)))
    lat[[0, 1, 5, 700]] = np.nan
    hides = hidden(lat, lon, [Zone(LAT, LON, 200, 9)])
    assert hides[[0, 1, 5]].all() and not hides[700]
    assert not hidden(np.full(5, np.nan), np.full(5, np.nan), [Zone(LAT, LON, 200, 9)]).any()


def test_a_zone_on_the_other_side_of_the_date_line_is_one_zone() -> None:
    zone = Zone(0.0, 179.9999, 200, 5)
    x = np.arange(-6000, 6000, 20.0)
    lat, lon = degrees(x, np.zeros(len(x)), 0.0, 179.9999)
    assert lon.min() < 0 < lon.max()
    assert hidden(lat, lon, [zone])[np.abs(x) <= 200].all()


def test_a_segment_that_touches_a_zone_has_no_leaderboard() -> None:
    zone = Zone(LAT, LON, 200, 11)
    far = degrees(np.array([6000.0, 7000.0]), np.array([0.0, 0.0]))
    through = degrees(np.array([-6000.0, 6000.0]), np.array([0.0, 0.0]))
    assert not segment_hidden(*far, [zone])
    assert segment_hidden(*through, [zone])
    assert not segment_hidden(*through, [])


@given(secrets, st.floats(0, 6.28))
def test_a_segment_where_a_cut_was_moved_on_has_no_leaderboard(secret: int, bearing: float) -> None:
    zone = Zone(LAT, LON, 200, secret)
    lat, lon = degrees(*out_and_back(200, bearing))
    hides = hidden(lat, lon, [zone])
    last = int(np.flatnonzero(~hides)[0])
    assert segment_hidden(lat[last - 20:last], lon[last - 20:last], [zone])


@given(secrets, st.floats(0, 6.28), st.floats(-40, 40))
def test_a_zone_more_elsewhere_moves_no_cut(secret: int, bearing: float, elsewhere: float) -> None:
    zone, far = Zone(LAT, LON, 200, secret), Zone(elsewhere, 60.0, 300, secret)
    along = np.arange(0, 6000, 10.0)
    corners = np.cumsum(np.where(along // 130 % 2, 10j, 10.0)) * np.exp(1j * bearing)
    track = degrees(corners.real, corners.imag)
    alone = hidden(*track, [zone])
    assert (alone == hidden(*track, [far, zone])).all() and (alone == hidden(*track, [zone, far])).all()


@pytest.mark.parametrize(("lat", "lon", "radius", "secret", "code"), [
    (91, 0, 200, 1, "no_place"), (0, 200, 200, 1, "no_place"), (0, float("nan"), 200, 1, "no_place"), (0, 0, 99, 1, "zone_radius"),
    (0, 0, float("nan"), 1, "zone_radius"), (0, 0, 200, -1, "zone_secret")])
def test_zones_that_cannot_be_are_refused(lat: float, lon: float, radius: float, secret: int, code: str) -> None:
    with pytest.raises(InputRefused) as refused:
        Zone(lat, lon, radius, secret)
    assert refused.value.code == code


def test_a_zone_does_not_print_its_secret() -> None:
    assert "4711" not in repr(Zone(LAT, LON, 200, 4711))
