"""An indicator's days made from all events, subject by subject: in steps that can be broken off, or in one go on several readers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

from django.db import connection, transaction

from lifeworld.events.models import Subject
from lifeworld.kit.caller import Caller
from lifeworld.measures.actions.following import first_day, whose
from lifeworld.measures.actions.writing import alone, drop_subjects, drop_through, put_days, stand
from lifeworld.measures.models import Indicator as Row
from lifeworld.measures.queries.days import Row as Day
from lifeworld.measures.queries.days import asked_for, days_of, heads_of
from lifeworld.measures.queries.kept import Kept, kept_of, today_of
from lifeworld.measures.queries.sql import EVER, Through

SUBJECTS_AT_ONCE = 200
MAPPED_BYTES = 2147418112
"""Of SQLite's file a reader sees as memory: a customer's events stand all over it, and each would be a call of the system."""


def build_next(caller: Caller, n: int = SUBJECTS_AT_ONCE) -> int:
    """One step of the first indicator of the place that is to be built; how many subjects it did, 0 where nothing is to be built."""
    one = next((one for one in kept_of(caller.place_id) if one.building is not None), None)
    return 0 if one is None else build_some(caller, one.pk, n)


@transaction.atomic
def build_some(caller: Caller, pk: int, n: int, readers: int = 1) -> int:
    """Make the days of the next ``n`` subjects again, with the standings of whose they are, and move on, in one transaction.

    With several ``readers`` each works some of the subjects out on a connection of its own; what they see is what was written before,
    so this must not run inside a transaction that wrote events. Returns how many subjects were looked at, at least 1 until it is done.
    """
    alone(caller.place)
    one = next((one for one in kept_of(caller.place_id) if one.pk == pk), None)
    if one is None or one.building is None:
        return 0
    rows = Subject.objects.filter(place=caller.place_id, pk__gt=one.building).order_by("pk")
    subjects = list(rows.values_list("pk", flat=True)[:n])
    if not subjects:
        Row.objects.filter(pk=pk).update(building=None)
        return 1
    first = first_day(one, today_of(caller))
    made = _together(one, caller, subjects, first) if one.definition.together else _each(one, subjects, first, readers)
    put_days(one, made)
    stand(one, whose(caller.place_id, subjects))
    Row.objects.filter(pk=pk).update(building=subjects[-1])
    return len(subjects)


def _each(one: Kept, subjects: Sequence[int], first: int, readers: int) -> list[Day]:
    assert one.building is not None  # noqa: S101  (whoever calls saw to it)
    drop_through(one, one.building, subjects[-1], first)
    if readers == 1:
        return days_of(one, Through(one.building, subjects[-1], first))
    ends = [one.building, *(subjects[(len(subjects) * (at + 1)) // readers - 1] for at in range(readers))]
    parts = [Through(after, until, first) for after, until in pairwise(ends) if after < until]
    with ThreadPoolExecutor(len(parts)) as pool:
        found = list(pool.map(_on_its_own(one), parts))
    return [row for rows in found for row in rows]


def _on_its_own(one: Kept) -> Callable[[Through], list[Day]]:
    def read(part: Through) -> list[Day]:
        try:
            if connection.vendor == "sqlite":
                with connection.cursor() as cursor:
                    cursor.execute(f"PRAGMA mmap_size={MAPPED_BYTES}")
            return days_of(one, part)
        finally:
            connection.close()  # the thread's own

    return read


def _together(one: Kept, caller: Caller, subjects: Sequence[int], first: int) -> list[Day]:
    """Customers whose first subject is among these; days that their other subjects had by themselves go."""
    heads = heads_of(one.place_id, subjects)
    inside = set(subjects)
    mine = {subject: head for subject, head in heads.items() if head in inside}
    drop_subjects(one, sorted({*subjects, *mine}), first)
    return days_of(one, asked_for(one, caller.timezone, [(subject, head, first, EVER[1]) for subject, head in sorted(mine.items())]))
