"""Where customers first begin: the first journey of each, and how evenly these lie over the places where journeys may begin.

A journey without a customer is nobody's first touch: whether it is the first of somebody else or a further one of a known customer is not
known. The interval therefore holds the least and the most even that first touches can be when at each place none, some or all of these
journeys are new customers. It does not hold that one of them was the first touch of a customer who is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit import streams
from lifeworld.kit.ids import hash64
from lifeworld.scorecard.core.clusters import Between
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.presence.entropy import chao_shen, entropy, miller_madow
from lifeworld.scorecard.core.presence.extremes import least_even, most_even
from lifeworld.scorecard.core.presence.whose import Whose
from lifeworld.scorecard.core.values import Asked

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Touches:
    """First touches over eligible places. ``counts``: customers by place; ``unknown``: journeys without a customer by place; ``drawn``
    float64[places, replicates]: weights of places when households are drawn, and ``half``: those of half a customer more at each;
    ``keys``: hashes of places; ``elsewhere``: customers who began at no eligible place; ``earlier``: customers who had first begun before
    the window.
    """

    places: tuple[str, ...]
    counts: Floats
    unknown: Floats
    drawn: Floats
    half: Floats
    keys: NDArray[np.uint64]
    elsewhere: int
    earlier: int
    n_unknown: int

    @property
    def n(self) -> int:
        """Customers whose first touch lies at an eligible place."""
        return int(self.counts.sum())


def first_touches(frames: Frames, whom: Whose, asked: Asked) -> Touches:
    """The first touch of each customer: her earliest journey; of several at one time, that with the smallest key. Customers who had begun
    a journey before the window have none in it.
    """
    places = frames["surfaces"].filter("eligible")["surface"].unique().sort()
    number = pl.DataFrame({"surface": places, "place": np.arange(len(places))}, schema={"surface": pl.String, "place": pl.Int64})
    starts, first = frames["starts"], _is_first(frames["starts"], whom)
    every = _once(starts.select("journey", "surface").filter(pl.Series(first)).with_columns(who=pl.Series(whom.who[first])))
    before = pl.Series(whom.who[starts["earlier"].fill_null(value=False).to_numpy()]).unique()
    firsts = every.filter(~pl.col("who").is_in(before.implode()))
    here = firsts.join(number, on="surface", how="inner")
    nobody = starts.select("surface").filter(pl.Series(~whom.known)).group_by("surface").len().join(number, on="surface", how="inner")
    unknown = np.zeros(len(places))
    unknown[nobody["place"].to_numpy()] = nobody["len"].to_numpy()
    counts = np.bincount(here["place"].to_numpy(), minlength=len(places)).astype(np.float64)
    homes = here.with_columns(household=pl.Series(whom.home[here["who"].to_numpy()]))
    keys = hash64(places)
    half = _drawn_as(np.full(len(places), 0.5), keys, 67, asked)
    return Touches(tuple(places), counts, unknown, _drawn(homes, len(places), asked), half, keys, firsts.height - here.height,
                   every.height - firsts.height, int((~whom.known).sum()))


def _is_first(starts: pl.DataFrame, whom: Whose) -> NDArray[np.bool_]:
    """Which journeys are at the time of their customer's first one."""
    at = starts["at"].to_physical().to_numpy()
    earliest = np.full(max(int(whom.who.max(initial=-1)) + 1, 1), np.iinfo(np.int64).max)
    np.minimum.at(earliest, whom.who[whom.known], at[whom.known])
    return np.asarray(whom.known & (at == earliest[whom.who]))


def _once(firsts: pl.DataFrame) -> pl.DataFrame:
    """One row a customer: where several journeys began at the same time, that with the smallest key."""
    several = pl.col("who").is_duplicated()
    tied = firsts.filter(several).sort("who", "journey").unique("who", keep="first", maintain_order=True)
    return pl.concat([firsts.filter(~several), tied])


def _drawn(here: pl.DataFrame, places: int, asked: Asked) -> Floats:
    """Weights of places, float64[places, replicates], when every household has a weight of Exp(1).

    Households whose members began at the same places are alike: m of them together have a weight of Gamma(m).
    """
    words = streams.words(streams.stream_keys(asked.seed, 6), max(places, 1))[0] >> np.uint64(8)
    homes = here.with_columns(word=pl.Series(words[here["place"].to_numpy()], dtype=pl.UInt64)).group_by("household").agg(
        pl.col("word").sum(), pl.col("place").sort())
    kinds = homes.group_by("word").agg(pl.len().alias("times"), pl.col("place").first()).sort("word")
    if not kinds.height:
        return np.zeros((places, asked.replicates))
    keys = streams.stream_keys(asked.seed, kinds["word"].to_numpy())
    weight = streams.gammas(kinds["times"].to_numpy().astype(np.float64), keys, asked.replicates).astype(np.float64)
    table = np.zeros((places, kinds.height))
    flat = kinds.select(kind=pl.int_range(pl.len()), place="place").explode("place")
    np.add.at(table, (flat["place"].to_numpy(), flat["kind"].to_numpy()), 1.0)
    return np.asarray(table @ weight, np.float64)


def entropy_between(touches: Touches, asked: Asked, *, how: str = "known") -> Between | None:
    """Entropy in nats of first touches. ``how``: "known" of known customers alone, "bounds" the same value with an interval that holds
    whatever journeys without a customer are, "all" with each as a customer of its own, "chao" known customers by Chao and Shen.
    """
    if not touches.n or len(touches.places) < 2:
        return None
    none = np.zeros(len(touches.places))
    if how != "bounds":
        return _entropy(touches, touches.unknown if how == "all" else none, asked, chao=how == "chao")
    ways = [none]
    if touches.unknown.any():
        ways += [touches.unknown, least_even(touches.counts, touches.unknown), most_even(touches.counts, touches.unknown)]
    every = [_entropy(touches, new, asked) for new in ways]
    return Between(every[0].value, min(one.low for one in every), max(one.high for one in every), touches.n, touches.n)


def _entropy(touches: Touches, new: Floats, asked: Asked, *, chao: bool = False) -> Between:
    """The corrected entropy and its interval: the spread of the bootstrap, laid around the corrected value. ``new``: customers by place
    among the journeys without a customer.

    For the upper end every place has half a customer more (Jeffreys' prior), because few customers at rare places tell little of how many
    there may be.
    """
    most, tail = float(np.log(len(touches.places))), (1 - asked.level) / 2
    value = min(chao_shen(touches.counts + new) if chao else miller_madow(touches.counts + new), most)
    weight = touches.drawn + _drawn_as(new, touches.keys, 66, asked)
    plain = entropy(weight)
    low = value + float(np.quantile(plain, tail) - plain.mean())
    high = value + float(np.quantile(entropy(weight + touches.half), 1 - tail) - plain.mean())
    return Between(value, min(max(low, 0.0), value), min(max(high, value), most), touches.n, touches.n)


def _drawn_as(shape: Floats, places: NDArray[np.uint64], part: int, asked: Asked) -> Floats:
    """Weights float64[places, replicates] of so many customers at each place, each alone; ``places``: the places' hashes."""
    if not shape.any():
        return np.zeros((len(shape), asked.replicates))
    keys = streams.stream_keys(asked.seed, part, places)
    return streams.gammas(shape, keys, asked.replicates).astype(np.float64)
