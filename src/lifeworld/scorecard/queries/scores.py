"""The scores of a place: the newest, earlier ones, and each axis over time."""

from __future__ import annotations

from collections.abc import Sequence

from lifeworld.kit.caller import Caller, not_found
from lifeworld.places.queries import as_text
from lifeworld.scorecard.core.partners.score import EVEN_ONLY
from lifeworld.scorecard.core.plans import HistoryPoint, ScoreValue
from lifeworld.scorecard.core.sauce import OTHER, PAGE
from lifeworld.scorecard.core.values import FACTORS, Scorecard
from lifeworld.scorecard.core.wire import card_of, figure_of
from lifeworld.scorecard.models import Score
from lifeworld.scorecard.queries.plans import may_see

DONE, WAITING, RUNNING, FAILED = "done", "waiting", "running", "failed"
GOING = (WAITING, RUNNING)
LISTED_MAX = 200


def scores_of(caller: Caller, *, state: str = "", limit: int = LISTED_MAX) -> list[ScoreValue]:
    """Scores of the place, the newest first, without their cards. Errors: 403."""
    may_see(caller)
    rows = Score.objects.filter(place=caller.place_id).defer("card")
    rows = rows.filter(state=state) if state else rows
    return [value_of(row) for row in rows.order_by("-pk")[:min(limit, LISTED_MAX)]]


def going_on(caller: Caller) -> ScoreValue | None:
    """The score that waits or is being made. Errors: 403."""
    may_see(caller)
    row = Score.objects.filter(place=caller.place_id, state__in=GOING).defer("card").first()
    return None if row is None else value_of(row)


def score_of(caller: Caller, score: int) -> ScoreValue:
    """One score, without its card. Errors: 403; 404."""
    may_see(caller)
    return value_of(_row(caller, score))


def card_at(caller: Caller, score: int | None = None) -> tuple[ScoreValue, Scorecard] | None:
    """A score that is done with its card; None stands for the newest, and is answered where there is none. Errors: 403; 404."""
    may_see(caller)
    if score is None:
        row = Score.objects.filter(place=caller.place_id, state=DONE).order_by("-pk").first()
    else:
        row = _row(caller, score)
        if row.state != DONE:
            raise not_found("card of the score", score)
    return None if row is None else (value_of(row), card_of(row.card or {}))


ANOTHER = ", another quantity"
"""Behind the version of the definitions of an axis that showed another quantity than the factor's own."""


def history_of(scores: Sequence[ScoreValue], factor: str) -> list[HistoryPoint]:
    """An axis over the scores that are done, oldest first; ``scores`` stand newest first."""
    points: list[HistoryPoint] = []
    for one in reversed(scores):
        if one.state != DONE or factor not in one.axes:
            continue
        figure = figure_of(one.axes[factor])
        by = one.definitions + (ANOTHER if {OTHER, PAGE, EVEN_ONLY} & set(figure.warnings) else "")
        changed = bool(points) and points[-1].definitions != by
        points.append(HistoryPoint(one.id, one.as_of, figure.value, figure.low, figure.high, figure.text(), by, changed))
    return points


def histories(scores: Sequence[ScoreValue]) -> dict[str, list[HistoryPoint]]:
    """All six axes over time."""
    return {factor.key: history_of(scores, factor.key) for factor in FACTORS}


def value_of(row: Score) -> ScoreValue:
    """The row as a value."""
    return ScoreValue(row.pk, row.state, row.as_of.isoformat(), str(row.asked.get("since", "")), str(row.asked.get("until", "")), row.who,
                      as_text(row.made_at), as_text(row.done_at), row.share, row.doing, row.error, row.definitions, row.inputs,
                      row.simulated, str(row.asked.get("query", "")), row.axes)


def _row(caller: Caller, score: int) -> Score:
    row = Score.objects.filter(place=caller.place_id, pk=score).first() if 0 < score < 2**63 else None
    if row is None:
        raise not_found("score", score)
    return row
