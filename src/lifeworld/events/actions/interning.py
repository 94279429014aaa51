"""Names of sources, subjects and types become numbers: those of a batch at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import connection
from django.utils import timezone

from lifeworld.events.actions.bulk import add
from lifeworld.events.actions.remembering import remember, remembered
from lifeworld.events.core.refusals import TYPES_MAX
from lifeworld.events.models import EventType, Subject


@dataclass(frozen=True, slots=True)
class Known:
    """What a batch needs to know of a type: ``version`` ("" where its data has no schema) says which schema it is."""

    key: int
    declared: bool
    keep_days: int | None
    version: str


def types(place_id: int, names: Iterable[str]) -> dict[str, Known]:
    """What is known of these types of a place; those that are not there are left out."""
    rows = _among("SELECT name, id, declared, keep_days, version, created_at, schema IS NOT NULL FROM events_eventtype "
                  "WHERE place = %s AND name", place_id, (name for name in names if "\0" not in name))  # PostgreSQL breaks at it
    return {name: Known(pk, bool(declared), keep_days, f"{version}/{made}" if has_schema else "")
            for name, pk, declared, keep_days, version, made, has_schema in rows}


def sources(place_id: int, uris: Iterable[str]) -> tuple[dict[str, int], frozenset[str]]:
    """The numbers of these sources of a place, and those of which events were erased; new ones get a number."""
    wanted = set(uris)
    rows = list(_sources(place_id, wanted))
    if new := sorted(wanted - {uri for uri, _, _ in rows}):
        add("events_source", {"place": "bigint", "uri": "text"}, [(place_id, uri) for uri in new], "ON CONFLICT (place, uri) DO NOTHING")
        rows += _sources(place_id, new)
    return {uri: pk for uri, pk, _ in rows}, frozenset(uri for uri, _, spent in rows if spent)


def subjects(place_id: int, anonymous: dict[str, bool]) -> dict[str, int]:
    """The numbers of these subjects; new ones get one. ``anonymous``: whether the key is only a device's number; once known, it is not."""
    known = remembered(place_id)
    found = {key: known[key] for key in anonymous if key in known}
    rows = _subjects(place_id, anonymous.keys() - found.keys()) if len(found) < len(anonymous) else []
    found |= {key: pk for key, pk, _ in rows}
    if named := [pk for key, pk, is_device in rows if is_device and not anonymous[key]]:
        Subject.objects.filter(pk__in=named).update(anonymous=False)
    more = {key: pk for key, pk, is_device in rows if not is_device}
    if new := sorted(anonymous.keys() - found.keys()):
        add("events_subject", {"place": "bigint", "key": "text", "anonymous": "boolean"}, [(place_id, key, anonymous[key]) for key in new],
            "ON CONFLICT (place, key) DO NOTHING")
        made = _subjects(place_id, new)
        found |= {key: pk for key, pk, _ in made}
        more |= {key: pk for key, pk, is_device in made if not is_device}
    remember(place_id, known, more)
    return found


def new_types(place_id: int, names: Iterable[str]) -> dict[str, int]:
    """The numbers of these types; new ones get one, undeclared, as long as the place has room for more."""
    wanted = set(names)
    found = {name: one.key for name, one in types(place_id, wanted).items()}
    if new := sorted(wanted - found.keys()):
        room = max(0, TYPES_MAX - EventType.objects.filter(place=place_id).count())
        now = timezone.now()
        EventType.objects.bulk_create([EventType(place=place_id, name=name, created_at=now) for name in new[:room]], ignore_conflicts=True)
        found |= {name: one.key for name, one in types(place_id, new).items()}
    return found


def _sources(place_id: int, uris: Iterable[str]) -> list[Any]:
    return _among("SELECT uri, id, EXISTS (SELECT 1 FROM events_spent WHERE events_spent.source = events_source.id) FROM events_source "
                  "WHERE place = %s AND uri", place_id, uris)


def _subjects(place_id: int, keys: Iterable[str]) -> list[Any]:
    return _among("SELECT key, id, anonymous FROM events_subject WHERE place = %s AND key", place_id, keys)


def _among(question: str, place_id: int, names: Iterable[str]) -> list[Any]:
    """What a question says of these names: they go as one JSON list, however many they are."""
    wanted = msgspec.json.encode(list(names)).decode()
    many = "json_array_elements_text(%s::json)" if connection.vendor == "postgresql" else "json_each(%s)"
    with connection.cursor() as cursor:
        cursor.execute(f"{question} IN (SELECT value FROM {many})", [place_id, wanted])  # noqa: S608 (words of ours)
        return list(cursor.fetchall())
