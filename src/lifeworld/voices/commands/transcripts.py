"""`lifeworld voices transcripts`: who speaks in the transcripts, as understood, before anything is coded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lifeworld.voices.core.transcripts.preview import joined_cells, role_words
from lifeworld.voices.files.transcripts import Interview, Interviews, read_interviews
from lifeworld.voices.files.transcripts.found import MAPPING
from lifeworld.voices.files.transcripts.sheets import write_mapping


@click.command("transcripts")
@click.argument("folder", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FOLDER...")
@click.option("--write", is_flag=True, help="Write speakers.csv into the folder, to correct and keep; an existing one is never replaced.")
def transcripts(folder: tuple[Path, ...], write: bool) -> None:
    """Show who speaks in interview transcripts, and who is taken for the customer.

    FOLDER holds DOCX, TXT, MD, VTT or SRT files, one a customer, or one folder a customer; files may be named as well.
    Nothing is coded. Only the customers' turns are statements later; what the interviewer says is their context.

    \b
    Beside the transcripts may lie
      people.csv     one row a customer: customer (or file), group, wave, time, outcome, consent, brand, language
      speakers.csv   who is who, where it is not understood: file, speaker, role, customer

    \b
      lifeworld voices transcripts interviews
      lifeworld voices transcripts interviews --write
    """
    found = read_interviews(folder)
    console = Console()
    console.print(_table(found))
    for file, reason, detail in found.skipped:
        console.print(f"Not read: {file} ({reason}). {detail}", markup=False, highlight=False, soft_wrap=True)
    for note in found.notes:
        console.print(note, markup=False, highlight=False, style="dim", soft_wrap=True)
    _print_doubts(console, found)
    _print_next(console, found, write)
    if write:
        for root in dict.fromkeys(one.file.root for one in found.interviews):
            write_mapping(_rows([one for one in found.interviews if one.file.root == root]), root / MAPPING)
            console.print(f"Written: {root / MAPPING}. Correct the column «role» where it is wrong or says «unclear»: customer, "
                          "interviewer, other or ignore.", markup=False, highlight=False, soft_wrap=True)


def _print_next(console: Console, found: Interviews, write: bool) -> None:
    """Who is left to be told apart, and what to do next."""
    unclear = [one for one in found.interviews if one.unclear or not one.customers]
    said = "; ".join(f"{one.file.name}: " + (", ".join(part.speaker.name or "(no label)" for part in one.unclear) or "no customer")
                     for one in unclear[:6])
    more = f"; and {len(unclear) - 6} more" if len(unclear) > 6 else ""
    how = "" if write else " (--write makes one to fill in)"
    folder = found.interviews[0].file.root
    told = f"It is clear who speaks. Next: lifeworld map {folder} --focal NAME --out study"
    if unclear:
        told = f"Not clear who speaks in {len(unclear)} of {len(found.interviews)} transcripts ({said}{more}). Say so in {MAPPING}{how}."
    console.print(told, markup=False, highlight=False, style="bold", soft_wrap=True)


def _table(found: Interviews) -> Table:
    """A row for each file with its customers and what the sheet says of them, and one for each speaker below it."""
    table = Table("file and speaker", "turns", "words", "understood as, and why", "first words", title="Speakers", title_justify="left")
    for one in found.interviews:
        names = list(dict.fromkeys(one.customers.values()))
        about = "; ".join(f"customer {name}" + (f": {said}" if (said := joined_cells(one.about.get(name, {}))) else "") for name in names)
        table.add_row(escape(one.file.name), "", "", escape(about), "", style="bold")
        for nth, cast in enumerate(one.casts):
            cells = (f"  {cast.speaker.name or '(no label)'}", f"{cast.speaker.n_turns:,}", f"{cast.speaker.n_words:,}", role_words(cast),
                     cast.speaker.first_words)
            style = None if cast.role == "customer" else "red" if cast.role == "unclear" else "dim"
            table.add_row(*map(escape, cells), style=style, end_section=nth == len(one.casts) - 1)
    return table


def _print_doubts(console: Console, found: Interviews) -> None:
    """Words before a colon that stand once: a speaker who was missed would be coded as somebody else."""
    doubts = [f"{one.file.name}: {', '.join(one.heard.doubtful[:4])}" for one in found.interviews if one.heard.doubtful]
    slips = [f"{one.file.name}: {label} as {name}" for one in found.interviews for label, name in one.heard.misspelled]
    if slips:
        more = f"; and {len(slips) - 5} more" if len(slips) > 5 else ""
        console.print(f"Read as slips of the keys: {'; '.join(slips[:5])}{more}.", markup=False, highlight=False, soft_wrap=True)
    if doubts:
        more = f"; and {len(doubts) - 5} more files" if len(doubts) > 5 else ""
        console.print(f"Stand once before a colon and were not taken for speakers: {'; '.join(doubts[:5])}{more}. "
                      f"If one is a speaker, name it in {MAPPING}.", markup=False, highlight=False, soft_wrap=True)


def _rows(interviews: Sequence[Interview]) -> list[tuple[str, str, str, str, str, int, int, str]]:
    return [
        (one.file.name, cast.speaker.name, cast.role, one.customers.get(cast.speaker.name, ""), cast.why, cast.speaker.n_turns,
         cast.speaker.n_words, cast.speaker.first_words)
        for one in interviews for cast in one.casts]
