"""All egos as one graph, which is what graph programs read: egos and alters are nodes, ego-alter and alter-alter ties edges."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lifeworld.constellations.core.exchange.cells import typed
from lifeworld.constellations.core.exchange.values import ALTER_COLUMNS, TIE_COLUMNS, EgoNetworks, ego_networks
from lifeworld.kit.errors import InputRefused

KIND = "lifeworld_kind"
EGO, ALTER, OF_EGO, AMONG_ALTERS = "ego", "alter", "ego-alter", "alter-alter"


@dataclass(frozen=True)
class Graph:
    """``nodes`` have ``id`` and ``label``, ``edges`` ``id``, ``source`` and ``target``; all else is data, null where unknown.

    Attributes of egos, alters and ties are called "ego.x", "alter.x" and "tie.x", so that none is taken for another.
    """

    nodes: pl.DataFrame
    edges: pl.DataFrame


def as_graph(networks: EgoNetworks) -> Graph:
    """The networks as one graph; nodes are n0, n1, ... in the order egos, then alters, each by key.

    >>> graph = as_graph(ego_networks(pl.DataFrame({"ego": ["a"], "age": [30]}), pl.DataFrame({"ego": ["a"], "alter": ["1"]})))
    >>> graph.nodes.select("id", "label", "lifeworld_kind", "ego.age").rows(), graph.edges.select("source", "target").rows()
    ([('n0', 'a', 'ego', 30), ('n1', '1', 'alter', None)], [('n0', 'n1')])
    """
    egos = _prefixed(networks.egos, ("ego",), "ego").with_columns(pl.lit(EGO).alias(KIND), label="ego")
    alters = _prefixed(networks.alters, ALTER_COLUMNS, "alter").with_columns(pl.lit(ALTER).alias(KIND), label=pl.coalesce("name", "alter"))
    nodes = pl.concat([egos, alters], how="diagonal").with_row_index("id").with_columns(pl.format("n{}", "id").alias("id"))
    nodes = nodes.select("id", "label", KIND, pl.exclude("id", "label", KIND))
    ids = nodes.select("ego", "alter", "id", KIND)
    ego_ids = ids.filter(pl.col(KIND) == EGO).select("ego", source="id")
    alter_ids = ids.filter(pl.col(KIND) == ALTER).select("ego", "alter", "id")
    own = alter_ids.join(ego_ids, on="ego", how="left", maintain_order="left").select(
        "source", pl.lit(OF_EGO).alias(KIND), target="id")
    ties = _prefixed(networks.ties, TIE_COLUMNS, "tie").with_columns(pl.lit(AMONG_ALTERS).alias(KIND))
    for end in ("source", "target"):
        ties = ties.join(alter_ids.rename({"alter": end, "id": f"{end}_id"}), on=["ego", end], how="left", maintain_order="left")
    ties = ties.drop("ego", "source", "target").rename({"source_id": "source", "target_id": "target"})
    edges = pl.concat([own, ties], how="diagonal").with_row_index("id").with_columns(pl.format("e{}", "id").alias("id"))
    return Graph(nodes, edges.select("id", "source", "target", KIND, pl.exclude("id", "source", "target", KIND)))


def is_ours(graph: Graph) -> bool:
    """Whether the graph was made by ``as_graph``."""
    return KIND in graph.nodes.columns and "ego" in graph.nodes.columns


def graph_networks(graph: Graph) -> EgoNetworks:
    """The networks behind a graph of ``as_graph``; ties must join alters of one ego. Errors: InputRefused."""
    if not is_ours(graph):
        raise InputRefused("not_our_graph", f"The nodes of the graph have no «{KIND}», so egos and alters cannot be told apart.",
                           "Give a file that lifeworld or Network Canvas wrote.")
    nodes = graph.nodes
    egos = _stripped(nodes.filter(pl.col(KIND) == EGO).select("ego", *_starting(nodes, "ego")), "ego")
    alters = nodes.filter(pl.col(KIND) == ALTER)
    rows = _stripped(alters.select(*(name for name in ALTER_COLUMNS if name in nodes.columns), *_starting(nodes, "alter")), "alter")
    edges = graph.edges.filter(pl.col(KIND) == AMONG_ALTERS) if KIND in graph.edges.columns else graph.edges.clear()
    ends = alters.select("id", "ego", "alter") if "alter" in alters.columns else pl.DataFrame(
        schema={"id": pl.String, "ego": pl.String, "alter": pl.String})
    found = edges.join(ends.rename({"id": "source", "alter": "source_key"}), on="source", how="left", maintain_order="left").join(
        ends.rename({"id": "target", "ego": "target_ego", "alter": "target_key"}), on="target", how="left", maintain_order="left")
    if found.select((pl.col("ego").is_null() | (pl.col("ego") != pl.col("target_ego")).fill_null(True)).any()).item():
        raise InputRefused("tie_across_egos", "A tie of the graph does not join two alters of one ego.", "Remove it, or export again.")
    plain = [name for name in ("type", "weight") if name in found.columns]
    ties = _stripped(found.select("ego", *plain, *_starting(found, "tie"), source="source_key", target="target_key"), "tie")
    return ego_networks(_typed_lists(egos), _typed_lists(rows), _typed_lists(ties))


def _typed_lists(frame: pl.DataFrame) -> pl.DataFrame:
    """Attributes whose cells are JSON lists of text, as lists; everything else stays as the file typed it."""
    lists = [name for name, kind in frame.schema.items() if kind == pl.String and name not in {*ALTER_COLUMNS, *TIE_COLUMNS}
             and len(known := frame[name].drop_nulls()) and known.str.contains(r'^\[(".*")?\]$').all()]
    return frame.with_columns(typed(frame.select(lists))) if lists else frame


def _prefixed(frame: pl.DataFrame, own: object, what: str) -> pl.DataFrame:
    names = set(own)  # type: ignore[call-overload]
    return frame.rename({name: f"{what}.{name}" for name in frame.columns if name not in names})


def _starting(frame: pl.DataFrame, what: str) -> list[str]:
    """Attributes of the kind that any row of the frame knows."""
    return [name for name in frame.columns if name.startswith(f"{what}.") and len(name) > len(what) + 1]


def _stripped(frame: pl.DataFrame, what: str) -> pl.DataFrame:
    return frame.rename({name: name[len(what) + 1:] for name in _starting(frame, what)})
