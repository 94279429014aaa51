"""Whose partner it is: a partner's own people and keys see and change what is theirs, and nothing of the others."""

from __future__ import annotations

from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.errors import LifeworldError
from lifeworld.partners.models import Partner, PartnerAccess
from lifeworld.places.core import around

OWN = frozenset({"partners.own", "partners.offers"})


def bound_to(caller: Caller) -> frozenset[int]:
    """The partners for which alone this caller acts; empty for somebody of the team.

    A key to a place holds in the places inside it too, and so does what it is bound to.
    """
    if not caller.who.startswith(("key:", "user:")):
        return frozenset()
    rows = PartnerAccess.objects.filter(who=caller.who, place__path__in=around(caller.place))
    return frozenset(rows.values_list("partner", flat=True))


def seen(caller: Caller, key: str) -> Partner:
    """A partner of the place that this caller may look at: the team every one, its own people theirs. Errors: 403; 404."""
    return _row(caller, key, "partners.see")


def fed(caller: Caller, key: str) -> Partner:
    """A partner of the place whose offers this caller may send in. Errors: 403; 404 also for somebody else's."""
    caller.require("partners.offers")
    return _row(caller, key, "partners.offers")


def managed(caller: Caller, key: str) -> Partner:
    """A partner of the place, held until the transaction ends, for the team to change. Errors: 403; 404."""
    caller.require("partners.manage")
    must_be_team(caller)
    row = Partner.objects.select_for_update().filter(place=caller.place_id, key=key).first()
    if row is None:
        raise not_found("partner", key)
    return row


def must_be_team(caller: Caller) -> None:
    """Errors: 403 for somebody who acts for one partner."""
    if bound_to(caller):
        raise LifeworldError(403, "not_allowed", f"You act for a partner of «{caller.place}», and this is for its team.",
                             "Ask an owner of the place.")


def _row(caller: Caller, key: str, scope: str) -> Partner:
    bound = bound_to(caller)
    if bound:
        if not caller.scopes & OWN:
            caller.require("partners.own")
        row = Partner.objects.filter(place=caller.place_id, key=key, pk__in=bound).first()
    else:
        caller.require(scope)
        row = Partner.objects.filter(place=caller.place_id, key=key).first()
    if row is None:
        raise not_found("partner", key)
    return row
