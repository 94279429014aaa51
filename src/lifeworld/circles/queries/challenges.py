"""Challenges: those that one may join, how everybody in one stands, what the place declared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Count, Q

from lifeworld.circles.core.leaderboard import blurred, ranked
from lifeworld.circles.core.pictures import counted_words
from lifeworld.circles.core.values import Board, BoardLine, ChallengeValue
from lifeworld.circles.core.visibility import Eyes, Thing, may_see
from lifeworld.circles.models import Challenge, Entrant, Profile, Zone
from lifeworld.circles.queries.measured import ADDS_UP, entries_of
from lifeworld.circles.queries.people import names_of
from lifeworld.circles.queries.whose import eyes_of, today_of
from lifeworld.kit.caller import Caller, not_found
from lifeworld.measures.queries.kept import kept, kept_of

PAGE_MAX = 100
WHOLE_RUNS = (*ADDS_UP, "highest")


def challenges(caller: Caller, *, over: bool = False) -> list[ChallengeValue]:
    """Challenges that go on or come (``over``: that are over) and that the caller may see, those that end first before the others.

    People of the place see those that it declared. Errors: LifeworldError 403, 404.
    """
    today = today_of(caller)
    rows = Challenge.objects.filter(place=caller.place_id).select_related("indicator", "club")
    rows = (rows.filter(Q(to_day__lt=today) | ~Q(closed_at=None)).order_by("-to_day", "-id") if over
            else rows.filter(to_day__gte=today, closed_at=None).order_by("to_day", "id"))
    if not caller.customer:
        caller.require("circles.see")
        return _values(caller, None, rows.filter(customer=None)[:PAGE_MAX])
    eyes = eyes_of(caller)
    if not eyes.joined:
        return []
    mine = Q(reach="place") | Q(customer=eyes.customer) | Q(club__in=eyes.clubs) | Q(pk__in=eyes.invitations) | Q(
        entrants__customer=eyes.customer)
    return _values(caller, eyes, [row for row in rows.filter(mine).distinct()[:PAGE_MAX] if may_look(eyes, row)])


def challenge_of(caller: Caller, challenge: int) -> ChallengeValue:
    """One challenge. Errors: LifeworldError 403; 404 where it is not there or not for the caller."""
    row, eyes = row_of(caller, challenge)
    return _values(caller, eyes, [row])[0]


def board_of(caller: Caller, challenge: int) -> Board:
    """How everybody in a challenge stands as of today, or its last day: only those who may be seen by the caller, and herself.

    Numbers of others are told to who is in it, and to people of the place where the place declared it; who only looks reads none.
    Where an age grade counts, the value itself is told to its owner alone, because both together tell an age. What adds up, or is the most
    of all, is told of who has private zones as ``blurred``: together with what she shares, the exact number would tell how much is hidden.
    Errors: LifeworldError 403, 404.
    """
    row, eyes = row_of(caller, challenge)
    one = kept(caller.place_id, row.indicator.slug)
    last = min(row.to_day, today_of(caller))
    inside = list(Entrant.objects.filter(challenge=row).order_by("id").values_list("customer", flat=True))
    viewer = None if eyes is None else eyes.customer
    unit = "%" if row.handicap == "own_improvement" else one.definition.unit
    building = one.building is not None
    if eyes is not None and viewer not in inside:
        return Board((), unit, last, building, len(inside))
    entries = entries_of(caller, row, inside, last)
    names = names_of(caller.place_id, inside)
    apart = frozenset() if eyes is None else eyes.apart
    places = ranked(entries, direction=one.definition.direction, verified_only=row.verified_only, handicap=row.handicap, viewer=viewer)
    wary = set(Zone.objects.filter(place=caller.place_id, customer__in=inside).values_list("customer", flat=True))
    whole = one.definition.aggregation in WHOLE_RUNS
    lines = []
    for place in places:
        if place.key in apart or place.key not in names:
            continue
        mine = place.key == viewer
        told = replace(place, value=None) if row.handicap == "age_grade" and not mine else place
        if whole and not mine and place.key in wary:
            told = replace(told, shown=blurred(told.shown, unit), value=blurred(told.value, one.definition.unit))
        lines.append(BoardLine(*names[place.key], mine, replace(told, key=names[place.key][0])))
    return Board(tuple(lines), unit, last, building, len(inside) - len(lines))


def row_of(caller: Caller, challenge: int) -> tuple[Challenge, Eyes | None]:
    """The challenge and the eyes of the customer who looks; None: people of the place look, at what it declared.

    Errors: LifeworldError 403, 404.
    """
    row = Challenge.objects.filter(place=caller.place_id, pk=challenge).select_related("indicator", "club").first()
    if not caller.customer:
        caller.require("circles.see")
        if row is None or row.customer_id is not None:
            raise not_found("challenge", challenge)
        return row, None
    eyes = eyes_of(caller)
    if row is None or not may_look(eyes, row):
        raise not_found("challenge", challenge)
    return row, eyes


def may_look(eyes: Eyes, row: Challenge) -> bool:
    """Whether a customer may see a challenge: what its reach says, or she is in it already and not apart from who declared it."""
    if row.club is not None and row.club.closed_at is not None and row.customer_id != eyes.customer:
        return False
    thing = Thing(row.customer_id, row.reach, row.customer_id is None or _is_there(row.customer_id), club=row.club_id, number=row.pk)
    if may_see(eyes, thing):
        return True
    inside = Entrant.objects.filter(challenge=row, customer=eyes.customer).exists()
    return eyes.joined and inside and thing.shown and row.customer_id not in eyes.apart


def measures(caller: Caller) -> list[tuple[str, str]]:
    """Slugs and titles of the measures that a challenge may be about: where more, or less, is better. Errors: LifeworldError 403."""
    if not caller.may("circles.own"):
        caller.require("circles.see")
    found = [one.definition for one in kept_of(caller.place_id)]
    return [(each.slug, each.title) for each in found if each.direction in {"more", "less"}]


def _is_there(customer: int) -> bool:
    return Profile.objects.filter(customer=customer).exists()


def _values(caller: Caller, eyes: Eyes | None, rows: Iterable[Challenge]) -> list[ChallengeValue]:
    found = list(rows)
    today, pks = today_of(caller), [row.pk for row in found]
    n = dict(Entrant.objects.filter(challenge__in=pks).order_by().values_list("challenge").annotate(n=Count("id")))
    who = None if eyes is None else eyes.customer
    mine = set() if who is None else set(Entrant.objects.filter(challenge__in=pks, customer=who).values_list("challenge", flat=True))
    values = []
    for row in found:
        one = kept(caller.place_id, row.indicator.slug).definition
        state = ("closed" if row.closed_at is not None else "coming" if today < row.from_day else "over" if today > row.to_day else "on")
        values.append(ChallengeValue(
            row.pk, row.title, row.about, one.slug, one.title, one.unit, one.direction,
            counted_words(one.aggregation, one.unit), row.from_day, row.to_day,
            row.verified_only, row.handicap, (row.table or {}).get("name", ""), row.reach, row.club_id,
            row.club.name if row.club is not None else "", row.customer_id is None, who is not None and row.customer_id == who,
            row.pk in mine, n.get(row.pk, 0), state))
    return values
