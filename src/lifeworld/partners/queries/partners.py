"""Which partners there are, in which state, and how they came there."""

from __future__ import annotations

from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused, listed
from lifeworld.partners.core.onboarding import STATES, VERIFIED
from lifeworld.partners.core.shown import AccessValue, PartnerValue, StepValue
from lifeworld.partners.models import Partner, PartnerAccess, PartnerStep
from lifeworld.partners.queries.whose import OWN, bound_to, must_be_team, seen
from lifeworld.places.core import around
from lifeworld.places.models import ApiKey
from lifeworld.places.queries import as_text

PARTNERS_MAX = 1000
STEPS_MAX = 200


def partners(caller: Caller, *, state: str = "") -> list[PartnerValue]:
    """The partners of the place by key, a partner's own people only theirs. Errors: 403; 422 for no state."""
    if state and state not in STATES:
        raise InputRefused("bad_state", f"Partners are not «{state[:20]}».", f"Ask for {listed(STATES)}.")
    rows = Partner.objects.filter(place=caller.place_id)
    if bound := bound_to(caller):
        if not caller.scopes & OWN:
            caller.require("partners.own")
        rows = rows.filter(pk__in=bound)
    else:
        caller.require("partners.see")
    rows = rows.filter(state=state) if state else rows
    return [value_of(row) for row in rows.order_by("key")[:PARTNERS_MAX]]


def partner_of(caller: Caller, key: str) -> PartnerValue:
    """One partner. Errors: 403; 404."""
    return value_of(seen(caller, key))


def steps_of(caller: Caller, key: str) -> list[StepValue]:
    """What became of a partner, the newest first. Errors: 403; 404."""
    rows = PartnerStep.objects.filter(partner=seen(caller, key)).order_by("-id")[:STEPS_MAX]
    return [StepValue(row.verb, row.before, row.after, row.who, as_text(row.at), row.why) for row in rows]


def accesses_of(caller: Caller, key: str) -> list[AccessValue]:
    """Who acts for a partner, the newest first, revoked keys left out; for the team. Errors: 403; 404."""
    caller.require("partners.manage")
    must_be_team(caller)
    return acting(seen(caller, key))


def acting(row: Partner) -> list[AccessValue]:
    """Who acts for this partner; a key that was revoked opens nothing."""
    rows = list(PartnerAccess.objects.filter(partner=row).order_by("-id"))
    keys = [int(one.who.removeprefix("key:")) for one in rows if one.who.startswith("key:")]
    revoked = {f"key:{pk}" for pk in ApiKey.objects.filter(pk__in=keys).exclude(revoked_at=None).values_list("pk", flat=True)}
    return [AccessValue(one.who, as_text(one.at)) for one in rows if one.who not in revoked]


def sellers_of(caller: Caller) -> list[tuple[str, str]]:
    """Key and name of the sellers whose offers count in this place, its own and those of the places around it, by name. Errors: 403."""
    may_look(caller)
    rows = Partner.objects.filter(place__path__in=around(caller.place), state=VERIFIED).order_by("name", "key")
    return list({key: (key, name) for key, name in rows.values_list("key", "name")[:PARTNERS_MAX]}.values())


def names_of(caller: Caller) -> dict[str, str]:
    """Names of sellers by key, also of those whose offers do not count now: for pages that say who sold something once."""
    rows = Partner.objects.filter(place__path__in=around(caller.place)).order_by("place__path").values_list("key", "name")
    return dict(rows[:2 * PARTNERS_MAX])  # the place's own come last, so its name counts


def may_look(caller: Caller) -> None:
    """Errors: 403 for somebody who may neither see partners nor use tools; a partner may not look at how others stand."""
    if not caller.may("tools.use"):
        caller.require("partners.see")


def value_of(row: Partner) -> PartnerValue:
    """The row as a value."""
    return PartnerValue(row.pk, row.key, row.name, tuple(row.roles), row.state, row.version, row.about, row.website, row.contact,
                        tuple(row.origins), as_text(row.created_at), row.shipping_micros, row.shipping_currency)
