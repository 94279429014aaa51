"""What a partner is told in sentences follows from the figures that it sees, and says no more than they do."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from lifeworld.kit.figure import NOT_SHOWN, Figure
from lifeworld.scorecard.core.partner_view import CHOSEN, CONTRIBUTION, EARNINGS, FEW, HARMED, PLACE, hidden, partner_view, steady
from lifeworld.scorecard.core.partner_words import partner_findings
from lifeworld.scorecard.core.partners import contributions
from lifeworld.scorecard.core.values import T_POINTS, Asked
from lifeworld.scorecard.tests.test_partner_view import numbers, one_partner, seen, world

ASKED = Asked(as_of="2026-06-30", since="2026-04-01", permutations=40, replicates=60)


def shown(name: str, low: float, high: float, unit: str = "share") -> Figure:
    return Figure(name, "estimate", (low + high) / 2, unit, low, high, n=60)


@pytest.mark.parametrize(("low", "high", "key", "kind"), [
    (0.5, 2.0, "contribution_above", "good"), (-2.0, -0.5, "contribution_below", "act"), (-1.0, 1.0, "contribution_silent", "watch"),
    (0.0, 2.0, "contribution_silent", "watch")])
def test_what_customers_attain_is_told_as_far_as_its_interval_tells(low: float, high: float, key: str, kind: str) -> None:
    one, = partner_findings((shown(CONTRIBUTION, low, high, T_POINTS),))
    assert (one.key, one.kind, one.figures) == (key, kind, (CONTRIBUTION,))
    assert ("cannot be told" in one.words) == (low <= 0 <= high)
    assert "because" not in one.words and one.next_step.endswith(".") and not re.search(r"\d", one.words)


@pytest.mark.parametrize(("name", "low", "high", "key", "first"), [
    (HARMED, 0.1, 0.3, "customers_harmed", "Some"), (HARMED, 0.4, 0.6, "customers_harmed", "Some"),
    (HARMED, 0.6, 0.8, "customers_harmed", "Most"), (CHOSEN, 0.6, 0.8, "chosen_by_customers", "Most"),
    (CHOSEN, 0.1, 0.4, "chosen_for_customers", "Most"), (CHOSEN, 0.4, 0.6, "", "")])
def test_most_is_said_where_the_whole_interval_lies_on_one_side(name: str, low: float, high: float, key: str, first: str) -> None:
    told = partner_findings((shown(name, low, high),))
    assert [(one.key, one.words[:4]) for one in told] == ([(key, first)] if key else [])


def test_a_hidden_figure_says_nothing_but_that_it_is_hidden() -> None:
    figures = tuple(hidden(shown(name, 0.6, 0.8), FEW) for name in (CONTRIBUTION, EARNINGS, HARMED, CHOSEN, PLACE))
    assert all(one.warnings[0].endswith(NOT_SHOWN) for one in figures)
    assert [one.key for one in partner_findings(figures)] == ["contribution_hidden"]
    assert partner_findings(()) == ()


def test_what_is_told_stays_as_long_as_its_figures_do() -> None:
    first = seen(one_partner(["failed"] * 18 + ["attained"] * 18))
    few = seen(one_partner(["failed"] * 9 + ["attained"] * 27), "2026-07-01")  # nine changed, and fewer than ten failed now
    assert "customers_harmed" in {one.key for one in partner_findings(first.figures)}
    assert "customers_harmed" not in {one.key for one in partner_findings(few.figures)}
    kept = steady(first, few)
    assert numbers(kept, HARMED) == numbers(first, HARMED)
    assert partner_findings(kept.figures) == partner_findings(first.figures)


def test_a_partner_reads_no_other_name_and_amounts_to_the_cent() -> None:
    frames = world(400, 12, 1)
    found = contributions(frames, ASKED)
    views = [partner_view(frames, found, key, ASKED) for key in found.keys]
    told = [one for view in views for one in partner_findings(view.figures)]
    assert told and {one.factor for one in told} <= {"partners", "alignment"} and not any(one.about for one in told)
    texts = [one.text() for view in views for one in view.figures if one.name == EARNINGS and one.enough]
    assert texts and all(re.fullmatch(r"-?[\d,]+\.\d\d EUR \(what was paid to you, .+\)", text) for text in texts)
    contribution = next(one for view in views for one in view.figures if one.name == CONTRIBUTION)
    assert replace(contribution, value=-1.0, low=-2.0, high=1.0).text().startswith("-1 point of T (")
