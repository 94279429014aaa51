"""From an expression to SQL: the audiences that it rests on put in their place, and the keys of everything that it names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any as Anything
from zoneinfo import ZoneInfo

from django.db import connection, models
from django.utils import timezone

from lifeworld.audiences.core import expression as e
from lifeworld.audiences.core.checks import refused
from lifeworld.audiences.core.formula import Parameter
from lifeworld.audiences.models import Audience, Segmentation
from lifeworld.audiences.queries.conditions import Asking, truth
from lifeworld.audiences.queries.sql import Compiled
from lifeworld.events.models import EventType
from lifeworld.goals.models import Job
from lifeworld.kit.caller import Caller
from lifeworld.measures.models import Indicator
from lifeworld.voices.models import Study

EPOCH = date(1970, 1, 1)
PARAMETERS_MAX = 20_000
"""SQLite takes 32,766 parameters in a statement."""


def today_of(caller: Caller) -> int:
    """Today by the clock of the place, in days since 1970."""
    return (timezone.now().astimezone(ZoneInfo(caller.timezone)).date() - EPOCH).days


def compiled(caller: Caller, condition: e.Condition, *, today: int | None = None, beginning: str = "") -> Compiled:
    """The expression ready to be asked in the caller's place. Errors: InputRefused where it names an audience that is not there.

    ``today`` is in days since 1970; None: by the clock of the place. ``beginning``: the audience that the expression belongs to.
    """
    whole = expanded_here(caller, condition, beginning)
    asking = Asking(keys_of(caller, whole), today_of(caller) if today is None else today, connection.vendor, kept_days_of(caller, whole))
    found = Compiled(caller.place_id, truth(whole, asking), connection.vendor)
    if len(found.counts()[1]) > PARAMETERS_MAX:
        raise refused("", "compares with too many values", "Ask for fewer values, or for what they have in common.")
    return found


def expanded_here(caller: Caller, condition: e.Condition, beginning: str = "") -> e.Condition:
    """The expression with the audiences of the place that it rests on put in their place. Errors: InputRefused."""
    known: dict[str, e.Condition] = {}
    wanted = set(e.rests_on(condition))
    while wanted:
        found = Audience.objects.filter(place=caller.place_id, slug__in=wanted, retired_at=None).values_list("slug", "expression")
        known |= {slug: e.from_json(body) for slug, body in found}
        if missing := sorted(wanted - set(known)):
            raise refused("audience", f"asks for the audience «{missing[0]}», which is not here", "Look at the list of audiences.")
        wanted = {slug for one in known.values() for slug in e.rests_on(one)} - set(known)
    return e.expanded(condition, known, beginning)


def keys_of(caller: Caller, condition: e.Condition) -> dict[tuple[str, str], int]:
    """The keys of what an expression names, by kind and name; what the place does not have is left out."""
    leaves = e.leaves_of(condition)
    place = caller.place_id
    return {
        **_keys("event", EventType.objects.filter(place=place), "name", (leaf.type for leaf in leaves if isinstance(leaf, e.Did))),
        **_keys("indicator", Indicator.objects.filter(place=place, retired_at=None), "slug",
                (leaf.indicator for leaf in leaves if isinstance(leaf, e.Measure))),
        **_keys("study", Study.objects.filter(place=place), "slug",
                (leaf.study for leaf in leaves if isinstance(leaf, e.Type | e.Driver))),
        **_keys("segmentation", Segmentation.objects.filter(place=place), "slug",
                (leaf.segmentation for leaf in leaves if isinstance(leaf, e.Segment))),
        **_keys("job", Job.objects.filter(place=place), "slug", (leaf.job for leaf in leaves if isinstance(leaf, e.Goal) and leaf.job)),
    }


def kept_days_of(caller: Caller, condition: e.Condition) -> dict[str, int]:
    """For how many days events are kept, by type, of the types that an expression names and that are not kept for good."""
    names = {leaf.type for leaf in e.leaves_of(condition) if isinstance(leaf, e.Did)}
    rows = EventType.objects.filter(place=caller.place_id, name__in=names, keep_days__isnull=False) if names else EventType.objects.none()
    return {name: days for name, days in rows.values_list("name", "keep_days") if days is not None}


def _keys(kind: str, rows: models.QuerySet[Anything], column: str, names: Iterable[str]) -> dict[tuple[str, str], int]:
    wanted = set(names)
    if not wanted:
        return {}
    return {(kind, name): pk for name, pk in rows.filter(**{f"{column}__in": wanted}).values_list(column, "pk")}


def rows_of(sql: tuple[str, tuple[Parameter, ...]]) -> list[tuple[Anything, ...]]:
    """What the statement answers."""
    with connection.cursor() as cursor:
        cursor.execute(*sql)
        return list(cursor.fetchall())
