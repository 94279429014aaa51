"""Pure parts of the site: pictures, history, charts, drawings of other programs."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.constellations.core.drawing import drawing_from_json, drawn_rows
from lifeworld.constellations.core.drawn_body import body_of, drawn_picture
from lifeworld.constellations.core.exchange.values import ego_networks
from lifeworld.constellations.core.history import actors_of, causes, changes, worth_keeping
from lifeworld.constellations.core.imported_drawings import imported_drawings
from lifeworld.constellations.core.proximity.predict import proximity_model
from lifeworld.constellations.core.spread import Spread
from lifeworld.constellations.core.study_values import StudyValues
from lifeworld.constellations.core.trend_chart import BOTTOM, HEIGHT, LEFT, TOP, WIDTH, chart
from lifeworld.kit.errors import InputRefused

names = st.text("abcdefgh", min_size=1, max_size=6)
placed = st.tuples(st.integers(1, 4), st.floats(0, 6.28), st.floats(0.05, 0.95), st.floats(0, 1), st.sampled_from([-1, 0, 1, None]))


def sent(actors: list[tuple[str, tuple[int, float, float, float, int | None]]]) -> dict:
    """A drawing as the element sends it, with each actor somewhere on its ring of four."""
    return {"rings": {"k": 4, "words": ["a", "b", "c", "d"]}, "client_id": "00000000-0000-4000-8000-000000000000", "actors": [
        {"id": str(n), "name": name, "category": "peers", "ring": ring, "x": (ring - 1 + part) / 4 * math.cos(angle),
         "y": (ring - 1 + part) / 4 * math.sin(angle), "size": size, "valence": valence}
        for n, (name, (ring, angle, part, size, valence)) in enumerate(actors)]}


@given(st.lists(st.tuples(names, placed), max_size=6, unique_by=lambda one: one[0]))
def test_a_drawing_is_kept_as_it_was_sent(actors: list) -> None:
    drawing = drawing_from_json(sent(actors))
    assert drawing_from_json(body_of(drawing)) == drawing
    picture = drawn_picture(drawing, "you")
    assert [actor["name"] for actor in picture["actors"]] == [actor.name for actor in drawing.actors]
    for actor, drawn in zip(picture["actors"], drawing.actors):
        assert actor["proximity"] == pytest.approx(1 - (drawn.ring - 0.5) / 4)
        assert actor["proximity_low"] <= actor["proximity"] <= actor["proximity_high"] and actor["relevance_low"] is None


@given(st.lists(st.tuples(names, placed), min_size=1, max_size=5, unique_by=lambda one: one[0]))
def test_what_comes_from_another_program_can_be_kept(actors: list) -> None:
    rows = pl.DataFrame([{"ego": "ana", "alter": name, "name": name, "category": "peers", "ring": ring, "rings": 4, "size": size + 0.1,
                          "x": 0.5 + far * math.cos(angle) / 2, "y": 0.5 + far * math.sin(angle) / 2}
                         for name, (ring, angle, far, size, _) in actors])
    bodies, _ = imported_drawings(ego_networks(pl.DataFrame({"ego": ["ana"]}), rows))
    again, _ = imported_drawings(ego_networks(pl.DataFrame({"ego": ["ana"]}), rows.reverse()))
    drawing = drawing_from_json(bodies["ana"])
    kept = drawn_rows(drawing, "ana")
    assert dict(kept.select("actor", "ring").iter_rows()) == {name: ring for name, (ring, *_) in actors}
    assert again == bodies


def test_a_map_that_is_too_large_is_refused() -> None:
    rows = pl.DataFrame({"ego": ["ana"] * 101, "alter": [str(n) for n in range(101)], "category": ["peers"] * 101, "ring": [1] * 101,
                         "rings": [3] * 101})
    with pytest.raises(InputRefused, match="101 actors"):
        imported_drawings(ego_networks(pl.DataFrame({"ego": ["ana"]}), rows))


figure = st.one_of(st.none(), st.floats(0, 1))


@given(st.lists(figure, min_size=1, max_size=8))
def test_a_chart_stays_in_its_box(values: list[float | None]) -> None:
    trend = {"points": [{"value": value, "unit": "share", "text": str(value)} for value in values], "centre": None,
             "low": [None] * len(values), "high": [None] * len(values), "outside": [False] * len(values)}
    made = chart("x", trend, [str(n) for n in range(len(values))])
    assert len(made.points) == len(values)
    for point, value in zip(made.points, values):
        assert LEFT <= point["x"] <= WIDTH and (point["y"] is None) == (value is None)
        assert point["y"] is None or TOP - 0.1 <= point["y"] <= HEIGHT - BOTTOM + 0.1


def picture(label: str, *actors: str) -> dict:
    return {"type": {"label": label}, "actors": [{"id": "self", "name": "self", "category": "self"}] + [
        {"id": f"peers:{name}", "name": name, "category": "peers"} for name in actors]}


def test_history_tells_types_and_actors() -> None:
    before, after = picture("undetermined", "club", "Bo"), picture("brand-driven", "club", "Ada")
    assert actors_of(before) == {"peers:club", "peers:Bo"}
    assert worth_keeping(before, after) and not worth_keeping(before, before)
    assert changes(before, after) == ["The type became brand-driven; before it was undetermined.", "«Ada» came in.", "«Bo» went out."]
    assert changes(before, before) == ["Type and actors stayed the same."]
    assert causes([]) == "" and causes(["something.else"]) == ""


def test_the_values_of_a_study_come_back_as_they_were() -> None:
    ties = pl.DataFrame({"customer": [f"c{n // 2}" for n in range(80)], "actor": [f"peers:{n}" for n in range(80)],
                         "name": [str(n) for n in range(80)], "category": ["peers", "strangers"] * 40})
    drawn = ties.select("customer", "actor").with_columns(ring=pl.Series([1, 2, 3, 2] * 20), rings=pl.lit(3), proximity=pl.lit(0.5),
                                                          proximity_low=pl.lit(0.3), proximity_high=pl.lit(0.7))
    features = ties.select("customer", "actor").with_columns(frequency=pl.int_range(80).cast(pl.Float64))
    values = StudyValues(Spread(1.1, 0.9), proximity_model(ties, drawn, features))
    assert values.model is not None
    back = StudyValues.from_json(values.json())
    assert back.same_as(values) and not back.same_as(StudyValues(Spread(1.1, 0.9)))
    frame = ties.join(features, on=["customer", "actor"]).rename({"frequency": "feature frequency"})
    assert (back.model.ring_shares(frame) == values.model.ring_shares(frame)).all()
