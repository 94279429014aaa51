"""What a partner may see: its own figures of the newest score, for its own people and keys, and for the team as a preview."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from lifeworld.kit.caller import Caller, not_found
from lifeworld.partners.models import Partner
from lifeworld.partners.queries.whose import OWN, bound_to
from lifeworld.scorecard.core.partner_view import PartnerView, view_of
from lifeworld.scorecard.core.plans import ScoreValue
from lifeworld.scorecard.models import PartnerSight, Score
from lifeworld.scorecard.queries.scores import DONE, value_of

NOT_SCORED = "Nothing was scored here yet, so there is nothing to see of any partner."
NOT_IN_IT = "This partner had no customers in the days that were scored, or was not a partner yet."

LOOKS = OWN | {"partners.see", "scorecard.see"}
"""To be bound to a partner and one of these rights, which a viewer has: its own view asks for no more."""


@dataclass(frozen=True)
class Sight:
    """What one partner may see. ``own``: its own people look; ``view`` None: ``why_not`` says why. ``shown``: the score that it is of."""

    key: str
    name: str
    own: bool
    view: PartnerView | None
    why_not: str
    shown: ScoreValue | None


def partners_seen(caller: Caller) -> tuple[list[tuple[str, str, bool]], bool]:
    """Key, name and whether a score says anything, of the partners whom the caller may look at; whether they are its own. Errors: 403."""
    rows, own = _partners(caller)
    score = _newest(caller)
    seen = set(PartnerSight.objects.filter(score=score, enough=True).values_list("partner_id", flat=True)) if score else set()
    return [(key, name, pk in seen) for pk, key, name in rows.order_by("name", "key").values_list("pk", "key", "name")], own


def sight_of(caller: Caller, partner: str) -> Sight:
    """What one partner may see. Errors: 403; 404 also for somebody else's partner."""
    rows, own = _partners(caller)
    row = rows.filter(key=partner).first()
    if row is None:
        raise not_found("partner", partner)
    score = _newest(caller)
    kept = PartnerSight.objects.filter(score=score, partner=row).first() if score else None
    why = "" if kept else NOT_IN_IT if score else NOT_SCORED
    shown = value_of(score) if score else None
    return Sight(row.key, row.name, own, view_of(kept.body) if kept else None, why, shown)


def _partners(caller: Caller) -> tuple[QuerySet[Partner], bool]:
    """The partners whom the caller may look at, and whether they are its own. Errors: 403."""
    rows = Partner.objects.filter(place=caller.place_id)
    if bound := bound_to(caller):
        if not caller.scopes & LOOKS:
            caller.require("partners.own")
        return rows.filter(pk__in=bound), True
    caller.require("scorecard.see")
    return rows, False


def _newest(caller: Caller) -> Score | None:
    return Score.objects.filter(place=caller.place_id, state=DONE).defer("card").order_by("-pk").first()
