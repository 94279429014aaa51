"""What the pages of the scorecard hold: axes, next steps and weights of a card, ready to be printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from lifeworld.kit.figure import Figure
from lifeworld.scorecard.core.plans import HistoryPoint, ScoreValue
from lifeworld.scorecard.core.values import FACTOR, FACTORS, Chart, Factor, FactorScore, Finding, Scorecard, Table
from lifeworld.scorecard.core.wire import card_json, chart_json
from lifeworld.scorecard.files.report.words import figure_text, title_of
from lifeworld.scorecard.pages.where_seen import Seen


@dataclass(frozen=True)
class Axis:
    """One of the six as the profile draws it; ``percent``, ``low`` and ``high`` from 0 to 100, None where it is not known."""

    factor: Factor
    score: FactorScore
    axis: Figure
    percent: float | None
    low: float | None
    high: float | None
    weakest: bool
    known: bool
    url: str
    history: tuple[HistoryPoint, ...]
    best: Finding | None


@dataclass(frozen=True)
class HistoryLine(HistoryPoint):
    """An axis as it was once, with its card's address; ``made``: when that was made; ``change``: from the one before, in words."""

    url: str = ""
    made: str = ""
    change: str = ""


@dataclass(frozen=True)
class Rest:
    """A figure that a finding rests on, and what it is called where it stands without its factor; "" where its own name says it."""

    figure: Figure
    label: str


@dataclass(frozen=True)
class Step:
    """A finding with the figures that it rests on and the address where they stand."""

    finding: Finding
    factor: Factor
    figures: tuple[Rest, ...]
    url: str


@dataclass(frozen=True)
class FigureAt:
    """A figure of a factor's page, its place there, and where its rows can be seen."""

    figure: Figure
    id: str
    seen: tuple[Seen, ...] = ()


@dataclass(frozen=True)
class WeightRow:
    """How much a factor matters to the owner and to the customers, as shares of 1."""

    factor: Factor
    owner: Figure | None
    customers: Figure | None


@dataclass(frozen=True)
class TableView:
    """A table with its cells as texts."""

    table: Table
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class ChartView:
    """A picture, and what its element draws."""

    chart: Chart
    json: Mapping[str, Any]


def axes_of(place: str, card: Scorecard, histories: Mapping[str, Sequence[HistoryPoint]]) -> list[Axis]:
    """The six axes in their order."""
    return [axis_of(place, card, factor, histories.get(factor.key, ())) for factor in FACTORS]


def axis_of(place: str, card: Scorecard, factor: Factor, history: Sequence[HistoryPoint]) -> Axis:
    """One axis."""
    score = card.score(factor.key)
    value, low, high = (None if end is None else 100 * end for end in (score.axis.value, score.axis.low, score.axis.high))
    best = next((one for one in card.findings if one.factor == factor.key), next(iter(score.findings), None))
    return Axis(score.meaning, score, score.axis, value, low, high, card.weakest == factor.key, score.axis.enough,
                factor_url(place, factor.key), tuple(history), best)


def steps_of(place: str, card: Scorecard, findings: Sequence[Finding]) -> list[Step]:
    """Findings in their order, each with its figures."""
    named = {figure.name: figure for score in card.scores for figure in (score.axis, *score.figures)}
    ids = {figure.name: at.id for score in card.scores for at in figures_at(score) for figure in (at.figure,)}
    found = []
    for one in findings:
        figures = tuple(named[name] for name in one.figures if name in named)
        anchor = next((ids[figure.name] for figure in figures if figure.name in ids), "axis")
        rests = tuple(Rest(figure, title if (title := title_of(figure)) != figure.name else "") for figure in figures)
        found.append(Step(one, FACTOR[one.factor], rests, f"{factor_url(place, one.factor)}#{anchor}"))
    return found


def by_what_is_missing(card: Scorecard, steps: Sequence[Step]) -> list[Step]:
    """Steps of one kind in the order in which they would change most: the first of each factor before the second of any, the weakest link
    before others, then where most is missing by weight. The weights are the customers' where they said, else the owner's.
    """
    weighed = next((card.weighed[who].shares for who in ("customers", "owner") if who in card.weighed), {})
    missing = {}
    for score in card.scores:
        share = weighed.get(score.factor)
        weight = share.value if share is not None and share.value is not None else 1 / len(FACTORS)
        missing[score.factor] = weight * (1 - (score.axis.low if score.axis.enough and score.axis.low is not None else 1.0))
    seen: Counter[str] = Counter()
    order = []
    for at, step in enumerate(steps):
        seen[step.factor.key] += 1
        order.append((seen[step.factor.key], step.factor.key != card.weakest, -missing[step.factor.key], at))
    return [step for _, step in sorted(zip(order, steps, strict=True), key=lambda one: one[0])]


def figures_at(score: FactorScore) -> list[FigureAt]:
    """The figures of a factor's page with their places."""
    return [FigureAt(figure, f"figure-{number}") for number, figure in enumerate(score.figures, 1)]


def weights_of(card: Scorecard) -> list[WeightRow]:
    """What matters, by factor."""
    shares = {who: dict(one.shares) for who, one in card.weighed.items()}
    return [WeightRow(factor, shares.get("owner", {}).get(factor.key), shares.get("customers", {}).get(factor.key)) for factor in FACTORS]


def tables_of(score: FactorScore) -> list[TableView]:
    """The tables of a factor, their figures as words."""
    return [TableView(table, tuple(tuple(cell if isinstance(cell, str) else figure_text(cell) for cell in row) for row in table.rows))
            for table in score.tables]


def charts_of(score: FactorScore) -> list[ChartView]:
    """The pictures of a factor."""
    return [ChartView(chart, chart_json(chart)) for chart in score.charts]


def profile_data(place: str, card: Scorecard, shown: ScoreValue, histories: Mapping[str, Sequence[HistoryPoint]]) -> dict[str, Any]:
    """What ``<lw-scorecard>`` draws: the card without the tables and pictures that stand on the factors' own pages."""
    body = card_json(card)
    return {"card": {**body, "scores": [{**one, "tables": [], "charts": []} for one in body["scores"]]},
            "factors": [{**factor, "url": factor_url(place, factor["key"])} for factor in body["factors"]],
            "history": {key: points_json(points) for key, points in histories.items()},
            "shown": {"as_of": shown.as_of, "since": shown.since, "until": shown.until, "simulated": shown.simulated}}


def factor_data(place: str, card: Scorecard, factor: Factor, shown: ScoreValue, history: Sequence[HistoryPoint]) -> dict[str, Any]:
    """The same of one factor alone."""
    whole = profile_data(place, card, shown, {factor.key: history})
    body = whole["card"]
    return {**whole, "card": {**body, "scores": [one for one in body["scores"] if one["factor"] == factor.key]},
            "factors": [one for one in whole["factors"] if one["key"] == factor.key]}


def lines_of(place: str, factor: str, points: Sequence[HistoryPoint], made: Mapping[int, str]) -> list[HistoryLine]:
    """An axis over time with addresses, and how each differs from the one before; ``made``: when each score was made, by its number."""
    return [HistoryLine(**vars(point), url=f"{factor_url(place, factor)}?score={point.score}", made=made.get(point.score, ""),
                        change="" if at == 0 or point.changed else change_words(points[at - 1], point)) for at, point in enumerate(points)]


def change_words(before: HistoryPoint, after: HistoryPoint) -> str:
    """What changed from one score to the next; "" where one of them is not known.

    >>> change_words(HistoryPoint(1, "2026-05-01", 0.4, 0.3, 0.5, "", "1"), HistoryPoint(2, "2026-06-01", 0.45, 0.35, 0.55, "", "1"))
    'no change that is larger than its uncertainty'
    """
    if before.low is None or before.high is None or after.low is None or after.high is None:
        return ""
    if after.low <= before.high and before.low <= after.high:
        return "no change that is larger than its uncertainty"
    return "higher than the one before" if after.low > before.high else "lower than the one before"


def points_json(points: Sequence[HistoryPoint]) -> list[dict[str, Any]]:
    """An axis over time as plain values."""
    return [vars(point).copy() for point in points]


def factor_url(place: str, factor: str) -> str:
    """The address of a factor's page."""
    return reverse("scorecard_factor", kwargs={"place": place, "factor": factor})
