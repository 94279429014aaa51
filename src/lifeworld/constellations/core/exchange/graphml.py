"""GraphML out: all egos as one undirected graph that networkx, igraph, Gephi and Cytoscape read."""

from __future__ import annotations

import polars as pl

from lifeworld.constellations.core.exchange.cells import listed_as_json
from lifeworld.constellations.core.exchange.graph import as_graph
from lifeworld.constellations.core.exchange.markup import cells_as_text, escaped, escaped_text
from lifeworld.constellations.core.exchange.values import EgoNetworks

SPACE = "http://graphml.graphdrawing.org/xmlns"
_HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{SPACE}">\n'


def graphml_text(networks: EgoNetworks) -> str:
    """The text of a GraphML file; unknown values are left out, lists are JSON. The same networks give the same text.

    >>> from lifeworld.constellations.core.exchange.values import ego_networks
    >>> text = graphml_text(ego_networks(pl.DataFrame({"ego": ["a & b"]})))
    >>> '<node id="n0">' in text, "a &amp; b" in text
    (True, True)
    """
    graph = as_graph(networks)
    keys: list[str] = []
    parts = [_elements(frame, what, keys) for frame, what in ((graph.nodes, "node"), (graph.edges, "edge"))]
    return "".join([_HEAD, *keys, '<graph id="G" edgedefault="undirected">\n', *parts, "</graph>\n</graphml>\n"])


def attribute_type(kind: pl.DataType) -> str:
    """The name of a column's type in GraphML and GEXF.

    >>> attribute_type(pl.Int64()), attribute_type(pl.Boolean()), attribute_type(pl.List(pl.String))
    ('long', 'boolean', 'string')
    """
    if kind == pl.Boolean:
        return "boolean"
    if kind.is_integer():
        return "long"
    return "double" if kind.is_float() else "string"


def _elements(frame: pl.DataFrame, what: str, keys: list[str]) -> str:
    """All nodes or all edges; the keys that they need are added to ``keys``."""
    fixed = ("id",) if what == "node" else ("id", "source", "target")
    flat = listed_as_json(frame)
    columns = [name for name in flat.columns if name not in fixed and flat[name].null_count() < flat.height]
    parts = [pl.lit(f"<{what}"), *(pl.format(' {}="{}"', pl.lit(name), pl.col(name)) for name in fixed), pl.lit(">")]
    for name in columns:
        key = f"d{len(keys)}"
        keys.append(f'<key id="{key}" for="{what}" attr.name="{escaped_text(name)}" '
                    f'attr.type="{attribute_type(flat.schema[name])}"/>\n')
        parts.append(pl.format('<data key="{}">{}</data>', pl.lit(key), escaped(pl.col(name))).fill_null(""))
    text = cells_as_text(flat).select(pl.concat_str([*parts, pl.lit(f"</{what}>\n")]).alias("text"))["text"]
    return "".join(text.to_list())
