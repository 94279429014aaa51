"""`lifeworld measures define` and `rebuild`."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from lifeworld.kit.errors import InputRefused
from lifeworld.measures.commands.place import caller_in, data_option, place_option


@click.command("define")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--change", is_flag=True, help="Change indicators of the same slug; without it, another definition is refused.")
@place_option
@data_option
def define_command(file: Path, change: bool, place: str, data: Path) -> None:
    """Define the indicators of FILE: TOML with [[indicator]] tables, or JSON with one object or a list of them.

    \b
      [[indicator]]
      slug = "weekly-km"
      title = "Kilometres a week"
      types = ["run"]
      field = "distance_km"
      aggregation = "sum"
      window_days = 7
      unit = "km"
    """
    bodies = definitions(file)
    caller = caller_in(place, data)
    from django.db import transaction  # noqa: PLC0415  (after Django is set up)

    from lifeworld.measures.actions import indicators  # noqa: PLC0415
    from lifeworld.measures.queries.values import indicators as kept  # noqa: PLC0415

    with transaction.atomic():  # all of the file, or nothing
        known = {one.slug for one in kept(caller)}
        for body in bodies:
            slug = str(body.get("slug", ""))
            made = indicators.change(caller, slug, body) if change and slug in known else indicators.define(caller, body)
            click.echo(f"{made.slug}  version {made.version}  {made.definition.words()}")
    click.echo("The worker builds their days now; lifeworld measures rebuild waits for it.")


def definitions(file: Path) -> list[Mapping[str, Any]]:
    """The definitions that a file holds. Errors: InputRefused for what is neither JSON nor TOML, or holds none."""
    text = file.read_text(encoding="utf-8-sig", errors="replace")
    try:
        body: Any = tomllib.loads(text) if file.suffix.lower() == ".toml" else json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputRefused("file_not_read", f"The file «{file.name}» cannot be read: {error}.", "Correct it there.") from None
    if isinstance(body, dict) and "indicator" in body:
        body = body["indicator"]
    found = body if isinstance(body, list) else [body]
    if not found or not all(isinstance(one, dict) for one in found):
        raise InputRefused("no_indicators", f"The file «{file.name}» holds no indicators.",
                           "Write [[indicator]] tables (TOML), or an object or a list of objects (JSON).")
    return found


@click.command("rebuild")
@click.argument("slug", required=False)
@place_option
@data_option
def rebuild_command(slug: str | None, place: str, data: Path) -> None:
    """Make the days of the indicator SLUG, or of all, from all events again, and wait for it. Broken off, the worker goes on with it."""
    caller = caller_in(place, data)
    from lifeworld.measures.actions.rebuild import rebuild  # noqa: PLC0415  (after Django is set up)

    for made in rebuild(caller, slug, readers=2):
        click.echo(f"{made.slug}: {made.n_days:,} days of subjects, {made.n_customers:,} customers known now.")
