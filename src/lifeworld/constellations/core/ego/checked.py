"""From frames to columnar networks; whatever cannot be a network is refused here, in whole sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from lifeworld.constellations.core.ego.arrays import F64, I64, floats, tally
from lifeworld.constellations.core.ego.networks import Alters, Ties
from lifeworld.kit.errors import InputRefused, listed, nearest

FOCAL = "focal_provider"


def require(frame: pl.DataFrame, needed: Sequence[str], what: str) -> None:
    """Refuse a frame that lacks one of the ``needed`` columns; names those that exist and the nearest."""
    for name in needed:
        if name not in frame.columns:
            near = nearest(name, frame.columns)
            hint = f"Did you mean «{near}»?" if near else "Rename the column that holds it."
            raise InputRefused("missing_column", f"The {what} have no column «{name}»; there are "
                               f"{listed(frame.columns)}.", hint)


def _refuse_rows(rows: pl.DataFrame, code: str, says: str, next_step: str) -> None:
    """Refuse when ``rows`` is not empty; the message shows up to three of them."""
    if rows.height:
        shown = "; ".join(", ".join(f"{k} «{v}»" for k, v in row.items()) for row in rows.head(3).iter_rows(named=True))
        more = f" and {rows.height - 3} more" if rows.height > 3 else ""
        raise InputRefused(code, f"{says} ({shown}{more}).", next_step)


def ego_frame(egos: pl.Series | pl.DataFrame) -> pl.DataFrame:
    """The egos with their index: column ``ego`` unique and not null, optional columns kept, ``ego_index`` added."""
    frame = egos.to_frame("ego") if isinstance(egos, pl.Series) else egos
    require(frame, ["ego"], "egos")
    if frame["ego"].null_count():
        raise InputRefused("null_ego", "An ego has no key.", "Give measures only for customers that are named.")
    if frame["ego"].n_unique() < frame.height:
        _refuse_rows(frame.filter(pl.col("ego").is_duplicated()).select("ego").unique(maintain_order=True),
                     "duplicate_ego", "Some egos appear more than once", "Give every ego once.")
    return frame.with_row_index("ego_index").with_columns(pl.col("ego_index").cast(pl.Int64))


def _same_type(left: pl.DataFrame, a: str, right: pl.DataFrame, b: str) -> None:
    """Refuse keys of different types, which never match: the text "7" is not the number 7."""
    if left.schema[a] != right.schema[b]:
        raise InputRefused("key_types_differ", f"The column «{a}» holds {left.schema[a]}, but «{b}» holds "
                           f"{right.schema[b]}.", "Give both the same type.")


def alter_frame(egos: pl.DataFrame, alters: pl.DataFrame) -> pl.DataFrame:
    """The alters with ``ego_index`` and ``alter_index``; rows whose alter is null or "" (an empty map) are left out."""
    require(alters, ["ego", "alter", "category"], "alters")
    _same_type(alters, "ego", egos, "ego")
    unnamed = pl.col("alter").is_null()
    if alters.schema["alter"] == pl.String:
        unnamed |= pl.col("alter") == ""
    frame = alters.filter(~unnamed).join(egos.select("ego", "ego_index"), on="ego", how="left", maintain_order="left")
    _refuse_rows(frame.filter(pl.col("ego_index").is_null()).select("ego", "alter"), "unknown_ego",
                 "Some alters belong to an ego that is not in the list of egos",
                 "Add the ego, or leave its alters out.")
    if frame.select("ego_index", "alter").n_unique() < frame.height:
        twice = pl.struct("ego_index", "alter").is_duplicated()
        _refuse_rows(frame.filter(twice).select("ego", "alter").unique(maintain_order=True), "duplicate_alter",
                     "Some alters appear more than once in the network of one ego", "Merge them into one row.")
    _refuse_rows(frame.filter(pl.col("category").cast(pl.String) == "self").select("ego", "alter"), "self_as_alter",
                 "The self cannot be an alter of its own network", "Leave out the rows of category «self».")
    return frame.with_row_index("alter_index").with_columns(pl.col("alter_index").cast(pl.Int64))


def _codes(frame: pl.DataFrame, categories: Sequence[str]) -> I64:
    """Category codes in the order of ``categories``, -1 for null."""
    column = frame["category"].cast(pl.String)
    strange = sorted(set(column.drop_nulls().unique()) - set(categories))
    if strange:
        near = nearest(strange[0], categories)
        hint = f"Did you mean «{near}»?" if near else f"The categories are {listed(categories)}."
        raise InputRefused("unknown_category", f"The category «{strange[0]}» of an alter is not in the codebook.", hint)
    codes = column.replace_strict(list(categories), list(range(len(categories))), default=None, return_dtype=pl.Int64)
    return codes.fill_null(-1).to_numpy().astype(np.int64)


def _not_below(values: F64, bound: float, *, strict: bool, what: str) -> F64:
    """The values, refused where one is infinite or below (or, when ``strict``, at) the bound."""
    wrong = np.isinf(values) | ((values <= bound) if strict else (values < bound))
    if wrong.any():
        rule = f"more than {bound:g}" if strict else f"{bound:g} or more"
        raise InputRefused("number_out_of_range", f"The {what} of an alter is {values[wrong][0]:g}, but it must be "
                           f"{rule}.", "Correct the value, or leave it empty where it is unknown.")
    return values


def columnar_alters(egos: pl.DataFrame, frame: pl.DataFrame, categories: Sequence[str]) -> Alters:
    """Arrays of the alters in ``frame`` (from ``alter_frame``) around ``egos`` (from ``ego_frame``)."""
    ego = frame["ego_index"].to_numpy().astype(np.int64)
    ring, rings = floats(frame, "ring"), floats(frame, "rings")
    if ((ring < 1) | (ring > rings) | (~np.isnan(ring) & np.isnan(rings))).any():
        raise InputRefused("ring_out_of_range", "The ring of an alter is not between 1 and its number of rings.",
                           "Count rings from 1 (inner) to the value of «rings».")
    given = floats(frame, "proximity")
    same_group = np.full(frame.height, np.nan)
    if "group" in frame.columns and "group" in egos.columns:
        own = egos["group"].gather(ego)
        same_group = (frame["group"] == own).cast(pl.Float64).fill_null(np.nan).to_numpy().astype(np.float64)
    focal = frame["focal"] if "focal" in frame.columns else frame["category"].cast(pl.String) == FOCAL
    weight = _not_below(floats(frame, "weight", 1.0), 0.0, strict=True, what="weight")
    if np.isnan(weight).any():
        raise InputRefused("missing_weight", "The weight of an alter is missing.", "Give all weights, or none.")
    return Alters(
        n_egos=egos.height, ego=ego, size=np.bincount(ego, minlength=egos.height).astype(np.int64),
        categories=tuple(categories), category=_codes(frame, categories), ring=ring, rings=rings,
        proximity=np.where(np.isnan(given), 1.0 - (ring - 0.5) / rings, given),
        relevance=_not_below(floats(frame, "relevance"), 0.0, strict=False, what="relevance"),
        valence=floats(frame, "valence"), weight=weight, n_roles=floats(frame, "n_roles"),
        focal=focal.fill_null(False).to_numpy().astype(np.bool_), same_group=same_group,
        gap=floats(egos, "number")[ego] - floats(frame, "number"),
    )


def _pairs(frame: pl.DataFrame, alter_ties: pl.DataFrame) -> pl.DataFrame:
    """Undirected pairs (ego_index, u, v, weight): every pair once; the mean of its rows, rows of weight 0 left out."""
    require(alter_ties, ["ego", "source", "target"], "ties among alters")
    ties = alter_ties if "weight" in alter_ties.columns else alter_ties.with_columns(weight=pl.lit(1.0))
    weight = pl.col("weight")
    _refuse_rows(ties.filter(weight.is_null() | ~weight.cast(pl.Float64).is_finite() | (weight < 0)), "weight_of_tie",
                 "Some ties among alters have no weight, or one that is not a number of 0 or more",
                 "Give every tie a weight, or leave the column out.")
    _refuse_rows(ties.filter(pl.col("source") == pl.col("target")), "self_tie", "Some ties join an alter to itself",
                 "Remove them.")
    known = frame.select("ego", "ego_index", "alter", "alter_index")
    for column, key in (("ego", "ego"), ("source", "alter"), ("target", "alter")):
        _same_type(ties, column, known, key)
    for end, index in (("source", "u"), ("target", "v")):
        drop = ["ego_index"] if end == "source" else []
        ties = ties.join(known.drop(drop).rename({"alter": end, "alter_index": index}), on=["ego", end], how="left")
        _refuse_rows(ties.filter(pl.col(index).is_null()).select("ego", end), "unknown_alter",
                     "Some ties name an alter that the ego does not have", "Add the alter, or correct the name.")
    return (
        ties.filter(weight > 0)
        .select("ego_index", pl.min_horizontal("u", "v").alias("u"), pl.max_horizontal("u", "v").alias("v"),
                weight.cast(pl.Float64))
        .group_by("ego_index", "u", "v").agg(weight.mean()).sort("u", "v")
    )


def columnar_ties(egos: pl.DataFrame, frame: pl.DataFrame, alter_ties: pl.DataFrame | None) -> Ties:
    """Arrays of the ties; None means that ties were not asked, an empty frame that they were and there are none."""
    if alter_ties is None:
        none = np.empty(0, np.int64)
        return Ties(none, none, np.empty(0), none, np.full(egos.height, np.nan))
    pairs = _pairs(frame, alter_ties)
    asked = floats(egos, "n_asked")
    asked = np.where(np.isnan(asked), np.inf, np.where(asked < 1, np.nan, asked))
    u, v, owner = (pairs[name].to_numpy().astype(np.int64) for name in ("u", "v", "ego_index"))
    ties = Ties(u, v, pairs["weight"].to_numpy().astype(np.float64), owner, asked)
    tied = np.zeros(frame.height, np.bool_)
    tied[u] = tied[v] = True
    n_tied = tally(frame["ego_index"].to_numpy().astype(np.int64)[tied], egos.height)
    wrong = n_tied > np.where(np.isnan(asked), 0.0, asked)
    _refuse_rows(egos.filter(pl.Series(wrong)).select("ego"), "more_ties_than_asked",
                 "Some egos have ties among more alters than they were asked about", "Correct «n_asked».")
    return ties
