"""Places are added inside places and given names; their paths are for good."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict
from lifeworld.kit.errors import InputRefused
from lifeworld.places.core import PART, PlaceValue, checked_name, checked_path
from lifeworld.places.models import Place


@transaction.atomic
def add_place(caller: Caller, part: str, name: str) -> PlaceValue:
    """A place inside the caller's. ``part`` is the last part of its path; its clock is that of the caller's place.

    Errors: 403; 409 where the path is taken; 422.
    """
    caller.require("places.manage")
    if not PART.fullmatch(part):
        raise InputRefused("bad_path", f"«{part}» is no last part of a path.", "Use lower-case letters, digits and hyphens, as in berlin.")
    made = _made(checked_path(f"{caller.place}/{part}"), checked_name(name), caller.timezone)
    record(caller, "places.added", data={"path": made.path})
    return made


@transaction.atomic
def rename_place(caller: Caller, name: str) -> None:
    """Another name for the caller's place; its path stays. Errors: 403; 422."""
    caller.require("places.manage")
    Place.objects.filter(pk=caller.place_id).update(name=checked_name(name))
    record(caller, "places.renamed")


def _made(path: str, name: str, timezone: str) -> PlaceValue:
    try:
        with transaction.atomic():
            Place.objects.create(path=path, name=name, timezone=timezone)
    except IntegrityError as error:
        raise conflict("path_taken", f"There is a place «{path}» already.",
                       "Choose another path; a path names one place for good.") from error
    return PlaceValue(path, name, timezone=timezone)
