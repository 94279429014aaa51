"""The machines' door of what a partner may see: for its own keys, and for the team."""

from __future__ import annotations

from typing import Any

from ninja import Router, Schema

from lifeworld.kit.web import Asked
from lifeworld.scorecard.core.partner_words import partner_findings
from lifeworld.scorecard.core.wire import figure_json, finding_json
from lifeworld.scorecard.queries.sights import partners_seen, sight_of

router = Router(tags=["scorecard"])


class SightLine(Schema):
    """A partner whose view can be opened; ``enough``: the newest score says something of it."""

    key: str
    name: str
    enough: bool


class SightOut(Schema):
    """What one partner may see, each figure over ten customers at least; ``why_not`` says why there is nothing.

    ``findings``: what these figures say in sentences, each with its next step.
    """

    key: str
    name: str
    as_of: str
    figures: list[dict[str, Any]]
    warnings: list[str]
    why_not: str
    findings: list[dict[str, Any]]


@router.get("/{place:place}/-/scorecard/partners", response=list[SightLine], summary="Partners and what they may see",
            operation_id="partners_seen")
def listing(request: Asked, place: str) -> Any:
    """A partner's own key gets its own. Needs the right «scorecard.see», or to act for a partner."""
    return [{"key": key, "name": name, "enough": enough} for key, name, enough in partners_seen(request.caller)[0]]


@router.get("/{place:place}/-/scorecard/partners/{slug:partner}", response=SightOut, summary="What a partner may see",
            operation_id="partner_sight")
def one(request: Asked, place: str, partner: str) -> Any:
    """404 for somebody else's. Needs the right «scorecard.see», or to act for it."""
    found = sight_of(request.caller, partner)
    return {"key": found.key, "name": found.name, "as_of": found.shown.as_of if found.shown else "",
            "figures": [figure_json(one) for one in found.view.figures] if found.view else [],
            "warnings": list(found.view.warnings) if found.view else [], "why_not": found.why_not,
            "findings": [finding_json(one) for one in partner_findings(found.view.figures)] if found.view else []}
