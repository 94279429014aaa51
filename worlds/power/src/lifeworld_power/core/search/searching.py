"""The selection: every combination covered, the exact front, a fair sample of the rest, and what rules ruled out."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lifeworld.plugin import Candidates, Group, Supply, Told, silent
from lifeworld_power.core.rules import F_STEPS, T_MAX, area_rule
from lifeworld_power.core.search import answers
from lifeworld_power.core.search.answers import SLOTS, groups_for
from lifeworld_power.core.search.answers import Told as Reckoned
from lifeworld_power.core.search.areas import area_limit, over_area
from lifeworld_power.core.search.counted import Counted, clock, counted, firsts, shared
from lifeworld_power.core.search.counting import Near, Tally
from lifeworld_power.core.search.families import Family, Pools, Rows, families
from lifeworld_power.core.search.finishing import Finished, finish, ordered_rows
from lifeworld_power.core.search.measures import STANDARD, STOCK_LEVELS, Steps
from lifeworld_power.core.search.pools import MM2, SQUARE
from lifeworld_power.core.search.proving import proof
from lifeworld_power.core.search.sampling import Drawn, everything, sampled
from lifeworld_power.core.search.tiny import tiny_catalogue
from lifeworld_power.core.values import Catalogue, Floats, Spec

Marked = NDArray[np.bool_]
PIECE = 1 << 14
NOTES = (
    "Costs, areas and temperatures are those of the power parts: feedback, compensation and gate resistors are not counted.",
    "Ripple is a bound at the worst input; efficiency is at the nominal input and full load.",
    STANDARD.said,
)
HOT = (
    f"Each part of a design stays under {T_MAX:g} °C by itself and together with the others; the second is held against the designs that "
    "were reckoned, so it is counted among them alone."
)


def heat_said(tally: Tally, lost: int) -> tuple[str, ...]:
    """What has to be said of parts that are too hot together; ``lost``: how many designs the front lost to that."""
    if ("", "together") not in tally.counts:
        return ()
    if not lost:
        return (HOT,)
    were = "1 of these designs was" if lost == 1 else f"{lost:,} of these designs were"
    return (f"{HOT} {were} on the front and left it, so the front may lack designs that nothing else beats.",)


def frequencies(spec: Spec) -> tuple[float, ...]:
    """Frequencies (Hz) that designs are made for."""
    return tuple(f for f in F_STEPS if spec.frequency_min <= f <= spec.frequency_max)


def search(
    spec: Spec, catalogue: Catalogue, supply: Supply, *, told: Told = silent, threads: int = 2, cap: int = 100_000, steps: Steps = STANDARD
) -> Candidates:
    """Complete designs for a specification: the exact front (at the steps of ``measures``) first, then a fair sample of the feasible
    others, up to ``cap`` in all; every one of them where there are no more. The same whatever the order of the catalogue and the number of
    threads.
    """
    pools = Pools.of(catalogue, supply, spec.stock_min)
    found = covered(spec, pools, told, threads, front=True)
    told(0.6, "putting the front together")
    front = finish(found, spec, STOCK_LEVELS if pools.given else 1, threads, steps)
    told(0.8, "drawing a sample of the others")
    return answered(spec, pools, found, chosen_of(found, front), cap, threads)


def covered(spec: Spec, pools: Pools, say: Told, threads: int, front: bool) -> list[Counted]:
    """Every family at every frequency, in a fixed order."""
    ways = families(spec, pools)
    # Families that rectify alike differ in their bridges only: what the rest comes to is reckoned once.
    first = {one.synchronous: k for k, one in reversed(list(enumerate(ways)))}
    shares = [(k, f) for k in first.values() for f in frequencies(spec)]
    work = [(k, f) for k in range(len(ways)) for f in frequencies(spec)]
    done = [0]

    def one_of(at: tuple[int, float]) -> Counted:
        made = counted(ways[at[0]], at[1], clocks[first[ways[at[0]].synchronous], at[1]])
        done[0] += 1
        say(0.6 * done[0] / len(work), "holding rules against parts")
        return made

    with ThreadPoolExecutor(threads) as pool:
        slots = [(one, slot) for one in ways for slot in one.slots[1:-2]] if front else []
        for (one, slot), rows in zip(slots, pool.map(lambda at: firsts(*at), slots), strict=True):
            one.first[slot] = rows
        caps = dict(zip(first.values(), pool.map(shared, [ways[k] for k in first.values()]), strict=True))
        clocks = dict(zip(shares, pool.map(lambda at: clock(ways[at[0]], at[1], caps[at[0]], front), shares), strict=True))
        return list(pool.map(one_of, work))


def chosen_of(found: list[Counted], front: Finished) -> list[tuple[Family, dict[str, Rows], Floats]]:
    """The designs of the front by family: rows by slot, and frequencies."""
    columns = ordered_rows(found, front)
    frequency = np.array([one.f for one in found] or [0.0])[front.where]
    made = []
    for one in dict.fromkeys(id(part.one) for part in found):
        numbers = [k for k, part in enumerate(found) if id(part.one) == one]
        here = np.isin(front.where, numbers)
        family = found[numbers[0]].one
        rows = {slot: column[here] for slot, column in zip(SLOTS, columns[1:], strict=True) if slot in family.slots}
        made.append((family, rows, frequency[here]))
    return made


def answered(
    spec: Spec, pools: Pools, found: list[Counted], front: list[tuple[Family, dict[str, Rows], Floats]], cap: int, threads: int
) -> Candidates:
    """Candidates of what is on the front and of a sample of what is feasible."""
    feasible = sum(ready.count for one in found for ready in one.feasible)
    n_front = sum(len(f) for _, _, f in front)

    parts, on_front, tally, lost = [], [], Tally(), 0
    with ThreadPoolExecutor(threads) as pool:
        rest = everything(found) if feasible <= cap else sampled(found, max(cap - n_front, 0), pool)
        some = [piece for pair in zip(front, rest, strict=True) for piece in _pieces(*pair)]
        for (_, first), one in zip(some, pool.map(lambda piece: answers.told(*piece[0]), some), strict=True):
            small = np.rint(one.values["area"] * (SQUARE / MM2)) <= area_limit(spec)
            hot, counts = answers.too_hot(one, small)
            tally.merge(counts)
            lost += int((first & hot).sum())
            works = ~np.isnan(one.loss) & small & ~hot
            parts.append(one.take(works))
            on_front.append(first[works])
    for each in found:
        tally.merge(each.tally)
    feasible -= _count_area(tally, found, area_limit(spec))
    return _candidates(parts, on_front, tally, sum(each.considered for each in found), feasible, lost)


def _pieces(front: Drawn, rest: Drawn) -> list[tuple[Drawn, Marked]]:
    """Designs of a family, those of the front first, in pieces that threads share; and which are of the front."""
    (family, rows, f), (_, other, other_f) = front, rest
    fresh = _not_among(family, rows, f, other, other_f)
    both = {slot: np.concatenate([rows[slot], other[slot][fresh]]) for slot in family.slots}
    all_f, n = np.concatenate([f, other_f[fresh]]), len(f) + len(fresh)
    cuts = [slice(begin, begin + PIECE) for begin in range(0, max(n, 1), PIECE)]
    return [((family, {slot: column[cut] for slot, column in both.items()}, all_f[cut]), (np.arange(n) < len(f))[cut]) for cut in cuts]


def _count_area(tally: Tally, found: list[Counted], limit: float) -> int:
    """Counts what is over the limit of area; gives how many."""
    if limit == float("inf"):
        return 0
    each = [over_area(one, ready, limit) for one in found for ready in one.feasible]
    total, least = sum(over for over, _ in each), min((least for _, least in each), default=0.0)
    if total:
        key = ("", "area")
        tally.counts[key], tally.titles[key] = total, "is small enough in all"
        if least > limit:
            rule = area_rule(np.array([least / SQUARE]), limit / SQUARE)
            tally.nearest[key] = Near(float(rule.margin[0]), rule, 0, 0, lambda _: "the smallest design")
    return total


def _not_among(family: Family, rows: dict[str, Rows], f: Floats, other: dict[str, Rows], other_f: Floats) -> Rows:
    """Which of the others are not on the front already, each once."""
    if not len(other_f):
        return np.zeros(0, np.int64)
    number, size = np.unique(np.concatenate([f, other_f]), return_inverse=True)[1].astype(np.int64), len(f) + len(other_f)
    for slot in family.slots:
        options = len(family.options(slot))
        if size * options >= 1 << 62:
            number = np.unique(number, return_inverse=True)[1]
            size = len(number)
        number, size = number * options + np.concatenate([rows[slot], other[slot]]), size * options
    first = np.unique(number, return_index=True)[1]
    return np.sort(first[first >= len(f)]) - len(f)


def _candidates(parts: list[Reckoned], on_front: list[Marked], tally: Tally, considered: int, feasible: int, lost: int) -> Candidates:
    order = np.argsort(~np.concatenate(on_front), kind="stable") if parts else np.zeros(0, np.int64)

    def column(of: Sequence[NDArray[Any]]) -> NDArray[Any]:
        return np.concatenate(of)[order] if of else np.zeros(0)

    values = {key: column([one.values[key] for one in parts]) for key in (parts[0].values if parts else ())}
    names = sorted({name for one in parts for name in one.binding[0]})
    number = {name: k for k, name in enumerate(names)}
    binding = column([np.array([number[name] for name in one.binding[0]] or [-1], np.int64)[one.binding[1]] for one in parts])
    slots: dict[str, np.ndarray[tuple[int], np.dtype[np.int32]]] = {}
    for slot in SLOTS:
        rows = [one.one.options(slot).row[one.rows[slot]] if slot in one.rows else np.full(len(one.f), -1, np.int32) for one in parts]
        slots[slot] = column(rows).astype(np.int32)
    pieces = {
        name: column([one.one.options(slot).n[one.rows[slot]] for one in parts]) for name, slot in (("n_in", "Cin"), ("n_out", "Cout"))
    }
    n = len(order)
    rejected = tally.rejected(stuck=not n)
    groups = tuple(Group(one.key, one.title, one.labels, one.codes[order]) for one in groups_for(parts))
    low, high = ({key: column([one.ends[end][key] for one in parts]) for key in answers.OPEN} for end in (0, 1))
    ruled_out = sum(one.count for one in rejected)
    return Candidates(
        values,
        slots,
        {"f": values.get("frequency", np.zeros(0)), **pieces},
        low,
        high,
        groups,
        np.concatenate(on_front)[order] if parts else np.zeros(0, np.bool_),
        binding.astype(np.int16),
        tuple(names),
        considered,
        considered - ruled_out - n,
        feasible,
        rejected,
        (*NOTES, *heat_said(tally, lost), *filter(None, [proof(parts).said])),
    )


def answered_with(
    kept: list[tuple[Family, Reckoned]],
    front: list[Marked],
    considered: int,
    counts: dict[tuple[str, str], int],
    titles: dict[tuple[str, str], str],
) -> Candidates:
    """Candidates of every feasible design, with what was counted by looking at each."""
    tally = Tally(counts, titles)
    parts, marks, feasible, lost = [], [], 0, 0
    for (_, one), mark in zip(kept, front, strict=True):
        hot, together = answers.too_hot(one, np.ones(len(one.f), np.bool_))
        tally.merge(together)
        works = ~np.isnan(one.loss) & ~hot
        lost += int((mark & hot).sum())
        feasible += len(works)
        parts.append(one.take(works))
        marks.append(mark[works])
    return _candidates(parts, marks, tally, considered, feasible, lost)


def warm() -> None:
    """Compiles what the search calls, or reads it from the cache: one small search."""
    search(Spec(10.0, 14.0, 3.3, 1.0), tiny_catalogue(), Supply.none(), threads=1, cap=10)
