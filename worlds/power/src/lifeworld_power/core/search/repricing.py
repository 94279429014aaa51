"""Designs that were told, at the offers of now: while a selection is made again, its last answer need not show old prices.

Only costs and stock depend on offers, so no equation is asked again. Whether parts that were not chosen then would be chosen now is for the
search to say; the answer says so in a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lifeworld.plugin import Candidates, Group, Supply, nondominated_bounds
from lifeworld_power.core.search.measures import MEASURES
from lifeworld_power.core.search.pools import MICRO, in_order
from lifeworld_power.core.values import Catalogue, Floats

KINDS = {"Q1": "mosfet", "Q2": "mosfet", "D1": "diode", "L1": "inductor", "Cin": "capacitor", "Cout": "capacitor"}
PIECES = {"Cin": "n_in", "Cout": "n_out"}
NOTE = "Costs and stock are those of now; which parts were selected is as it was found before."
Marked = NDArray[np.bool_]


def recosted(found: Candidates, catalogue: Catalogue, supply: Supply) -> Candidates:
    """The same designs with the costs (per design) and stocks of another market; those that cannot be bought any more are left out.

    ``front``: of the designs that were on it or became cheaper, those that no other one of them beats. ``catalogue``: that of the search.
    """
    if not supply.given or not len(found):
        return found
    cost, designs = np.zeros(len(found)), np.full(len(found), np.inf)
    for kind, rows, pieces, here in _taken(found):
        order, items, _ = in_order(catalogue.kinds[kind])
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        for n in np.unique(pieces[here]):
            priced = supply.priced(items, int(n))
            those = here & (pieces == n)
            at = place[rows[those]]
            cost[those] += np.rint(priced.cost[at] * MICRO)
            stock = np.where(priced.stock[at] < 0, float(supply.quantity), np.floor(priced.stock[at] / n))
            designs[those] = np.minimum(designs[those], stock)
    cheaper = cost / MICRO < found.values["cost"] - 0.5 / MICRO
    changed = replace(found, values={**found.values, "cost": cost / MICRO, "stock": designs})
    left = _left(changed, ~np.isnan(cost))
    return replace(left, front=_front(left, (found.front | cheaper)[~np.isnan(cost)]), notes=(*found.notes, NOTE))


def _taken(found: Candidates) -> Iterator[tuple[str, NDArray[np.int32], Floats, Marked]]:
    """Kind, rows of the kind's parts, pieces, and which designs have such a part, slot by slot."""
    one = np.ones(len(found))
    for slot, rows in found.parts.items():
        pieces = found.settings[PIECES[slot]] if slot in PIECES else one
        if slot != "U1":
            yield KINDS[slot], rows, pieces, rows >= 0
            continue
        outside = next(group.codes for group in found.groups if group.key == "controller") == 1
        yield "controller", rows, pieces, outside
        yield "regulator", rows, pieces, ~outside


def _left(found: Candidates, kept: Marked) -> Candidates:
    """Some of the designs."""

    def of(columns: Mapping[str, Floats]) -> dict[str, Floats]:
        return {key: column[kept] for key, column in columns.items()}

    return replace(
        found,
        values=of(found.values),
        parts={slot: rows[kept] for slot, rows in found.parts.items()},
        settings=of(found.settings),
        low=of(found.low),
        high=of(found.high),
        front=found.front[kept],
        binding=found.binding[kept],
        groups=tuple(Group(one.key, one.title, one.labels, one.codes[kept]) for one in found.groups),
    )


def _front(found: Candidates, among: Marked) -> Marked:
    """Which of some designs are not beaten by others of them."""
    rows = np.flatnonzero(among)
    best, worst = [], []
    for one in (measure for measure in MEASURES if measure.in_front):
        value = found.values[one.key]
        low, high = (np.where(np.isnan(value), end.get(one.key, value), value)[rows] for end in (found.low, found.high))
        best.append(-high if one.better == "more" else low)
        worst.append(-low if one.better == "more" else high)
    on_it = np.zeros(len(found), np.bool_)
    on_it[rows[nondominated_bounds(np.column_stack(best), np.column_stack(worst))]] = True
    return on_it
