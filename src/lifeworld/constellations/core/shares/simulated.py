"""Simulated studies whose true shares are known: one code, a model that errs, people who read a random sample.

The truth is made by another model than the estimators assume: what a customer says follows a logistic-normal inclination and
moves along in time, people who are inclined to a theme talk more, and the model's errors of one customer go together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

from lifeworld.kit.streams import stream_keys, uniforms

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

POPULATION = 200_000
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(64)


@dataclass(frozen=True)
class Cell:
    """What a simulated study is like.

    prevalence: share of statements of a median customer population. sensitivity, specificity: of the model. customers: how
    many. icc: correlation of two statements of one customer. budget: statements that people read. talk_median, talk_sd,
    talk_max: statements of a customer, log-normal. talkative: correlation of talk with the inclination to the code. serial:
    correlation of neighbouring statements beyond that. together: correlation of the model's scores within a customer.
    """

    prevalence: float
    sensitivity: float
    specificity: float
    customers: int
    icc: float
    budget: int
    talk_median: float = 5.0
    talk_sd: float = 0.6
    talk_max: int = 20
    talkative: float = 0.2
    serial: float = 0.2
    together: float = 0.1


@dataclass(frozen=True)
class Studied:
    """One simulated study: customer int64[N], sorted; what is true and what the model found, bool[N]; keys uint64[C]."""

    customer: Ints
    true: Flags
    found: Flags
    keys: NDArray[np.uint64]


@cache
def inclination(prevalence: float, icc: float) -> tuple[float, float]:
    """Mean and standard deviation, on the probit scale, of customers' inclinations with this mean rate and ICC.

    >>> mean, sd = inclination(0.2, 0.1)
    >>> rate = special.ndtr(mean + sd * _NODES)
    >>> round(float(rate @ _WEIGHTS / _WEIGHTS.sum()), 3)
    0.2
    """
    weight = _WEIGHTS / _WEIGHTS.sum()
    low, high = 0.0, 30.0
    for _ in range(60):
        sd = (low + high) / 2
        mean = float(special.ndtri(prevalence)) * np.sqrt(1 + sd**2)
        rate = special.ndtr(mean + sd * _NODES)
        found = float(weight @ rate**2 - prevalence**2) / (prevalence * (1 - prevalence))
        low, high = (sd, high) if found < icc else (low, sd)
    sd = (low + high) / 2
    return float(special.ndtri(prevalence)) * float(np.sqrt(1 + sd**2)), sd


def _normals(keys: NDArray[np.uint64], part: int, n: int) -> Floats:
    return np.asarray(special.ndtri(uniforms(stream_keys(part, keys), n)))


def simulated(cell: Cell, seed: int, study: int, customers: int | None = None) -> Studied:
    """The study with this number; ``customers`` others than the cell's for a whole population."""
    keys = stream_keys(seed, 201, study, np.arange(customers or cell.customers, dtype=np.uint64))
    mean, sd = inclination(cell.prevalence, cell.icc)
    base = _normals(keys, 202, 3)
    talk = cell.talkative * base[:, 0] + np.sqrt(1 - cell.talkative**2) * base[:, 1]
    n = np.clip(np.rint(cell.talk_median * np.exp(cell.talk_sd * talk)), 1, cell.talk_max).astype(np.int64)
    longest = int(n.max())
    here = np.arange(longest)[None, :] < n[:, None]
    customer = np.repeat(np.arange(len(keys)), n)
    noise = _normals(keys, 203, longest)
    for t in range(1, longest):
        noise[:, t] = cell.serial * noise[:, t - 1] + np.sqrt(1 - cell.serial**2) * noise[:, t]
    true = noise[here] < (mean + sd * base[:, 0])[customer]
    score = np.sqrt(1 - cell.together) * _normals(keys, 204, longest)[here] + np.sqrt(cell.together) * base[customer, 2]
    border = np.where(true, -special.ndtri(cell.sensitivity), special.ndtri(cell.specificity))
    return Studied(customer, true, score > border, keys)


def truth(cell: Cell, seed: int = 0) -> tuple[float, float]:
    """The true share of statements and of customers who say it, in a population of 200,000 customers."""
    return _truth(replace(cell, sensitivity=0.5, specificity=0.5, customers=1, budget=1), seed)


@cache
def _truth(cell: Cell, seed: int) -> tuple[float, float]:
    whole = simulated(cell, seed, 1 << 40, POPULATION)
    by_customer = np.bincount(whole.customer, whole.true, len(whole.keys))
    return float(whole.true.mean()), float((by_customer > 0).mean())
