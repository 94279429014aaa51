"""A row in every table about customers, each text and JSON of it with one word: what is left of a customer is found by that word."""

from __future__ import annotations

import json
from uuid import NAMESPACE_OID, uuid5

from django.apps import apps
from django.db import models
from django.utils import timezone

from lifeworld.customers.models import Customer, SameAs
from lifeworld.events.models import EventType, Refused, Source, Subject
from lifeworld.places.models import Place, User
from lifeworld.plugin import worlds
from lifeworld.voices.models import CodebookVersion, Coder, Queue, Study, Upload

SHARED = (Place, User, Study, Coder, Queue, Upload, CodebookVersion)
"""Rows that stay whoever is erased; they hold no customer's words."""


def ours() -> list[type[models.Model]]:
    """The tables of lifeworld's rooms and of the worlds that are installed."""
    worlds_apps = {world.app for world in worlds()}
    return [model for model in apps.get_models() if model.__module__.startswith("lifeworld.") or model._meta.app_label in worlds_apps]


def parents(model: type[models.Model]) -> set[type[models.Model]]:
    """The tables that a row of this one points to."""
    return {one.related_model for one in model._meta.concrete_fields if one.is_relation}


def about_customers() -> list[type[models.Model]]:
    """Tables that point to a customer, or to a table that does: the pointed-at first."""
    found: list[type[models.Model]] = [Customer]
    while more := [model for model in ours() if model not in found and parents(model) & set(found)]:
        found += more
    ready: list[type[models.Model]] = []
    while rest := [model for model in found if model not in ready]:
        ready += [model for model in rest if not (parents(model) & set(found)) - set(ready) - {model}]
    return ready


def by_number() -> list[type[models.Model]]:
    """Tables that name a customer or a subject of events by number, without a key that the database checks; subjects come first."""
    named = [model for model in ours() if any(one.name in {"subject", "customer"} and isinstance(one, models.BigIntegerField)
                                              for one in model._meta.concrete_fields)]
    return [Subject, Refused, SameAs, *(model for model in named if model not in {*about_customers(), Subject})]


def furnish(word: str, place: Place, shared: dict[type[models.Model], models.Model]) -> dict[type[models.Model], models.Model]:
    """One row in every table about customers, all of one customer whose key is the word."""
    rows: dict[type[models.Model], models.Model] = {Place: place, **shared}
    about = about_customers()
    for model in (Source, EventType):
        rows[model] = model._default_manager.first() or model._default_manager.create(**values(model, "shared", rows))
    for model in (Subject, *about, *(one for one in by_number() if one is not Subject)):
        for parent in parents(model) - set(about):
            _stand(parent, rows)
        rows[model] = model._default_manager.create(**values(model, word, rows))
    return {model: row for model, row in rows.items() if model in {*about, *by_number()}}


def _stand(model: type[models.Model], rows: dict[type[models.Model], models.Model]) -> None:
    """A row that others point to and that holds no customer's words, with those that it points to itself."""
    if model not in rows and model in ours():
        for parent in parents(model) - {model}:
            _stand(parent, rows)
        rows[model] = model._default_manager.first() or model._default_manager.create(**values(model, "shared", rows))


def values(model: type[models.Model], word: str, rows: dict[type[models.Model], models.Model]) -> dict[str, object]:
    """A value for every field of a row."""
    return {one.name: value(one, word, rows) for one in model._meta.concrete_fields if not one.primary_key or one.is_relation}


def value(field: models.Field, word: str, rows: dict[type[models.Model], models.Model]) -> object:
    """What a field holds: the row that it points to, the word where there is room for words, else something."""
    if field.is_relation:
        return rows.get(field.related_model)
    numbered = {"place": Place, "subject": Subject, "customer": Customer, "source": Source, "type": EventType}
    if isinstance(field, models.BigIntegerField) and field.name in numbered:
        return rows[numbered[field.name]].pk
    if isinstance(field, models.BinaryField):
        return word.encode()
    if field.model._meta.label == "circles.Member" and field.name == "state":
        return "in"  # a club of nobody is erased, with everybody else's challenges in it
    if isinstance(field, models.CharField | models.TextField):
        return word[:field.max_length] if field.max_length else f"A sentence that says {word}."
    kinds = {models.UUIDField: uuid5(NAMESPACE_OID, f"{field.model.__name__}/{word}"), models.DateTimeField: timezone.now(),
             models.DateField: timezone.now().date(),
             models.BooleanField: True, models.JSONField: {"word": word}, models.IntegerField: 1, models.FloatField: 0.5}
    return next(one for kind, one in kinds.items() if isinstance(field, kind))


def traces(word: str) -> list[str]:
    """Where a word still stands: every field of every row of every table, Django's own included."""
    found = []
    for model in apps.get_models():
        for row in model._default_manager.values():
            found += [f"{model.__name__}.{name}" for name, cell in row.items()
                      if word in json.dumps(bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else cell,
                                            default=str, ensure_ascii=False).lower()]
    return found
