"""A plain intake to measure beside: Django, a view, the ORM's bulk_create that ignores what is there; no answer for each event."""

from __future__ import annotations

import json
import os
import time
from datetime import datetime
from typing import Any

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lifeworld.site.settings")
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = []
django.setup()

import jsonschema_rs

from benchmarks.events_http import SCHEMA, TYPES
from lifeworld.events.models import Event, EventType, Source, Subject

CHECK = jsonschema_rs.validator_for(SCHEMA)
NUMBERS: dict[tuple[type, str], int] = {}


def number(model: Any, **names: Any) -> int:
    """The number of a name, asked once."""
    key = (model, str(sorted(names.items())))
    if key not in NUMBERS:
        NUMBERS[key] = model.objects.get_or_create(place=1, **names)[0].pk
    return NUMBERS[key]


def events(request: HttpRequest) -> HttpResponse:
    """Take a batch in."""
    if request.method != "POST":
        return HttpResponse()
    now, rows = time.time_ns() // 1000, []
    for event in json.loads(request.body):
        if event["type"] in TYPES[:3] and not CHECK.is_valid(event["data"]):
            continue
        at = datetime.fromisoformat(event["time"])
        rows.append(Event(place=1, source=number(Source, uri=event["source"]), key=event["id"], type=number(EventType, name=event["type"]),
                          subject=number(Subject, key=event["subject"]), at_us=int(at.timestamp() * 1e6), received_us=now,
                          day=at.toordinal() - 719_163, data=event["data"]))
    Event.objects.bulk_create(rows, ignore_conflicts=True)
    return JsonResponse({"taken": len(rows)})


urlpatterns = [path("", events), path("events", events)]
application = WSGIHandler()
