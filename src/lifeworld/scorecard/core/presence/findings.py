"""What presence tells to do. "Goes with" throughout: where a journey begins is the customer's choice, not chance."""

from __future__ import annotations

from collections.abc import Mapping

from lifeworld.kit.figure import Figure
from lifeworld.scorecard.core.presence import names
from lifeworld.scorecard.core.values import Finding

ONE_SIDED, SPREAD = 0.5, 0.75
"""Evenness below which beginnings are one-sided, and from which on they are well spread."""
UNKNOWN_MAX = 0.2
"""Share of journeys without a customer from which it is to be watched."""
ACCOUNT_MAX = 0.1
TOLD = (names.EVENNESS, names.PASSED, names.CARRIED, names.WITH_ACCOUNT, names.NOBODY)
"""Figures that findings are told of: their level is shared among them."""


def findings(figures: Mapping[str, Figure]) -> tuple[Finding, ...]:
    """Findings of the figures ``TOLD`` by name, at the level for findings; nothing is said where the interval leaves it open."""
    found = [
        _below(figures, names.EVENNESS, ONE_SIDED, "one_sided", "act", "Most customers begin at few of the places where they could.",
               "Offer a beginning where customers are when the job comes up, and look again at where they begin."),
        _above(figures, names.EVENNESS, SPREAD, "well_spread", "good", "Customers begin at many places, and no place has them all.", ""),
        _below(figures, names.PASSED, 1.0, "lost_on_the_way", "act",
               "A start on a partner's page goes with fewer jobs done than a start at home.",
               "Follow what customers lose between the partner's page and the end, beginning with what is carried over."),
        _above(figures, names.PASSED, 1.0, "passed_on_well", "good",
               "A start on a partner's page goes with more jobs done than a start at home.", ""),
        _below(figures, names.CARRIED, 0.5, "context_lost", "act",
               "What customers began with on a partner's page is lost for most of them.",
               "Hand over the specification with the link, and test that it arrives."),
        _above(figures, names.WITH_ACCOUNT, ACCOUNT_MAX, "account_first", "act",
               "Customers need an account before they get anything of value.",
               "Give the first value without an account, and ask for one when something is to be kept."),
        _above(figures, names.NOBODY, UNKNOWN_MAX, "many_unknown", "watch",
               "Many journeys have no known customer: how evenly customers begin is less sure than their number suggests.",
               "Read the interval: it holds that at each place none, some or all of them were somebody new."),
    ]
    return tuple(one for one in found if one)


def _below(figures: Mapping[str, Figure], name: str, limit: float, key: str, kind: str, words: str, then: str) -> Finding | None:
    figure = figures.get(name)
    return _finding(key, kind, words, name, then) if figure and figure.high is not None and figure.high < limit else None


def _above(figures: Mapping[str, Figure], name: str, limit: float, key: str, kind: str, words: str, then: str) -> Finding | None:
    figure = figures.get(name)
    return _finding(key, kind, words, name, then) if figure and figure.low is not None and figure.low > limit else None


def _finding(key: str, kind: str, words: str, name: str, then: str) -> Finding:
    return Finding(key, "presence", kind, words, (name,), next_step=then)  # type: ignore[arg-type]
