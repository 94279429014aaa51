"""Clubs as one of those who joined sees them: her own, those that are to be found, who is in."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q

from lifeworld.circles.core.values import ClubValue, MemberValue
from lifeworld.circles.core.visibility import Eyes, Thing, may_see
from lifeworld.circles.models import Club, Member
from lifeworld.circles.queries.people import names_of
from lifeworld.circles.queries.whose import eyes_of
from lifeworld.kit.caller import Caller, not_found

PAGE_MAX = 200


def clubs(caller: Caller, *, search: str = "") -> list[ClubValue]:
    """The caller's clubs and those that everybody who joined finds, in the order of their names. Errors: LifeworldError 403, 404."""
    eyes = eyes_of(caller)
    if not eyes.joined:
        return []
    rows = Club.objects.filter(Q(seen_by="place") | Q(pk__in=eyes.clubs) | Q(members__customer=eyes.customer), place=caller.place_id,
                               closed_at=None).distinct()
    rows = rows.filter(name__icontains=search.strip()[:80]) if search.strip() else rows
    return _values(eyes, rows.order_by("name", "id")[:PAGE_MAX])


def club_of(caller: Caller, club: int) -> ClubValue:
    """One club. Errors: LifeworldError 403; 404 where it is not there or not to be found by the caller."""
    eyes = eyes_of(caller)
    row = Club.objects.filter(place=caller.place_id, pk=club, closed_at=None).first()
    if row is None or not _found_by(eyes, row):
        raise not_found("club", club)
    return _values(eyes, [row])[0]


def members_of(caller: Caller, club: int) -> list[MemberValue]:
    """Who is in, by name; who asked, for a lead. Nobody's name for who is not in. Errors: LifeworldError 403, 404."""
    value = club_of(caller, club)
    eyes = eyes_of(caller)
    if value.state != "in":
        return []
    rows = list(Member.objects.filter(club=club, state__in=("in", "asked") if value.role == "lead" else ("in",))
                .exclude(customer__in=eyes.apart))
    names = names_of(caller.place_id, {row.customer_id for row in rows})
    found = [MemberValue(*names[row.customer_id], row.role, row.state, row.customer_id == eyes.customer)
             for row in rows if row.customer_id in names]
    return sorted(found, key=lambda each: (each.state == "in", each.name.casefold(), each.person))


def _found_by(eyes: Eyes, row: Club) -> bool:
    if may_see(eyes, Thing(None, "place" if row.seen_by == "place" else "club", club=row.pk)):
        return True
    return Member.objects.filter(club=row, customer=eyes.customer).exists()


def _values(eyes: Eyes, rows: Iterable[Club]) -> list[ClubValue]:
    found = list(rows)
    pks = [row.pk for row in found]
    counted = Member.objects.filter(club__in=pks, state="in").order_by().values_list("club").annotate(n=Count("id"))
    n = dict(counted)
    mine = {club: (state, role if state == "in" else "") for club, state, role
            in Member.objects.filter(club__in=pks, customer=eyes.customer).values_list("club", "state", "role")}
    return [ClubValue(row.pk, row.name, row.about, row.entry, row.seen_by, *mine.get(row.pk, ("", "")), n.get(row.pk, 0),
                      row.closed_at is not None) for row in found]
