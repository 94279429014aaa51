"""Networks written and read back: three tables, GraphML, GEXF and Kumu; other programs read them, too."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import networkx as nx
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifeworld.constellations.core.drawing import OTHERS
from lifeworld.constellations.core.exchange.cells import guarded_cells, plain_cells, typed
from lifeworld.constellations.core.exchange.drawn_maps import drawn_map_rows
from lifeworld.constellations.core.exchange.gexf import gexf_text
from lifeworld.constellations.core.exchange.graph import as_graph, graph_networks
from lifeworld.constellations.core.exchange.graphml import graphml_text
from lifeworld.constellations.core.exchange.kumu import kumu_map
from lifeworld.constellations.core.exchange.values import EgoNetworks, ego_networks
from lifeworld.constellations.files.drawn import read_drawn
from lifeworld.constellations.files.exchange import read_networks, write_networks
from lifeworld.constellations.files.exchange.graphml import read_graphs
from lifeworld.constellations.tests.exchange_material import XML_TEXT, networks, same, small_networks
from lifeworld.kit.errors import InputRefused


def round_trip(value: EgoNetworks, form: str) -> EgoNetworks:
    with TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        write_networks(value, out, [form])
        return read_networks(out)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(networks())
def test_three_tables_come_back_as_they_were(value: EgoNetworks) -> None:
    assert same(round_trip(value, "csv"), value)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(networks(XML_TEXT))
def test_graphml_comes_back_as_it_was(value: EgoNetworks) -> None:
    read = read_graphs(graphml_text(value).encode(), "networks.graphml")
    assert same(graph_networks(read[0].graph), value)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(networks())
def test_whatever_the_names_are_other_programs_read_what_is_written(value: EgoNetworks) -> None:
    n = value.egos.height + value.alters.height
    for graph in (nx.read_graphml(io.BytesIO(graphml_text(value).encode())), nx.read_gexf(io.BytesIO(gexf_text(value).encode()))):
        assert graph.number_of_nodes() == n
        assert graph.number_of_edges() == value.alters.height + value.ties.height
    found = json.loads(json.dumps(kumu_map(value)))
    labels = [element["label"] for element in found["elements"]]
    assert len({label.casefold() for label in labels}) == len(labels) == n
    assert {link[end] for link in found["connections"] for end in ("from", "to")} <= set(labels)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(networks(), st.data())
def test_every_drawn_map_that_is_written_is_read(value: EgoNetworks, data: st.DataObject) -> None:
    category = [data.draw(st.sampled_from(OTHERS)) for _ in range(value.alters.height)]
    mapped = replace(value, alters=value.alters.with_columns(category=pl.Series(category, dtype=pl.String)))
    if mapped.alters.height and not mapped.alters["ring"].count():
        with pytest.raises(InputRefused, match="no drawn map"):
            drawn_map_rows(mapped)
        return
    rows, _ = drawn_map_rows(mapped)
    with TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        write_networks(mapped, out, ["drawn"])
        back = read_drawn(out / "drawn.csv") if rows["customer"].str.strip_chars().str.len_chars().min() else rows
        assert back.height == rows.height and back["ring"].sort().equals(rows["ring"].sort())
    assert rows["completeness"].is_between(0, 1).all()


def test_the_small_networks_in_every_form(tmp_path: Path) -> None:
    value = small_networks()
    assert same(round_trip(value, "csv"), EgoNetworks(value.egos, value.alters.with_columns(
        proximity=1 - (pl.col("ring") - 0.5) / pl.col("rings")), value.ties))
    assert same(round_trip(value, "graphml"), value)
    names, notes = write_networks(value, tmp_path / "all", ["csv", "graphml", "gexf", "kumu", "drawn"])
    assert names == ("aaties.csv", "alter-ties.csv", "alters.csv", "drawn.csv", "egos.csv", "networks.gexf", "networks.graphml",
                     "networks.kumu.json")
    assert notes == ("Alters that were not placed on a ring and are not in the drawn maps: 1.",)
    assert "'=Club" in (tmp_path / "all" / "alters.csv").read_text()
    assert (tmp_path / "all" / "egos.csv").read_text().splitlines()[3] == "cleo,44,"


def test_what_networkx_reads_is_what_was_meant() -> None:
    value = small_networks()
    graph = nx.read_graphml(io.BytesIO(graphml_text(value).encode()))
    by_label = {data["label"]: data for _, data in graph.nodes(data=True)}
    assert by_label["Mum <3"]["ring"] == 3 and by_label["Mum <3"]["valence"] == -0.5
    assert by_label["ana"]["lifeworld_kind"] == "ego" and by_label["ana"]["ego.age"] == 31 and by_label["ana"]["ego.member"] is True
    assert "ego.age" not in by_label["ben"]
    assert nx.number_connected_components(graph) == 3
    drawn = nx.read_gexf(io.BytesIO(gexf_text(value).encode()))
    tie = next(data for _, _, data in drawn.edges(data=True) if data["lifeworld_kind"] == "alter-alter")
    assert (tie["weight"], tie["tie_weight"], tie["tie.since"]) == (2.0, 2.0, 2019)


def test_order_of_rows_does_not_matter() -> None:
    value = small_networks()
    turned = ego_networks(value.egos.reverse(), value.alters.reverse(), value.ties.reverse())
    assert graphml_text(turned) == graphml_text(value) and gexf_text(turned) == gexf_text(value)
    assert kumu_map(turned) == kumu_map(value)


def test_cells_are_safe_and_come_back() -> None:
    frame = pl.DataFrame({"a": ["=1+1", "'=1", "''@x", "-5", "- thanks", "+3", "'tis", "\tx", None, "ok"]})
    guarded = guarded_cells(frame)
    assert not guarded["a"].drop_nulls().filter(guarded["a"].drop_nulls() != "-5").str.contains(r"^[=+\-@\t\r\n]").any()
    assert plain_cells(guarded).equals(frame)
    assert typed(pl.DataFrame({"a": ["1", "x"], "b": ["[1]", '["a"]'], "c": ["1e3", "2"]})).dtypes == [pl.String, pl.String, pl.Float64]


@pytest.mark.parametrize(("egos", "alters", "ties", "code"), [
    ({"ego": ["a", "a"]}, None, None, "key_twice"),
    ({"ego": ["a"]}, {"ego": ["a", "a"], "alter": ["1", "1"]}, None, "key_twice"),
    ({"ego": ["a", None]}, None, None, "missing_key"),
    ({"who": ["a"]}, None, None, "missing_key"),
    ({"ego": ["a"]}, {"ego": ["a"], "alter": ["1"]}, {"ego": ["a"], "source": ["1"], "target": ["2"]}, "unknown_alter"),
    ({"ego": ["a"]}, {"ego": ["a"], "alter": ["1"]}, {"ego": ["b"], "source": ["1"], "target": ["1"]}, "unknown_alter"),
    ({"ego": ["a"]}, {"ego": ["a"], "alter": ["1"]}, {"ego": ["a"], "source": ["1"], "target": ["1"]}, "self_tie"),
])
def test_frames_that_do_not_fit_are_refused(egos: dict[str, list[str]], alters: dict[str, list[str]] | None,
                                            ties: dict[str, list[str]] | None, code: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        ego_networks(pl.DataFrame(egos), None if alters is None else pl.DataFrame(alters), None if ties is None else pl.DataFrame(ties))
    assert refusal.value.code == code


BOMB = '<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><graphml><graph>&b;</graph></graphml>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/hostname">]><graphml><graph>&x;</graph></graphml>'


@pytest.mark.parametrize(("text", "code"), [
    (BOMB, "unsafe_xml"), (OUTSIDE, "unsafe_xml"), ("<graphml>", "damaged_xml"), ("<gexf/>", "not_graphml"), ("<graphml/>", "no_graph"),
    ('<graphml><key id="k" for="node" attr.name="n" attr.type="int"/><graph><node id="1"><data key="k">x</data></node></graph></graphml>',
     "bad_value"),
    ('<graphml><key id="k" for="node" attr.name="n" attr.type="int"/><graph><node id="1"><data key="k">' + "9" * 30
     + "</data></node></graph></graphml>", "bad_value"),
    ('<graphml><graph><node id="1"/></graph></graphml>', "unknown_graph"),
])
def test_graphs_that_cannot_be_trusted_or_read_are_refused(text: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "in.graphml").write_text(text)
    with pytest.raises(InputRefused) as refusal:
        read_networks(tmp_path / "in.graphml")
    assert refusal.value.code == code


def test_ties_across_egos_are_refused() -> None:
    graph = as_graph(small_networks())
    bent = graph.edges.with_columns(target=pl.when(pl.col("lifeworld_kind") == "alter-alter").then(pl.lit("n5")).otherwise("target"))
    with pytest.raises(InputRefused, match="does not join two alters of one ego"):
        graph_networks(type(graph)(graph.nodes, bent))
