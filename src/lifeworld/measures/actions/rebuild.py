"""Indicators made from all events again, at once and while somebody waits."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction

from lifeworld.kit.caller import Caller
from lifeworld.measures.actions.building import build_some
from lifeworld.measures.models import DayValue, Standing
from lifeworld.measures.models import Indicator as Row
from lifeworld.measures.queries.kept import kept, kept_of

SUBJECTS = 1_000


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """An indicator that was made again: how many days of subjects it has now, and how many customers are known by it."""

    slug: str
    n_days: int
    n_customers: int


def rebuild(caller: Caller, slug: str | None = None, *, subjects: int = SUBJECTS, readers: int = 1) -> list[Rebuilt]:
    """Make one indicator of the place, or all, from all events again, and wait for it; in steps, so that others get to write between.

    Broken off, the worker goes on where it stopped. ``readers``: threads that read at the same time (outside of a transaction only).
    Errors: 403; 404.
    """
    caller.require("measures.manage")
    wanted = [kept(caller.place_id, slug)] if slug is not None else kept_of(caller.place_id)
    readers = 1 if connection.in_atomic_block else max(1, readers)
    for one in wanted:
        start_again(one.pk)
        while build_some(caller, one.pk, subjects, readers):
            pass
    return [Rebuilt(one.definition.slug, DayValue.objects.filter(indicator=one.pk).count(),
                    Standing.objects.filter(indicator=one.pk).count()) for one in wanted]


@transaction.atomic
def start_again(pk: int) -> None:
    """An indicator is to be built from its beginning."""
    Row.objects.filter(pk=pk, retired_at=None).update(building=0)
