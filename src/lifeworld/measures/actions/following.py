"""Following the events: which days of whom are to be made again, and those days and standings made again, each step whole or not at all."""

# ruff: noqa: S608  (statements are put together here from words of ours; what people wrote is bound)

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from lifeworld.events.actions import move_on
from lifeworld.events.models import EventType
from lifeworld.events.queries import read_to
from lifeworld.events.queries.rows import newest_event, type_keys
from lifeworld.kit.caller import Caller
from lifeworld.measures.actions.writing import alone, drop_days, put_days, stand, touch
from lifeworld.measures.core.terms import SPAN_DAYS
from lifeworld.measures.models import DayValue, Touched
from lifeworld.measures.models import Indicator as Row
from lifeworld.measures.queries.days import among, asked_for, days_of, heads_of
from lifeworld.measures.queries.kept import READER, Kept, kept_of, today_of
from lifeworld.measures.queries.sql import EVER

EVENTS_AT_ONCE = 20_000
DAYS_AT_ONCE = 2_000


@transaction.atomic
def take_in(caller: Caller, n: int = EVENTS_AT_ONCE) -> bool:
    """Write down what the next events of a place touch, and move on, in one transaction; whether there were any.

    A place that was never read, or is read from its beginning again, has its indicators built as a whole instead.
    """
    after = read_to(READER, caller.place)
    newest = newest_event(caller.place_id)
    if newest <= after:
        return False
    alone(caller.place)
    indicators = kept_of(caller.place_id)
    if after == 0 or not indicators:
        Row.objects.filter(place=caller.place_id, retired_at=None).update(building=0)
        move_on(READER, caller.place, newest)
        return True
    until, found = _next(caller.place_id, after, n)
    touch_days(caller, found)
    move_on(READER, caller.place, until)
    return True


def touch_days(caller: Caller, found: Iterable[tuple[int, int, int]]) -> None:
    """Write down what events of (subject, type, day) touch, by every indicator. Runs in the transaction of whoever calls."""
    types, found = type_keys(caller.place_id), list(found)
    for one in kept_of(caller.place_id):
        own = {types[name] for name in one.definition.counted_types if name in types}
        touch(one, _days(one, {(subject, day) for subject, type_, day in found if type_ in own}, caller))


def _next(place_id: int, after: int, n: int) -> tuple[int, list[tuple[int, int, int]]]:
    """The last position of the next ``n`` events, and the (subject, type, day) that they name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM (SELECT id FROM events_event WHERE place = %s AND id > %s ORDER BY id LIMIT %s) x",
                       [place_id, after, n])
        until = int(cursor.fetchone()[0])
        cursor.execute("SELECT DISTINCT subject, type, day FROM events_event WHERE place = %s AND id > %s AND id <= %s "
                       "AND subject IS NOT NULL", [place_id, after, until])
        return until, list(cursor.fetchall())


def _days(kept: Kept, named: set[tuple[int, int]], caller: Caller) -> list[tuple[int, int]]:
    """The days that events of (subject, day) touch: under a customer's first subject where hers are looked at together."""
    if kept.definition.together:
        heads = heads_of(kept.place_id, {subject for subject, _ in named})
        later = SPAN_DAYS if kept.definition.spans else 0
        named = {(heads[subject], day + more) for subject, day in named for more in range(later + 1)}
    first = first_day(kept, today_of(caller))
    return sorted(pair for pair in named if pair[1] >= first)


def first_day(kept: Kept, today: int) -> int:
    """The first day that can be made from events: what is older than its types are kept stays as it was made."""
    names = kept.definition.counted_types
    kept_days = EventType.objects.filter(place=kept.place_id, name__in=names, keep_days__isnull=False).values_list("keep_days", flat=True)
    limits = [days for days in kept_days if days is not None]
    return today - min(limits) + 1 + (SPAN_DAYS if kept.definition.spans else 0) if limits else EVER[0]


def make_touched(caller: Caller, n: int = DAYS_AT_ONCE) -> bool:
    """Make some touched days of one indicator again; whether there were any."""
    pk = Touched.objects.filter(indicator__place=caller.place_id).order_by("indicator").values_list("indicator", flat=True).first()
    return pk is not None and make_some(caller, pk, n) > 0


@transaction.atomic
def make_some(caller: Caller, pk: int, n: int = DAYS_AT_ONCE) -> int:
    """Make up to ``n`` touched days of an indicator again, with the standings of whose they are; how many they were."""
    alone(caller.place)
    due = list(Touched.objects.filter(indicator=pk).order_by("subject", "day").values_list("pk", "subject", "day")[:n])
    one = next((one for one in kept_of(caller.place_id) if one.pk == pk), None)
    if one is not None:
        remake(one, [(subject, day) for _, subject, day in due], caller)
    where, bound = among("id", [key for key, _, _ in due])
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM measures_touched WHERE {where}", bound)
    return len(due)


def remake(kept: Kept, pairs: Sequence[tuple[int, int]], caller: Caller) -> None:
    """Days of (subject, day) worked out from all events of theirs, and the standings of whose they are.

    A day that came past its keeping after it was touched stays as it was made: some of its events may have gone by now.
    """
    of: dict[int, list[int]] = {}
    if kept.definition.together:
        heads = heads_of(kept.place_id, {subject for subject, _ in pairs})
        for subject, head in heads.items():
            of.setdefault(head, []).append(subject)
        pairs = sorted({(heads[subject], day) for subject, day in pairs})  # who is who may have changed since they were touched
    first = first_day(kept, today_of(caller))
    again = [(subject, day) for subject, day in pairs if day >= first]
    rows = [(subject, head, day, day) for head, day in again for subject in (of[head] if kept.definition.together else (head,))]
    made = days_of(kept, asked_for(kept, caller.timezone, rows))
    drop_days(kept, again)
    put_days(kept, made)
    stand(kept, whose(kept.place_id, sorted({subject for subject, _ in pairs})))


def whose(place_id: int, subjects: Sequence[int]) -> list[int]:
    """The customers that these subjects are."""
    where, bound = among("subject", subjects)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT customer_id FROM customers_identity WHERE place_id = %s AND {where}", [place_id, *bound])
        return [customer for (customer,) in cursor.fetchall()]


@transaction.atomic
def roll(caller: Caller, n: int = DAYS_AT_ONCE) -> bool:
    """Move the standings of a place's indicators on to today, some customers at a time; whether there were any to move."""
    today = today_of(caller)
    for one in kept_of(caller.place_id):
        if one.as_of != today and one.rolled is None:
            alone(caller.place)
            _begin(one, today)
            return True
        if one.rolled is not None:
            alone(caller.place)
            _roll_some(one, n)
            return True
    return False


def _begin(kept: Kept, today: int) -> None:
    """From now on windows end today. Days that come into the window without a new event are touched; the rest follows by customer."""
    window = kept.definition.window_days
    if kept.as_of is not None:
        before, first_before, first = kept.as_of, kept.as_of - window + 1, today - window + 1
        coming = DayValue.objects.filter(indicator=kept.pk, day__range=(first, today)).exclude(day__range=(first_before, before))
        touch(kept, list(coming.values_list("subject", "day")))
    Row.objects.filter(pk=kept.pk).update(as_of=today, rolled=0)


def _roll_some(kept: Kept, n: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT customer FROM measures_standing WHERE indicator_id = %s AND customer > %s ORDER BY customer LIMIT %s",
                       [kept.pk, kept.rolled, n])
        some = [customer for (customer,) in cursor.fetchall()]
    stand(kept, some)
    Row.objects.filter(pk=kept.pk).update(rolled=some[-1] if some else None)
