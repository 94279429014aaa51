"""What a partner is told in sentences: they follow from the figures that it sees and from nothing else, so they tell no more than those.

A figure that stays as it was keeps its sentence, and a figure that is hidden has none but that it is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence

from lifeworld.kit.figure import Figure
from lifeworld.scorecard.core.partner_view import CHOSEN, CONTRIBUTION, HARMED
from lifeworld.scorecard.core.values import Finding

HALF = 0.5


def partner_findings(figures: Sequence[Figure]) -> tuple[Finding, ...]:
    """At most three sentences with their next steps, of the figures of a view as they are shown; none without figures."""
    by = {figure.name: figure for figure in figures}
    made = (_contributes(by.get(CONTRIBUTION)), _after(by.get(HARMED)), _chose(by.get(CHOSEN)))
    return tuple(one for one in made if one is not None)


def _contributes(figure: Figure | None) -> Finding | None:
    """Whether customers attain more with this partner, as far as its interval tells."""
    if figure is None:
        return None
    if not figure.enough:
        return Finding("contribution_hidden", "partners", "watch", "What your customers attain is not shown: too few stand behind it.",
                       (figure.name,), next_step="Ask customers to say what they want to get done: what they attain is known of "
                       "those who did.")
    low, high = figure.low or 0.0, figure.high or 0.0
    if low > 0:
        return Finding("contribution_above", "partners", "good", "Beside what other partners do, using you goes with attaining more; it "
                       "need not come from it.", (figure.name,), next_step="Ask them what helped most, and do it for more of them.")
    if high < 0:
        return Finding("contribution_below", "partners", "act", "Beside what other partners do, using you goes with attaining less; it "
                       "need not come from it.", (figure.name,), next_step="Ask those who did not attain what they hoped for what was in "
                       "the way, and change that first.")
    return Finding("contribution_silent", "partners", "watch", "Whether using you goes with attaining more or less cannot be told yet.",
                   (figure.name,), next_step="Ask your customers what helped and what did not; with more of them this may be told.")


def _after(figure: Figure | None) -> Finding | None:
    """How those fared of whom the partner earned; nothing is said where it is hidden."""
    if figure is None or figure.low is None:
        return None
    most = figure.low > HALF
    words = (f"{'Most' if most else 'Some'} of the customers of whom you earned had an outcome that failed or that they declined.")
    return Finding("customers_harmed", "alignment", "act" if most else "watch", words, (figure.name,),
                   next_step="Look at these outcomes first: find what they have in common, and change that.")


def _chose(figure: Figure | None) -> Finding | None:
    """Who chose the partner, where the interval lies on one side of the half."""
    if figure is None or figure.low is None or figure.high is None:
        return None
    if figure.low > HALF:
        return Finding("chosen_by_customers", "alignment", "good", "Most of your customers chose you themselves.", (figure.name,),
                       next_step="Ask them why, and say so where others look for a partner.")
    if figure.high < HALF:
        return Finding("chosen_for_customers", "alignment", "watch", "Most of your customers did not choose you themselves: you were the "
                       "default, or the place chose.", (figure.name,), next_step="Show customers what you do for them before they are "
                       "asked to choose, and let them change their choice.")
    return None
