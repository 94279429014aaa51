"""Network Canvas (Interviewer and Fresco): its tables or its GraphML, read into the neutral value.

Source: the exporters of Fresco (``processEntityVariables``, ``attributeList``, ``edgeList``). A categorical variable comes as one
true-or-false column for each option, a layout variable as ``var_x`` and ``var_y``, whatever was encrypted as "ENCRYPTED"; the rings
of a sociogram are not in any file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from lifeworld.constellations.core.exchange.cells import typed
from lifeworld.constellations.core.exchange.layouts import RingLayout, placed
from lifeworld.constellations.core.exchange.options import check_variables, joined_options
from lifeworld.constellations.core.exchange.values import ALTER_COLUMNS, TIE_COLUMNS, EgoNetworks, ego_networks
from lifeworld.kit.errors import InputRefused, listed

EGO_KEY, NODE_KEY, CASE = "networkCanvasEgoUUID", "networkCanvasUUID", "networkCanvasCaseID"
SOURCE_KEY, TARGET_KEY = "networkCanvasSourceUUID", "networkCanvasTargetUUID"
NAMES = ("name", "label", "nickname", "alias", "first_name", "name_label", "initials")
ENCRYPTED = "ENCRYPTED"


@dataclass(frozen=True)
class CanvasTables:
    """Columns of text as they stand in the files; ``nodes`` have ``node_type``, ``edges`` ``edge_type``; empty cells are null."""

    egos: pl.DataFrame
    nodes: pl.DataFrame
    edges: pl.DataFrame


@dataclass(frozen=True)
class CanvasChoices:
    """What the files do not say.

    ``layout`` is the layout variable, ``name`` the attribute with the names, ``categorical`` the categorical variables by name
    (None: found by their columns), ``size`` and ``weight`` attributes that hold these. ``protocol`` are the categorical variables that
    the study's protocol names; those that no table has are not missed.
    """

    layout: str | None = None
    name: str | None = None
    categorical: tuple[str, ...] | None = None
    size: str | None = None
    weight: str | None = None
    rings: RingLayout = field(default_factory=RingLayout)
    protocol: tuple[str, ...] | None = None


def canvas_networks(tables: CanvasTables, choices: CanvasChoices | None = None) -> EgoNetworks:
    """The tables as networks: an ego is called by its case id where every ego has one of its own, else by its UUID.

    Options of categorical variables become lists (several choices stay several); no choice is null, because the files do not tell
    "none of these" from "not answered". Places become rings (see ``placed``). Attributes keep their names, ``node_type`` among
    them; ``category`` is set where an attribute has that name. Errors: InputRefused for missing keys, a layout that is not in the
    tables or not the only one, edges of unknown nodes.
    """
    chosen = choices or CanvasChoices()
    egos, notes = _egos(tables)
    names = dict(zip(egos[EGO_KEY], egos["ego"], strict=True))
    nodes, edges = (_owned(frame, names, what) for frame, what in ((tables.nodes, "nodes"), (tables.edges, "edges")))
    hidden = sorted({name for frame in (egos, nodes, edges) for name in frame.columns
                     if frame.schema[name] == pl.String and (frame[name] == ENCRYPTED).any()})
    egos, nodes, edges = (frame.with_columns(pl.col(pl.String).replace({ENCRYPTED: None})) for frame in (egos, nodes, edges))
    if hidden:
        notes += (f"Encrypted values are unknown here: {listed(hidden)}.",)
    variables = chosen.protocol if chosen.categorical is None else chosen.categorical
    ego_rows, groups = joined_options(egos.drop(EGO_KEY), variables)
    tie_rows, tie_groups = joined_options(_ties(edges, chosen), variables)
    node_rows, node_groups = joined_options(nodes, variables)
    groups |= tie_groups | node_groups
    check_variables(chosen.categorical or (), tuple(groups))
    alters, assumed = _alters(node_rows, chosen)
    return ego_networks(typed(ego_rows, keep=("ego", CASE)), alters, typed(tie_rows, keep=("ego", "source", "target", "type")),
                        notes + _grouped(groups, guessed=variables is None) + assumed)


def _egos(tables: CanvasTables) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """One row per ego with its key as ``ego``; egos that only nodes know are added."""
    known = [frame[EGO_KEY] for frame in (tables.egos, tables.nodes, tables.edges) if EGO_KEY in frame.columns]
    if not known:
        raise InputRefused("no_ego_key", f"The tables have no column «{EGO_KEY}».", "Give the files as Network Canvas exports them.")
    keys = pl.DataFrame({EGO_KEY: pl.concat(known).drop_nulls().unique(maintain_order=True)})
    rows = keys
    if EGO_KEY in tables.egos.columns:
        own = tables.egos.unique(EGO_KEY, keep="first", maintain_order=True)
        rows = keys.join(own, on=EGO_KEY, how="left", maintain_order="left")
    case = rows[CASE] if CASE in rows.columns else pl.Series(CASE, [None] * rows.height, pl.String)
    if rows.height and case.null_count() == 0 and case.is_unique().all():
        return rows.with_columns(ego=case), ()
    return rows.with_columns(ego=EGO_KEY), (
        "Case ids are missing or belong to several sessions, so customers are called by the UUID of their session's ego.",)


def _owned(frame: pl.DataFrame, names: dict[str, str], what: str) -> pl.DataFrame:
    """Rows with ``ego`` instead of the UUID. Errors: InputRefused for rows of nobody."""
    if EGO_KEY not in frame.columns:
        if frame.height:
            raise InputRefused("no_ego_key", f"The {what} have no column «{EGO_KEY}».", "Give the files as Network Canvas exports them.")
        return frame.with_columns(ego=pl.lit(None, pl.String))
    owned = frame.with_columns(ego=pl.col(EGO_KEY).replace_strict(names, default=None, return_dtype=pl.String)).drop(EGO_KEY)
    if owned["ego"].null_count():
        raise InputRefused("no_ego", f"{owned['ego'].null_count()} of the {what} belong to no ego.", "Export the sessions again.")
    return owned


def _alters(nodes: pl.DataFrame, chosen: CanvasChoices) -> tuple[pl.DataFrame, tuple[str, ...]]:
    key = NODE_KEY if NODE_KEY in nodes.columns else "nodeID"
    if key not in nodes.columns:
        if nodes.is_empty():
            return pl.DataFrame(schema=dict(ALTER_COLUMNS)), ()
        raise InputRefused("no_node_key", f"The nodes have neither «{NODE_KEY}» nor «nodeID».", "Export the sessions again.")
    rows = nodes.rename({key: "alter"})
    layout, name = _layout(rows.columns, chosen.layout), _attribute(rows, chosen.name, NAMES)
    size = _attribute(rows, chosen.size, ())
    made = {"name": name, "x": layout.get("x"), "y": layout.get("y"), "size": size}
    own = pl.DataFrame({to: rows[column].cast(ALTER_COLUMNS[to], strict=False) for to, column in made.items() if column}, strict=False)
    rows = typed(rows.drop([column for column in made.values() if column]), keep=("ego", "alter", "node_type", "category"))
    keys = {"ego", "alter", *(() if rows.schema.get("category") != pl.String else ("category",))}
    rows = rows.rename({column: f"{column}_given" for column in ALTER_COLUMNS if column in rows.columns and column not in keys})
    rows = pl.concat([rows, own], how="horizontal")
    missing = [pl.lit(None, kind).alias(column) for column, kind in ALTER_COLUMNS.items() if column not in rows.columns]
    return placed(rows.with_columns(missing), chosen.rings)


def _layout(columns: Sequence[str], wanted: str | None) -> dict[str, str]:
    """The columns of x and y of the layout variable; CSV writes ``_x``, GraphML ``_X``."""
    found = {column[:-2]: {"x": column, "y": other} for column in columns if column[-2:] in {"_x", "_X"}
             for other in (column[:-1] + ("y" if column[-1] == "x" else "Y"),) if other in columns}
    if wanted is not None:
        if wanted not in found:
            raise InputRefused("no_such_layout", f"The nodes have no layout variable «{wanted}»; there are {listed(found) or 'none'}.",
                               "Take one of these.")
        return found[wanted]
    if len(found) > 1:
        raise InputRefused("several_layouts", f"The nodes have several layout variables: {listed(found)}.",
                           "Say which one is the map of rings.")
    return next(iter(found.values()), {})


def _attribute(rows: pl.DataFrame, wanted: str | None, usual: Sequence[str]) -> str | None:
    """The column called so, else the first usual one, whatever the case. Errors: InputRefused where a wanted one is missing."""
    folded = {column.lower(): column for column in reversed(rows.columns)}
    if wanted is not None:
        if wanted.lower() not in folded:
            raise InputRefused("no_such_attribute", f"There is no attribute «{wanted}»; there are {listed(rows.columns)}.",
                               "Take one of these.")
        return folded[wanted.lower()]
    return next((folded[name] for name in usual if name in folded), None)


def _ties(edges: pl.DataFrame, chosen: CanvasChoices) -> pl.DataFrame:
    """Edges with source, target, type and weight; the weight is unknown unless an attribute holds it."""
    keys = (SOURCE_KEY, TARGET_KEY) if SOURCE_KEY in edges.columns else ("from", "to")
    if edges.is_empty():
        return pl.DataFrame(schema=dict(TIE_COLUMNS))
    if not set(keys) <= set(edges.columns):
        raise InputRefused("no_edge_key", f"The edges have neither «{SOURCE_KEY}» nor «from».", "Export the sessions again.")
    spare = [] if keys[0] == "from" else ["from", "to"]  # the same ends once more, as numbers of this export
    rows = edges.drop(spare, strict=False).rename({keys[0]: "source", keys[1]: "target"})
    if chosen.weight:
        rows = rows.with_columns(weight=pl.col(str(_attribute(rows, chosen.weight, ()))).cast(pl.Float64, strict=False))
    rows = rows.rename({"type": "type_given"}) if "type" in rows.columns and "edge_type" in rows.columns else rows
    return rows.rename({"edge_type": "type"}) if "edge_type" in rows.columns else rows


def _grouped(groups: dict[str, tuple[str, ...]], *, guessed: bool) -> tuple[str, ...]:
    """What was put together, said so that a wrong guess is seen."""
    if not groups:
        return ()
    told = "; ".join(f"«{name}» of {len(options)} options" for name, options in sorted(groups.items()))
    how = "by the beginnings of their names; name the categorical variables where that is wrong" if guessed else "as named"
    return (f"Columns of options were joined to categorical variables {how}: {told}. No choice at all is unknown.",)
