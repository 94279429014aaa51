"""Recordings of the same run by several devices: one counts, the others stand beside it, and what the runner says of them holds."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from django.db.models import F
from django.db.models.functions import Abs

from lifeworld_running.core.duplicates import Summary, duplicates, same_run
from lifeworld_running.files.streams import unpacked
from lifeworld_running.models import Activity, Streams

ABOUT_US = 24 * 3600 * 1_000_000
"""How far apart two recordings of one run may begin, at most: looked at are those that overlap, and those that a clock without a time
zone may have set elsewhere."""
NEAR_MAX = 24
"""So many recordings that begin about then are looked at, the nearest first: a file of a thousand would else take hours."""
POINTS = 64
NAN = float("nan")


def judge_duplicates(row: Activity) -> list[Activity]:
    """Recordings of the same time are judged again; returns those other than ``row`` that changed. Runs in the caller's transaction.

    One that the runner called distinct is never a duplicate, and one that she called a duplicate stays one.
    """
    if row.started_us is None or row.manual or row.said_same:
        return []
    near = list(Activity.objects.select_for_update().filter(
        customer=row.customer_id, planned=False, manual=False, said_same="",
        started_us__range=(row.started_us - ABOUT_US, row.started_us + ABOUT_US),
    ).order_by(Abs(F("started_us") - row.started_us), "pk")[:NEAR_MAX])
    rows = {each.key: each for each in near if _overlap(each, row) or row.pk == each.duplicate_of_id or each.pk == row.duplicate_of_id}
    rows |= _by_another_clock(row, [each for each in near if each.key not in rows])
    if len(rows) < 2:
        return []
    rows[row.key] = row
    kept_by: dict[str, Activity | None] = dict.fromkeys(rows)
    for found in duplicates(summaries(rows.values())):
        for other in found.others:
            kept_by[other] = rows[found.keep]
    changed = []
    for key, each in rows.items():
        keep = kept_by[key]
        if each.duplicate_of_id != (keep.pk if keep is not None else None):
            each.duplicate_of = keep
            each.save(update_fields=["duplicate_of"])
            if keep is not None:  # what she called a duplicate of it is one of what counts now
                Activity.objects.filter(customer=row.customer_id, duplicate_of=each).update(duplicate_of=keep)
            if each.pk != row.pk:
                changed.append(each)
    return changed


def _by_another_clock(row: Activity, others: list[Activity]) -> dict[str, Activity]:
    """Recordings of other times that are of the same run all the same, because a clock was off."""
    if not others:
        return {}
    alike = [each for each in others if each.elapsed_s and row.elapsed_s and abs(each.elapsed_s - row.elapsed_s) <= 0.2 * row.elapsed_s]
    found = {each.key: each for each in summaries([row, *alike])} if alike else {}
    return {each.key: each for each in alike if same_run(found[row.key], found[each.key])}


def summaries(rows: Iterable[Activity]) -> list[Summary]:
    """What duplicates are told by, of each row; its way thinned to some points."""
    some = list(rows)
    bodies = dict(Streams.objects.filter(activity__in=[row.pk for row in some]).values_list("activity", "body"))
    found = []
    for row in some:
        lat, lon = np.zeros(0), np.zeros(0)
        if (body := bodies.get(row.pk)) is not None:
            track = unpacked(body)
            step = max(1, len(track) // POINTS)
            lat, lon = track.lat[::step], track.lon[::step]
        found.append(Summary(row.key, row.started_us or 0, _number(row.elapsed_s), _number(row.distance_m), _number(row.trust), lat, lon,
                             row.device, row.sport))
    return found


def _overlap(one: Activity, other: Activity) -> bool:
    if one.started_us is None or other.started_us is None:
        return False
    ends = [row.started_us + round(1e6 * (row.elapsed_s or 0)) for row in (one, other) if row.started_us is not None]
    return one.started_us <= ends[1] and other.started_us <= ends[0]


def _number(value: float | None) -> float:
    return NAN if value is None else value
