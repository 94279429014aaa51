"""What to do next: findings in the order in which they matter, and those of the whole card, each tied to figures that the card holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from lifeworld.scorecard.core.sauce import OFFERED
from lifeworld.scorecard.core.values import FACTOR, FACTORS, FactorScore, Finding, Weighed
from lifeworld.scorecard.core.weights import weight_name

HALF = 0.5
"""Lower bound on its axis from which the weakest link is something to watch and nothing to do."""
WIDE = 0.2
"""Width of an interval on its axis from which a factor is little known."""
ORDER = {"act": 0, "watch": 1, "good": 2}
WEAKEST_NEXT = {
    "success": "Ask those who did not attain their goals what was in the way, and change that first.",
    "audiences": "Serve what the audience finds important and is not satisfied with; say for whom it is not made.",
    "sauce": "Find the specifications where the market offers as much, and improve there.",
    "partners": "Win partners who do what now hangs on few, and show them to customers first where they help.",
    "alignment": "Pay by what partners contribute to customers' goals, and see what that would have changed.",
    "presence": "Offer beginnings where customers are when they need it, and carry over what they began with.",
}
KNOW_NEXT = "Know more of it before anything is changed: a longer window, or more customers and partners, make its interval narrower."
"""The next step of a factor that is little known, and of which nothing asks to act."""
OFFERED_NEXT = "Look at the attempts in which it helped least, and improve there."
"""The next step of the sauce where attempts are drawn and no specifications are known."""


def ordered(findings: Iterable[Finding], scores: tuple[FactorScore, ...], weakest: str) -> tuple[Finding, ...]:
    """Findings that ask to act first, then those to watch, then good ones; within each, by how weak their factor is."""
    low = {score.factor: score.axis.low if score.axis.enough and score.axis.low is not None else 2.0 for score in scores}
    place = {factor.key: at for at, factor in enumerate(FACTORS)}
    return tuple(sorted(findings, key=lambda one: (
        ORDER[one.kind], one.factor != weakest, low.get(one.factor, 3.0), place.get(one.factor, 9), one.key, one.about)))


def titles(keys: Iterable[str]) -> str:
    """Titles of factors in a sentence.

    >>> titles(["success", "sauce", "presence"])
    '«Customers succeed», «Secret sauce» and «There when needed»'
    """
    named = [f"«{FACTOR[key].title}»" for key in keys]
    return " and ".join([", ".join(named[:-1]), named[-1]]) if len(named) > 1 else "".join(named)


def overlapping(scores: tuple[FactorScore, ...], weakest: str) -> tuple[str, ...]:
    """Known factors whose interval overlaps with that of the weakest link: more data may show one of them as the weakest."""
    low = {score.factor: score.axis for score in scores if score.axis.enough}
    high = low[weakest].high
    return tuple(key for key, axis in low.items() if key != weakest and axis.low is not None and high is not None and axis.low <= high)


def weakest_finding(scores: tuple[FactorScore, ...], weakest: str, ties: tuple[str, ...]) -> Finding:
    """Which factor is the weakest link, which are as weak, and which might be it in truth."""
    own = next(score for score in scores if score.factor == weakest)
    words = f"The weakest link is {titles([weakest])}: least of it is sure."
    if little_known(own):
        words += " Nothing in it asks to act yet: it is little known rather than shown to be weak."
    if ties:
        words += f" The same is true of {titles(ties)}."
    others = [key for key in overlapping(scores, weakest) if key not in ties]
    if others:
        words += (f" The intervals of {titles(others)} overlap" if len(others) > 1 else f" The interval of {titles(others)} overlaps")
        words += " with its own, so that more data may show another order."
    named = tuple(score.axis.name for score in scores if score.factor in {weakest, *ties, *others})
    step, figures = own_step(own)
    kind: Literal["act", "watch"] = "act" if (own.axis.low or 0.0) < HALF and not little_known(own) else "watch"
    return Finding("weakest_link", weakest, kind, words, tuple(dict.fromkeys((*named, *figures))), next_step=step)


def little_known(score: FactorScore) -> bool:
    """Whether nothing of a factor asks to act, and its interval is wide and reaches the upper half."""
    low, high = score.axis.low, score.axis.high
    wide = low is not None and high is not None and high - low > WIDE and high >= HALF
    return wide and not any(one.kind == "act" for one in score.findings)


def own_step(score: FactorScore) -> tuple[str, tuple[str, ...]]:
    """What a factor's own findings say is to be done first, and the figures behind it; else what helps such a factor in general."""
    steps = sorted((one for one in score.findings if one.next_step and one.kind != "good"), key=lambda one: ORDER[one.kind])
    if steps:
        return steps[0].next_step, steps[0].figures
    if little_known(score):
        return KNOW_NEXT, ()
    return OFFERED_NEXT if score.other == OFFERED else WEAKEST_NEXT[score.factor], ()


def weighed_finding(scores: tuple[FactorScore, ...], weights: Weighed, factor: str) -> Finding:
    """Where most is missing by somebody's weights."""
    who = "the owner says" if weights.who == "owner" else "customers say"
    own = next(score for score in scores if score.factor == factor)
    step, figures = own_step(own)
    words = f"By what {who} matters, most is missing at {titles([factor])}: its weight times what is not sure of it is the largest."
    return Finding(f"weakest_for_{weights.who}", factor, "watch", words, (own.axis.name, weight_name(weights.who, factor), *figures),
                   next_step=step)
