"""Share of customers who say it: at least one of a customer's statements truly carries the code.

The model's own any-of rule piles up its false finds: whoever says twenty things is marked by chance alone. People read single
statements, so whether a customer says it is not seen; it follows from three things that are:

- the share of statements that truly carry the code (predictive values), with how far the model's labels differ by talk;
- how far statements of one customer go together: what people found in one statement against what the model found in the
  customer's others. Errors that the model makes for one customer again and again do not count here, as they would between
  its own labels;
- how much customers say.

With a Beta distribution of customers' rates, P(none of m) is then known (Skellam 1948, the Beta-binomial).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from lifeworld.constellations.core.shares.counted import FOUND, QUIET, Counted
from lifeworld.constellations.core.shares.predictive import Drawn, right_draws
from lifeworld.kit.ratio import ratio
from lifeworld.kit.streams import gammas, stream_keys

Floats = NDArray[np.float64]

YOUDEN_MIN = 0.1
"""Sensitivity + specificity - 1 below which labels say hardly anything of the truth: it is not taken to be lower."""
ICC_MAX = 0.98


def none_of(m: Floats, rate: Floats, icc: Floats) -> Floats:
    """P(no statement of m carries the code) where rates of customers are Beta with this mean and correlation; broadcast.

    >>> none_of(np.array([1.0, 2.0]), np.array(0.5), np.array(1e-9)).round(3).tolist()
    [0.5, 0.25]
    """
    mass = (1 - icc) / np.maximum(icc, 1e-6)
    b = (1 - rate) * mass
    log = special.gammaln(b + m) - special.gammaln(b) - special.gammaln(mass + m) + special.gammaln(mass)
    return np.asarray(np.where(icc < 1e-6, (1 - rate) ** m, np.exp(np.minimum(log, 0.0))))


def together(sample: Counted, found: Drawn) -> Floats:
    """Covariance of the truth of one statement with the model's labels of the same customer's others: float64[D].

    Every statement counts once, against the mean of the customer's others; 0 where nobody says two things. What a label tells
    of the truth is taken from all statements, what it leaves open from the human sample.
    """
    weights, statements = found.weights, sample.statements
    finds, m = statements[:, FOUND], statements.sum(axis=1)
    per = (m > 1) / np.maximum(m - 1, 1)
    sums = weights.T @ np.stack([m * (m > 1), per * finds * (finds - 1), per * finds * (m - 1)], axis=1)
    mean = ratio(sums[:, 2], sums[:, 0], unknown=0.0)
    of_labels = ratio(sums[:, 1], sums[:, 0], unknown=0.0) - mean**2
    total, left = weights.T @ statements, np.zeros(len(mean))
    read = sample.coded.any(axis=1)
    drawn = weights[read].T @ sample.coded[read]
    for label in (FOUND, QUIET):
        others, size = (per * (finds - (label == FOUND)))[read], (per * (m - 1))[read]
        right, coded = sample.right[read, label], sample.coded[read, label]
        # What is left open of a statement, times how the finds in the customer's others differ from the mean.
        part = weights[read].T @ np.stack([right * others, right * size, coded * others, coded * size], axis=1)
        each = part[:, 0] - mean * part[:, 1] - found.right[:, label] * (part[:, 2] - mean * part[:, 3])
        left += ratio(total[:, label], drawn[:, label], unknown=0.0) * each
    return np.asarray((found.right[:, FOUND] - found.right[:, QUIET]) * of_labels + ratio(left, sums[:, 0], unknown=0.0))


def rates_by_talk(sample: Counted, found: Drawn, youden: Floats, m: Floats, of_m: Floats) -> Floats:
    """True rate of customers with m statements, float64[M, D]: labels are regressed on log m, then corrected.

    ``of_m`` float64[M, D] are the weights of customers with m statements, ``m`` float64[M].
    """
    finds = ((sample.statements.sum(axis=1) == m[:, None]) * sample.statements[:, FOUND]) @ found.weights
    said = of_m * m[:, None]
    x = np.log(m)[:, None]
    x = x - (said * x).sum(axis=0) / said.sum(axis=0)
    slope = ratio((x * finds).sum(axis=0), (said * x * x).sum(axis=0), unknown=0.0)
    return np.asarray(found.draws[None] + slope / youden * x)


def customers_share(sample: Counted, found: Drawn, seed: int) -> tuple[float, Floats]:
    """The share of customers who truly say it (the draws' median), and its draws float64[D]; every customer says something.

    ``found`` is the share of statements on the same sample. Order of customers does not matter.
    """
    # The prior of a whole customer is cautious for a share of statements; here it would pile up over all that somebody says.
    right = right_draws(sample, found.weights, seed, of_customer=False)
    found = replace(found, right=right, draws=(found.label * right).sum(axis=1))
    share = np.clip(found.draws, 1e-6, 1 - 1e-6)
    youden = np.maximum(found.youden, YOUDEN_MIN)
    each = sample.statements.sum(axis=1)
    m = np.unique(each)
    of_m = (each == m[:, None]).astype(np.float64) @ found.weights
    rate = np.clip(rates_by_talk(sample, found, youden, m, of_m), 1e-6, 1 - 1e-6)
    icc = np.clip(together(sample, found) / youden / (share * (1 - share)), 0.0, ICC_MAX)
    silent = (of_m * none_of(m[:, None], rate, icc[None])).sum(axis=0)
    everybody = of_m.sum(axis=0)
    # Half a customer who says it and half a customer who does not: 60 of 60 is not certain.
    yes, no = gammas(np.full(2, 0.5), stream_keys(seed, 78, np.arange(2, dtype=np.uint64)), len(share)).astype(np.float64)
    draws = np.asarray((everybody - silent + yes) / (everybody + yes + no))
    return float(np.median(1 - silent / everybody)), draws
