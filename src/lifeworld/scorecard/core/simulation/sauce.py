"""Simulated attempts and designs with a truth that the score of the sauce must find: an effect on days and quality, customers who do not
comply, attempts that are still open, and a frontier of which the market reaches a known part.
"""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True)
class SauceKnobs:
    """What is planted. ``effect_days``: log hazard of being done that using the sauce adds; ``effect_quality``: standard deviations.

    ``offered``: share of attempts to which chance offers it; ``taken``: share who use it where it is offered, ``leaked``: where it is not;
    ``able``: how much more often (log odds) the able use it, who are done sooner and better anyway; ``done_rate``: attempts done a day;
    ``window_days``: days since the first attempts were made. ``specs``: specifications; ``designs`` and ``measures``: of each side;
    ``gain``: share of what the sauce reaches that the market does not.
    """

    effect_days: float = 0.0
    effect_quality: float = 0.0
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
    quality = QUALITY_MEAN + QUALITY_SD * (0.5 * able + np.sqrt(0.75) * quantiles.normal(noise) + given.effect_quality * used)
    attempts = 1 + np.floor(np.log(tries) / np.log(1 - _shifted(0.6, np.full(len(row), 0.0)))).astype(np.int64)
    frame = pl.DataFrame({
        "customer": customers["customer"].gather(row), "trial": pl.Series(number).cast(pl.String), "offered": offered, "used": used,
        "job": np.char.add("job-", (job * 5).astype(np.int64).astype(str)), "days": np.minimum(to_done, window), "done": done,
        "quality": quality, "attempts": pl.Series(np.where(done, attempts, -1)).replace(-1, None), "verified_first": held < given.verified})
    frame = frame.select(pl.col(one.name).cast(one.kind) for one in FRAMES["trials"].columns)
    added = float(used[offered].mean() - used[~offered].mean()) if offered.any() and not offered.all() else 0.0
    return frame, {"effect_days": given.effect_days, "effect_quality": given.effect_quality * QUALITY_SD, "added_use": added}


def simulated_designs(customers: pl.DataFrame, seed: int, knobs: SauceKnobs | None = None) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Designs of both sides as the frame of that name, and the truth: the share of what the sauce reaches that the market does not.

    Designs of the sauce lie on a part of a sphere around the worst; the market's are the same ones on a smaller sphere, so much smaller
    that the volume between, of spheres without gaps, is ``gain``. Of few designs the truth is only near that.
    """
    given, k = knobs or SauceKnobs(), (knobs or SauceKnobs()).measures
    spec = np.arange(given.specs)
    keys = streams.stream_keys(seed, 13, spec.astype(np.uint64))
    owner = (streams.uniforms(keys, 1)[:, 0] * max(customers.height, 1)).astype(np.int64)
    angles = np.abs(quantiles.normal(streams.uniforms(streams.stream_keys(seed, 14, spec.astype(np.uint64)), given.designs * k, 0)))
    points = 1 - (angles.reshape(given.specs, given.designs, k) / np.linalg.norm(angles.reshape(given.specs, given.designs, k), axis=2,
                                                                                 keepdims=True))
    reach = 1 - _radius(given.gain, k)
    scale = np.exp(streams.uniforms(streams.stream_keys(seed, 15, spec.astype(np.uint64)), k) * 4)
    sides = [("sauce", points), ("market", points + reach * (1 - points))]
    tables = []
    whose = customers["customer"].gather(owner) if customers.height else pl.Series([None] * given.specs, dtype=pl.String)
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
    return frame, {"gain": given.gain}


def _radius(gain: float, k: int) -> float:
    """The radius of the market's sphere, where the sauce's is 1, at which this share of the sauce's volume is missing.

    A part of a sphere of radius r in j measures has the volume (pi^.5 r / 2)^j / gamma(j / 2 + 1); the reference lies beyond the centre.
    """
    j = np.arange(k + 1)
    parts = special.comb(k, j) * (np.sqrt(np.pi) / 2) ** j / special.gamma(j / 2 + 1) * (REFERENCE - 1) ** (k - j)
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if parts @ middle**j < (1 - gain) * parts.sum() else (low, middle)
    return high


def _shifted(share: float, by: Floats) -> Floats:
    """A share moved by so much on the scale of log odds."""
    if share in (0.0, 1.0):
        return np.full(len(by), share)
    return np.asarray(1 / (1 + np.exp(-(np.log(share / (1 - share)) + by))))


def _draws(seed: int, part: int, hashed: NDArray[np.uint64], k: int) -> Floats:
    return streams.uniforms(streams.stream_keys(seed, part, hashed), k)
