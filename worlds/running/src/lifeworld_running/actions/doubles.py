"""Recordings of the same run by several devices: one counts, the others stand beside it, and what the runner says of them holds."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from lifeworld_running.core.duplicates import Summary, duplicates
from lifeworld_running.files.streams import unpacked
from lifeworld_running.models import Activity, Streams

ABOUT_US = 24 * 3600 * 1_000_000
"""How far apart two recordings of one run may begin, at most: looked at are those that overlap."""
POINTS = 64
NAN = float("nan")


def judge_duplicates(row: Activity) -> list[Activity]:
    """Recordings of the same time are judged again; returns those other than ``row`` that changed. Runs in the caller's transaction.

    One that the runner called distinct is never a duplicate, and one that she called a duplicate stays one.
    """
    if row.started_us is None or row.manual or row.said_same:
        return []
    near = Activity.objects.select_for_update().filter(
        customer=row.customer_id, planned=False, manual=False, said_same="",
        started_us__range=(row.started_us - ABOUT_US, row.started_us + ABOUT_US))
    rows = {each.key: each for each in near if _overlap(each, row)}
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
