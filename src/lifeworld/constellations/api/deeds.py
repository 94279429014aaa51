"""The machines' door of what counts as done in a study."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Field, Router, Schema

from lifeworld.constellations.actions.mappings import change_mapping
from lifeworld.constellations.core.deed_rules import DeedMapping
from lifeworld.constellations.queries.deeds import MappingOf, mapping_of, preview
from lifeworld.kit.web import Asked
from lifeworld.voices.queries.studies import study_of

router = Router(tags=["constellations"])
BIG = 2**31 - 1
Category = Literal["self", "focal_provider", "other_providers", "peers", "family_friends", "strangers"]
Direction = Literal["by_type", "given", "received", "none"]


class RuleIn(Schema):
    """Events of ``type`` tie the customer to an actor of ``category``, whose name stands in the field ``actor_field`` of the event's data
    (a dotted path), else is ``actor``. ``field`` and ``values``: only events whose data has that field, with one of those values.
    """

    type: str
    category: Category
    actor: str = ""
    actor_field: str = ""
    field: str = ""
    values: list[str] = Field(default_factory=list)
    direction: Direction = "by_type"


class RuleOut(RuleIn):
    """A rule; ``says`` is the rule in a sentence."""

    says: str


class MappingOut(Schema):
    """What counts as done; the first rule that fits an event counts it. ``version`` goes back with a change; 0: nobody declared any.

    ``everybody``: deeds also count of customers who said and drew nothing in the study.
    """

    version: int
    rules: list[RuleOut]
    everybody: bool


class MappingIn(Schema):
    """All rules of the study; ``version`` is the one that was looked at.

    ``everybody``: deeds also count of customers who said and drew nothing in the study.
    """

    version: int
    rules: list[RuleIn]
    everybody: bool = False


class TryIn(Schema):
    """Rules to try."""

    rules: list[RuleIn]


class FitOut(Schema):
    """How one rule fits: events, customers, and the actors that it names most."""

    says: str
    n: int
    n_customers: int
    actors: list[str]


class DeedsPreviewOut(Schema):
    """Rules tried on the newest events of the place about customers who are known: ``n`` events, ``n_fit`` of them counted."""

    n: int
    n_fit: int
    rules: list[FitOut]


@router.get("/{place:place}/-/studies/{slug:study}/deeds", response=MappingOut, summary="What counts as done", operation_id="deeds")
def deeds(request: Asked, place: str, study: str) -> Any:
    """Needs the right «constellations.see»."""
    return _out(mapping_of(request.caller, study_of(request.caller, study)))


@router.put("/{place:place}/-/studies/{slug:study}/deeds", response=MappingOut, summary="Declare what counts as done",
            operation_id="change_deeds")
def change(request: Asked, place: str, study: str, body: MappingIn) -> Any:
    """Ecosystems of customers with such events are made again. 409 where somebody changed it meanwhile. Needs «constellations.analyse»."""
    value, mapping = study_of(request.caller, study), _mapping(body.rules, everybody=body.everybody)
    return _out(change_mapping(request.caller, value, mapping, version=min(max(body.version, -1), BIG)))


@router.post("/{place:place}/-/studies/{slug:study}/deeds/try", response=DeedsPreviewOut, summary="Try rules on the newest events",
             operation_id="try_deeds")
def attempt(request: Asked, place: str, study: str, body: TryIn) -> Any:
    """Nothing is changed. Needs the right «constellations.analyse»."""
    request.caller.require("constellations.analyse")
    study_of(request.caller, study)
    found = preview(request.caller, _mapping(body.rules))
    return {"n": found.n, "n_fit": found.n_fit, "rules": [
        {"says": fit.rule.says, "n": fit.n, "n_customers": fit.n_customers, "actors": list(fit.actors)} for fit in found.fits]}


def _mapping(rules: list[RuleIn], *, everybody: bool = False) -> DeedMapping:
    return DeedMapping.from_json((rule.dict() for rule in rules), everybody=everybody)


def _out(found: MappingOf) -> dict[str, Any]:
    said = [rule.says for rule in found.mapping.rules]
    return {"version": found.version, "everybody": found.mapping.everybody, "rules": [
        rule | {"says": says} for rule, says in zip(found.mapping.to_json(), said, strict=True)]}
