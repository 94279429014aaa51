"""Categories of a file turned into those of the codebook: nothing is guessed, what is not mapped is refused with its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from lifeworld.constellations.core.exchange.values import EgoNetworks, ego_networks
from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.voices.core.codebook import ACTOR_NAMES, ACTORS

LEFT_OUT = "leave out"
"""Mapped to this, a value's alters are no actors and go, with their ties."""

_KNOWN = {code: code for code in ACTORS} | {name.casefold(): code for code, name in ACTOR_NAMES.items()}


def mapped_categories(networks: EgoNetworks, column: str = "category", mapping: Mapping[str, str] | None = None) -> EgoNetworks:
    """The networks with actor categories made from the alters' ``column`` by ``mapping`` (value of the file -> category).

    Case does not matter; codes and names of categories map to themselves; ``LEFT_OUT`` takes alters out. Unknown stays unknown.
    In a column of several choices all of an alter's choices must lead to one category.
    Errors: InputRefused for an unknown column, a mapping to no category, values that nothing maps, choices that contradict.

    >>> found = ego_networks(pl.DataFrame({"ego": ["a"]}), pl.DataFrame({"ego": ["a"] * 2, "alter": ["1", "2"], "kind": ["Kin", "peers"]}))
    >>> mapped_categories(found, "kind", {"kin": "family and friends"}).alters["category"].to_list()
    ['family_friends', 'peers']
    """
    alters = networks.alters
    if column not in alters.columns:
        near = nearest(column, alters.columns)
        raise InputRefused("no_such_attribute", f"The alters have no attribute «{column}»; there are {listed(alters.columns)}.",
                           f"Did you mean «{near}»?" if near else "Take one of these.")
    table = _KNOWN | {value.casefold(): _category(category) for value, category in (mapping or {}).items()}
    given = alters[column] if isinstance(alters.schema[column], pl.List) else alters[column].cast(pl.String).reshape((-1, 1)).arr.to_list()
    rows = pl.DataFrame({"row": pl.int_range(alters.height, eager=True), "value": given.rename("value")}).explode("value").drop_nulls()
    rows = rows.with_columns(folded=pl.col("value").cast(pl.String).str.to_lowercase().str.strip_chars())
    rows = rows.with_columns(code=pl.col("folded").replace_strict(list(table), list(table.values()), default=None, return_dtype=pl.String))
    lost = rows.filter(pl.col("code").is_null())["value"]
    if len(lost):
        raise InputRefused("unmapped_category", f"{len(lost)} alters have categories in «{column}» that nothing maps: "
                           f"{listed(sorted(set(lost.cast(pl.String).to_list())))}.",
                           f"Map each to one of {listed(ACTORS[1:])}, or to «{LEFT_OUT}».")
    each = rows.group_by("row").agg(pl.col("code").unique().sort())
    torn = each.filter(pl.col("code").list.len() > 1).sort("row")
    if torn.height:
        raise InputRefused("several_categories", f"«{alters['alter'][int(torn['row'][0])]}» of «{alters['ego'][int(torn['row'][0])]}» has "
                           f"choices in «{column}» that lead to {listed(torn['code'][0].to_list())}; {torn.height} alters are so.",
                           "Map the choices to one category, or take another attribute.")
    one = each.with_columns(pl.col("code").list.first())
    code = pl.DataFrame({"row": pl.int_range(alters.height, eager=True)}).join(one, on="row", how="left", maintain_order="left")["code"]
    return _without_left_out(networks, alters.with_columns(code.alias("category")))


def _category(name: str) -> str:
    folded = name.casefold().strip()
    found = LEFT_OUT if folded in {LEFT_OUT, "-", ""} else _KNOWN.get(folded)
    if found is None:
        near = nearest(name, [*ACTORS, *ACTOR_NAMES.values()])
        raise InputRefused("unknown_category", f"«{name}» is no category of actors.",
                           f"Did you mean «{near}»?" if near else f"The categories are {listed(ACTORS)}.")
    return found


def _without_left_out(networks: EgoNetworks, alters: pl.DataFrame) -> EgoNetworks:
    """The networks without alters that are no actors, and with a note that says how many."""
    gone = alters.filter(pl.col("category") == LEFT_OUT)
    if gone.is_empty():
        return replace(networks, alters=alters)
    kept = alters.filter(pl.col("category").ne_missing(LEFT_OUT))
    ties = networks.ties
    for end in ("source", "target"):
        ties = ties.join(gone, left_on=["ego", end], right_on=["ego", "alter"], how="anti")
    note = f"Alters that are no actors by the mapping and were left out: {gone.height}; their ties: {networks.ties.height - ties.height}."
    return ego_networks(networks.egos, kept, ties, (*networks.notes, note))
