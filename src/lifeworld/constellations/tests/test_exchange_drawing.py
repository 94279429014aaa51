"""A drawing as the element sends it: what is taken, what is refused in which words, and the rows that it becomes."""

from __future__ import annotations

import copy
import json
import math
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.constellations.core.drawing import (
    ACTORS_MAX,
    OTHERS,
    SIZE_MIN,
    Drawing,
    drawing_from_json,
    drawing_ties,
    drawn_rows,
)
from lifeworld.constellations.core.drawn import ALTER_TIE_SCHEMA, DRAWN_SCHEMA, drawn_ties, ring_of
from lifeworld.constellations.core.drawn_and_said import unmatched
from lifeworld.constellations.core.exchange.drawn_maps import alter_tie_rows, drawing_networks, drawn_map_rows
from lifeworld.constellations.files.drawn import read_alter_ties, read_drawn
from lifeworld.kit.errors import InputRefused

SENT: dict[str, Any] = {
    "rings": {"k": 3, "words": ["goes along with me", "knows about it", "is there"]},
    "actors": [
        {"id": "a", "name": "Running  Club", "category": "peers", "ring": 1, "x": 0.2, "y": -0.1, "size": 0.8, "valence": 1},
        {"id": "b", "name": "Kestrel", "category": "focal_provider", "ring": 3, "x": 0.0, "y": 0.9, "size": 0, "valence": -1},
        {"id": "c", "name": "my sister 🏃‍♀️", "category": "family_friends", "ring": None, "x": None, "y": None, "size": 0.5,
         "valence": None},
    ],
    "ties": [{"a": "b", "b": "a"}, {"a": "a", "b": "b"}, {"a": "a", "b": "c"}],
    "question": "Who or what plays a part when you run?", "drawn_at": "2026-05-01T07:30:00.123Z",
    "client_id": "2f1c1b52-6f0e-4b6e-9f6c-0f6a3f5b7a11", "version": "an unknown key",
}


def changed(*path: Any, to: Any) -> dict[str, Any]:
    sent = copy.deepcopy(SENT)
    place: Any = sent
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return sent


def test_a_drawing_is_read() -> None:
    found = drawing_from_json(json.loads(json.dumps(SENT)))
    assert (found.rings, len(found.actors), found.ties) == (3, 3, (("a", "b"), ("a", "c")))
    assert found.actors[0].name == "Running Club"
    assert [actor.valence for actor in found.actors] == [1, -1, None]
    assert found.drawn_at == SENT["drawn_at"] and found.client_id == SENT["client_id"]


def test_words_and_categories_of_the_study() -> None:
    assert drawing_from_json(changed("rings", "words", to=["one"])).words == ("one", "", "")
    assert drawing_from_json(changed("rings", "words", to=["", None])).words == ()
    own = drawing_from_json(changed("actors", 0, "category", to="coach"), categories=[*OTHERS, "coach"])
    assert own.actors[0].category == "coach"


def test_rows_are_those_of_a_drawn_map() -> None:
    rows = drawn_rows(drawing_from_json(SENT), "ana")
    assert dict(rows.schema) == dict(DRAWN_SCHEMA)
    assert rows.select("actor", "category", "ring", "rings", "size", "wording").rows() == [
        ("Kestrel", "focal_provider", 3, 3, SIZE_MIN, "is there"), ("Running Club", "peers", 1, 3, 0.8, "goes along with me")]
    assert rows["completeness"].to_list() == [pytest.approx(2 / 3)] * 2
    assert rows.select("x", "y").row(1) == (pytest.approx(0.6), pytest.approx(0.45))
    assert drawn_ties(rows)["proximity"].to_list() == [pytest.approx(1 - 2.5 / 3), pytest.approx(1 - 0.5 / 3)]
    ties = drawing_ties(drawing_from_json(SENT), "ana")
    assert dict(ties.schema) == dict(ALTER_TIE_SCHEMA) and ties.rows() == [("ana", "Kestrel", "Running Club", 1.0)]


def test_the_rows_written_to_a_file_are_read_as_they_are(tmp_path: Any) -> None:
    drawing = drawing_from_json(SENT)
    drawn_rows(drawing, "ana").write_csv(tmp_path / "maps.csv")
    assert read_drawn(tmp_path / "maps.csv").equals(drawn_rows(drawing, "ana"))
    drawing_ties(drawing, "ana").write_csv(tmp_path / "ties.csv")
    assert read_alter_ties(tmp_path / "ties.csv").equals(drawing_ties(drawing, "ana"))


@pytest.mark.parametrize(("actors", "complete"), [([], 1.0), ([SENT["actors"][2]], 0.0)])
def test_a_drawing_that_places_nobody_is_one_row(actors: list[Any], complete: float) -> None:
    rows = drawn_rows(drawing_from_json({**SENT, "actors": actors, "ties": []}), "ana")
    assert rows.select("customer", "actor", "ring", "rings", "completeness").rows() == [("ana", None, None, 3, complete)]


@pytest.mark.parametrize(("code", "sent", "words"), [
    ("ring_elsewhere", changed("actors", 0, "ring", to=2), "«Running Club» was sent with ring 2 of 3, but its x and y lie on ring 1."),
    ("no_ring", changed("actors", 0, "ring", to=None), "stands inside the rings"),
    ("no_place", {**SENT, "actors": [{**SENT["actors"][2], "ring": 2}], "ties": []}, "is on ring 2, but has no x and y"),
    ("half_a_place", changed("actors", 0, "y", to=None), "only one of x and y"),
    ("number_out_of_range", changed("actors", 0, "x", to=1.2), "The place «x» of «Running Club» is «1.2»."),
    ("number_out_of_range", changed("actors", 0, "x", to=math.nan), "is «nan»"),
    ("number_out_of_range", changed("actors", 0, "x", to=True), "is «True»"),
    ("number_out_of_range", changed("actors", 0, "size", to=3), "The size of"),
    ("size_missing", changed("actors", 0, "size", to=None), "1 of 3 actors have no size"),
    ("not_whole", changed("actors", 0, "valence", to=0.5), "The valence of"),
    ("number_out_of_range", changed("rings", "k", to=8), "The number of rings"),
    ("not_whole", changed("rings", "k", to=None), "The number of rings"),
    ("words_count", changed("rings", "words", to=["a"] * 4), "3 rings, but 4 wordings"),
    ("unknown_category", changed("actors", 0, "category", to="self"), "has the category «self»"),
    ("unknown_category", changed("actors", 0, "category", to=["peers"]), "The categories are"),
    ("no_name", changed("actors", 0, "name", to="  "), "Actor 1 of the drawing has no name"),
    ("text_too_long", changed("actors", 0, "name", to="x" * 201), "201 characters"),
    ("unusable_text", changed("actors", 0, "name", to="a\x00b"), "no text"),
    ("unusable_text", changed("actors", 0, "name", to="\ud800"), "no text"),
    ("not_a_text", changed("actors", 0, "name", to=5), "is not a text"),
    ("no_id", changed("actors", 0, "id", to=None), "has no id"),
    ("id_twice", changed("actors", 1, "id", to="a"), "«a» twice"),
    ("name_twice", changed("actors", 1, "name", to="RUNNING club"), "twice"),
    ("unknown_tie", changed("ties", 0, to={"a": "a", "b": "z"}), "not two actors"),
    ("unknown_tie", changed("ties", 0, to={"a": "a", "b": "a"}), "not two actors"),
    ("too_many", changed("actors", to=[{}] * (ACTORS_MAX + 1)), "101 entries"),
    ("not_a_list", changed("actors", to={}), "is not a list"),
    ("not_an_object", changed("rings", to=[]), "is not a JSON object"),
    ("not_an_object", [], "The drawing is not a JSON object"),
    ("bad_drawn_at", changed("drawn_at", to="yesterday"), "not a time"),
    ("bad_client_id", changed("client_id", to=7), "not a UUID"),
])
def test_what_cannot_be_a_drawing_is_refused_in_a_sentence(code: str, sent: Any, words: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        drawing_from_json(sent)
    assert refusal.value.code == code
    assert words in str(refusal.value)


JSON = st.recursive(st.none() | st.booleans() | st.integers(-3, 9) | st.floats() | st.text(max_size=6),
                    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=6), each, max_size=3), max_leaves=8)


@given(st.sampled_from([("rings",), ("actors",), ("ties",), ("question",), ("drawn_at",), ("actors", 0), ("ties", 0), ("rings", "words"),
                        *(("actors", 1, key) for key in ("id", "name", "category", "ring", "x", "y", "size", "valence"))]), JSON)
def test_whatever_is_sent_is_a_drawing_or_refused(path: tuple[Any, ...], value: Any) -> None:
    try:
        found = drawing_from_json(changed(*path, to=value))
    except InputRefused as refusal:
        assert refusal.message.endswith(".") and refusal.next_step.endswith(".")
        return
    assert isinstance(found, Drawing)
    rows = drawn_rows(found, "ana")
    assert rows.filter(pl.col("ring") > pl.col("rings")).is_empty() and rows.filter(pl.col("size") <= 0).is_empty()


@given(st.integers(1, 7), st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.sampled_from(OTHERS)), max_size=12), st.randoms())
def test_rings_agree_with_those_of_drawn_maps_and_order_does_not_matter(k: int, places: list[tuple[float, float, str]], order: Any) -> None:
    actors = [{"id": n, "name": f"actor {n}", "category": category, "x": x, "y": y, "ring": min(max(math.ceil(k * math.hypot(x, y)), 1), k)}
              for n, (x, y, category) in enumerate(places)]
    rows = drawn_rows(drawing_from_json({"rings": {"k": k}, "actors": actors}), "ana")
    order.shuffle(actors)
    assert rows.equals(drawn_rows(drawing_from_json({"rings": {"k": k}, "actors": actors}), "ana"))
    placed = rows.drop_nulls("actor")
    lies = pl.Series(ring_of(placed["x"], placed["y"], k, skewed=False), dtype=pl.Int32)
    border = (placed["ring"] - lies).abs() <= 1
    assert border.all() and (lies == placed["ring"]).filter(~_near_a_border(placed, k)).all()


def _near_a_border(placed: pl.DataFrame, k: int) -> pl.Series:
    place = placed.select(((pl.col("x") - 0.5) ** 2 + (pl.col("y") - 0.5) ** 2).sqrt() * 2 * k).to_series()
    return (place - place.round()).abs() < 1e-6


def test_a_drawing_as_a_network_gives_the_same_rows() -> None:
    drawing = drawing_from_json(SENT)
    found = drawing_networks(drawing, "ana")
    assert found.alters["valence"].to_list() == [1.0, -1.0, None] and found.egos["question"].to_list() == [SENT["question"]]
    assert drawn_map_rows(found)[0].equals(drawn_rows(drawing, "ana"))
    assert alter_tie_rows(found).equals(drawing_ties(drawing, "ana"))


def test_drawn_against_said() -> None:
    said = pl.DataFrame({"customer": ["ana"] * 5 + ["ben", "eli"], "name": ["Strava", "me", None, "coach", "Polar", "Club", None],
                         "category": ["other_providers", "self", "peers", "peers", "focal_provider", "peers", None]})
    drawn = pl.DataFrame({"customer": ["ana", "ana", "ana", "cleo", "eli"], "name": [" strava ", "COACH", "Mum", "Mum", "Club"],
                          "category": ["other_providers", "strangers", "family_friends", "family_friends", "peers"]})
    found = unmatched(said, drawn)
    assert found.named_not_drawn.rows() == [("ana", "Polar", "focal_provider")]
    assert found.drawn_not_named.rows() == [("ana", "Mum", "family_friends"), ("eli", "Club", "peers")]
    assert found.other_category.rows() == [("ana", "coach", "peers", "strangers")]
    assert found.both["name"].to_list() == ["Strava"]
    assert (found.only_said, found.only_drawn) == (("ben",), ("cleo",))
    turned = unmatched(said.reverse(), drawn.reverse())
    assert turned.drawn_not_named.equals(found.drawn_not_named)
    with pytest.raises(InputRefused, match="no column «category»"):
        unmatched(said.drop("category"), drawn)
