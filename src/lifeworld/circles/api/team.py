"""The machines' door of the circle for people of the place: figures, challenges that the place declares, what customers told it about."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from ninja import Router, Schema, Status
from ninja.params.functions import Path, Query

from lifeworld.circles.actions.challenges import close_challenge, declare_challenge
from lifeworld.circles.actions.moderating import settle_report
from lifeworld.circles.api.challenges import ChallengeBoardOut, ChallengeIn, ChallengeOut, board_json, challenge_json
from lifeworld.circles.queries.challenges import board_of, challenge_of, challenges
from lifeworld.circles.queries.community import community_of, counts_of, reports
from lifeworld.kit.web import Asked

router = Router(tags=["circles"])
BIG = 2**63 - 1


class ReportOut(Schema):
    """What a customer told the place about. ``comment`` null: the post is meant."""

    pk: int
    at: str
    post: int
    comment: int | None
    author: str
    words: str
    hidden: bool


class SettleIn(Schema):
    """``hide``: nobody but its author reads it any more; else it stays."""

    hide: bool


@router.get("/{place:place}/-/circles/community", response=dict[str, Any], summary="Whether the circle holds", operation_id="community")
def figures(request: Asked, place: str) -> Any:
    """Figures of those who joined, and plain counts. Needs the right «circles.see»."""
    found = community_of(request.caller)
    return {**{each.name: getattr(found, each.name).json() for each in fields(found)}, "counts": asdict(counts_of(request.caller))}


@router.get("/{place:place}/-/circles/challenges", response=list[ChallengeOut], summary="Challenges of the place",
            operation_id="place_challenges")
def listing(request: Asked, place: str, over: bool = Query(False)) -> Any:
    """Those that the place declared. Needs the right «circles.see»."""
    return [challenge_json(each) for each in challenges(request.caller, over=over)]


@router.post("/{place:place}/-/circles/challenges", response={201: ChallengeOut}, summary="Declare a challenge for all",
             operation_id="declare_place_challenge")
def declare(request: Asked, place: str, body: ChallengeIn) -> Status[Any]:
    """For everybody who joined. Needs the right «circles.manage»."""
    return Status(201, challenge_json(declare_challenge(request.caller, body.plan())))


@router.get("/{place:place}/-/circles/challenges/{int:challenge}", response=ChallengeBoardOut,
            summary="A challenge of the place with its board", operation_id="place_challenge")
def one(request: Asked, place: str, challenge: int = Path(..., ge=1, le=BIG)) -> Any:
    """404 for one that a customer declared. Needs the right «circles.see»."""
    return board_json(challenge_of(request.caller, challenge), board_of(request.caller, challenge))


@router.delete("/{place:place}/-/circles/challenges/{int:challenge}", response=ChallengeOut, summary="Close a challenge of the place",
               operation_id="close_place_challenge")
def close(request: Asked, place: str, challenge: int = Path(..., ge=1, le=BIG)) -> Any:
    """409 where it is closed. Needs the right «circles.manage»."""
    return challenge_json(close_challenge(request.caller, challenge))


@router.get("/{place:place}/-/circles/reports", response=list[ReportOut], summary="What customers told the place about",
            operation_id="circle_reports")
def told(request: Asked, place: str) -> Any:
    """Not settled yet, oldest first. Needs the right «circles.manage»."""
    return reports(request.caller)


@router.put("/{place:place}/-/circles/reports/{int:report}", response={204: None}, summary="Settle what was told",
            operation_id="settle_circle_report")
def settle(request: Asked, place: str, body: SettleIn, report: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """409 where it is settled. Needs the right «circles.manage»."""
    settle_report(request.caller, report, hide=body.hide)
    return Status(204, None)
