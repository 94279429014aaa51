"""The files of a Network Canvas export as tables: CSV by their names, or GraphML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import polars as pl

from lifeworld.constellations.core.exchange.network_canvas import CASE, EGO_KEY, NODE_KEY, SOURCE_KEY, TARGET_KEY, CanvasTables
from lifeworld.constellations.files.exchange.graphml import ReadGraph
from lifeworld.constellations.files.exchange.tables import text_table
from lifeworld.kit.errors import InputRefused

_NODES = re.compile(r"(?i)(?:^|_)attribute-?list(?:_(.*))?\.csv$")
_EDGES = re.compile(r"(?i)(?:^|_)edge-?list(?:_(.*))?\.csv$")
_EGOS = re.compile(r"(?i)(?:^|_)ego\.csv$")
_GRAPH_NAMES = {"caseId": CASE, "caseID": CASE, "sessionUUID": "networkCanvasSessionID", "protocolName": "networkCanvasProtocolName",
                "sessionStartTime": "sessionStart", "sessionFinishTime": "sessionFinish", "sessionExportTime": "sessionExported"}


def is_canvas(names: Sequence[str]) -> bool:
    """Whether files are called as Network Canvas calls its tables."""
    return any(_NODES.search(name) for name in names)


def canvas_tables(files: Mapping[str, bytes]) -> CanvasTables:
    """The tables of all sessions; the type of nodes and edges stands in the name of their file. Errors: InputRefused."""
    egos, nodes, edges = [], [], []
    for name, content in files.items():
        if found := _NODES.search(name):
            nodes.append(text_table(content, name).with_columns(node_type=pl.lit(found[1], pl.String)))
        elif found := _EDGES.search(name):
            edges.append(text_table(content, name).with_columns(edge_type=pl.lit(found[1], pl.String)))
        elif _EGOS.search(name):
            egos.append(text_table(content, name))
    return CanvasTables(*(pl.concat(frames, how="diagonal") if frames else pl.DataFrame() for frames in (egos, nodes, edges)))


def is_canvas_graph(graph: ReadGraph) -> bool:
    """Whether a graph is a session of Network Canvas."""
    return NODE_KEY in graph.data or NODE_KEY in graph.graph.nodes.columns or "sessionUUID" in graph.attributes


def graph_tables(graphs: Sequence[tuple[str, ReadGraph]]) -> CanvasTables:
    """Sessions read from GraphML, with the names of their files, as the same tables as CSV has. Errors: InputRefused."""
    egos, nodes, edges = [], [], []
    for label, read in graphs:
        key = read.data.get(NODE_KEY) or read.attributes.get("sessionUUID")
        if key is None:
            raise InputRefused("no_ego_key", f"A graph of «{label}» names neither its ego nor its session.", "Export the session again.")
        told = {own: read.attributes[given] for given, own in _GRAPH_NAMES.items() if read.attributes.get(given)}
        data = {name: value for name, value in read.data.items() if name != NODE_KEY and value != ""}
        egos.append(pl.DataFrame({EGO_KEY: [key]} | {name: [value] for name, value in (told | data).items()}))
        own = read.graph.nodes.rename({"id": "nodeID"}).with_columns(pl.lit(key).alias(EGO_KEY))
        if NODE_KEY not in own.columns:
            own = own.with_columns(pl.col("nodeID").alias(NODE_KEY))
        nodes.append(own.rename({"networkCanvasType": "node_type"}, strict=False))
        edges.append(_edges(read, key, own))
    frames = [pl.concat(each, how="diagonal") for each in (egos, nodes, edges)]
    return CanvasTables(*(frame.with_columns(pl.col(pl.String).replace({"": None})) for frame in frames))


def _edges(read: ReadGraph, key: str, nodes: pl.DataFrame) -> pl.DataFrame:
    """Edges with the UUIDs of their ends, taken from the nodes where the edge does not name them."""
    found = read.graph.edges.rename({"id": "edgeID"}).with_columns(pl.lit(key).alias(EGO_KEY))
    by_id = nodes.select("nodeID", pl.col(NODE_KEY).alias("uuid"))
    for end, name in (("source", SOURCE_KEY), ("target", TARGET_KEY)):
        found = found.join(by_id, left_on=end, right_on="nodeID", how="left", maintain_order="left")
        known = [pl.col(name)] if name in found.columns else []
        found = found.with_columns(pl.coalesce(*known, "uuid", end).alias(name)).drop("uuid")
    own = {NODE_KEY: "edgeUUID", "networkCanvasType": "edge_type"}
    return found.drop("source", "target").rename(own, strict=False)
