"""`lifeworld user`: logins, from the terminal of whoever runs the site."""

from __future__ import annotations

import os
from pathlib import Path

import click

from lifeworld.kit.caller import ROLES
from lifeworld.site.commands.start import data_option, started


@click.group("user")
def user_commands() -> None:
    """Add people to the site, and give them a link to choose a password."""


@user_commands.command("add")
@click.argument("email")
@click.option("--place", required=True, help="Path of the place, as acme or acme/berlin; a root place that is not there yet is founded.")
@click.option("--role", type=click.Choice(sorted(ROLES)), default="owner", show_default=True)
@click.option("--name", default="", help="What colleagues read; else the part of the address before the @.")
@click.option("--operator", is_flag=True, help="May also use the administration at /admin/.")
@data_option
def add(email: str, place: str, role: str, name: str, operator: bool, data: Path) -> None:
    """Give the person with this e-mail address a role in a place.

    The password is taken from LIFEWORLD_PASSWORD, or asked for. Somebody who has a login keeps the password.
    """
    started(data)
    from lifeworld.site.founding import add_member  # noqa: PLC0415  (after Django is set up)
    from lifeworld.site.upgrading import upgrade  # noqa: PLC0415

    upgrade()
    password = os.environ.get("LIFEWORLD_PASSWORD") or None
    made = add_member(email, place, role, name=name, operator=operator,
                      password=password or (lambda: click.prompt("Password", hide_input=True, confirmation_prompt=True)))
    click.echo(f"{made.name} <{made.email}> is {role} of {place}. Sign in at /account/sign-in/ once `lifeworld serve` runs.")
