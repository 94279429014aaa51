"""What changes partners: they are invited, apply, are verified, suspended, reinstated, or leave; each step with who, when and why."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.partners.actions.shelf import moved_on
from lifeworld.partners.core.bought import Asked, checked_shipping
from lifeworld.partners.core.onboarding import APPLIED, INVITED, checked_key, checked_origins, checked_roles, checked_website, stepped
from lifeworld.partners.core.shown import PartnerValue
from lifeworld.partners.models import Partner, PartnerAccess, PartnerStep
from lifeworld.partners.queries.partners import PARTNERS_MAX, acting, value_of
from lifeworld.partners.queries.whose import OWN, managed, must_be_team
from lifeworld.places.actions.keys import NewKey, make_key
from lifeworld.places.core import around, checked_name, digest
from lifeworld.places.models import ApiKey

TOKEN_BYTES, INVITED_DAYS, DAYS_MAX = 24, 30, 365
KEYS_MAX = 20
UNKNOWN: Asked = (None, "")
NO_INVITATION = LifeworldError(404, "no_such_link", "This invitation does not open anything, or not any more.",
                               "Ask whoever sent it for a new one.")


@dataclass(frozen=True)
class Invited:
    """A partner that was invited; ``token`` is told now and never again."""

    partner: PartnerValue
    token: str


@transaction.atomic
def invite_partner(caller: Caller, key: str, name: str, roles: Sequence[str], *, about: str = "", website: str = "", contact: str = "",
                   origins: Sequence[str] = (), shipping: Asked = UNKNOWN, days: int = INVITED_DAYS, why: str = "") -> Invited:
    """A new partner, invited; with the token it applies itself. Errors: 403; 409 for a key that is taken; 422."""
    caller.require("partners.manage")
    must_be_team(caller)
    profile = _profile(name, roles, about, website, contact, origins, shipping)
    if Partner.objects.filter(place=caller.place_id).count() >= PARTNERS_MAX:
        raise conflict("partners_full", f"«{caller.place}» has {PARTNERS_MAX:,} partners.", "Use places inside it for more.")
    taken = conflict("key_taken", f"A partner of this place, or of one around or inside it, has the key «{key}» already.",
                     "Choose another key: it is the seller's name in all of them.")
    near = Q(place__path__in=around(caller.place)) | Q(place__path__startswith=f"{caller.place}/")
    if Partner.objects.filter(near, key=checked_key(key)).exists():
        raise taken
    try:
        with transaction.atomic():
            row = Partner.objects.create(place_id=caller.place_id, key=key, state=INVITED, **profile)
    except IntegrityError as error:
        raise taken from error
    token = _invitation(row, days)
    _, reason = stepped("left", "invite", why)
    _written(caller, row, "invite", "", reason)
    return Invited(value_of(row), token)


@transaction.atomic
def step_partner(caller: Caller, key: str, verb: str, *, why: str = "") -> PartnerValue:
    """Take a step other than «invite»: apply (for the partner), verify, decline, suspend, reinstate, leave. Its offers count only while it
    is verified. Errors: 403; 404; 409 where the step does not lead on from its state; 422 where a reason is missing.
    """
    row = managed(caller, key)
    _stepped(caller, row, verb, why)
    return value_of(row)


@transaction.atomic
def invite_again(caller: Caller, key: str, *, days: int = INVITED_DAYS, why: str = "") -> Invited:
    """A new invitation for a partner that is invited still, that left or was declined; an older one opens nothing any more. Errors: 403;
    404; 409; 422.
    """
    row = managed(caller, key)
    token = _invitation(row, days)
    if row.state != INVITED:
        _stepped(caller, row, "invite", why)
    else:
        record(caller, "partners.invited_again", data={"partner": row.pk})
    return Invited(value_of(row), token)


@transaction.atomic
def change_partner(caller: Caller, key: str, *, version: int, name: str, roles: Sequence[str], about: str | None = None,
                   website: str | None = None, contact: str | None = None, origins: Sequence[str] | None = None,
                   shipping: Asked | None = None) -> PartnerValue:
    """Its profile; what is left out stays as it is. Errors: 403; 404; 409 for a version that is not the newest; 422."""
    row = managed(caller, key)
    if row.version != version:
        raise conflict("partner_changed", f"Somebody changed this partner meanwhile: it is version {row.version}, not {version}.",
                       "Look at it again, then change it.")
    said = _profile(name, roles, row.about if about is None else about, row.website if website is None else website,
                    row.contact if contact is None else contact, row.origins if origins is None else origins,
                    (row.shipping_micros, row.shipping_currency) if shipping is None else shipping)
    for field, value in said.items():
        setattr(row, field, value)
    row.version += 1
    row.save()
    record(caller, "partners.changed", data={"partner": row.pk, "version": row.version})
    return value_of(row)


def invitation(token: str) -> tuple[Caller, PartnerValue]:
    """The partner that an open invitation is for, and the caller that it is. Errors: 404."""
    row = Partner.objects.select_related("place").filter(invitation=digest(token), state=INVITED, invited_until__gt=timezone.now()).first()
    if row is None or not token:
        raise NO_INVITATION
    caller = Caller(row.place.path, row.place_id, frozenset({"partners.own"}), f"partner:{row.pk}", timezone=row.place.timezone)
    return caller, value_of(row)


@transaction.atomic
def apply(token: str, *, name: str, about: str = "", website: str = "", contact: str, why: str = "") -> PartnerValue:
    """The partner applies by its invitation, which opens nothing afterwards. Its roles and origins are the team's to say.

    Errors: 404 for no open invitation; 422.
    """
    caller, value = invitation(token)
    row = Partner.objects.select_for_update().get(pk=value.id)
    if row.state != INVITED:
        raise NO_INVITATION
    if not contact.strip():
        raise InputRefused("contact_missing", "Nobody can be asked at this partner.", "Write a name and how to reach it.")
    kept = (row.shipping_micros, row.shipping_currency)
    for field, text in _profile(name, row.roles, about, website, contact, row.origins, kept).items():
        setattr(row, field, text)
    row.invitation, row.invited_until = "", None
    _stepped(caller, row, "apply", why)
    return value_of(row)


@transaction.atomic
def make_partner_key(caller: Caller, key: str, *, days: int | None = None) -> NewKey:
    """A key with which this partner sends its own offers and sees what became of them. Errors: 403; 404; 409; 422."""
    row = managed(caller, key)
    if row.state == "left":
        raise conflict("wrong_state", "This partner left.", "Invite it again first.")
    if sum(one.who.startswith("key:") for one in acting(row)) >= KEYS_MAX:
        raise conflict("keys_full", f"This partner has {KEYS_MAX} keys.", "Revoke those that are not used, on the page Keys.")
    made = make_key(caller, f"{row.name[:150]} ({row.key})", ["partners.own", "partners.offers"], days)
    PartnerAccess.objects.create(partner=row, place_id=row.place_id, who=f"key:{made.id}")
    record(caller, "partners.key_made", data={"partner": row.pk, "key": made.id})
    return made


@transaction.atomic
def bind(caller: Caller, key: str, who: str) -> None:
    """From now on this key or login ("key:8", "user:3") of the place acts for this partner alone. Errors: 403; 404; 409; 422."""
    row = managed(caller, key)
    kind, _, number = who.partition(":")
    if kind not in {"key", "user"} or not number.isdecimal() or len(number) > 18:
        raise InputRefused("who_refused", f"«{who[:40]}» is neither a key nor a login.", "Write it like key:8 or user:3.")
    if who == caller.who:
        raise conflict("yourself", "You would bind yourself to this partner and see nothing else.", "Bind another login.")
    try:
        with transaction.atomic():
            PartnerAccess.objects.create(partner=row, place_id=row.place_id, who=who)
    except IntegrityError as error:
        raise conflict("bound_already", f"«{who}» acts for a partner of this place already.", "Nothing is left to do.") from error
    record(caller, "partners.bound", data={"partner": row.pk, "who": who})


@transaction.atomic
def unbind(caller: Caller, key: str, who: str) -> None:
    """From now on the key or login acts for the partner no more, and is what it was to the place before.

    Errors: 403; 404 for whoever does not act for it; 409 for a key that was made for a partner: it would send everybody's offers.
    """
    row = managed(caller, key)
    access = PartnerAccess.objects.filter(partner=row, who=who).first()
    if access is None:
        raise not_found("key or login that acts for this partner", who[:40])
    if who.startswith("key:"):
        good = ApiKey.objects.filter(pk=int(who.removeprefix("key:")), revoked_at=None).first()
        if good is not None and OWN.issuperset(good.scopes):
            raise conflict("key_of_partner", f"«{who}» was made for a partner, and would send the offers of all of them.",
                           "Revoke it on the page Keys instead.")
    access.delete()
    record(caller, "partners.unbound", data={"partner": row.pk, "who": who})


def _profile(name: str, roles: Sequence[str], about: str, website: str, contact: str, origins: Sequence[str],
             shipping: Asked) -> dict[str, object]:
    micros, currency = checked_shipping(*shipping)
    return {"name": checked_name(name), "roles": checked_roles(roles), "about": _text(about, 1000), "website": checked_website(website),
            "contact": _text(contact, 300), "origins": checked_origins(origins),
            "shipping_micros": micros, "shipping_currency": currency}


def _text(text: str, chars_max: int) -> str:
    return checked_name(text, "text", chars_max) if text.strip() else ""


def _invitation(row: Partner, days: int) -> str:
    """A new token for this partner; an older one is good no more."""
    if not 1 <= days <= DAYS_MAX:
        raise InputRefused("bad_days", f"An invitation cannot be good for {days} days.", f"Give 1 to {DAYS_MAX} days.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row.invitation, row.invited_until = digest(token), timezone.now() + timedelta(days=days)
    row.save(update_fields=["invitation", "invited_until"])
    return token


def _stepped(caller: Caller, row: Partner, verb: str, why: str) -> None:
    before = row.state
    row.state, reason = stepped(before, verb, why)
    row.version += 1
    if verb not in {"invite"} and before in {INVITED, APPLIED}:
        row.invitation, row.invited_until = "", None
    row.save()
    _written(caller, row, verb, before, reason)


def _written(caller: Caller, row: Partner, verb: str, before: str, reason: str) -> None:
    """The step in the partner's own history and in the journal; what counts on the shelf may change with it."""
    PartnerStep.objects.create(partner=row, verb=verb, before=before, after=row.state, who=caller.who, why=reason)
    moved_on(row.place_id)
    record(caller, f"partners.{PAST[verb]}", data={"partner": row.pk})


PAST = {"invite": "invited", "apply": "applied", "verify": "verified", "decline": "declined", "suspend": "suspended",
        "reinstate": "reinstated", "leave": "left"}
