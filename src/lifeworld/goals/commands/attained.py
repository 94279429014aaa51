"""`lifeworld goals attainment`: the figures of a place of the site."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import click

from lifeworld.goals.commands.shown import show
from lifeworld.goals.core.attainment import Attainment
from lifeworld.goals.core.days import day_number
from lifeworld.goals.files.tables import check_out
from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.kit.figure import Figure

DAYS = 90


@click.command("attainment")
@click.option("--place", required=True, help="Path of the place, as acme or acme/berlin.")
@click.option("--from", "first", help=f"First day, as 2026-05-01; default: {DAYS} days before the last.")
@click.option("--to", "last", help="Last day; default: today by the clock of the place.")
@click.option("--job", default="", help="Only goals of this job.")
@click.option("--out", type=click.Path(path_type=Path), help="JSON file for every number, as figures.json.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), envvar="LIFEWORLD_DATA", default=Path("lifeworld-data"),
              show_default=True, help="Folder of the site's database; also LIFEWORLD_DATA.")
def attainment_command(place: str, first: str | None, last: str | None, job: str, out: Path | None, data: Path) -> None:
    """How far the customers of a place came with the goals that they declared before the first day.

    Only customers who said yes to being counted are in it; below 30 of them no figure is printed.

    \b
      lifeworld goals attainment --place acme --from 2026-05-01 --to 2026-07-31
    """
    check_out(out)
    _started(data)
    from lifeworld.goals.queries.attained import attainment, time_in_range_of  # noqa: PLC0415  (after Django is set up)
    from lifeworld.goals.queries.whose import today_of  # noqa: PLC0415
    from lifeworld.places.queries import workers  # noqa: PLC0415

    callers = {each.place: replace(each, who="terminal") for each in workers()}
    if place not in callers:
        near = nearest(place, callers)
        there = f"There are {listed(callers)}." if callers else "Found one: lifeworld user add you@example.org --place acme."
        raise InputRefused("no_such_place", f"There is no place «{place}».", f"Did you mean «{near}»?" if near else there)
    caller = callers[place]
    to_day = today_of(caller) if last is None else day_number(last)
    from_day = to_day - DAYS if first is None else day_number(first)
    found = attainment(caller, from_day=from_day, to_day=to_day, job=job)
    ranges = time_in_range_of(caller, from_day=from_day, to_day=to_day, job=job)
    show([*_figures(found), ranges.share, ranges.worst, ranges.best, ranges.known], None,
         {"place": place, "from_day": from_day, "to_day": to_day, "job": job}, out, found.warnings)


def _figures(found: Attainment) -> list[Figure]:
    return [found.n_goals, found.t, found.baseline, found.change, *found.states.values(), found.regret, *found.reasons.values()]


def _started(data: Path) -> None:
    """Django for the folder of a site, or the database that the environment names. Errors: InputRefused where there is none."""
    if not data.is_dir() and not os.environ.get("DATABASE_URL"):
        raise InputRefused("no_site", f"There is no site in «{data}».", "Name its folder with --data, or begin one with lifeworld serve.")
    os.environ["LIFEWORLD_DATA"] = str(data.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lifeworld.site.settings")
    import django  # noqa: PLC0415  (its settings read the environment)

    django.setup()
