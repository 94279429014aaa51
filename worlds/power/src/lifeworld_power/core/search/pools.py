"""The parts that may stand in each slot, as columns in an order of their own: by key, so that no order of a catalogue's rows counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.plugin import Items, Supply
from lifeworld_power.core.search.measures import STOCK_LEVELS
from lifeworld_power.core.values import Catalogue, Floats, Parts

PIECES = (1, 2, 3, 4, 6, 8)
"""How many capacitors may stand in parallel."""
MICRO, SQUARE, MM2 = 1e6, 1e12, 1e6
"""Costs are whole millionths of the currency, areas whole millionths of a mm²: their sums are exact in any order."""


class Taken(Mapping[str, Floats]):
    """Some rows of columns; each column is taken when it is first asked for."""

    def __init__(self, columns: Mapping[str, Floats], which: NDArray[np.int64] | NDArray[np.bool_]) -> None:
        self._columns, self._which = columns, which
        self._made: dict[str, Floats] = {}

    def __getitem__(self, name: str) -> Floats:
        if name not in self._made:
            self._made[name] = self._columns[name][self._which]
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


@dataclass(frozen=True)
class Pool:
    """Options of one slot, in the order of their keys. ``row``: of the catalogue; ``n``: pieces; ``cost`` (millionths, whole) and ``area``
    (1e-12 m², whole) of all pieces; ``designs``: how many designs the stock suffices for; ``level``: 0 for the most; ``wanted``, ``stock``
    in pieces; ``why``: 0 where it may be bought.
    """

    kind: str
    row: NDArray[np.int32]
    columns: Mapping[str, Floats]
    n: Floats
    cost: Floats
    area: Floats
    designs: Floats
    level: Floats
    wanted: Floats
    stock: Floats
    offered: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.row)

    def take(self, which: NDArray[np.int64] | NDArray[np.bool_]) -> Pool:
        """Some of the options, in order."""
        return Pool(
            self.kind,
            self.row[which],
            Taken(self.columns, which),
            self.n[which],
            self.cost[which],
            self.area[which],
            self.designs[which],
            self.level[which],
            self.wanted[which],
            self.stock[which],
            self.offered[which],
        )

    def parts(self) -> Parts:
        """The same as the equations' ``assembly`` reads it: columns without names."""
        return Parts(self.kind, ("",) * len(self), self.columns, {})


_SORTED: dict[int, tuple[Parts, NDArray[np.int64], Items, dict[str, Floats]]] = {}


def in_order(those: Parts) -> tuple[NDArray[np.int64], Items, dict[str, Floats]]:
    """Rows by key, the items in that order, and the columns in that order; made once for each kind of a catalogue that is in use."""
    known = _SORTED.get(id(those))
    if known is None or known[0] is not those:
        if len(_SORTED) > 64:
            _SORTED.clear()
        order = np.argsort(np.asarray(those.keys, dtype=str), kind="stable") if len(those) else np.zeros(0, np.int64)
        items = Items.of([those.keys[row] for row in order.tolist()])
        known = _SORTED[id(those)] = (
            those,
            order,
            items,
            {name: np.ascontiguousarray(values[order]) for name, values in those.columns.items()},
        )
    return known[1:]


def pool(catalogue: Catalogue, kind: str, supply: Supply, stock_min: int, pieces: tuple[int, ...] = (1,)) -> Pool:
    """Every part of a kind, once for each number of pieces, priced by the customer's suppliers (cost 0 where there is no market)."""
    those = catalogue.kinds[kind]
    order, items, columns = in_order(those)
    m = len(order)
    made = [_priced(supply, items, m, n, stock_min) for n in pieces]
    cost, designs, wanted, stock, offered = (np.stack([one[k] for one in made], axis=1).reshape(-1) for k in range(5))
    many = np.tile(np.asarray(pieces, np.float64), m)
    spread = columns if len(pieces) == 1 else {name: np.repeat(values, len(pieces)) for name, values in columns.items()}
    area = np.rint(spread["area"] * SQUARE) * many
    decade = np.floor(np.log10(np.maximum(np.where(np.isnan(designs), 1.0, designs), 1.0)) + 1e-12)
    level = np.maximum(STOCK_LEVELS - 1 - decade, 0.0) if supply.given else np.zeros(len(many))
    return Pool(
        kind,
        np.repeat(order.astype(np.int32), len(pieces)),
        spread,
        many,
        cost,
        area,
        designs,
        level,
        wanted,
        stock,
        offered.astype(np.bool_),
    )


def _priced(supply: Supply, items: Items, m: int, n: int, stock_min: int) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Cost (millionths), designs in stock, pieces wanted, pieces in stock, 1 where offered."""
    if not supply.given:
        return np.zeros(m), np.full(m, np.nan), np.zeros(m), np.full(m, np.inf), np.ones(m)
    priced = supply.priced(items, n)
    wanted = np.full(m, float(max(stock_min, n * supply.quantity)))
    unsaid = priced.stock < 0
    stock = np.where(unsaid, np.inf, priced.stock.astype(np.float64))
    designs = np.where(unsaid, float(supply.quantity), np.floor(priced.stock / n))
    return np.rint(priced.cost * MICRO), designs, wanted, stock, (priced.why == 0).astype(np.float64)
