"""Subjects turn out to be somebody, or somebody else: standings follow, and what is looked at by customer is made again as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from lifeworld.kit.caller import Caller
from lifeworld.measures.actions.following import first_day
from lifeworld.measures.actions.writing import drop_subjects, put_days, stand
from lifeworld.measures.models import Known
from lifeworld.measures.queries.days import among, asked_for, days_of, heads_of
from lifeworld.measures.queries.kept import Kept, kept_of, today_of
from lifeworld.measures.queries.sql import EVER


def join(caller: Caller, subjects: Sequence[int] | None, n: int = 1_000) -> int:
    """Follow what is known of these subjects now (None: of those, up to ``n``, who are known as others than before); how many they were.

    Runs in the transaction of whoever calls.
    """
    changed = _changed(caller.place_id, subjects, n)
    if not changed:
        return 0
    customers = {customer for _, now, before in changed for customer in (now, before) if customer is not None}
    moved = [subject for subject, _, before in changed if before is not None]
    several = _several([customer for _, customer, _ in changed if customer is not None])
    redone = [*moved, *_known_as(caller.place_id, customers & {before for _, _, before in changed if before is not None}), *several]
    for one in kept_of(caller.place_id):
        if one.definition.together and redone:  # who is one subject alone has her days under it already
            _together(one, caller, redone)
        stand(one, sorted(customers))
    now = [Known(place_id=caller.place_id, subject=subject, customer=customer) for subject, customer, _ in changed if customer is not None]
    Known.objects.bulk_create(now, batch_size=1000, update_conflicts=True, unique_fields=["subject"], update_fields=["customer"])
    gone = [subject for subject, customer, _ in changed if customer is None]
    Known.objects.filter(subject__in=gone).delete()
    return len(changed)


def _changed(place_id: int, subjects: Sequence[int] | None, n: int) -> list[tuple[int, int | None, int | None]]:
    """(subject, customer now, customer before) of subjects for whom the two differ."""
    where, bound = ("TRUE", []) if subjects is None else among("i.subject", subjects)
    moved = ("SELECT i.subject, i.customer_id, k.customer FROM customers_identity i LEFT JOIN measures_known k ON k.subject = i.subject "  # noqa: S608
             f"WHERE i.place_id = %s AND (k.customer IS NULL OR k.customer <> i.customer_id) AND {where} ORDER BY i.subject LIMIT %s")
    lost = ("SELECT k.subject, NULL, k.customer FROM measures_known k WHERE k.place_id = %s AND NOT EXISTS "
            "(SELECT 1 FROM customers_identity i WHERE i.subject = k.subject) ORDER BY k.subject LIMIT %s")
    with connection.cursor() as cursor:
        cursor.execute(moved, [place_id, *bound, n])
        found = list(cursor.fetchall())
        if subjects is None:
            cursor.execute(lost, [place_id, n])
            found += cursor.fetchall()
        return found


def _several(customers: Sequence[int]) -> list[int]:
    """The first subject of each of the customers who is more than one; ``heads_of`` knows the others."""
    where, bound = among("customer_id", sorted(set(customers)))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(subject) FROM customers_identity WHERE {where} GROUP BY customer_id HAVING count(*) > 1", bound)  # noqa: S608
        return [subject for (subject,) in cursor.fetchall()]


def _known_as(place_id: int, customers: set[int]) -> list[int]:
    """The subjects that these customers were before: they may stand for themselves now."""
    where, bound = among("customer", sorted(customers))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT subject FROM measures_known WHERE place_id = %s AND {where}", [place_id, *bound])  # noqa: S608
        return [subject for (subject,) in cursor.fetchall()]


def _together(one: Kept, caller: Caller, subjects: Sequence[int]) -> None:
    heads = heads_of(one.place_id, subjects)
    first = first_day(one, today_of(caller))
    made = days_of(one, asked_for(one, caller.timezone, [(subject, head, first, EVER[1]) for subject, head in sorted(heads.items())]))
    drop_subjects(one, sorted(heads), first)
    put_days(one, made)
