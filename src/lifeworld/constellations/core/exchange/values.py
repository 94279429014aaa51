"""The neutral value of network exchange: egos, their alters and the ties among alters, as three frames.

In this package *ego* is a customer and *alter* an actor around that customer, because that is how the field's files
call them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from lifeworld.kit.errors import InputRefused, listed

Columns = Mapping[str, type[pl.DataType]]

EGO_COLUMNS: Columns = MappingProxyType({"ego": pl.String})
ALTER_COLUMNS: Columns = MappingProxyType({
    "ego": pl.String, "alter": pl.String, "name": pl.String, "category": pl.String, "ring": pl.Int32, "rings": pl.Int32,
    "wording": pl.String, "x": pl.Float64, "y": pl.Float64, "proximity": pl.Float64, "relevance": pl.Float64,
    "size": pl.Float64, "valence": pl.Float64,
})
TIE_COLUMNS: Columns = MappingProxyType({
    "ego": pl.String, "source": pl.String, "target": pl.String, "type": pl.String, "weight": pl.Float64,
})

MEANINGS: Mapping[str, str] = MappingProxyType({
    "ego": "key of the customer at the centre",
    "alter": "key of the actor, unique inside the ego",
    "name": "the actor's name as shown; null where the file gives none",
    "category": "one of the actor categories, or whatever category the file gives until it is mapped",
    "ring": "the drawn ring, 1 is the inner one; null where the actor was not placed",
    "rings": "how many rings the map has",
    "wording": "what the ring meant to the person who drew",
    "x": "where the actor stands, 0 (left) to 1 (right) of the drawing area, as given",
    "y": "the same from 0 (top) to 1 (bottom)",
    "proximity": "1 at the centre, 0 at the rim: the middle of the ring, or what a study found",
    "relevance": "part of the experience that the actor makes up, 0 to 1, where a study found it",
    "size": "how large the actor was drawn, any unit",
    "valence": "-1 hinders to 1 helps; 0 is neither; null is not said",
    "source": "key of one alter of the tie", "target": "key of the other",
    "type": "kind of the tie in the words of the file", "weight": "weight of the tie; null where not known",
})
"""What every column means; unknown is null in all of them, never 0."""


@dataclass(frozen=True)
class EgoNetworks:
    """Networks of any number of egos.

    ``egos`` has one row per ego (``EGO_COLUMNS``), also for egos without alters; ``alters`` one per alter
    (``ALTER_COLUMNS``); ``ties`` one per tie among the alters of one ego (``TIE_COLUMNS``), undirected. Further columns
    are attributes and stay. ``notes`` are sentences on what a reader assumed or left out.
    """

    egos: pl.DataFrame
    alters: pl.DataFrame
    ties: pl.DataFrame
    notes: tuple[str, ...] = ()


def ego_networks(
    egos: pl.DataFrame, alters: pl.DataFrame | None = None, ties: pl.DataFrame | None = None, notes: tuple[str, ...] = (),
) -> EgoNetworks:
    """Frames as a checked value: columns of the schemas first, missing ones null, rows sorted, egos completed.

    An ego that only ``alters`` or ``ties`` know gets a row without attributes. Errors: InputRefused for missing keys, an ego or
    alter given twice, ties of an alter that the ego does not have, or of an alter with itself.

    >>> found = ego_networks(pl.DataFrame({"ego": ["ana", "ben"]}), pl.DataFrame({"ego": ["ana"], "alter": ["1"]}))
    >>> found.egos["ego"].to_list(), found.alters.height, found.alters["ring"].to_list()
    (['ana', 'ben'], 1, [None])
    """
    whole_alters = _shaped(pl.DataFrame(schema=dict(ALTER_COLUMNS)) if alters is None else alters, ALTER_COLUMNS, "alters")
    whole_ties = _shaped(pl.DataFrame(schema=dict(TIE_COLUMNS)) if ties is None else ties, TIE_COLUMNS, "ties")
    whole_egos = _shaped(egos, EGO_COLUMNS, "egos")
    _refuse_keys(whole_egos, whole_alters, whole_ties)
    known = pl.concat([whole_alters["ego"], whole_ties["ego"]]).unique()
    lost = pl.DataFrame({"ego": known.filter(~known.is_in(whole_egos["ego"].implode()))})
    whole_egos = pl.concat([whole_egos, lost], how="diagonal").sort("ego")
    _refuse_ties(whole_alters, whole_ties)
    return EgoNetworks(
        whole_egos, whole_alters.sort("ego", "alter"), whole_ties.sort("ego", "source", "target", "type", nulls_last=True), notes
    )


def _shaped(frame: pl.DataFrame, columns: Columns, what: str) -> pl.DataFrame:
    """The columns of the schema in order and type, then the attributes by name."""
    needed = [name for name in ("ego", "alter", "source", "target") if name in columns]
    missing = [name for name in needed if name not in frame.columns]
    if missing and frame.height:
        raise InputRefused("missing_key", f"The {what} have no column {listed(missing)}.", "Every row needs its keys.")
    own = [pl.col(name).cast(kind) if name in frame.columns else pl.lit(None, kind).alias(name) for name, kind in columns.items()]
    return frame.select(*own, *sorted(name for name in frame.columns if name not in columns))


def _refuse_keys(egos: pl.DataFrame, alters: pl.DataFrame, ties: pl.DataFrame) -> None:
    for frame, keys, what in ((egos, ["ego"], "egos"), (alters, ["ego", "alter"], "alters"), (ties, ["ego", "source", "target"], "ties")):
        empty = frame.filter(pl.any_horizontal(pl.col(keys).is_null()))
        if empty.height:
            raise InputRefused("missing_key", f"{empty.height} of the {what} lack one of {listed(keys)}.", "Fill in the keys.")
        if what == "ties":
            continue
        twice = frame.filter(pl.struct(keys).is_duplicated())
        if twice.height:
            key = " of ".join(f"«{twice[name][0]}»" for name in reversed(keys))
            raise InputRefused("key_twice", f"The {what} hold {key} more than once.", "Keep one row each, or tell them apart by key.")


def _refuse_ties(alters: pl.DataFrame, ties: pl.DataFrame) -> None:
    for end in ("source", "target"):
        lost = ties.join(alters, left_on=["ego", end], right_on=["ego", "alter"], how="anti")
        if lost.height:
            raise InputRefused("unknown_alter", f"A tie of «{lost['ego'][0]}» names «{lost[end][0]}», which is no alter of that ego; "
                               f"{lost.height} of the ties are so.", "Give the alter a row, or remove the tie.")
    own = ties.filter(pl.col("source") == pl.col("target"))
    if own.height:
        raise InputRefused("self_tie", f"«{own['source'][0]}» of «{own['ego'][0]}» is tied to itself.", "Remove the tie.")
