"""The same as ``search``, by looking at every combination: what the search is held against in tests. Small catalogues only."""

from __future__ import annotations

from itertools import product

import numpy as np

from lifeworld.plugin import Candidates, Supply
from lifeworld_power.core.search.answers import SLOTS, Told, rules_of, told
from lifeworld_power.core.search.families import Family, Pools, families
from lifeworld_power.core.search.finishing import octaves
from lifeworld_power.core.search.measures import STANDARD, Steps
from lifeworld_power.core.search.pools import MM2, SQUARE
from lifeworld_power.core.search.searching import answered_with, frequencies
from lifeworld_power.core.values import Catalogue, Floats, Spec

COMBINATIONS_MAX = 3_000_000


def brute_force(spec: Spec, catalogue: Catalogue, supply: Supply, *, steps: Steps = STANDARD) -> Candidates:
    """Every combination held against every rule, every feasible one reckoned, every pair compared. Errors: ValueError when there are too
    many.
    """
    pools = Pools.of(catalogue, supply, spec.stock_min)
    counts: dict[tuple[str, str], int] = {}
    titles: dict[tuple[str, str], str] = {}
    kept: list[tuple[Family, Told]] = []
    considered = 0
    for one in families(spec, pools):
        sizes = [len(one.options(slot)) for slot in one.slots]
        fs = frequencies(spec)
        total = int(np.prod([float(size) for size in sizes])) * len(fs)
        if total > COMBINATIONS_MAX:
            raise ValueError(f"{total} combinations are too many to look at each")
        considered += total
        grid = np.array(list(product(*(range(size) for size in sizes), range(len(fs)))), np.int64).reshape(-1, len(sizes) + 1)
        rows, f = {slot: grid[:, k] for k, slot in enumerate(one.slots)}, np.array(fs or [1.0])[grid[:, -1]]
        alive = np.ones(len(grid), np.bool_)
        for slot, rule in rules_of(one, rows, f):
            bad = alive & ~np.broadcast_to(rule.holds, alive.shape)
            if bad.any():
                counts[slot, rule.key] = counts.get((slot, rule.key), 0) + int(bad.sum())
                titles[slot, rule.key] = rule.title
            alive &= ~bad
        kept.append((one, told(one, {slot: column[alive] for slot, column in rows.items()}, f[alive])))
    return answered_with(kept, _front(kept, spec, steps), considered, counts, titles)


def _front(kept: list[tuple[Family, Told]], spec: Spec, fine: Steps) -> list[np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Which designs nothing beats, one for each cell."""
    p_out = spec.vout * spec.iout
    steps: list[Floats] = []
    exact: list[Floats] = []
    for number, (one, t) in enumerate(kept):
        pools = {slot: one.options(slot).take(t.rows[slot]) for slot in one.slots}
        cost, area = np.rint(np.sum([p.cost for p in pools.values()], axis=0)), np.rint(t.values["area"] * (SQUARE / MM2))
        level = np.max([p.level for p in pools.values()], axis=0)
        worst, best = ((loss / (p_out + loss) * fine.efficiency) for loss in (t.loss, t.low))
        steps.append(
            np.column_stack(
                [
                    np.floor(worst),
                    octaves(t.values["ripple"], fine.ripple),
                    octaves(area, fine.area),
                    octaves(cost, fine.cost),
                    level,
                    np.floor(best),
                    t.bounded,
                ]
            )
        )
        ties = [t.rows.get(slot, np.full(len(t.f), -1)) for slot in SLOTS]
        farads = one.capacitance["Cin"][0][t.rows["Cin"]]
        exact.append(np.column_stack([cost, t.loss, area, t.values["ripple"], -farads, np.full(len(t.f), number), t.f, *ties]))
    s, e = np.concatenate(steps), np.concatenate(exact)
    works = ~np.isnan(e[:, 1])
    front = np.zeros(len(s), np.bool_)
    known, bounded = s[works & (s[:, 6] == 0)], s[works & (s[:, 6] == 1)]
    for i in np.flatnonzero(works):
        rivals = bounded if s[i, 6] else np.concatenate([known, bounded])
        beaten = bool(((rivals[:, :5] <= s[i, :5]).all(axis=1) & (rivals[:, :5] < s[i, :5]).any(axis=1)).any())
        if s[i, 6]:
            beaten = beaten or bool(((known[:, 1:5] <= s[i, 1:5]).all(axis=1) & (known[:, 0] <= s[i, 5])).any())
        front[i] = not beaten
    cells: dict[tuple[float, ...], int] = {}
    for i in np.flatnonzero(front):
        cell = (*s[i, :5].tolist(), s[i, 6])
        if cell not in cells or tuple(e[i]) < tuple(e[cells[cell]]):
            cells[cell] = int(i)
    chosen = np.zeros(len(s), np.bool_)
    chosen[list(cells.values())] = True
    ends = np.cumsum([len(t.f) for _, t in kept])
    return np.split(chosen, ends[:-1])
