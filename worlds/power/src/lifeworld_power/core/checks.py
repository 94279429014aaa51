"""The checks of one design: every rule of every part, with its margin, those that fail too. The same rules that the search counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lifeworld.plugin import Check, Items, Supply
from lifeworld_power.core.rules import together_rule
from lifeworld_power.core.search.answers import rules_of
from lifeworld_power.core.search.families import Family, Pools, capacitance
from lifeworld_power.core.search.pools import SQUARE, Pool
from lifeworld_power.core.spoken import check_of, spoken
from lifeworld_power.core.stress import stress
from lifeworld_power.core.values import Catalogue, Parts

if TYPE_CHECKING:
    from lifeworld_power.core.point import Point
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
    Where that holds and much loss breaks the limit, a second check says that it is not sure.

    Rules of single parts know nothing of one another: what a second switch needs to recover heats the first one.
    """
    found = _hottest(real.placed, real.point if real.placed.full else real.low)
    worst = _hottest(real.placed, real.high) if real.ends.open else None
    if found is None or worst is None or not found.holds or worst.holds:
        return () if found is None else (found,)
    little, much = spoken(found.value, "°C"), spoken(worst.value, "°C")
    said = (f"It is not sure: with little loss in what its parts leave open the hottest part has {little}, with much loss {much}. Measure "
            "it, or choose parts that state their losses.")
    title = "stays cool enough with much loss in what is left open (not sure)"
    return found, replace(worst, rule="together_much", title=title, change=said)


def _hottest(where: Placed, point: Point) -> Check | None:
    """The rule of heat held against the hottest part at a point; None where a temperature is not known."""
    slots = {"L1": point.t_l, "U1": point.t_ic} | ({} if where.integrated else {"Q1": point.t_1})
    slots |= {"D1": point.t_2} if not where.synchronous else {} if where.integrated else {"Q2": point.t_2}
    hottest = max(slots, key=lambda slot: slots[slot])
    if any(np.isnan(one) for one in slots.values()):
        return None
    return check_of(together_rule(np.array([slots[hottest]])), 0, where.named(hottest))


def reference_check(where: Placed) -> tuple[Check, ...]:
    """Whether it is known what R1 and R2 are made for; none where the output is fixed."""
    how = where.reference.how
    if how == "fixed":
        return ()
    known = how != "open"
    change = "" if known else (f"Find the reference in the data sheet: R1 = R2 × ({where.spec.vout:g} V / reference - 1). Or choose a part "
                               "whose source states its reference or its lowest output.")
    title = "tells its reference, or the lowest output, for R1 and R2"
    return (Check("reference", where.named("U1"), float(known), 1.0, "", "at least", float(known) - 1.0, change, title),)


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
