"""A whole set of networks as one Kumu JSON: elements and connections, to be opened in a map that people can go on drawing."""

from __future__ import annotations

from typing import Any

from lifeworld.constellations.core.exchange.graph import ALTER, KIND, as_graph
from lifeworld.constellations.core.exchange.values import EgoNetworks
from lifeworld.voices.core.codebook import ACTOR_NAMES

Kumu = dict[str, list[dict[str, Any]]]


def kumu_map(networks: EgoNetworks) -> Kumu:
    """Elements with unique labels, because Kumu joins connections to elements by label; unknown values are left out.

    An alter carries its ego's name in its label as soon as there is more than one ego.

    >>> import polars as pl
    >>> from lifeworld.constellations.core.exchange.values import ego_networks
    >>> found = kumu_map(ego_networks(pl.DataFrame({"ego": ["a"]}), pl.DataFrame({"ego": ["a"], "alter": ["1"], "name": ["Club"]})))
    >>> found["connections"]
    [{'from': 'a', 'to': 'Club', 'direction': 'undirected', 'type': 'ego-alter'}]
    """
    graph = as_graph(networks)
    several = networks.egos.height > 1
    nodes, labels = [], {}
    taken: set[str] = set()
    for row in graph.nodes.iter_rows(named=True):
        alter = row[KIND] == ALTER
        plain = " ".join(str(row["label"]).split())
        label = labels[row["id"]] = _unique(f"{plain} · {row['ego']}" if several and alter else plain, taken)
        kind = ACTOR_NAMES.get(row.get("category") or "", row.get("category") or "actor") if alter else "customer"
        data = {key: value for key, value in row.items() if value is not None and key not in {"id", "label", KIND, "name"}}
        nodes.append({"label": label, "type": kind, **data})
    links = [{"from": labels[row["source"]], "to": labels[row["target"]], "direction": "undirected", "type": row.get("type") or row[KIND],
              **{key: value for key, value in row.items() if value is not None and key not in {"id", "source", "target", "type", KIND}}}
             for row in graph.edges.iter_rows(named=True)]
    return {"elements": nodes, "connections": links}


def _unique(name: str, taken: set[str]) -> str:
    label, n = name, 1
    while label.casefold() in taken:
        n += 1
        label = f"{name} ({n})"
    taken.add(label.casefold())
    return label
