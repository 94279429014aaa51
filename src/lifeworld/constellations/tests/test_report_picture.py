"""Marks, rings and labels: area is relevance, distance is proximity, nothing overlaps that could be kept apart."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lifeworld.constellations.files.report import orbits
from lifeworld.constellations.files.report.choose import chosen
from lifeworld.constellations.files.report.marks import outline, reach
from lifeworld.constellations.files.report.rings import LARGE_MAX, SMALL_MAX, rings
from lifeworld.constellations.files.report.triangle import DOTS_MAX, corner_point, triangle
from lifeworld.constellations.files.report.words import CATEGORIES

OTHERS = [c.key for c in CATEGORIES if c.key != "self"]


def corners(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", path)]


@pytest.mark.parametrize("category", [*OTHERS, "own_category"])
def test_every_mark_has_the_area_of_its_circle(category: str) -> None:
    path = outline(category, 3, -4, 40)
    if "a" in path:
        assert path.startswith("M-37,-4a40,40")
        return
    points = corners(path)
    area = abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1]))) / 2
    assert area == pytest.approx(math.pi * 1600, rel=0.01)
    farthest = max(math.hypot(x - 3, y + 4) for x, y in points)
    assert farthest == pytest.approx(reach(category, 40), rel=0.01)


def test_no_two_categories_share_a_shape_but_the_self_and_peers() -> None:
    assert len({outline(c, 0, 0, 10) for c in OTHERS}) == len(OTHERS)


BODIES = st.lists(
    st.builds(orbits.Body, st.sampled_from(OTHERS), st.floats(0.002, 0.2), st.none() | st.floats(0, 1)), max_size=22)


@given(BODIES)
def test_distance_is_proximity_and_unknown_stands_on_the_dashed_ring(bodies: list[orbits.Body]) -> None:
    for body, place in zip(bodies, orbits.places(bodies), strict=True):
        distance = math.hypot(place.x, place.y)
        assert distance == pytest.approx(orbits.orbit(body.proximity))
        assert place.known == (body.proximity is not None)
        assert math.pi * place.r**2 == pytest.approx(math.pi * orbits.SCALE**2 * body.relevance)


def test_a_dozen_actors_of_unknown_proximity_do_not_overlap() -> None:
    bodies = [orbits.Body(OTHERS[i % 5], 0.8 / 12) for i in range(12)]
    placed = orbits.places(bodies)
    for i, a in enumerate(placed):
        for j, b in enumerate(placed[:i]):
            apart = math.hypot(a.x - b.x, a.y - b.y)
            assert apart >= reach(bodies[i].category, a.r) + reach(bodies[j].category, b.r)


def test_actors_stand_in_the_direction_of_their_category() -> None:
    first = {c: orbits.places([orbits.Body(c, 0.1)])[0] for c in OTHERS}
    assert first["focal_provider"].y < -100
    assert len({(round(p.x), round(p.y)) for p in first.values()}) == len(OTHERS)


@given(BODIES)
def test_labels_keep_apart_on_each_side(bodies: list[orbits.Body]) -> None:
    placed = orbits.places(bodies)
    found = orbits.labels(placed, [1] * len(placed))
    for anchor in ("start", "end"):
        at = sorted(label.y for label in found if label.anchor == anchor)
        gap = min(orbits.LINE, 268 / max(len(at), 1))
        assert all(below - above >= gap - 0.01 for above, below in pairwise(at))
        assert not at or (at[0] >= -134.01 and at[-1] <= 134.01)


def tie(name: str, category: str, relevance: float, proximity: float | None = None) -> dict[str, object]:
    return {"name": name, "category": category, "relevance": relevance, "proximity": proximity, "proximity_low": proximity,
            "proximity_high": proximity, "valence": None}


def test_rings_draw_the_most_relevant_and_count_the_rest() -> None:
    ties = [tie("self", "self", 0.3)] + [tie(f"actor {i}", OTHERS[i % 5], 0.02) for i in range(40)]
    small, large = rings(ties, "Ada", large=False), rings(ties, "Ada", large=True)
    assert (len(small.marks), len(large.marks)) == (SMALL_MAX + 1, LARGE_MAX + 1)
    assert (small.n_left_out, large.n_left_out) == (40 - SMALL_MAX, 40 - LARGE_MAX)
    assert all(mark.label is None for mark in small.marks)
    assert "Proximity is not known for 22 of 22 actors" in large.says


def test_a_customer_without_actors_is_drawn_and_said() -> None:
    alone = rings([tie("self", "self", 0.9)], "Ada", large=True)
    assert len(alone.marks) == 1 and alone.says == "Constellation of Ada: the self at the centre and no other actor."


def test_known_proximity_only_has_no_dashed_ring() -> None:
    known = rings([tie("self", "self", 0.4), tie("Bo", "peers", 0.2, 0.5)], "Ada", large=True)
    assert not known.dashed and len(known.guides) == 3


def population(n: int, kind: str = "brand-driven") -> pl.DataFrame:
    return pl.DataFrame({"customer": [f"c{i}" for i in range(n)], "type": [kind] * n, "p_individual": [0.0] * n,
                         "p_brand": [1.0] * n, "p_social": [0.0] * n, "evidence": list(range(n))})


def test_customers_at_one_place_are_spread_and_big_studies_are_bubbles() -> None:
    few, many = triangle(population(30)), triangle(population(DOTS_MAX + 1))
    assert few is not None and many is not None
    assert len({(round(d.x, 1), round(d.y, 1)) for d in few.dots}) == 30 and not few.bubbles
    assert len(many.dots) == 1 and many.bubbles
    assert triangle(population(0)) is None


@example(5e-324, 0.0, 0.0)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_points_stay_inside_the_triangle(a: float, b: float, c: float) -> None:
    x, y = corner_point(a, b, c)
    assert 0 <= y <= 260 and 150 - y * 150 / 260 - 1e-6 <= x <= 150 + y * 150 / 260 + 1e-6


def test_places_are_dealt_evenly_over_types_then_by_evidence() -> None:
    frame = pl.concat([population(100), population(4, "undetermined"), population(50, "socially driven")])
    took = dict(chosen(frame, 20).group_by("type").len().rows())
    assert took == {"undetermined": 4, "brand-driven": 8, "socially driven": 8}
    assert chosen(frame, 20).equals(chosen(frame.sample(fraction=1.0, shuffle=True, seed=1), 20))
    best = chosen(population(100), 3)["evidence"].to_list()
    assert best == [99, 98, 97]
