"""`lifeworld serve`: the whole site on this machine, with nothing else to install."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from lifeworld.kit.errors import RunFailed
from lifeworld.site.commands.start import data_option, started
from lifeworld.site.serving import supervise, web
from lifeworld.site.serving import work as work_until_stopped


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at; 0.0.0.0 for every one of this machine's.")
@click.option("--port", default=8000, show_default=True, help="Port of pages and API; live news take the next one.")
@click.option("--only", type=click.Choice(["web", "stream"]), help="One part alone, as in a container; `lifeworld work` is another.")
@click.option("--demo", is_flag=True, help="Add a place «demo» with invented customers, and say how to sign in to it.")
@data_option
def serve_command(host: str, port: int, only: str | None, demo: bool, data: Path) -> None:
    """Open the site: pages, API, live news, and the work behind.

    On SQLite in the data folder, or on the PostgreSQL that DATABASE_URL names. Settings: docs/reference/settings.md.
    """
    if only is None and "LIFEWORLD_STREAM_URL" not in os.environ:
        os.environ["LIFEWORLD_STREAM_PORT"] = str(port + 1)
    started(data)
    from django.db import connection  # noqa: PLC0415  (after Django is set up)

    from lifeworld.places.models import User  # noqa: PLC0415
    from lifeworld.site.upgrading import pending, upgrade  # noqa: PLC0415

    if connection.vendor == "sqlite":
        upgrade()
    elif n := pending():
        raise RunFailed("not_upgraded", f"The database lacks {n} changes of this version.", "Run `lifeworld upgrade` once, then serve.")
    if demo:
        _demo(host, port)
    if not User.objects.exists():
        click.echo("Nobody can sign in yet. In another terminal: lifeworld user add you@example.org --place acme", err=True)
    connection.close()
    if only:
        _only(only, host, port)
    parts = {"web": (host, port), "stream": (host, port + 1), "work": (host, 0)}
    sys.exit(supervise(parts, lambda: click.echo(f"lifeworld is at http://{host}:{port}/ (Ctrl+C stops it)")))


def _demo(host: str, port: int) -> None:
    from django.core.exceptions import ObjectDoesNotExist  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from lifeworld.plugin_web import web_worlds  # noqa: PLC0415
    from lifeworld.site.demo import OWNER, fill_demo, owner_of_demo  # noqa: PLC0415
    from lifeworld.site.demo_goals import open_goals_link  # noqa: PLC0415
    from lifeworld.tools.queries.desks import open_desks  # noqa: PLC0415

    click.echo("Making the demo takes about a minute, where it is not there yet ...", err=True)
    site, password = f"http://{host}:{port}", fill_demo()
    try:
        owner = owner_of_demo()
    except (LookupError, ObjectDoesNotExist):  # somebody else's place has this name
        return
    if not password:
        click.echo(f"The demo is there since an earlier start; its owner is {OWNER}.")
    else:
        click.echo(f"The demo is there. Sign in as {OWNER} with the password {password}")
        click.echo(f"The goals of one runner, as she sees them: {site}/goals/{open_goals_link(owner, 'runner-16')}/")
        for world, pages in web_worlds():
            if pages.demo_customer and pages.own_start:
                path = reverse(pages.own_start, args=[open_goals_link(owner, pages.demo_customer)])
                click.echo(f"{world.title}, as a simulated customer sees it: {site}{path}")
    for desk in open_desks(owner):
        click.echo(f"«{desk.title}», a desk that is open to everybody: {site}{reverse('desk_desk', args=[desk.key])}")


def _only(part: str, host: str, port: int) -> None:
    from lifeworld.site.serving import stream  # noqa: PLC0415

    {"web": web, "stream": stream}[part](host, port)
    sys.exit(0)


@click.command("work")
@data_option
def work_command(data: Path) -> None:
    """Do the work behind the pages until stopped: imports, coding, ecosystems, measures, audiences, webhooks. `serve` starts it itself."""
    started(data)
    work_until_stopped("", 0)
