"""GraphML read safely: no entities, no document types, bounded; every graph of a file with its nodes, edges and own data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
import polars as pl
from defusedxml.common import DefusedXmlException

from lifeworld.constellations.core.exchange.graph import Graph
from lifeworld.kit.errors import InputRefused

TYPES: Mapping[str, tuple[type[pl.DataType], Callable[[str], Any]]] = MappingProxyType({
    "boolean": (pl.Boolean, lambda text: text.strip().lower() in {"true", "1"}), "int": (pl.Int64, int), "long": (pl.Int64, int),
    "float": (pl.Float64, float), "double": (pl.Float64, float), "string": (pl.String, str),
})


@dataclass(frozen=True)
class ReadGraph:
    """One <graph>: its attributes without name spaces, its data as text, and what it holds."""

    attributes: Mapping[str, str]
    data: Mapping[str, str]
    graph: Graph


@dataclass(frozen=True)
class _Key:
    name: str
    kind: str


def read_graphs(content: bytes, label: str, *, as_text: bool = False) -> tuple[ReadGraph, ...]:
    """The graphs of a GraphML file; data are called by ``attr.name`` and typed as declared, or text where ``as_text``.

    Errors: InputRefused for entities or a document type, damaged XML, no graph, values that are not of their declared type.
    """
    try:
        root = defusedxml.ElementTree.fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise InputRefused("unsafe_xml", f"«{label}» declares a document type or entities, which no GraphML export does.",
                           "Do not trust it; ask for a fresh export.") from error
    except (ParseError, ValueError, LookupError) as error:
        raise InputRefused("damaged_xml", f"«{label}» is no XML that can be read: {error}.", "Export it again.") from error
    if _plain(root.tag) != "graphml":
        raise InputRefused("not_graphml", f"«{label}» is XML, but no GraphML.", "Give a GraphML file.")
    keys = {each.get("id", ""): _Key(each.get("attr.name") or each.get("id", ""), "string" if as_text else each.get("attr.type", "string"))
            for each in root.iter() if _plain(each.tag) == "key"}
    outer = {_plain(name): value for name, value in root.attrib.items()}
    graphs = tuple(_graph(each, keys, outer, label) for each in root.iter() if _plain(each.tag) == "graph")
    if not graphs:
        raise InputRefused("no_graph", f"«{label}» holds no graph.", "Export it again.")
    return graphs


def _graph(element: Element, keys: Mapping[str, _Key], outer: Mapping[str, str], label: str) -> ReadGraph:
    nodes, edges = [], []
    for child in element:
        tag = _plain(child.tag)
        if tag == "node":
            nodes.append({"id": child.get("id"), **_data(child, keys, label)})
        elif tag == "edge":
            edges.append({"id": child.get("id"), "source": child.get("source"), "target": child.get("target"), **_data(child, keys, label)})
    attributes = {**outer, **{_plain(name): value for name, value in element.attrib.items()}}
    own = {name: str(value) for name, value in _data(element, keys, label).items()}
    return ReadGraph(attributes, own, Graph(_frame(nodes, keys, ("id",)), _frame(edges, keys, ("id", "source", "target"))))


def _data(element: Element, keys: Mapping[str, _Key], label: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in element:
        if _plain(child.tag) != "data":
            continue
        key = keys.get(child.get("key", ""), _Key(child.get("key", ""), "string"))
        text = child.text or ""
        make = TYPES.get(key.kind, TYPES["string"])[1]
        if not text and key.kind != "string":
            continue
        try:
            found[key.name] = make(text)
        except ValueError as error:
            raise InputRefused("bad_value", f"«{label}» gives «{key.name}» the value «{text[:40]}», but declares it as {key.kind}.",
                               "Export it again.") from error
    return found


def _frame(rows: list[dict[str, Any]], keys: Mapping[str, _Key], fixed: tuple[str, ...]) -> pl.DataFrame:
    """Rows as columns: the ids first, then every name that any row has, in the order of the keys."""
    kinds = {key.name: TYPES.get(key.kind, TYPES["string"])[0] for key in keys.values()}
    seen = {name for row in rows for name in row}
    names = [*fixed, *(name for name in dict.fromkeys((*kinds, *sorted(seen))) if name in seen and name not in fixed)]
    try:
        return pl.DataFrame({name: pl.Series(name, [row.get(name) for row in rows], kinds.get(name, pl.String)) for name in names})
    except (OverflowError, TypeError, pl.exceptions.PolarsError) as error:
        raise InputRefused("bad_value", f"A value of the graph does not fit its declared type: {error}.", "Export it again.") from error


def _plain(tag: object) -> str:
    """A tag or attribute without its name space."""
    return str(tag).rpartition("}")[2]
