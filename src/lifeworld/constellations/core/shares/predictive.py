"""Share of statements by predictive values: what people find behind each model label, times how often the model gives it.

The share is W1 * PPV + W0 * (1 - NPV), with W the model's shares of all statements. A draw weighs every customer by Exp(1), in
the model's shares and in the human sample alike, and adds Beta(.5, .5) of an average customer to either predictive value. Where
every customer says one thing that is the Beta(.5, .5) posterior itself; where customers say many things, the statements of one
customer move together, in what the model counted and in what people read. With few customers the ends are stretched.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core.few_customers import Interval, kish, stretched
from lifeworld.constellations.core.posterior import interval
from lifeworld.constellations.core.shares.counted import Counted, customer_weights
from lifeworld.kit.ratio import ratio
from lifeworld.kit.streams import gammas, stream_keys

Floats = NDArray[np.float64]

DRAWS = 256
LEVEL = 0.90


@dataclass(frozen=True)
class Drawn:
    """The share and what it is made of, with D draws.

    value: the share; draws: float64[D]. label: float64[D, 2], the model's shares of statements; right: float64[D, 2], in how
    many statements of each label (found, quiet) people find the code; right_value: float64[2]. weights: float64[P, D], those of the
    customers. coded: how many customers the sample effectively holds.
    """

    value: float
    draws: Floats
    label: Floats
    right: Floats
    right_value: Floats
    weights: Floats
    coded: float

    @property
    def youden(self) -> Floats:
        """Sensitivity + specificity - 1 of the model's labels: float64[D]."""
        share = np.clip(self.draws, 1e-6, 1 - 1e-6)
        return np.asarray(self.label[:, 0] * (self.right[:, 0] / share - (1 - self.right[:, 0]) / (1 - share)))

    def ends(self, level: float = LEVEL) -> Interval:
        """The share with its interval, one value each."""
        return ends(self.value, self.draws, self.coded, level)


def ends(value: float, draws: Floats, customers: float, level: float = LEVEL) -> Interval:
    """A share with the interval of its draws, stretched for few customers and widened to hold it."""
    at = np.array([value])
    low, high = interval(draws[None].astype(np.float32), at, level)
    return stretched(Interval(at, low, high), np.array([customers]), level, (0.0, 1.0))


def right_draws(sample: Counted, weights: Floats, seed: int, prior: tuple[float, float] = (0.5, 0.5), *,
                of_customer: bool = True) -> Floats:
    """In how many statements of each label people find the code: draws float64[D, 2]; those of the prior where none was coded.

    The prior is that of an average customer, or, unless ``of_customer``, of one statement.
    """
    unit = ratio(sample.coded.sum(axis=0), (sample.coded > 0).sum(axis=0).astype(np.float64), unknown=1.0)
    unit = unit if of_customer else np.ones(2)
    keys = stream_keys(seed, 76, np.arange(4, dtype=np.uint64))
    mass = gammas(np.repeat(prior, 2), keys, weights.shape[1]).astype(np.float64)
    yes, no = (unit[:, None] * mass[:2]).T, (unit[:, None] * mass[2:]).T
    return np.asarray((weights.T @ sample.right + yes) / np.maximum(weights.T @ sample.coded + yes + no, 1e-300))


def predictive_share(sample: Counted, seed: int, draws: int = DRAWS, prior: tuple[float, float] = (0.5, 0.5)) -> Drawn:
    """The share of statements that truly carry the code; a ``prior`` of (1, 0) makes the draws those of an upper bound.

    >>> from lifeworld.constellations.core.shares.counted import counted
    >>> rows = np.arange(400)
    >>> some = counted(rows, rows < 100, rows.astype(np.uint64), rows[50:200], rows[50:200] < 90, np.full(150, 0.375))
    >>> found = predictive_share(some, 0).ends()
    >>> found.value.round(2).tolist(), bool(found.low[0] < 0.2 < found.high[0])
    ([0.2], True)
    """
    weights = customer_weights(sample, seed, draws)
    label = weights.T @ sample.statements
    label /= label.sum(axis=1, keepdims=True)
    right = right_draws(sample, weights, seed, prior)
    point = ratio(sample.right.sum(axis=0), sample.coded.sum(axis=0), unknown=0.5)
    shares = (sample.customers @ sample.statements) / sample.n_statements
    effective = float(kish(sample.coded.sum(axis=1)[:, None])[0])
    return Drawn(float(shares @ point), (label * right).sum(axis=1), label, right, point, weights, effective)
