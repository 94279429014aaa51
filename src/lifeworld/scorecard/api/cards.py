"""The machines' door of the scorecard: how a place is scored, its scores, each factor with its history."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ninja import Field, Router, Schema, Status
from ninja.params.functions import Path

from lifeworld.kit.caller import not_found
from lifeworld.kit.web import Asked
from lifeworld.scorecard.actions.plans import set_plan
from lifeworld.scorecard.actions.scoring import score
from lifeworld.scorecard.core.plans import HARM_DAYS, WINDOW_DAYS, PlanValue
from lifeworld.scorecard.core.values import FACTOR
from lifeworld.scorecard.core.wire import card_json, score_json
from lifeworld.scorecard.queries import plans, scores

router = Router(tags=["scorecard"])
BIG = 2**63 - 1


class ScorecardPlanIn(Schema):
    """How a place is scored: slugs ("" for none), days, currency, types of events that make a customer active (none: any), the owner's
    weights (0 to 4 by factor), whether it is scored every week. ``version``: the one that was read, 0 for the first.
    """

    target: str = ""
    holdout: str = ""
    segmentation: str = ""
    window_days: int = WINDOW_DAYS
    harm_days: int = HARM_DAYS
    currency: str = "EUR"
    active_types: list[str] = Field(default_factory=list, max_length=50)
    weights: dict[str, int] = Field(default_factory=dict)
    weekly: bool = False
    version: int = 0


class ScorecardPlanOut(ScorecardPlanIn):
    """How a place is scored, and who said so when."""

    who: str
    changed_at: str


class ScoreOut(Schema):
    """A score: waiting, running, done or failed; ``share`` of it is made. ``inputs``: a digest of all that was read; ``axes`` by factor."""

    id: int
    state: str
    as_of: str
    since: str
    until: str
    who: str
    made_at: str
    done_at: str
    share: float
    doing: str
    error: str
    definitions: str
    inputs: str
    simulated: bool
    query: str
    axes: dict[str, Any]


class CardOut(Schema):
    """A score that is done, with its card."""

    score: ScoreOut
    card: dict[str, Any]


class FactorPoint(Schema):
    """An axis as it was once; ``changed``: by other definitions than the one before."""

    score: int
    as_of: str
    value: float | None
    low: float | None
    high: float | None
    text: str
    definitions: str
    changed: bool


class FactorOut(Schema):
    """One factor of the newest score, and its axis over time, oldest first."""

    factor: dict[str, Any]
    score: dict[str, Any]
    history: list[FactorPoint]


class DeedOut(Schema):
    """A type of events that the scorecard reads: which frame it fills, the JSON Schema of its data, whether it is declared here."""

    name: str
    title: str
    about: str
    frame: str
    data_schema: dict[str, Any]
    declared: bool


@router.get("/{place:place}/-/scorecard", response=CardOut, summary="The newest scorecard", operation_id="scorecard")
def newest(request: Asked, place: str) -> Any:
    """404 where nothing was scored yet. Needs the right «scorecard.see»."""
    found = scores.card_at(request.caller)
    if found is None:
        raise not_found("scorecard", place)
    return {"score": found[0], "card": card_json(found[1])}


@router.get("/{place:place}/-/scorecard/plan", response=ScorecardPlanOut, summary="How the place is scored", operation_id="scorecard_plan")
def plan(request: Asked, place: str) -> Any:
    """404 where nothing was set up yet. Needs the right «scorecard.see»."""
    found = plans.plan_of(request.caller)
    if found is None:
        raise not_found("plan of a scorecard", place)
    return asdict(found)


@router.put("/{place:place}/-/scorecard/plan", response=ScorecardPlanOut, summary="Say how the place is scored",
            operation_id="set_scorecard_plan")
def change_plan(request: Asked, place: str, body: ScorecardPlanIn) -> Any:
    """Setting it up declares the types of events that it reads. 409 for another version. Needs the right «scorecard.manage»."""
    said = body.dict()
    return asdict(set_plan(request.caller, PlanValue(**{**said, "active_types": tuple(said["active_types"])})))


@router.get("/{place:place}/-/scorecard/types", response=list[DeedOut], summary="Types of events that a scorecard reads",
            operation_id="scorecard_types")
def types(request: Asked, place: str) -> Any:
    """Needs the right «scorecard.see»."""
    return [{"name": deed.name, "title": deed.title, "about": deed.about, "frame": deed.frame, "data_schema": deed.schema,
             "declared": declared} for deed, declared in plans.types_here(request.caller)]


@router.get("/{place:place}/-/scorecard/scores", response=list[ScoreOut], summary="Scores", operation_id="scores")
def listing(request: Asked, place: str) -> Any:
    """Newest first, without their cards. Needs the right «scorecard.see»."""
    return scores.scores_of(request.caller)


@router.post("/{place:place}/-/scorecard/scores", response={202: ScoreOut}, summary="Score the place", operation_id="score")
def score_now(request: Asked, place: str) -> Status[Any]:
    """The work in the background makes it; ask for it until its state is done. 409 while one is on its way, or where nothing is set up.
    Needs the right «scorecard.manage».
    """
    return Status(202, score(request.caller))


@router.get("/{place:place}/-/scorecard/scores/{int:score}", response=ScoreOut, summary="A score", operation_id="score_of")
def one(request: Asked, place: str, score: int = Path(..., ge=1, le=BIG)) -> Any:
    """Needs the right «scorecard.see»."""
    return scores.score_of(request.caller, score)


@router.get("/{place:place}/-/scorecard/scores/{int:score}/card", response=CardOut, summary="A card", operation_id="card_of_score")
def card(request: Asked, place: str, score: int = Path(..., ge=1, le=BIG)) -> Any:
    """404 for a score that is not done. Needs the right «scorecard.see»."""
    found = scores.card_at(request.caller, score)
    assert found is not None  # noqa: S101  (it would have been refused)
    return {"score": found[0], "card": card_json(found[1])}


@router.get("/{place:place}/-/scorecard/factors/{slug:factor}", response=FactorOut, summary="A factor", operation_id="factor")
def factor(request: Asked, place: str, factor: str) -> Any:
    """404 where nothing was scored yet. Needs the right «scorecard.see»."""
    found = scores.card_at(request.caller)
    if found is None or factor not in FACTOR:
        raise not_found("factor", factor)
    history = scores.history_of(scores.scores_of(request.caller, state=scores.DONE), factor)
    return {"factor": vars(FACTOR[factor]), "score": score_json(found[1].score(factor)), "history": history}
