"""Invented networks and exports for the tests of exchange; every text here is made up."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from hypothesis import strategies as st

from lifeworld.constellations.core.exchange.cells import NUMBER
from lifeworld.constellations.core.exchange.values import EgoNetworks, ego_networks

EGO_HEAD = ("networkCanvasEgoUUID,networkCanvasCaseID,networkCanvasSessionID,networkCanvasProtocolName,"
            "sessionStart,sessionFinish,sessionExported")
CANVAS = {
    "P1_s1_ego.csv": f"{EGO_HEAD},age,shoes_road,shoes_trail\r\ne-1,Ana,s1,Runners,t,t,t,31,true,true\r\n",
    "P1_s1_attributeList_Person.csv": (
        "nodeID,networkCanvasEgoUUID,networkCanvasUUID,name,role_team_mate,role_kin,support_much,circles_x,circles_y,secret\r\n"
        '1,e-1,u-1,"Bo, the ""fast""",true,false,true,0.5,0.6,ENCRYPTED\r\n'
        "2,e-1,u-2,=Cy,true,true,,0.9,0.5,ENCRYPTED\r\n"
        "3,e-1,u-3,Mum,false,false,false,,,\r\n"),
    "P1_s1_attributeList_App.csv": "nodeID,networkCanvasEgoUUID,networkCanvasUUID,name,circles_x,circles_y\r\n4,e-1,u-4,Strava,0.5,0.5\r\n",
    "P1_s1_edgeList_Knows.csv": (
        "edgeID,from,to,networkCanvasEgoUUID,networkCanvasUUID,networkCanvasSourceUUID,networkCanvasTargetUUID,strength\r\n"
        "1,1,2,e-1,w-1,u-1,u-2,2\r\n2,2,1,e-1,w-2,u-2,u-1,3\r\n"),
    "P1_s2_ego.csv": f"{EGO_HEAD},age\r\ne-2,Ben,s2,Runners,t,t,t,44\r\n",
    "P1_s2_attributeList_Person.csv": "nodeID,networkCanvasEgoUUID,networkCanvasUUID,name\r\n",
    "P1_s2_edgeList_Knows.csv": "edgeID,from,to,networkCanvasEgoUUID,networkCanvasUUID,networkCanvasSourceUUID,networkCanvasTargetUUID\r\n",
}

GRAPHML = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:nc="http://schema.networkcanvas.com/xmlns">
  <key id="label" attr.name="label" attr.type="string" for="all"/>
  <key id="k-age" attr.name="age" attr.type="int" for="graph"/>
  <key id="networkCanvasType" attr.name="networkCanvasType" attr.type="string" for="all"/>
  <key id="networkCanvasUUID" attr.name="networkCanvasUUID" attr.type="string" for="all"/>
  <key id="k-name" attr.name="name" attr.type="string" for="node"/>
  <key id="k-role_1" attr.name="role_team_mate" attr.type="boolean" for="node"/>
  <key id="k-role_2" attr.name="role_kin" attr.type="boolean" for="node"/>
  <key id="k-lay_Y" attr.name="circles_Y" attr.type="double" for="node"/>
  <key id="k-lay_X" attr.name="circles_X" attr.type="double" for="node"/>
  <key id="networkCanvasTargetUUID" attr.name="networkCanvasTargetUUID" attr.type="string" for="edge"/>
  <key id="networkCanvasSourceUUID" attr.name="networkCanvasSourceUUID" attr.type="string" for="edge"/>
  <graph edgedefault="undirected" nc:caseId="Ana" nc:sessionUUID="s1" nc:protocolName="Runners">
    <data key="networkCanvasUUID">e-1</data><data key="k-age">31</data>
    <node id="1"><data key="networkCanvasUUID">u-1</data><data key="networkCanvasType">Person</data><data key="label">Bo</data>
      <data key="k-name">Bo</data><data key="k-role_1">true</data><data key="k-role_2">false</data>
      <data key="k-lay_X">0.5</data><data key="k-lay_Y">0.6</data></node>
    <node id="2"><data key="networkCanvasUUID">u-2</data><data key="networkCanvasType">Person</data><data key="label">Cy</data>
      <data key="k-name">Cy</data><data key="k-role_1">true</data><data key="k-role_2">true</data></node>
    <edge id="1" source="1" target="2"><data key="networkCanvasUUID">w-1</data><data key="networkCanvasType">Knows</data>
      <data key="networkCanvasSourceUUID">u-1</data><data key="networkCanvasTargetUUID">u-2</data></edge>
  </graph>
</graphml>
"""


def canvas_folder(folder: Path) -> Path:
    """The invented Network Canvas export as files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in CANVAS.items():
        (folder / name).write_bytes(text.encode())
    return folder


def small_networks() -> EgoNetworks:
    """Three egos: two alters with a tie, one alter, none."""
    return ego_networks(
        pl.DataFrame({"ego": ["ana", "ben", "cleo"], "age": [31, None, 44], "member": [True, False, None]}),
        pl.DataFrame({"ego": ["ana", "ana", "ben"], "alter": ["1", "2", "1"], "name": ["=Club & Co", "Mum <3", None],
                      "category": ["peers", "family_friends", "other_providers"], "ring": [1, 3, None], "rings": [3, 3, None],
                      "x": [0.5, 0.9, None], "y": [0.6, 0.5, None], "valence": [1.0, -0.5, None],
                      "roles": [["pace", "talk"], ["talk"], None]}, schema_overrides={"ring": pl.Int32, "rings": pl.Int32}),
        pl.DataFrame({"ego": ["ana"], "source": ["1"], "target": ["2"], "type": ["know"], "weight": [2.0], "since": [2019]}),
    )


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",), exclude_characters="\x00\r"), min_size=1, max_size=8)
XML_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co"), include_characters="\n\t"),
                   min_size=1, max_size=8)
_FLOAT = st.floats(allow_nan=False, allow_infinity=False, width=32).map(float)


def plain(text: str) -> bool:
    """Whether a text stays text when types are found: no number, truth or list."""
    return text not in {"true", "false"} and not pl.Series([text]).str.contains(NUMBER)[0] and not text.startswith("[")


@st.composite
def networks(draw: st.DrawFn, text: st.SearchStrategy[str] = TEXT) -> EgoNetworks:
    """Any networks whose attributes of text cannot be taken for numbers."""
    egos = draw(st.lists(text, min_size=1, max_size=4, unique=True))
    keys = draw(st.lists(st.tuples(st.sampled_from(egos), text), max_size=8, unique=True))
    words = text.filter(plain)
    rings = [draw(st.none() | st.integers(1, 3)) for _ in keys]
    alters = pl.DataFrame(
        {"ego": [ego for ego, _ in keys], "alter": [alter for _, alter in keys], "name": [draw(st.none() | text) for _ in keys],
         "category": [draw(st.none() | text) for _ in keys], "ring": rings, "rings": [ring and 3 for ring in rings],
         "proximity": [None if ring is None else 1 - (ring - 0.5) / 3 for ring in rings], "size": [draw(st.none() | _FLOAT) for _ in keys],
         "note": [draw(st.none() | words) for _ in keys], "many": [draw(st.none() | st.lists(text, max_size=2)) for _ in keys]},
        schema_overrides={"ego": pl.String, "alter": pl.String, "name": pl.String, "category": pl.String, "ring": pl.Int32,
                          "rings": pl.Int32,
                          "proximity": pl.Float64, "size": pl.Float64, "note": pl.String, "many": pl.List(pl.String)})
    pairs = [(a, b) for a in keys for b in keys if a[0] == b[0] and a[1] < b[1]]
    tied = draw(st.lists(st.sampled_from(pairs), max_size=6, unique=True)) if pairs else []
    ties = pl.DataFrame(
        {"ego": [a[0] for a, _ in tied], "source": [a[1] for a, _ in tied], "target": [b[1] for _, b in tied],
         "type": [draw(st.none() | text) for _ in tied], "weight": [draw(st.none() | _FLOAT) for _ in tied]},
        schema_overrides={"ego": pl.String, "source": pl.String, "target": pl.String, "type": pl.String, "weight": pl.Float64})
    people = pl.DataFrame({"ego": egos, "age": [draw(st.none() | st.integers(-5, 99)) for _ in egos]}, schema_overrides={"age": pl.Int64})
    return ego_networks(people, alters, ties)


def known(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame without attributes that are unknown everywhere, which no file can hold."""
    standard = {"ego", "alter", "name", "category", "ring", "rings", "wording", "x", "y", "proximity", "relevance", "size", "valence",
                "source", "target", "type", "weight"}
    return frame.select(name for name in frame.columns if name in standard or frame[name].null_count() < frame.height)


def same(left: EgoNetworks, right: EgoNetworks) -> bool:
    """Whether two networks hold the same."""
    return all(known(a).equals(known(b)) for a, b in ((left.egos, right.egos), (left.alters, right.alters), (left.ties, right.ties)))
