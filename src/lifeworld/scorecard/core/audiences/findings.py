"""What the fit to the audience tells to do; nothing is said where an interval leaves it open."""

from __future__ import annotations

from collections.abc import Mapping

from lifeworld.goals.core.opportunity import OutcomeOpportunity
from lifeworld.kit import quantiles
from lifeworld.kit.figure import Figure
from lifeworld.scorecard.core.audiences import names
from lifeworld.scorecard.core.audiences.segments import Reversal, Segmented
from lifeworld.scorecard.core.clusters import Between
from lifeworld.scorecard.core.values import Finding

STRONG = 12.0
"""Opportunity from which a wish is strong, in every part of the interval."""
WISHES_MAX = 5


def findings(sure: Mapping[str, Between | None], wishes: tuple[tuple[OutcomeOpportunity, str], ...], turned: Reversal | None,
             segments: Segmented | None) -> tuple[Finding, ...]:
    """Findings. ``sure``: the three comparisons by the name of their figure, at the level for findings; ``wishes``: outcomes in segments
    with the name of the figure that the card shows.
    """
    found = [
        _apart(sure, names.FOCUS, 0.0, above=Finding(
            "fits", "audiences", "good", "Less is left to wish for its audience than for everybody else.", (names.FOCUS,)),
               below=Finding("fits_others_better", "audiences", "act", "More is left to wish for its audience than for everybody else.",
                             (names.FOCUS, names.OPEN), next_step="Serve what the audience finds important, or say for whom it is made.")),
        _apart(sure, names.AUC, 0.5, above=Finding(
            "attains_more", "audiences", "good", "Belonging to the audience goes with attaining more.", (names.AUC,)),
               below=Finding("attains_less", "audiences", "act", "Belonging to the audience goes with attaining less than everybody else.",
                             (names.AUC,), next_step="Ask the audience what is in the way of its goals.")),
        _apart(sure, names.MORE_ACTIVE, 0.0, above=Finding(
            "audience_comes", "audiences", "good", "The audience comes more often than everybody else.", (names.MORE_ACTIVE,)),
               below=Finding("others_come", "audiences", "act", "The audience comes less often than everybody else.",
                             (names.MORE_ACTIVE, names.REACH),
                             next_step="Say at the first step for whom it is made, and look where they are.")),
    ]
    found += [Finding("strong_wish", "audiences", "act", f"In the segment «{one.group}», «{one.outcome}» is important and not satisfied.",
                      (name,), about=one.outcome,
                      next_step=f"Look for what would satisfy «{one.outcome}» there, and test it in that segment alone.")
              for one, name in wishes if _at_least(one.opportunity, STRONG, len(wishes))][:WISHES_MAX]
    if turned:
        shown = [name for one, name in wishes if one.group == turned.segment and one.outcome in {turned.inside, turned.everybody}]
        found.append(Finding(
            "segment_reversal", "audiences", "watch",
            f"Everybody together wishes most for «{turned.everybody}», but the biggest segment, «{turned.segment}», for «{turned.inside}».",
            tuple(shown) or (names.customers_in(turned.segment),), about=turned.segment,
            next_step="Decide by segments: what everybody wishes on average may be nobody's wish."))
    if segments and (lost := segments.unstable):
        words = "Some segments would not be found again in other customers like these."
        alike = tuple(names.customers_in(one) if segments.given else names.likeness(one) for one in lost)
        found.append(Finding("unstable_segments", "audiences", "watch", words, alike, about=lost[0],
                             next_step="Ask more customers before anything is built for those segments."))
    return tuple(one for one in found if one)


def _at_least(figure: Figure, limit: float, several: int) -> bool:
    """Whether a figure is at least so much at a level that is shared among several: its lower half is widened as a normal one would be."""
    if figure.value is None or figure.low is None:
        return False
    usual, shared = quantiles.normal([(1 + figure.level) / 2, 1 - (1 - figure.level) / 2 / max(several, 1)])
    return bool(figure.value - (figure.value - figure.low) * shared / usual >= limit)


def _apart(sure: Mapping[str, Between | None], name: str, middle: float, *, above: Finding, below: Finding) -> Finding | None:
    found = sure.get(name)
    if found is None:
        return None
    return above if found.low > middle else below if found.high < middle else None
