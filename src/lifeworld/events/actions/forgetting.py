"""Events that go: their (source, key) is spent, the days' counts say how many are gone, and nobody is named any more."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import F, QuerySet

from lifeworld.events.actions.remembering import begin_anew
from lifeworld.events.models import DayCount, Event, Refused, Spent, Subject
from lifeworld.events.queries.rows import events_lock
from lifeworld.events.queries.spent import spent_digests

ROWS = 1000
"""Events that go at once: their keys stay well below the number of parameters that a statement may have."""
MANY = 500


@transaction.atomic
def forget_subjects(place_id: int, subjects: Iterable[int], keys: Iterable[str] = ()) -> int:
    """Nothing of these subjects of a place is left among its events; returns how many events went.

    Their events and what was refused of them go, and so do their keys. ``keys``: further keys whose refused events go; somebody of whom
    all was refused is no subject. The counts of days stay as they were, with as many more events
    gone. An event that is sent again does not come back. Readers above hold numbers of subjects only, and forget those themselves.
    """
    mine = sorted(set(subjects))
    alone(place_id)
    begin_anew(place_id)
    n = 0
    for start in range(0, len(mine), MANY):
        rows = Subject.objects.filter(place=place_id, pk__in=mine[start:start + MANY])
        names = dict(rows.values_list("pk", "key"))
        n += remove_events(place_id, Event.objects.filter(place=place_id, subject__in=list(names)))
        forget_refused(place_id, names.values())
        rows.delete()
    forget_refused(place_id, keys)
    return n


def forget_refused(place_id: int, keys: Iterable[str]) -> None:
    """What was refused of these keys goes. Runs in the transaction of whoever calls."""
    mine = sorted(set(keys))
    for start in range(0, len(mine), MANY):
        Refused.objects.filter(place=place_id, customer__in=mine[start:start + MANY]).delete()


def alone(place_id: int) -> None:
    """Until the transaction ends nobody takes in events of this place: none of a subject that goes, none of a day that is counted."""
    if connection.vendor == "postgresql":  # SQLite has one writer anyway
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [events_lock(place_id)])


def remove_events(place_id: int, events: QuerySet[Event], limit: int | None = None, *, spend: bool = True) -> int:
    """These events of a place go, at most ``limit`` of them; returns how many. ``spend``: sent again, they do not come back.

    Runs in the transaction of whoever calls.
    """
    n = 0
    while limit is None or n < limit:
        part = ROWS if limit is None else min(ROWS, limit - n)
        rows = list(events.values_list("pk", "source", "key", "type", "day")[:part])
        if not rows:
            break
        if spend:
            _spend([(source, key) for _, source, key, _, _ in rows])
        _count_gone(place_id, Counter((kind, day) for *_, kind, day in rows))
        Event.objects.filter(pk__in=[row[0] for row in rows]).delete()
        n += len(rows)
    return n


def _spend(keys: Sequence[tuple[int, str]]) -> None:
    by_source: dict[int, list[str]] = defaultdict(list)
    for source, key in keys:
        by_source[source].append(key)
    Spent.objects.bulk_create([Spent(source=source, digest=digest) for source, some in sorted(by_source.items())
                               for digest in spent_digests(source, some)], batch_size=ROWS, ignore_conflicts=True)


def _count_gone(place_id: int, gone: Counter[tuple[int, int]]) -> None:
    for (kind, day), n in sorted(gone.items()):
        DayCount.objects.filter(place=place_id, type=kind, day=day).update(n_gone=F("n_gone") + n)
