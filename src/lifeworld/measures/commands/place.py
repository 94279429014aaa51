"""The place of the site that a command works in."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lifeworld.kit.errors import InputRefused, listed, nearest

if TYPE_CHECKING:
    from lifeworld.kit.caller import Caller

place_option = click.option("--place", default="", help="Path of the place, as acme or acme/berlin; may be left out where there is one.")
data_option = click.option("--data", type=click.Path(file_okay=False, path_type=Path), envvar="LIFEWORLD_DATA",
                           default=Path("lifeworld-data"), show_default=True, help="Folder of the site's database; also LIFEWORLD_DATA.")


def caller_in(place: str, data: Path) -> Caller:
    """The terminal as a caller in a place of the site in a folder, or in the database that the environment names.

    Errors: InputRefused where there is no site, or no such place.
    """
    if not data.is_dir() and not os.environ.get("DATABASE_URL"):
        raise InputRefused("no_site", f"There is no site in «{data}».", "Name its folder with --data, or begin one with lifeworld serve.")
    os.environ["LIFEWORLD_DATA"] = str(data.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lifeworld.site.settings")
    import django  # noqa: PLC0415  (its settings read the environment)

    django.setup()
    from lifeworld.places.queries import workers  # noqa: PLC0415  (after Django is set up)

    callers = {caller.place: replace(caller, who="terminal") for caller in workers()}
    if not place and len(callers) == 1:
        return next(iter(callers.values()))
    if place not in callers:
        near = nearest(place, callers)
        raise InputRefused("no_such_place", f"There is no place «{place}»." if place else "It is not said which place is meant.",
                           f"Did you mean «{near}»?" if near else f"Give --place; there are {listed(callers)}.")
    return callers[place]
