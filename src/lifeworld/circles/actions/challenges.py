"""Challenges: declared by a customer or by the place, joined with a yes to be seen, left, closed."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from lifeworld.circles.actions.clubs import leading
from lifeworld.circles.actions.held import acting, bounded, other_of, told
from lifeworld.circles.core.bounds import CHALLENGES, ENTRANTS, INVITED, too_many
from lifeworld.circles.core.checking import BODY_MAX, CHALLENGE_TITLE_MAX
from lifeworld.circles.core.leaderboard import checked_table
from lifeworld.circles.core.values import HANDICAPS, REACHES, ChallengePlan, ChallengeValue
from lifeworld.circles.models import Challenge, Entrant, Invited
from lifeworld.circles.queries.challenges import challenge_of, row_of
from lifeworld.circles.queries.whose import joined_customer, today_of
from lifeworld.events.actions import record
from lifeworld.goals.core.checking import checked_id, checked_text, one_of
from lifeworld.goals.core.days import day_number
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.measures.models import Indicator

DAYS_MAX = 366
ABOUT_MAX = BODY_MAX // 2


@transaction.atomic
def declare_challenge(caller: Caller, plan: ChallengePlan) -> ChallengeValue:
    """A new challenge; the same ``client_id`` again is answered with the one that it made.

    A customer declares one for everybody who joined, a club that she leads, or whom she invites, and is in it herself only once she
    joins it. People of the place («circles.manage») declare for everybody who joined. Errors: LifeworldError 403, 404; 409; InputRefused.
    """
    customer = acting(caller) if caller.customer else None
    if customer is None:
        caller.require("circles.manage")
    sent = UUID(checked_id(plan.client_id))
    known = Challenge.objects.filter(place=caller.place_id, client_id=sent).first()
    if known is None:
        known = _made(caller, customer, plan, sent)
        record(caller, "circles.challenge_declared", customer=caller.customer, data={"challenge": known.pk})
    if known.customer_id != customer or known.title != checked_text(plan.title, "title", CHALLENGE_TITLE_MAX):
        raise conflict("client_id_taken", "Another challenge was sent with this client_id.", "Make a new UUID for a new challenge.")
    return challenge_of(caller, known.pk)


@transaction.atomic
def invite(caller: Caller, challenge: int, person: int) -> None:
    """Who declared a challenge asks somebody in whom she may meet. Errors: LifeworldError 403, 404; 409, InputRefused."""
    customer = acting(caller)
    row = _own(caller, challenge)
    if row.reach != "invited":
        raise InputRefused("not_for_invited", "This challenge is open without an invitation.", "Tell people its address.")
    other = other_of(caller, person)
    if other == customer:
        raise InputRefused("herself", "This is you.", "Choose somebody else.")
    bounded(INVITED, Invited.objects.filter(challenge=row))
    if not Invited.objects.get_or_create(challenge=row, customer_id=other, defaults={"at": timezone.now()})[1]:
        raise conflict("invited_already", "This person is invited already.", "Nothing is left to do.")
    told(caller, "circles.invited", challenge=challenge, person=person)


@transaction.atomic
def join_challenge(caller: Caller, challenge: int, *, agreed: bool) -> ChallengeValue:
    """The caller is in a challenge that she may see and that is not over, and agrees that those in it read her name and number.

    Errors: LifeworldError 403, 404; 409 where she is in, it is over or full; InputRefused where she does not agree.
    """
    customer = acting(caller)
    value = challenge_of(caller, challenge)
    if agreed is not True:
        raise InputRefused("not_agreed", "Nothing was joined, because the box was not ticked.",
                           "Tick it: those in the challenge read your name and your number.")
    _open(value)
    if (refusal := too_many(ENTRANTS, value.entrants)) is not None:
        raise refusal
    now = timezone.now()
    if not Entrant.objects.get_or_create(challenge_id=challenge, customer_id=customer, defaults={"joined_at": now, "agreed_at": now})[1]:
        raise conflict("entered_already", "You are in this challenge already.", "Nothing is left to do.")
    told(caller, "circles.challenge_joined", challenge=challenge)
    return challenge_of(caller, challenge)


@transaction.atomic
def leave_challenge(caller: Caller, challenge: int) -> None:
    """The caller is not in it any more, and nobody reads her number. Errors: LifeworldError 403; 404 where she was not in it."""
    rows = Entrant.objects.filter(challenge=challenge, challenge__place=caller.place_id, customer=joined_customer(caller))
    if not rows.delete()[0]:
        raise not_found("challenge", challenge)
    told(caller, "circles.challenge_left", challenge=challenge)


@transaction.atomic
def close_challenge(caller: Caller, challenge: int) -> ChallengeValue:
    """Who declared a challenge ends it before its time. Errors: LifeworldError 403, 404; 409 where it is closed."""
    row = _own(caller, challenge)
    if row.closed_at is not None:
        raise conflict("challenge_closed", "This challenge is closed.", "Nothing is left to do.")
    Challenge.objects.filter(pk=row.pk).update(closed_at=timezone.now())
    record(caller, "circles.challenge_closed", customer=caller.customer, data={"challenge": challenge})
    return challenge_of(caller, challenge)


def _own(caller: Caller, challenge: int) -> Challenge:
    """A challenge that the caller declared, or the place where people of it ask. Errors: LifeworldError 403, 404."""
    row, eyes = row_of(caller, challenge)
    if eyes is None:
        caller.require("circles.manage")
    elif row.customer_id != eyes.customer:
        raise not_found("challenge", challenge)
    return row


def _open(value: ChallengeValue) -> None:
    if value.state in {"over", "closed"}:
        raise conflict("challenge_over", "This challenge is over.", "Look for one that goes on.")


def _made(caller: Caller, customer: int | None, plan: ChallengePlan, sent: UUID) -> Challenge:
    first, last = day_number(plan.from_day), day_number(plan.to_day)
    if not first <= last < first + DAYS_MAX or last < today_of(caller):
        raise InputRefused("bad_window", f"A challenge cannot last from {plan.from_day} to {plan.to_day}.",
                           f"Give a first and a last day that is not past, at most {DAYS_MAX} days.")
    reach = one_of(plan.reach, REACHES if customer is not None else ("place",), "reach")
    if customer is not None:
        bounded(CHALLENGES, Challenge.objects.filter(customer=customer, closed_at=None, to_day__gte=today_of(caller)))
    if reach == "club":
        leading(caller, plan.club or 0)
    handicap = one_of(plan.handicap, HANDICAPS, "handicap")
    fields = {
        "title": checked_text(plan.title, "title", CHALLENGE_TITLE_MAX), "about": checked_text(plan.about, "about", ABOUT_MAX, empty=True),
        "indicator": _measure(caller, plan.indicator), "from_day": first, "to_day": last, "verified_only": bool(plan.verified_only),
        "handicap": handicap, "table": checked_table(plan.table) if handicap == "age_grade" else None, "reach": reach,
        "club_id": plan.club if reach == "club" else None, "made_at": timezone.now()}
    try:
        with transaction.atomic():
            row = Challenge.objects.create(place_id=caller.place_id, customer_id=customer, client_id=sent, **fields)
    except IntegrityError:  # the same was sent twice at once
        return Challenge.objects.get(place=caller.place_id, client_id=sent)
    for person in plan.invited if reach == "invited" else ():
        invite(caller, row.pk, person)
    return row


def _measure(caller: Caller, slug: str) -> Indicator:
    row = Indicator.objects.filter(place=caller.place_id, slug=slug, retired_at=None).first()
    if row is None or row.body.get("direction", "more") not in {"more", "less"}:
        raise InputRefused("unknown_measure", f"There is no measure «{slug[:80]}» here that more or less of is better.",
                           "Use one of the measures of this place.")
    return row
