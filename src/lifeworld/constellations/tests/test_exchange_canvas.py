"""Network Canvas in: options re-joined, several choices kept, rings found, egos without alters kept, what is unclear refused."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from lifeworld.constellations.core.drawn import ring_of
from lifeworld.constellations.core.exchange.categories import mapped_categories
from lifeworld.constellations.core.exchange.drawn_maps import alter_tie_rows, drawn_map_rows, map_networks
from lifeworld.constellations.core.exchange.layouts import RingLayout
from lifeworld.constellations.core.exchange.network_canvas import CanvasChoices
from lifeworld.constellations.core.exchange.options import joined_options
from lifeworld.constellations.files.drawn import read_alter_ties, read_drawn
from lifeworld.constellations.files.exchange import ReadChoices, read_networks, write_networks
from lifeworld.constellations.files.exchange.protocol import categorical_variables
from lifeworld.constellations.tests.exchange_material import CANVAS, GRAPHML, canvas_folder
from lifeworld.kit.errors import InputRefused

RINGS = CanvasChoices(rings=RingLayout(3, True, 1920, 1080, ("goes along", "knows", "is there")))
MAPPED = ReadChoices(canvas=RINGS, category="role", categories={"team_mate": "peers", "kin": "peers"})


def test_a_folder_is_read(tmp_path: Path) -> None:
    found = read_networks(canvas_folder(tmp_path / "nc"))
    assert found.egos["ego"].to_list() == ["Ana", "Ben"]
    assert found.egos["age"].to_list() == [31, 44]
    assert found.egos["shoes"].to_list() == [["road", "trail"], None]
    alters = {row["alter"]: row for row in found.alters.to_dicts()}
    assert alters["u-1"]["name"] == 'Bo, the "fast"' and alters["u-2"]["name"] == "=Cy"
    assert [alters[key]["role"] for key in ("u-1", "u-2", "u-3")] == [["team_mate"], ["team_mate", "kin"], None]
    assert [alters[key]["support_much"] for key in ("u-1", "u-2", "u-3")] == [True, None, False]
    assert [alters[key]["node_type"] for key in ("u-1", "u-4")] == ["Person", "App"]
    assert alters["u-1"]["secret"] is None and alters["u-3"]["ring"] is None and alters["u-3"]["x"] is None
    assert [alters[key]["ring"] for key in ("u-1", "u-2", "u-4")] == ring_of([0.5, 0.9, 0.5], [0.6, 0.5, 0.5], 4).tolist()
    assert found.ties.select("source", "target", "type", "weight", "strength").rows() == [
        ("u-1", "u-2", "Knows", None, 2), ("u-2", "u-1", "Knows", None, 3)]
    said = " ".join(found.notes)
    for words in ("4 rings were assumed", "as Network Canvas spaces them", "taken as square", "Encrypted values", "«role» of 2 options"):
        assert words in said


def test_what_is_said_is_not_assumed(tmp_path: Path) -> None:
    found = read_networks(canvas_folder(tmp_path / "nc"), MAPPED)
    assert not any("assumed" in note or "square" in note for note in found.notes)
    rings = dict(found.alters.drop_nulls("ring").select("alter", "ring").rows())
    assert rings == dict(zip(("u-1", "u-2", "u-4"), ring_of([0.5, 0.9, 0.5], [0.6, 0.5, 0.5], 3, width=1920, height=1080).tolist()))
    assert found.alters.filter(pl.col("alter") == "u-4")["wording"].item() == "goes along"
    weighed = read_networks(tmp_path / "nc", ReadChoices(canvas=CanvasChoices(weight="Strength")))
    assert weighed.ties["weight"].to_list() == [2.0, 3.0]


def test_drawn_maps_come_out_and_are_read(tmp_path: Path) -> None:
    choices = ReadChoices(canvas=RINGS, category="node_type", categories={"Person": "peers", "App": "other providers"})
    found = read_networks(canvas_folder(tmp_path / "nc"), choices)
    rows, notes = drawn_map_rows(found)
    assert rows.select("customer", "actor", "category").rows() == [
        ("Ana", "=Cy", "peers"), ("Ana", 'Bo, the "fast"', "peers"), ("Ana", "Strava", "other_providers"), ("Ben", None, None)]
    assert rows["completeness"].to_list() == [0.75, 0.75, 0.75, 1.0]
    assert notes == ("Alters that were not placed on a ring and are not in the drawn maps: 1.",)
    assert alter_tie_rows(found).rows() == [("Ana", "=Cy", 'Bo, the "fast"', 1.0)]
    write_networks(found, tmp_path / "out", ["drawn", "csv"])
    back = read_drawn(tmp_path / "out" / "drawn.csv")
    assert back.with_columns(pl.col("actor").str.strip_prefix("'")).drop("rings").equals(rows.drop("rings"))
    assert read_alter_ties(tmp_path / "out" / "alter-ties.csv").height == 1
    again = map_networks(rows, alter_tie_rows(found))
    assert drawn_map_rows(again)[0].drop("completeness", "rings").equals(rows.drop("completeness", "rings"))
    assert alter_tie_rows(again).equals(alter_tie_rows(found))


def test_a_zip_is_the_same_as_a_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "nc.zip", "w") as archive:
        for name, text in CANVAS.items():
            archive.writestr(f"export/{name}", text)
        archive.writestr("__MACOSX/._P1_s1_ego.csv", "x")
        archive.writestr("readme.pdf", "x")
    left, right = read_networks(tmp_path / "nc.zip"), read_networks(canvas_folder(tmp_path / "nc"))
    assert left.alters.equals(right.alters) and left.egos.equals(right.egos) and left.ties.equals(right.ties)


def test_graphml_of_network_canvas(tmp_path: Path) -> None:
    (tmp_path / "one.graphml").write_text(GRAPHML)
    (tmp_path / "two.graphml").write_text(GRAPHML.replace("e-1", "e-2").replace(">Ana<", ">Ben<").replace('"Ana"', '"Ben"'))
    found = read_networks(tmp_path)
    assert found.egos.select("ego", "age").rows() == [("Ana", 31), ("Ben", 31)]
    first = found.alters.filter(pl.col("ego") == "Ana")
    assert first.select("alter", "name", "node_type", "x", "y").rows() == [
        ("u-1", "Bo", "Person", 0.5, 0.6), ("u-2", "Cy", "Person", None, None)]
    assert [sorted(each) for each in first["role"].to_list()] == [["team_mate"], ["kin", "team_mate"]]
    assert found.ties.select("ego", "source", "target", "type").rows() == [("Ana", "u-1", "u-2", "Knows"), ("Ben", "u-1", "u-2", "Knows")]


def test_repeated_case_ids_are_not_customers(tmp_path: Path) -> None:
    folder = canvas_folder(tmp_path)
    (folder / "P1_s2_ego.csv").write_text(CANVAS["P1_s2_ego.csv"].replace("Ben", "Ana"))
    found = read_networks(folder)
    assert found.egos["ego"].to_list() == ["e-1", "e-2"]
    assert "belong to several sessions" in found.notes[0]


@pytest.mark.parametrize(("choices", "code", "words"), [
    (ReadChoices(canvas=CanvasChoices(layout="map")), "no_such_layout", "there are «circles»"),
    (ReadChoices(canvas=CanvasChoices(name="nick")), "no_such_attribute", "no attribute «nick»"),
    (ReadChoices(canvas=CanvasChoices(categorical=("rolle",))), "no_such_variable", "«rolle»"),
    (ReadChoices(canvas=CanvasChoices(rings=RingLayout(rings=0))), "bad_rings", "0 rings"),
    (ReadChoices(canvas=CanvasChoices(rings=RingLayout(width=3.0))), "half_an_area", "width and a height"),
    (ReadChoices(canvas=CanvasChoices(rings=RingLayout(wording=("a",)))), "words_count", "1 wordings for 4 rings"),
    (ReadChoices(category="node_type"), "unmapped_category", "«App», «Person»"),
    (ReadChoices(category="node_typ"), "no_such_attribute", "Did you mean «node_type»?"),
    (ReadChoices(category="node_type", categories={"App": "provider"}), "unknown_category", "«provider» is no category"),
    (ReadChoices(category="role", categories={"team_mate": "peers", "kin": "family_friends"}), "several_categories", "«u-2» of «Ana»"),
    (ReadChoices(program="pajek"), "unknown_program", "«pajek»"),
])
def test_what_is_not_clear_is_refused(choices: ReadChoices, code: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as refusal:
        read_networks(canvas_folder(tmp_path), choices)
    assert refusal.value.code == code and words in str(refusal.value)


def test_actors_may_be_left_out_by_their_category(tmp_path: Path) -> None:
    choices = ReadChoices(category="node_type", categories={"Person": "leave out", "App": "focal provider"})
    found = read_networks(canvas_folder(tmp_path), choices)
    assert found.alters["alter"].to_list() == ["u-4"] and found.ties.is_empty()
    assert "Alters that are no actors by the mapping and were left out: 3; their ties: 2." in found.notes
    assert mapped_categories(found).alters["category"].to_list() == ["focal_provider"]


def test_maps_need_categories_and_rings(tmp_path: Path) -> None:
    found = read_networks(canvas_folder(tmp_path))
    with pytest.raises(InputRefused, match="3 placed alters have no category of actors, because they have none"):
        drawn_map_rows(found)
    with pytest.raises(InputRefused, match="no drawn map"):
        drawn_map_rows(replace(found, alters=found.alters.with_columns(ring=pl.lit(None, pl.Int32))))


def test_a_place_outside_the_area_is_refused(tmp_path: Path) -> None:
    folder = canvas_folder(tmp_path)
    name = "P1_s1_attributeList_App.csv"
    (folder / name).write_text(CANVAS[name].replace("0.5,0.5", "960,540"))
    with pytest.raises(InputRefused, match="outside 0 to 1, the first at x 960"):
        read_networks(folder)


def test_options_are_joined_by_name_where_names_are_said() -> None:
    frame = pl.DataFrame({"role_kin": ["true"], "role_type_a": ["false"], "role_type_b": ["true"], "role": ["x"]})
    guessed, groups = joined_options(frame)
    assert groups == {"role": ("kin", "type_a", "type_b")} and guessed["role_chosen"].to_list() == [["kin", "type_b"]]
    named, groups = joined_options(frame, ["role_type"])
    assert groups == {"role_type": ("a", "b")} and named["role_type"].to_list() == [["b"]] and "role_kin" in named.columns
    assert joined_options(frame, ())[0].equals(frame)
    _, groups = joined_options(frame, ["role", "role_type"])
    assert groups == {"role": ("kin",), "role_type": ("a", "b")}


PROTOCOL = {"codebook": {
    "ego": {"variables": {"v1": {"name": "shoes", "type": "categorical"}, "v2": {"name": "age", "type": "number"}}},
    "node": {"n1": {"name": "Person", "variables": {"v3": {"name": "role", "type": "categorical"}}}},
    "edge": {"e1": {"name": "Knows", "variables": {"v4": {"name": "unused", "type": "categorical"}}}},
}}


def test_a_protocol_names_the_categorical_variables(tmp_path: Path) -> None:
    (tmp_path / "protocol.json").write_text(json.dumps(PROTOCOL))
    with zipfile.ZipFile(tmp_path / "study.netcanvas", "w") as archive:
        archive.write(tmp_path / "protocol.json", "protocol.json")
    names = categorical_variables(tmp_path / "study.netcanvas")
    assert names == categorical_variables(tmp_path / "protocol.json") == ("role", "shoes", "unused")
    found = read_networks(canvas_folder(tmp_path / "nc"), ReadChoices(canvas=CanvasChoices(protocol=names)))
    assert found.alters["role"].dtype == pl.List(pl.String) and found.egos["shoes"].dtype == pl.List(pl.String)
    assert any("categorical variables as named" in note for note in found.notes)
    for bad in (b"[]", b"{", b"\xff", b'{"codebook": {"node": {"a": 1}}}'):
        (tmp_path / "bad.json").write_bytes(bad)
        with pytest.raises(InputRefused, match="is no protocol"):
            categorical_variables(tmp_path / "bad.json")
