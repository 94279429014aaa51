"""Three tables, the common denominator of egor, ideanet, EgoWeb and openeddi: egos, alters, and ties among alters (aaties)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from lifeworld.constellations.core.exchange.cells import typed
from lifeworld.constellations.core.exchange.layouts import RingLayout, placed
from lifeworld.constellations.core.exchange.values import ALTER_COLUMNS, EGO_COLUMNS, TIE_COLUMNS, EgoNetworks, ego_networks
from lifeworld.kit.errors import InputRefused, listed

WRITTEN: Mapping[str, str] = MappingProxyType({"ego": "ego_id", "alter": "alter_id"})
"""Column of the value -> column that is written."""

SPELLINGS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "ego": ("egoid", "ego", "puid", "networkcanvasegouuid"),
    "alter": ("alterid", "altid", "alter", "alternumber", "nameid"),
    "source": ("source", "from", "srcid", "alter1number", "alter1", "nameid"),
    "target": ("target", "to", "tgtid", "alter2number", "alter2", "targetid"),
})
"""What the programs call the keys, without case, points, spaces and underscores; the first that a table has is taken."""


def three_networks(
    egos: pl.DataFrame | None, alters: pl.DataFrame, ties: pl.DataFrame | None, layout: RingLayout | None = None,
) -> EgoNetworks:
    """Tables of text as networks. Keys stay text; attributes get the type that all their cells have; x and y give rings.

    Without a table of egos the egos are those of the alters, and egos without alters are not known, which a note says.
    Errors: InputRefused where keys are missing or do not fit each other, or where a number column holds text.

    >>> egos = pl.DataFrame({"egoID": ["1", "2"], "age": ["30", "41"]})
    >>> found = three_networks(egos, pl.DataFrame({"egoID": ["1"], "alterID": ["7"], "name": ["Bo"]}), None)
    >>> found.egos.rows(), found.alters.select("ego", "alter", "name").rows()
    ([('1', 30), ('2', 41)], [('1', '7', 'Bo')])
    """
    notes: tuple[str, ...] = ()
    people = _keyed(alters, ("ego", "alter"), "alters")
    if egos is None:
        notes = ("There is no table of egos, so egos without alters are not known.",)
        whole = people.select("ego").unique()
    else:
        whole = _keyed(egos, ("ego",), "egos")
    pairs = None if ties is None else _keyed(ties, ("ego", "source", "target"), "ties")
    frames = [None if frame is None else typed(_numbers(frame, columns), keep=tuple(columns))
              for frame, columns in ((whole, EGO_COLUMNS), (people, ALTER_COLUMNS), (pairs, TIE_COLUMNS))]
    first = ego_networks(frames[0] if frames[0] is not None else whole, frames[1], frames[2])
    rows, assumed = placed(first.alters, layout or RingLayout())
    return EgoNetworks(first.egos, rows, first.ties, notes + assumed)


def three_tables(networks: EgoNetworks) -> dict[str, pl.DataFrame]:
    """``egos``, ``alters`` and ``aaties`` as they are written; columns that are unknown everywhere are left out.

    >>> found = ego_networks(pl.DataFrame({"ego": ["a"]}), pl.DataFrame({"ego": ["a"], "alter": ["1"], "ring": [2], "rings": [3]}))
    >>> {name: table.columns for name, table in three_tables(found).items()}["alters"]
    ['ego_id', 'alter_id', 'ring', 'rings']
    """
    frames = {"egos": networks.egos, "alters": networks.alters, "aaties": networks.ties}
    needed = {"ego", "alter", "source", "target", "weight"}
    return {what: frame.select(name for name in frame.columns if name in needed or frame[name].null_count() < frame.height).rename(
        dict(WRITTEN), strict=False) for what, frame in frames.items()}


def spelled(name: str) -> str:
    """A column's name as programs agree on it: without case, points, spaces and underscores."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _keyed(frame: pl.DataFrame, keys: tuple[str, ...], what: str) -> pl.DataFrame:
    """The frame with its key columns under the names of the value."""
    by_spelling: dict[str, str] = {}
    for name in frame.columns:
        by_spelling.setdefault(spelled(name), name)
    found: dict[str, str] = {}
    for key in keys:
        column = next((by_spelling[each] for each in SPELLINGS[key] if each in by_spelling and by_spelling[each] not in found), None)
        if column is None:
            raise InputRefused("missing_key", f"The {what} have no column for {key}; their columns are {listed(frame.columns)}.",
                               f"Name it «{WRITTEN.get(key, key)}».")
        found[column] = key
    taken = {key: f"{key}_given" for key in keys if key in frame.columns and found.get(key) != key}
    return frame.rename(taken).rename({taken.get(column, column): key for column, key in found.items()})


def _numbers(frame: pl.DataFrame, columns: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    """Columns of the schema as their types. Errors: InputRefused where a cell is no number."""
    made = []
    for name, kind in columns.items():
        if name not in frame.columns or kind == pl.String:
            continue
        value = frame[name].cast(pl.Float64, strict=False)
        usable = value.is_finite() & (value.abs() < 2**31) & (value == value.floor()) if kind == pl.Int32 else value.is_finite()
        wrong = frame[name].is_not_null() & ~usable.fill_null(False)
        if wrong.any():
            raise InputRefused("not_a_number", f"The column «{name}» holds «{frame[name].filter(wrong)[0]}», which is no "
                               f"{'whole ' if kind == pl.Int32 else ''}number.", "Correct it, or give the column another name.")
        made.append(value.cast(kind))
    return frame.with_columns(made)
