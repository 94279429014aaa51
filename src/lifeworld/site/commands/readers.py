"""`lifeworld events read`: files that an installed world reads, as events of one customer."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click
from rich.console import Console

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.kit.progress import progress
from lifeworld.plugin import Reader, worlds
from lifeworld.site.commands.start import data_option, started

BYTES_MAX = 256 * 1024**2
NOTHING = 1


@click.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--of", "customer", required=True, help="Key of the customer whose files these are.")
@click.option("--place", default="", help="Path of the place, as acme or acme/berlin; may be left out where there is one.")
@data_option
def read_command(files: tuple[Path, ...], customer: str, place: str, data: Path) -> None:
    """Bring in what FILES of one customer say, as events: recordings, exports, whatever an installed world reads.

    The same files again bring in nothing new. The files themselves are not kept, and a world's own pages show nothing of them: customers
    and their apps give files to those. The exit code is 1 where nothing was taken in or there already.

    \b
      lifeworld events read morning.fit evening.gpx --of ana-7 --place acme
    """
    started(data)
    from lifeworld.events.actions.taking import take  # noqa: PLC0415  (after Django is set up)
    from lifeworld.site.commands.events import caller_in  # noqa: PLC0415

    caller, console, answers = caller_in(place), Console(), Counter[str]()
    readers = [(path, _reader(path)) for path in files]
    with progress("Reading files", total=len(readers)) as step:
        for path, reader in readers:
            for one in reader.read(path.name, _bytes(path), subject=customer):
                found = take(caller, list(one.events)) if one.events else []
                answers.update(answer.status for answer in found)
                said = [one.reason, *{f"{answer.message}" for answer in found if answer.message}]
                line = f"{one.name}: {one.verdict}, {len(one.events)} events. {' '.join(said)}"
                console.print(line.rstrip(), markup=False, highlight=False)
            step(1)
    there = answers["duplicate"]
    console.print(f"{answers['taken']:,} events taken in" + (f", {there:,} there already" if there else "") + ".", highlight=False)
    if not answers["taken"] + there:
        raise click.exceptions.Exit(NOTHING)


def _reader(path: Path) -> Reader:
    found = next((reader for world in worlds() if (reader := world.reader_of(path.name))), None)
    if found is None:
        known = sorted({suffix for world in worlds() for reader in world.readers for suffix in reader.suffixes})
        raise InputRefused("no_reader", f"No installed world reads «{path.name}».",
                           f"Files end in {listed(known)}; tables come in with «lifeworld events import».")
    return found


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > BYTES_MAX:
        raise InputRefused("file_too_large", f"«{path.name}» has more than {BYTES_MAX // 1024**2} MiB.",
                           "Split it, or use the site's upload.")
    return path.read_bytes()
