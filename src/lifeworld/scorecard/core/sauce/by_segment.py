"""For whom the sauce works best: its effect in each segment beside that in all others, by intervals that hold for all segments at once.

Chance decided to whom it was offered, in every segment, so that each segment's difference is an effect. Who belongs to which segment chance
did not decide: that the effect differs goes with the segment, and may be of something else that goes with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np
import polars as pl

from lifeworld.kit.figure import Figure
from lifeworld.scorecard.core.effects.cells import Cells, Floats, Mask, cells
from lifeworld.scorecard.core.effects.difference import WORTHWHILE_SD, Contrast, contrast, needed
from lifeworld.scorecard.core.effects.intervals import arms_needed, looked, printed, reach, shared_level
from lifeworld.scorecard.core.frames import SERVED
from lifeworld.scorecard.core.values import ARM_MIN, EVENTS_MIN, Asked, Finding, Table

SEGMENTS_MAX = 8
_RARE = f"Fewer than {EVENTS_MIN} that are and {EVENTS_MIN} that are not in an arm, of the segment or of all others."
UNTOLD = "For whom the sauce works best is not told: of customers with attempts fewer than two segments are known."
_TOO_FEW = f"At least {ARM_MIN} customers with and {ARM_MIN} without the offer are needed in the segment, and as many in all others."
_SHARED = "the level is shared among the segments (Bonferroni)"


@dataclass(frozen=True)
class BySegment:
    """By segment the effect in it, and by how much it is above that in all others. ``more`` and ``less``: segments in which the offer
    surely does more or less for customers than in all others, where more of the outcome is better. ``first``: those of ``more`` in which it
    surely does good at all: a difference of effects is no effect.
    """

    effects: Mapping[str, Figure]
    differences: Mapping[str, Figure]
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


NOBODY = BySegment({}, {}, warnings=(UNTOLD,))


def by_segment(frame: pl.DataFrame, *, name: str, unit: str, asked: Asked, query: str, verdicts: int = 1) -> BySegment:
    """By a frame of customer, household (null: alone), arm, value and segment; the ``SEGMENTS_MAX`` biggest segments are compared.

    ``name``: of the effect. ``verdicts``: of how many effects something is said together, this comparison among them.
    """
    known = frame.filter(pl.col("segment").is_not_null(), pl.col("value").is_not_null())
    sizes = known.group_by("segment").agg(n=pl.col("customer").n_unique()).sort(["n", "segment"], descending=[True, False])
    names = sizes["segment"].head(SEGMENTS_MAX).sort().to_list()
    if len(names) < 2:
        return NOBODY
    code = pl.col("segment").replace_strict(names, list(range(len(names))), default=-1, return_dtype=pl.Float64)
    units = cells(known.with_columns(segment=code), ("value", "segment"))
    effects, differences, strict = {}, {}, shared_level(asked, verdicts * len(names))
    sides: dict[int, list[str]] = {-1: [], 0: [], 1: []}
    first = []
    for at, one in enumerate(names):
        inside, title = units["segment"] == at, f"{name} in «{one}»"
        here, few = units.only(inside), min(*units.only(inside).arms(), *units.only(~inside).arms())
        of_it, others = (least_events(known.filter(part)) if unit == "share" else EVENTS_MIN
                         for part in (pl.col("segment") == one, pl.col("segment") != one))
        both = min(of_it, others)
        own = contrast(here["value"], here.served) if min(here.arms()) >= ARM_MIN and of_it >= EVENTS_MIN else None
        apart = _apart(units, inside) if few >= ARM_MIN and both >= EVENTS_MIN else None
        effects[one] = _figure(title, own, here, asked, 1, unit=unit, query=query, few=min(here.arms()), events=of_it)
        differences[one] = _figure(f"{title}, less that in all others", apart, units, asked, len(names), unit=unit, query=query, few=few,
                                   events=both)
        sides[_side(apart, units, strict) if apart else 0].append(one)
        first += [one] if one in sides[1] and own and _side(own, here, strict) > 0 else []
    return BySegment(effects, differences, tuple(sides[1]), tuple(sides[-1]), tuple(first),
                     () if sides[1] or sides[-1] else _wanted(units, name, strict))


def least_events(known: pl.DataFrame) -> int:
    """Of a frame of arm and value (0 or 1) how many there are of the rarer kind in the arm that has fewest of it."""
    value, served = known["value"].to_numpy(), (known["arm"] == SERVED).to_numpy()
    return min(int((value[arm] == kind).sum()) for arm in (served, ~served) for kind in (0.0, 1.0))


def _apart(units: Cells, inside: Mask) -> Contrast:
    """How far the effect inside is above that outside."""
    own, other = (contrast(units["value"][part], units.served[part]) for part in (inside, ~inside))
    influence: Floats = np.empty(len(units))
    influence[inside], influence[~inside] = own.influence, -other.influence
    return Contrast(own.value - other.value, influence)


def _figure(name: str, found: Contrast | None, units: Cells, asked: Asked, among: int, *, unit: str, query: str, few: int,
            events: int) -> Figure:
    """A contrast with its interval, ``among`` so many that hold together; no number where there is none."""
    if found is None:
        why = _TOO_FEW if few < ARM_MIN else _RARE
        enough = ceil(EVENTS_MIN / max(events, 1) * units.n)
        return printed(name, np.nan, np.nan, np.nan, asked=asked, query=query, method="", n=units.n, unit=unit, warnings=(why,),
                       n_needed=arms_needed(units.n, few) or enough)
    about = found.spread(units)
    half = reach(shared_level(asked, among), about.n, about.degrees) * about.se
    how = "difference of means, arms by chance" if among == 1 else f"difference of two such effects; {_SHARED}"
    return printed(name, found.value, found.value - half, found.value + half, asked=asked, query=query, unit=unit, n=units.n,
                   method=f"{how}; {looked(asked)}")


def _side(found: Contrast, units: Cells, strict: Asked) -> int:
    """On which side of 0 a contrast surely lies; 0: that is not known."""
    about = found.spread(units)
    return int(np.sign(found.value)) if abs(found.value) > reach(strict, about.n, about.degrees) * about.se else 0


def _wanted(units: Cells, name: str, strict: Asked) -> tuple[str, ...]:
    """How many customers it takes to see that the smallest segment differs: those of an effect by its share and that of the others."""
    shares = np.unique(units["segment"], return_counts=True)[1] / len(units)
    share, sd = float(shares.min()), float(units["value"].std())
    size = needed(WORTHWHILE_SD * sd, sd, units.arms()[0] / len(units), 0.0, 1.0, 0.0, strict)
    if size is None:
        return ()
    return (f"To see in 80 of 100 such trials that the {name} differs between the smallest segment and all others by a fifth of a standard "
            f"deviation, about {ceil(size.n / (share * (1 - share))):,} customers are needed.",)


def segments_table(found: BySegment) -> tuple[Table, ...]:
    """What the offer does in each segment."""
    rows = tuple((one, found.effects[one], found.differences[one]) for one in found.effects)
    note = "Segments were not given by chance: that an effect differs goes with the segment. What is said of one shares its level with all."
    heads = ("segment", "effect there", "less that in all others")
    return (Table("sauce_segments", "For whom it works", heads, rows, note),) if rows else ()


def segments_findings(found: BySegment) -> list[Finding]:
    """For whom it surely does more or less."""
    if not found.more and not found.less:
        return []
    more, less = (" and ".join(f"«{one}»" for one in some) for some in (found.more, found.less))
    much = "less" if not more else "more" if set(found.first) == set(found.more) else "more, or less harm,"
    words = f"Offering the sauce does {much} for customers in {more or less} than for all others"
    words += f", and less for those in {less}" if more and less else ""
    first = " and ".join(f"«{one}»" for one in found.first)
    step = (f"Offer it first in {first}, and find out what the others lack." if first else
            f"Find out why it does less for customers who are not in {more}." if more else
            f"Watch customers in {less} use it, and find out what they lack.")
    named = tuple(found.differences[one].name for one in (*found.more, *found.less))
    return [Finding("sauce_segments", "sauce", "watch", f"{words}.", named, next_step=step)]
