"""GEXF out, for Gephi: the graph of ``as_graph``; where an actor was drawn comes along as data."""

from __future__ import annotations

import polars as pl

from lifeworld.constellations.core.exchange.cells import listed_as_json
from lifeworld.constellations.core.exchange.graph import as_graph
from lifeworld.constellations.core.exchange.graphml import attribute_type
from lifeworld.constellations.core.exchange.markup import cells_as_text, escaped, escaped_text
from lifeworld.constellations.core.exchange.values import EgoNetworks

_HEAD = ('<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
         '<graph mode="static" defaultedgetype="undirected">\n')


def gexf_text(networks: EgoNetworks) -> str:
    """The text of a GEXF 1.2 file; unknown values are left out, lists are JSON.

    The weight of a tie is the edge's weight; GEXF takes an edge without one for 1, so ``tie_weight`` says it once more where it is known.

    >>> from lifeworld.constellations.core.exchange.values import ego_networks
    >>> '<node id="n0" label="ana">' in gexf_text(ego_networks(pl.DataFrame({"ego": ["ana"]})))
    True
    """
    graph = as_graph(networks)
    edges = graph.edges.with_columns(tie_weight="weight") if "weight" in graph.edges.columns else graph.edges
    heads, nodes = _elements(graph.nodes, "node", ("id", "label"))
    edge_heads, lines = _elements(edges, "edge", ("id", "source", "target", "weight"))
    return "".join([_HEAD, heads, edge_heads, "<nodes>\n", nodes, "</nodes>\n<edges>\n", lines, "</edges>\n</graph>\n</gexf>\n"])


def _elements(frame: pl.DataFrame, what: str, fixed: tuple[str, ...]) -> tuple[str, str]:
    """The declaration of the attributes of nodes or edges, and the nodes or edges."""
    flat = listed_as_json(frame)
    columns = [name for name in flat.columns if name not in fixed and flat[name].null_count() < flat.height]
    declared = "".join(f'<attribute id="{i}" title="{escaped_text(name)}" type="{attribute_type(flat.schema[name])}"/>\n'
                       for i, name in enumerate(columns))
    own = [pl.format(' {}="{}"', pl.lit(name), escaped(pl.col(name))).fill_null("") for name in fixed if name in flat.columns]
    values = [pl.format('<attvalue for="{}" value="{}"/>', pl.lit(str(i)), escaped(pl.col(name))).fill_null("")
              for i, name in enumerate(columns)]
    text = cells_as_text(flat).select(pl.concat_str(
        [pl.lit(f"<{what}"), *own, pl.lit("><attvalues>"), *values, pl.lit(f"</attvalues></{what}>\n")]).alias("text"))["text"]
    return f'<attributes class="{what}">\n{declared}</attributes>\n', "".join(text.to_list())
