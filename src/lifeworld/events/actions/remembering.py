"""Subjects whose numbers this process remembers, so that a batch asks the database only for those that it has not met.

What is remembered is never wrong: a subject keeps its number until it is forgotten, and forgetting makes a place's epoch another one,
which whoever takes events in reads under the lock that forgetting waits for. Only what is committed is remembered.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from lifeworld.events.models import Cursor

EPOCH = "subjects/forgotten"
REMEMBERED_MAX = 100_000
"""Subjects of a place that a process remembers, some 20 MB; one more, and it begins anew."""

_KNOWN: dict[int, tuple[int, dict[str, int]]] = {}


def remembered(place_id: int) -> dict[str, int]:
    """The numbers of subjects of a place by their keys, of those that are more than a device. Not to be changed."""
    now, known = epoch(place_id), _KNOWN.get(place_id)
    if known is None or known[0] != now:
        known = _KNOWN[place_id] = (now, {})
    return known[1]


def epoch(place_id: int) -> int:
    """How often subjects of a place were forgotten."""
    return Cursor.objects.filter(reader=EPOCH, place=str(place_id)).values_list("position", flat=True).first() or 0


def remember(place_id: int, known: dict[str, int], found: Mapping[str, int]) -> None:
    """What was found is remembered once the transaction that runs is committed; ``known`` is what ``remembered`` gave."""
    def keep() -> None:
        if _KNOWN.get(place_id, (0, None))[1] is known:
            if len(known) + len(found) > REMEMBERED_MAX:
                known.clear()
            known.update(found)

    if found:
        transaction.on_commit(keep)


def begin_anew(place_id: int) -> None:
    """No process relies any more on what it remembers of a place, from the commit of the transaction that runs."""
    made, new = Cursor.objects.get_or_create(reader=EPOCH, place=str(place_id), defaults={"position": 1})
    if not new:
        Cursor.objects.filter(pk=made.pk).update(position=F("position") + 1)


def forget_all() -> None:
    """Nothing is remembered: for tests, which begin with empty tables."""
    _KNOWN.clear()
