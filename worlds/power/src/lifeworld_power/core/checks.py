"""The checks of one design: every rule of every part, with its margin, those that fail too. The same rules that the search counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lifeworld.plugin import Check, Items, Supply
from lifeworld_power.core.rules import together_rule
from lifeworld_power.core.search.answers import rules_of
from lifeworld_power.core.search.families import Family, Pools, capacitance
from lifeworld_power.core.search.pools import SQUARE, Pool
from lifeworld_power.core.spoken import check_of
from lifeworld_power.core.stress import stress
from lifeworld_power.core.values import Catalogue, Parts

if TYPE_CHECKING:
    from lifeworld_power.core.tool.placed import Placed
    from lifeworld_power.core.tool.realised import Realised


def checks(placed: Placed, supply: Supply | None = None) -> tuple[Check, ...]:
    """Every rule that the design's parts have to keep, in the order in which the search counts them.

    With a market, whether each part is offered and in stock as well. Yes-or-no rules have the value 0 or 1 and the limit 1.
    """
    given = supply is not None and supply.given
    one = Family(
        placed.spec,
        Pools(Catalogue("", "", {}), {}, given),
        placed.integrated,
        placed.synchronous,
        stress(placed.spec, placed.topology, placed.synchronous),
    )
    for slot in one.slots:
        one.own[slot] = _single(placed.parts[slot], float(placed.n.get(slot, 1)), placed.spec.stock_min, supply if given else None)
    for slot in ("Cin", "Cout"):
        one.capacitance[slot] = capacitance(one, slot, one.own[slot])
    rows = {slot: np.zeros(1, np.int64) for slot in one.slots}
    found = rules_of(one, rows, np.array([placed.f]))
    return tuple(check_of(rule, 0, placed.named(slot) if slot else "all parts") for slot, rule in found)


def heat_check(real: Realised) -> tuple[Check, ...]:
    """The hottest part of a design once the losses of all parts meet, at little loss where they are open; none where it is not known.

    Rules of single parts know nothing of one another: what a second switch needs to recover heats the first one.
    """
    where, point = real.placed, real.point if real.placed.full else real.low
    slots = {"L1": point.t_l, "U1": point.t_ic} | ({} if where.integrated else {"Q1": point.t_1})
    slots |= {"D1": point.t_2} if not where.synchronous else {} if where.integrated else {"Q2": point.t_2}
    hottest = max(slots, key=lambda slot: slots[slot])
    if any(np.isnan(one) for one in slots.values()):
        return ()
    return (check_of(together_rule(np.array([slots[hottest]])), 0, where.named(hottest)),)


def _single(those: Parts, n: float, stock_min: int, supply: Supply | None) -> Pool:
    """One part as the pool of its slot."""
    stock, wanted, offered = np.inf, 0.0, True
    if supply is not None:
        priced = supply.priced(Items.of(list(those.keys)), int(n))
        stock = float(priced.stock[0]) if priced.stock[0] >= 0 else np.inf
        wanted, offered = float(max(stock_min, int(n) * supply.quantity)), bool(priced.why[0] == 0)
    area = np.rint(those.columns["area"] * SQUARE) * n
    known = np.zeros(1)
    return Pool(
        those.kind,
        np.zeros(1, np.int32),
        those.columns,
        np.array([n]),
        known,
        area,
        np.full(1, np.nan),
        known,
        np.array([wanted]),
        np.array([stock]),
        np.array([offered]),
    )
