"""Django for the terminal: settings are chosen before anything of it is imported."""

from __future__ import annotations

import os
from pathlib import Path

import click

data_option = click.option("--data", type=click.Path(file_okay=False, path_type=Path), envvar="LIFEWORLD_DATA",
                           default=Path("lifeworld-data"), show_default=True,
                           help="Folder of the database (SQLite) and of uploaded files; also LIFEWORLD_DATA.")


def started(data: Path) -> None:
    """Set Django up for this folder."""
    os.environ["LIFEWORLD_DATA"] = str(data.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lifeworld.site.settings")
    import django  # noqa: PLC0415  (its settings read the environment)

    django.setup()
