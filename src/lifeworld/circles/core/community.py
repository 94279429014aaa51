"""Whether the circle holds: how many know somebody who knows them back, how many ties are returned, how many are answered.

The customer is what is sampled. Ties hang together (a tie that is returned is one for two customers), so the interval of a share of ties
lets all ties of one customer depend on one another, and the share of customers with a mutual follower counts fewer customers than there
are. Source: reference/running.md, 4.2 (community health); dependence of ties: Aronow, Samii & Assenova 2015, Political Analysis 23(4).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core.resampling import jeffreys, ratios
from lifeworld.kit import streams
from lifeworld.kit.figure import Evidence, Figure, count, estimate

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
SEED = 41
N_MIN = 10


@dataclass(frozen=True)
class Community:
    """Figures of those who joined. ``mutual``: share of customers with at least one mutual follower; ``reciprocity``: share of ties that
    are returned; ``replies``: share of comments on own posts that their author answered.
    """

    members: Figure
    ties: Figure
    mutual: Figure
    reciprocity: Figure
    replies: Figure


def community(members: Ints, follower: Ints, followed: Ints, authors: Ints, comments: Ints, answered: Ints) -> Community:
    """Figures of a circle.

    ``members``: int64[C], numbers of the customers who joined. ``follower``, ``followed``: int64[T], ties that were said yes to; ties with
    somebody who is no member are left out. ``authors``: int64[A], customers who got comments on their posts, with how many ``comments``
    and how many ``answered``. The order changes nothing. Nobody, or no tie: not enough, never 0.

    >>> found = community(np.arange(20), np.arange(19), np.arange(1, 20), *(np.array([], np.int64),) * 3)
    >>> found.reciprocity.value, found.mutual.value, found.replies.value
    (0.0, 0.0, None)
    """
    members = np.unique(members)
    known = np.isin(follower, members) & np.isin(followed, members) & (follower != followed)
    ties = np.unique(np.stack([follower[known], followed[known]], axis=1), axis=0)
    returned = _returned(ties)
    return Community(
        count("members", len(members), unit="customers", evidence=Evidence("circle_profiles", len(members))),
        count("ties", len(ties), unit="ties", evidence=Evidence("circle_follows", len(ties))),
        _mutual(members, ties, returned), _reciprocity(ties, returned), _replies(authors, comments, answered))


def _returned(ties: Ints) -> NDArray[np.bool_]:
    """Which ties have one the other way, bool[T]."""
    if not len(ties):
        return np.zeros(0, np.bool_)
    there = {(a, b) for a, b in ties.tolist()}
    return np.fromiter(((b, a) in there for a, b in ties.tolist()), np.bool_, len(ties))


def _mutual(members: Ints, ties: Ints, returned: NDArray[np.bool_]) -> Figure:
    n, k = len(members), len(np.unique(ties[returned]))
    share = k / n if n else 0.0
    # Of ties drawn at random, somebody without one makes her neighbours likelier to be without, too: the variance of the share is that of
    # n / inflation customers, from 1 (everybody has many) to 2 (pairs).
    inflation = 1.0 if share in {0.0, 1.0} else min(max(1.0 + returned.sum() / n * (1 - share) / share, 1.0), 2.0)
    found = jeffreys(np.array([k / inflation]), np.array([n / inflation])) if n else None
    ends = (None, None) if found is None else (min(float(found.low[0]), share), max(float(found.high[0]), share))
    return estimate("mutual_followers", share if n else None, *ends, unit="share", n=n, n_min=N_MIN,
                    method="Jeffreys, with fewer customers because ties come in pairs", evidence=Evidence("circle_follows:mutual", k))


def _reciprocity(ties: Ints, returned: NDArray[np.bool_]) -> Figure:
    evidence = Evidence("circle_follows:returned", int(returned.sum()))
    who = np.unique(ties)
    options = {"unit": "share", "n": len(ties), "n_unit": "ties", "n_customers": len(who), "n_min": N_MIN, "evidence": evidence,
               "method": "Jeffreys, with as many ties as their dependence through customers leaves"}
    if not len(ties):
        return estimate("reciprocity", None, None, None, **options)  # type: ignore[arg-type]
    value = float(returned.mean())
    n = _effective(ties, returned.astype(np.float64), value, len(who))
    found = jeffreys(np.array([value * n]), np.array([n]))
    return estimate("reciprocity", value, min(float(found.low[0]), value), max(float(found.high[0]), value),
                    **options)  # type: ignore[arg-type]


def _effective(ties: Ints, returned: Floats, value: float, customers: int) -> float:
    """How many independent ties have the variance of this share, where ties of one customer hang together in any way."""
    pairs, at = np.unique(np.sort(ties, axis=1), axis=0, return_inverse=True)
    rest = np.bincount(at.ravel(), weights=returned - value)
    who, ends = np.unique(pairs, return_inverse=True)
    at_customer = np.bincount(ends.ravel(), weights=np.repeat(rest, 2), minlength=len(who))
    variance = float((at_customer**2).sum() - (rest**2).sum()) / len(ties) ** 2
    most = float(len(pairs))
    if value in {0.0, 1.0} or variance <= 0:
        return min(most, float(customers))
    return min(max(value * (1 - value) / variance, 1.0), most)


def _replies(authors: Ints, comments: Ints, answered: Ints) -> Figure:
    order = np.argsort(authors, kind="stable")
    asked, said = comments[order].astype(np.float64), answered[order].astype(np.float64)
    total = int(asked.sum())
    options = {"unit": "share", "n": total, "n_unit": "comments", "n_customers": len(authors), "n_min": N_MIN,
               "evidence": Evidence("circle_comments:answered", int(said.sum()))}
    method = "ratio over customers; Bayesian bootstrap over customers"
    if not total:
        return estimate("reply_rate", None, None, None, method=method, **options)  # type: ignore[arg-type]
    keys = streams.stream_keys(SEED, authors[order].astype(np.uint64))
    found = ratios(said[:, None], asked[:, None], keys)
    return estimate("reply_rate", float(found.value[0]), float(found.low[0]), float(found.high[0]), method=method,
                    **options)  # type: ignore[arg-type]
