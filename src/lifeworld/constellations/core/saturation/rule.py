"""The rule of Guest, Namey & Chen 2020 (doi 10.1371/journal.pone.0232076): base size, run length, new-information ratio."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

NEVER = -1


@dataclass(frozen=True)
class Rule:
    """``base`` customers found the base; each ``run`` of further customers may bring ``threshold`` of it at most."""

    base: int = 4
    run: int = 2
    threshold: float = 0.05

    @property
    def customers_min(self) -> int:
        """Base and two runs: with fewer customers the rule could hold by its first run only, and is not applied."""
        return self.base + 2 * self.run

    @property
    def words(self) -> str:
        """The rule in words: "base 4, run 2, at most 5 % new"."""
        new = f"at most {100 * self.threshold:g} % new" if self.threshold else "nothing new"
        return f"base {self.base}, run {self.run}, {new}"


def new_information(found: NDArray[np.int64], rule: Rule) -> NDArray[np.float64]:
    """New things in each run over the things of the base, float64[orders, runs]; NaN where the base found nothing.

    ``found`` int64[orders, n] are distinct things after each customer. Runs overlap: each begins one customer later than
    the one before, as in the paper.

    >>> new_information(np.array([[10, 15, 18, 20, 21, 22, 22, 22]]), Rule()).round(2).tolist()
    [[0.1, 0.05, 0.0]]
    """
    new = found[:, rule.base + rule.run - 1 :] - found[:, rule.base - 1 : found.shape[1] - rule.run]
    base = found[:, rule.base - 1 : rule.base].astype(np.float64)
    return np.asarray(np.where(base > 0, new / np.where(base > 0, base, 1.0), np.nan))


def customers_until(found: NDArray[np.int64], rule: Rule) -> Ints:
    """Customers, base and runs together, at which the ratio first falls to the threshold: int64[orders]; -1 for never.

    >>> customers_until(np.array([[10, 15, 18, 20, 21, 22, 22, 22]]), Rule()).tolist()
    [7]
    """
    low = new_information(found, rule) <= rule.threshold + 1e-9
    return np.where(low.any(axis=1), low.argmax(axis=1) + rule.base + rule.run, NEVER)
