"""`lifeworld backup`, `restore` and `upgrade`: what an operator does so that nothing is lost."""

from __future__ import annotations

from pathlib import Path

import click

from lifeworld.site.commands.start import data_option, started


@click.command("backup")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@data_option
def backup_command(out: Path, data: Path) -> None:
    """Write everything, tables and uploaded files, into the ZIP file OUT while the site runs.

    It holds personal data: keep it as safe as the site. It can be restored into SQLite and PostgreSQL alike.
    """
    started(data)
    from lifeworld.site.backups.writing import write_backup  # noqa: PLC0415  (after Django is set up)

    said = write_backup(out)
    click.echo(f"{said.n_rows:,} rows of {said.n_tables} tables and {said.n_files:,} files are in {out}.")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
def restore_command(file: Path, data: Path) -> None:
    """Read a backup into an empty site: all of it, or nothing."""
    started(data)
    from lifeworld.site.backups.reading import read_backup  # noqa: PLC0415
    from lifeworld.site.upgrading import upgrade  # noqa: PLC0415

    upgrade()
    said = read_backup(file)
    click.echo(f"{said.n_rows:,} rows of {said.n_tables} tables and {said.n_files:,} files are back.")


@click.command("upgrade")
@data_option
def upgrade_command(data: Path) -> None:
    """Change the database to this version; a SQLite file is copied beside itself before."""
    started(data)
    from lifeworld.site.upgrading import pending, upgrade  # noqa: PLC0415

    n = pending()
    copy = upgrade()
    click.echo((f"{n} changes were made." if n else "Nothing had to change.") + (f" The database as it was: {copy}" if copy else ""))
