"""What a backup holds: the tables of the rooms, those that others point to first."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

from lifeworld.plugin import worlds

ROOMS = ("places", "customers", "events", "voices", "constellations", "measures", "goals", "circles", "audiences", "partners", "tools",
         "scorecard")
MANIFEST = "manifest.json"
FORMAT = 2


@dataclass(frozen=True)
class Said:
    """How much a backup held."""

    n_tables: int
    n_rows: int
    n_files: int


def tables() -> list[type[Model]]:
    """The tables in an order in which each stands after those that it points to.

    A room that points to itself keeps the order of its models file.
    """
    apps_of_worlds = (world.app for world in worlds() if world.app)
    waiting = [model for room in (*ROOMS, *apps_of_worlds) for model in apps.get_app_config(room).get_models()]
    ordered: list[type[Model]] = []
    while waiting:
        for model in waiting:
            points_to = {field.related_model for field in model._meta.concrete_fields if field.is_relation}
            if not points_to & (set(waiting) - {model}):
                ordered.append(model)
                waiting.remove(model)
                break
        else:
            raise ValueError(f"tables that point to one another in a circle: {[model._meta.label for model in waiting]}")
    return ordered


def file_name(model: type[Model]) -> str:
    """The name of a table's file in the ZIP."""
    return f"{model._meta.label_lower}.jsonl"
