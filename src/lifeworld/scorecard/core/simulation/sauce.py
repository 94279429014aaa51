"""Simulated attempts and designs with a truth that the score of the sauce must find: an effect on days and quality, customers who do not
comply, attempts that are still open, and a frontier of which the market reaches a known part.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import special

from lifeworld.kit import quantiles, streams
from lifeworld.kit.ids import hash64
from lifeworld.scorecard.core.frames import FRAMES
from lifeworld.scorecard.core.sauce.frontier import REFERENCE

Floats = NDArray[np.float64]
QUALITY_MEAN, QUALITY_SD = 50.0, 10.0
_CELLS = 2_000_000


@dataclass(frozen=True)
class SauceKnobs:
    """What is planted. ``effect_days``: log hazard of being done that using the sauce adds; ``effect_quality``: standard deviations;
    ``first_quality``: how many more for customers of the first segment by name.

    ``offered``: share of attempts to which chance offers it; ``taken``: share who use it where it is offered, ``leaked``: where it is not;
    ``able``: how much more often (log odds) the able use it, who are done sooner and better anyway; ``done_rate``: attempts done a day;
    ``window_days``: days since the first attempts were made. ``specs``: specifications; ``designs`` and ``measures``: of each side;
    ``gain``: share of what the sauce reaches that the market does not (below 0: that of the market that the sauce does not), in the middle
    of specifications; ``gain_sd``: how far they are from it on the scale of ``arctanh``, where half of the variance is of the customer.
    """

    effect_days: float = 0.0
    effect_quality: float = 0.0
    first_quality: float = 0.0
    offered: float = 0.5
    taken: float = 0.7
    leaked: float = 0.05
    able: float = 1.0
    done_rate: float = 1 / 30
    window_days: int = 90
    trials_mean: float = 1.5
    verified: float = 0.7
    specs: int = 200
    designs: int = 20
    measures: int = 3
    gain: float = 0.3
    gain_sd: float = 0.25


def simulated_trials(customers: pl.DataFrame, seed: int, knobs: SauceKnobs | None = None,
                     ability: Floats | None = None) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Attempts of customers as the frame trials, and the truth. ``ability``: standard normal, of each customer; None: drawn.

    Chance offers the sauce attempt by attempt. Truth: log hazard and quality that using it adds, and by how much the offer raises use.
    """
    given, n = knobs or SauceKnobs(), customers.height
    hashed = hash64(customers["customer"])
    many, drawn = _draws(seed, 11, hashed, 2).T
    own = np.asarray(quantiles.normal(drawn)) if ability is None else ability
    counts = 1 + (many * (2 * given.trials_mean - 1)).astype(np.int64)
    row = np.repeat(np.arange(n), counts)
    number = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    keys = streams.stream_keys(seed, 12, hashed[row], number.astype(np.uint64))
    chance, take, hazard, late, noise, tries, held, job = streams.uniforms(keys, 8).T
    able = own[row]
    offered = chance < given.offered
    shift = given.able * able
    used = take < np.where(offered, _shifted(given.taken, shift), _shifted(given.leaked, shift))
    rate = given.done_rate * np.exp(0.3 * able + given.effect_days * used)
    to_done, window = -np.log(hazard) / rate, given.window_days * (0.3 + 0.7 * late)
    done = to_done <= window
    first = customers.select((pl.col("segment") == pl.col("segment").min()).fill_null(value=False)).to_series().to_numpy()[row]
    added_quality = (given.effect_quality + given.first_quality * first) * used
    quality = QUALITY_MEAN + QUALITY_SD * (0.5 * able + np.sqrt(0.75) * quantiles.normal(noise) + added_quality)
    attempts = 1 + np.floor(np.log(tries) / np.log(1 - _shifted(0.6, np.full(len(row), 0.0)))).astype(np.int64)
    frame = pl.DataFrame({
        "customer": customers["customer"].gather(row), "trial": pl.Series(number).cast(pl.String), "offered": offered, "used": used,
        "job": np.char.add("job-", (job * 5).astype(np.int64).astype(str)), "days": np.minimum(to_done, window), "done": done,
        "quality": quality, "attempts": pl.Series(np.where(done, attempts, -1)).replace(-1, None), "verified_first": held < given.verified})
    frame = frame.select(pl.col(one.name).cast(one.kind) for one in FRAMES["trials"].columns)
    added = float(used[offered].mean() - used[~offered].mean()) if offered.any() and not offered.all() else 0.0
    return frame, {"effect_days": given.effect_days, "effect_quality": given.effect_quality * QUALITY_SD, "added_use": added,
                   "first_quality": given.first_quality * QUALITY_SD}


def simulated_designs(customers: pl.DataFrame, seed: int, knobs: SauceKnobs | None = None) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Designs of both sides as the frame of that name, and the truth.

    Designs of the sauce lie on a part of a sphere around the worst; the market's are the same ones on a sphere of another size, so that
    exactly the gain is missing that was drawn for the specification. Truth, of all customers of whom these are some: the mean ``gain``,
    and the share of specifications for which the sauce reaches ``more``; ``gain_of_these``: the mean of those drawn, each customer once.
    """
    given, k = knobs or SauceKnobs(), (knobs or SauceKnobs()).measures
    spec = np.arange(given.specs)
    keys = streams.stream_keys(seed, 13, spec.astype(np.uint64))
    owner = (streams.uniforms(keys, 1)[:, 0] * max(customers.height, 1)).astype(np.int64)
    angles = np.abs(quantiles.normal(streams.uniforms(streams.stream_keys(seed, 14, spec.astype(np.uint64)), given.designs * k, 0)))
    far = angles.reshape(given.specs, given.designs, k)
    far = far / np.linalg.norm(far, axis=2, keepdims=True)
    whose = customers["customer"].gather(owner) if customers.height else pl.Series([None] * given.specs, dtype=pl.String)
    gains = _gains(spec, whose, seed, given)
    scale = np.exp(streams.uniforms(streams.stream_keys(seed, 15, spec.astype(np.uint64)), k) * 4)
    step = max(1, _CELLS // (given.designs + 1) ** k)
    parts = np.concatenate([_parts(far[first:first + step]) for first in range(0, max(given.specs, 1), step)])
    sides = [("sauce", 1 - far), ("market", 1 - _radii(parts, gains)[:, None, None] * far)]
    tables = []
    for side, at in sides:
        index = np.indices(at.shape).reshape(3, -1)
        better = np.where(index[2] == k - 1, "more", "less") if k > 1 else np.full(at.size, "less")
        turned = np.where(better == "more", -1.0, 1.0)
        value = (at * scale[:, None, :]).ravel() * turned
        reference = np.broadcast_to(REFERENCE * scale[:, None, :], at.shape).ravel() * turned
        tables.append(pl.DataFrame({
            "spec": pl.Series(index[0]).cast(pl.String).str.zfill(6), "customer": whose.gather(index[0]), "side": [side] * at.size,
            "design": pl.Series(index[1]).cast(pl.String), "measure": np.char.add("measure-", index[2].astype(str)), "better": better,
            "value": value, "reference": reference,
            "policy": None if side == "sauce" else "simulated@1"}, schema_overrides={"policy": pl.String}))
    frame = pl.concat(tables).select(pl.col(one.name).cast(one.kind) for one in FRAMES["designs"].columns)
    return frame, true_gain(given) | {"gain_of_these": _of_these(gains, owner if customers.height else spec)}


def true_gain(knobs: SauceKnobs) -> dict[str, float]:
    """The mean gain of specifications and for which share of them the sauce reaches more, by Gauss and Hermite's quadrature.

    >>> {name: round(value, 3) for name, value in true_gain(SauceKnobs(gain=0.5)).items()}
    {'gain': 0.478, 'more': 0.986}
    """
    at, weight = np.polynomial.hermite_e.hermegauss(60)
    middle = float(np.arctanh(knobs.gain))
    more = float(special.ndtr(middle / knobs.gain_sd)) if knobs.gain_sd else float(middle > 0)
    return {"gain": round(float(weight @ np.tanh(middle + knobs.gain_sd * at) / weight.sum()), 12), "more": more}


def _gains(spec: NDArray[np.integer], whose: pl.Series, seed: int, given: SauceKnobs) -> Floats:
    """The gain of each specification, float64[specs]: half of what differs is the customer's, half its own (all, where it is nobody's)."""
    own, alone = (_normal(seed, part, spec.astype(np.uint64)) for part in (16, 17))
    shared = np.where(whose.is_null().to_numpy(), alone, _normal(seed, 18, hash64(whose.fill_null(""))))
    return np.asarray(np.tanh(np.arctanh(given.gain) + given.gain_sd * (own + shared) / np.sqrt(2)))


def _of_these(gains: Floats, owner: NDArray[np.integer]) -> float:
    """The mean gain of those who have a specification, each once."""
    n = np.bincount(owner)
    return float((np.bincount(owner, gains)[n > 0] / n[n > 0]).mean()) if len(gains) else float("nan")


def _parts(far: Floats) -> Floats:
    """By power of the radius what is reached with designs float64[s, n, k], as far from the worst as that: float64[s, k + 1].

    Cells between neighbours of each measure are filled from the worst to every design: another way than that of the score, which the
    truth must not rest on. The first cell of each measure is what lies between the worst and the reference, whatever the radius.
    """
    sets, n, k = far.shape
    filled = np.zeros((sets, *[n + 1] * k), np.bool_)
    place = far.argsort(axis=1).argsort(axis=1) + 1
    filled[(np.arange(sets)[:, None], *(place[:, :, axis] for axis in range(k)))] = True
    for axis in range(1, k + 1):
        filled = np.flip(np.logical_or.accumulate(np.flip(filled, axis), axis=axis), axis)
    wide = np.diff(np.sort(far, axis=1), axis=1, prepend=0.0)
    found = np.zeros((sets, k + 1))
    for chosen in product((False, True), repeat=k):
        part = filled[(slice(None), *(slice(1, None) if one else 0 for one in chosen))].astype(np.float64)
        for axis in reversed(np.flatnonzero(chosen)):
            part = np.einsum("s...i,si->s...", part, wide[:, :, axis])
        found[:, sum(chosen)] += part * (REFERENCE - 1) ** (k - sum(chosen))
    return found


def _radii(parts: Floats, gains: Floats) -> Floats:
    """The radius of the market's designs, where the sauce's is 1, at which the gain is that, float64[s]."""
    whole, power = parts.sum(axis=1), np.arange(parts.shape[1])
    wanted = np.where(gains >= 0, whole * (1 - gains), whole / (1 + np.minimum(gains, 0.0)))
    low, high = np.zeros(len(gains)), np.full(len(gains), 16.0)
    for _ in range(60):
        middle = (low + high) / 2
        less = (parts * middle[:, None] ** power).sum(axis=1) < wanted
        low, high = np.where(less, middle, low), np.where(less, high, middle)
    return high


def _shifted(share: float, by: Floats) -> Floats:
    """A share moved by so much on the scale of log odds."""
    if share in (0.0, 1.0):
        return np.full(len(by), share)
    return np.asarray(1 / (1 + np.exp(-(np.log(share / (1 - share)) + by))))


def _normal(seed: int, part: int, hashed: NDArray[np.uint64]) -> Floats:
    """A standard normal draw of each, of a part's own stream."""
    return np.asarray(quantiles.normal(_draws(seed, part, hashed, 1)[:, 0]), np.float64)


def _draws(seed: int, part: int, hashed: NDArray[np.uint64], k: int) -> Floats:
    return streams.uniforms(streams.stream_keys(seed, part, hashed), k)
