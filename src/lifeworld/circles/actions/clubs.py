"""Clubs: made, joined, asked to join, left, led."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from lifeworld.circles.actions.held import acting, bounded, told
from lifeworld.circles.actions.leaving import left_clubs
from lifeworld.circles.core.bounds import CLUBS
from lifeworld.circles.core.checking import CLUB_ABOUT_MAX
from lifeworld.circles.core.values import ENTRIES, ClubValue
from lifeworld.circles.models import Challenge, Club, Entrant, Member
from lifeworld.circles.queries.clubs import club_of, members_of
from lifeworld.circles.queries.whose import joined_customer
from lifeworld.goals.core.checking import checked_text, one_of
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import LifeworldError

NAME_MAX = 80
FOUND_BY = ("place", "members")


@transaction.atomic
def make_club(caller: Caller, name: str, *, about: str = "", entry: str = "asked", seen_by: str = "place") -> ClubValue:
    """A new club that the caller leads. Errors: LifeworldError 403, 404; 409 where she is in too many; InputRefused."""
    customer, now = acting(caller), timezone.now()
    bounded(CLUBS, Member.objects.filter(customer=customer))
    row = Club.objects.create(place_id=caller.place_id, made_at=now, **_fields(name, about, entry, seen_by))
    Member.objects.create(club=row, customer_id=customer, role="lead", state="in", at=now)
    told(caller, "circles.club_made", club=row.pk)
    return club_of(caller, row.pk)


@transaction.atomic
def change_club(caller: Caller, club: int, name: str, *, about: str = "", entry: str = "asked", seen_by: str = "place") -> ClubValue:
    """A lead changes what the club says, who gets in and who finds it. Errors: LifeworldError 403 for who is no lead, 404; InputRefused."""
    leading(caller, club)
    Club.objects.filter(pk=club).update(**_fields(name, about, entry, seen_by))
    told(caller, "circles.club_changed", club=club)
    return club_of(caller, club)


@transaction.atomic
def join_club(caller: Caller, club: int) -> ClubValue:
    """The caller is in an open club, or asks to be in another. Errors: LifeworldError 403, 404; 409 where she is in or asked."""
    customer = acting(caller)
    value = club_of(caller, club)
    bounded(CLUBS, Member.objects.filter(customer=customer))
    state = "in" if value.entry == "open" else "asked"
    if not Member.objects.get_or_create(club_id=club, customer_id=customer, defaults={"state": state, "at": timezone.now()})[1]:
        raise conflict("member_already", "You are in this club already, or asked to be.", "Nothing is left to do.")
    told(caller, "circles.club_joined" if state == "in" else "circles.club_asked", club=club)
    return club_of(caller, club)


@transaction.atomic
def leave_club(caller: Caller, club: int) -> None:
    """The caller is not in the club any more, nor in its challenges. Errors: LifeworldError 403; 404 where she is not in it."""
    customer = joined_customer(caller)
    if not Member.objects.filter(club=club, club__place=caller.place_id, customer=customer).exists():
        raise not_found("club", club)
    left_clubs(customer, club)
    Entrant.objects.filter(challenge__club=club, customer=customer).delete()
    told(caller, "circles.club_left", club=club)


@transaction.atomic
def let_in(caller: Caller, club: int, person: int) -> None:
    """A lead says yes to somebody who asked. Errors: LifeworldError 403, 404."""
    row = _member(caller, club, person, "asked")
    Member.objects.filter(pk=row.pk).update(state="in", at=timezone.now())
    told(caller, "circles.club_let_in", club=club, person=person)


@transaction.atomic
def put_out(caller: Caller, club: int, person: int) -> None:
    """A lead says no to somebody who asked, or takes a member out. Errors: LifeworldError 403, 404."""
    row = _member(caller, club, person)
    left_clubs(row.customer_id, club)
    Entrant.objects.filter(challenge__club=club, customer=row.customer_id).delete()
    told(caller, "circles.club_put_out", club=club, person=person)


@transaction.atomic
def make_lead(caller: Caller, club: int, person: int) -> None:
    """A lead makes a member a lead, too. Errors: LifeworldError 403, 404; 409 where she is one."""
    row = _member(caller, club, person, "in")
    if row.role == "lead":
        raise conflict("lead_already", "This member leads already.", "Nothing is left to do.")
    Member.objects.filter(pk=row.pk).update(role="lead")
    told(caller, "circles.club_lead", club=club, person=person)


@transaction.atomic
def close_club(caller: Caller, club: int) -> None:
    """A lead closes the club for good: nobody finds it any more, and its challenges end. Errors: LifeworldError 403, 404."""
    leading(caller, club)
    now = timezone.now()
    Club.objects.filter(pk=club).update(closed_at=now)
    Challenge.objects.filter(club=club, closed_at=None).update(closed_at=now)
    told(caller, "circles.club_closed", club=club)


def leading(caller: Caller, club: int) -> int:
    """The customer who acts, who leads the club. Errors: LifeworldError 403 where she does not; 404."""
    customer = acting(caller)
    if club_of(caller, club).role != "lead":
        raise LifeworldError(403, "not_lead", "Only who leads the club may do this.", "Ask one of its leads.")
    return customer


def _member(caller: Caller, club: int, person: int, *states: str) -> Member:
    leading(caller, club)
    if person not in {each.person for each in members_of(caller, club)}:
        raise not_found("member", person)
    row = Member.objects.select_related("club").get(club=club, customer__circle_profile=person)
    if states and row.state not in states:
        raise not_found("member", person)
    return row


def _fields(name: str, about: str, entry: str, seen_by: str) -> dict[str, str]:
    return {"name": checked_text(name, "name", NAME_MAX), "about": checked_text(about, "about", CLUB_ABOUT_MAX, empty=True),
            "entry": one_of(entry, ENTRIES, "entry"), "seen_by": one_of(seen_by, FOUND_BY, "seen_by")}
