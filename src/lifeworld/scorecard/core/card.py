"""The card: six scores, their weakest link, whose weights make which link matter most, and what to do next. Never an average.

The weakest link is the known factor of which least is sure: whose axis has the lowest lower bound. The axes measure different things, so
that the order of two factors whose intervals overlap may be another one; the finding says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from lifeworld.kit.figure import Figure
from lifeworld.scorecard.core.alignment import alignment
from lifeworld.scorecard.core.audiences import audiences
from lifeworld.scorecard.core.fingerprints import fingerprint
from lifeworld.scorecard.core.frames import FRAMES, Frames
from lifeworld.scorecard.core.next_steps import ordered, weakest_finding, weighed_finding
from lifeworld.scorecard.core.partners import Contributions, contributions, partners_score
from lifeworld.scorecard.core.presence import presence
from lifeworld.scorecard.core.sauce import sauce
from lifeworld.scorecard.core.success import success
from lifeworld.scorecard.core.values import Asked, FactorScore, Scorecard, Weighed
from lifeworld.scorecard.core.weights import weighed

Step = Callable[[int], None]
"""Called with 1 after each of the six factors."""


def scorecard(frames: Frames, asked: Asked, progress: Step | None = None) -> Scorecard:
    """The scorecard of an ecosystem: all six factors, each known or not. ``progress`` is called with 1 after each factor.

    >>> card = scorecard(Frames({}), Asked())
    >>> card.weakest, len(card.unknown), len(card.scores)
    ('', 6, 6)
    """
    return card_and_found(frames, asked, progress)[0]


def card_and_found(frames: Frames, asked: Asked, progress: Step | None = None) -> tuple[Scorecard, Contributions]:
    """``scorecard`` and the ``Contributions`` of partners that it rests on, for partners' own views."""
    scores, found = _scores(frames, asked, progress or (lambda done: None))
    weights, warnings = weighed(frames, asked)
    weakest, ties = weakest_link(scores)
    unknown = tuple(score.factor for score in scores if not score.axis.enough)
    weakest_for = {who: most_missing(scores, one) for who, one in weights.items()}
    weakest_for = {who: factor for who, factor in weakest_for.items() if factor}
    findings = [one for score in scores for one in score.findings]
    if weakest:
        findings.append(weakest_finding(scores, weakest, ties))
    findings += [weighed_finding(scores, weights[who], factor) for who, factor in weakest_for.items()]
    return Scorecard(
        scores, weakest, unknown, weights, weakest_for, ordered(findings, scores, weakest), asked, inputs(frames), warnings,
        frames.simulated), found


def weakest_link(scores: tuple[FactorScore, ...]) -> tuple[str, tuple[str, ...]]:
    """The known factor with the lowest lower bound, "" where fewer than two are known, and others whose lower bound is the same.

    Of those with the same lower bound, the one with the lowest value comes first.
    """
    known = [(score.axis.low, score.axis.value, at, score.factor) for at, score in enumerate(scores)
             if score.axis.low is not None and score.axis.value is not None]
    if len(known) < 2:
        return "", ()
    low, _, _, first = min(known)
    return first, tuple(factor for end, _, _, factor in known if end == low and factor != first)


def most_missing(scores: tuple[FactorScore, ...], weights: Weighed) -> str:
    """The known factor whose share times what is not sure of it (1 - lower bound) is largest; "" where no share is known."""
    missing = [(share.value * (1 - score.axis.low), -at, score.factor) for at, score in enumerate(scores)
               if (share := weights.shares[score.factor]).value is not None and score.axis.low is not None and score.axis.enough]
    return max(missing)[2] if missing else ""


def inputs(frames: Frames) -> dict[str, Any]:
    """Rows and a fingerprint of each frame that was given; the order of rows changes neither."""
    return {name: {"rows": frames[name].height, "hash": fingerprint(frames[name])} for name in FRAMES if frames[name].height}


def figures_of(card: Scorecard) -> Iterator[Figure]:
    """Every figure of a card: axes, figures, those in tables, and shares of weights."""
    for score in card.scores:
        yield score.axis
        yield from score.figures
        yield from (cell for table in score.tables for row in table.rows for cell in row if isinstance(cell, Figure))
    for one in card.weighed.values():
        yield from one.shares.values()


def clipped(axis: Figure) -> Figure:
    """An axis whose whole interval lies beyond one of its ends and is drawn there: nothing is known as exactly as it looks."""
    if axis.value is None or axis.low != axis.high or axis.value not in (0.0, 1.0):
        return axis
    end = "below its lower end" if axis.value == 0.0 else "above its upper end"
    return axis.warned(f"All of the interval lies {end}, where it is drawn: having no width there does not mean that it is known exactly.")


def _scores(frames: Frames, asked: Asked, step: Step) -> tuple[tuple[FactorScore, ...], Contributions]:
    """The six, in their order, and partners' contributions."""
    found: list[FactorScore] = []

    def told(score: FactorScore) -> None:
        found.append(replace(score, axis=clipped(score.axis)))
        step(1)

    told(success(frames, asked))
    told(audiences(frames, asked))
    told(sauce(frames, asked))
    shares = contributions(frames, asked)
    told(partners_score(frames, asked, shares))
    told(alignment(frames, asked, shares))
    told(presence(frames, asked))
    return tuple(found), shares
