"""`lifeworld correct`: what people know better than the coder, written down once and replayed on every run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from lifeworld.constellations.commands.correction_list import lines_of
from lifeworld.constellations.core.corrections.preview import preview
from lifeworld.constellations.core.corrections.replay import MOVING
from lifeworld.constellations.core.corrections.rules import OTHERS, PRESENCE
from lifeworld.constellations.core.corrections.values import Correction
from lifeworld.constellations.files.corrections import (
    CORRECTIONS_FILE,
    bytes_of,
    check,
    read_applied,
    read_corrections,
    write_corrections,
)
from lifeworld.constellations.files.last_run import check_results, read_last_run
from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.codebook import CODES

VALENCES = {"-1": "-1", "0": "0", "1": "1", "negative": "-1", "mixed": "0", "neutral": "0", "positive": "1"}
Command = Callable[..., Any]


@dataclass(frozen=True)
class Place:
    """The folder of a mapped study and the file of its corrections."""

    study: Path
    path: Path

    def read(self) -> tuple[tuple[Correction, ...], bytes | None]:
        """All lines, and the bytes of the file as it was read."""
        seen = bytes_of(self.path)
        return (read_corrections(self.path) if seen is not None else ()), seen


@click.group("correct")
@click.argument("study", type=click.Path(path_type=Path))
@click.option("--corrections", type=click.Path(path_type=Path, dir_okay=False),
              help="Before STUDY: another file of corrections than corrections.csv in STUDY; give map the same.")
@click.pass_context
def correct_command(context: click.Context, study: Path, corrections: Path | None) -> None:
    """Correct actors and codes of a mapped study, with who and why.

    STUDY is a folder of results. Each correction becomes a line of corrections.csv there, which every later `lifeworld map`
    into the folder replays; the file may also be edited by hand or in a spreadsheet.

    \b
      lifeworld correct study merge "family_friends:lena" "family_friends:sister" --customer ana --who Kim --why "Lena is her sister"
      lifeworld correct study ignore "strangers:general public" --who Kim --why "a figure of speech"
      lifeworld correct study code ana-3 mood absent --who Kim --why "irony"
      lifeworld correct study list
    """
    check_results(study)
    context.obj = Place(study, corrections or study / CORRECTIONS_FILE)


def decided(command: Command) -> Command:
    """Options that every correction has."""
    command = click.option("--why", required=True, help="The reason, in words.")(command)
    return click.option("--who", required=True, envvar="LIFEWORLD_WHO", show_envvar=True, help="Who decides.")(command)


one_customer = click.option("--customer", default="", help="Only this customer's actor; default: everybody's.")


def contradicted(line: Correction, before: Sequence[Correction]) -> list[Correction]:
    """Earlier lines that say something else of the same code or actor.

    >>> old = Correction(2, "code", statement="s1", code="mood", to="present", who="Kim", why="x")
    >>> [one.row for one in contradicted(replace(old, to="absent", who="Ann"), [old])]
    [2]
    """
    def subject(one: Correction) -> tuple[str, ...]:
        action = "move" if one.action in MOVING else one.action
        return action, one.customer, one.actor, one.statement, one.code, one.where

    return [other for other in before if subject(other) == subject(line) and (other.action, other.to) != (line.action, line.to)]


def _add(place: Place, line: Correction) -> None:
    """Check a correction against the last run, say what it is about, and append it to the file."""
    folded: dict[str, Any] = {name: " ".join(value.split()) for name, value in vars(line).items() if isinstance(value, str)}
    line = replace(line, **{**folded, "when": date.today().isoformat()})
    check(line, "The correction")
    line, says = preview(line, read_last_run(place.study))
    before, seen = place.read()
    for other in before:
        if replace(line, row=other.row, who=other.who, why=other.why, when=other.when) == other:
            raise InputRefused("corrected_already", f"Line {other.row} of «{place.path}» says the same, by {other.who}.",
                               f"See lifeworld correct {place.study} list.")
    write_corrections((*before, line), place.path, seen)
    click.echo(says)
    for other in contradicted(line, before):
        counts = "the new line finds what that one leaves" if other.action in MOVING else "the new line counts"
        says = f"{other.action} «{other.to}»" if other.to else other.action
        click.echo(f"Line {other.row}, by {other.who}, says otherwise ({says}). Lines are replayed in their order, so {counts}.")
    number = read_corrections(place.path)[-1].row
    click.echo(f"Written as line {number} of {place.path}. Run `lifeworld map` into {place.study} again, so that it counts.")


@correct_command.command()
@click.argument("actor")
@click.argument("to")
@one_customer
@decided
@click.pass_obj
def merge(place: Place, actor: str, to: str, customer: str, who: str, why: str) -> None:
    """ACTOR is the same as TO, or is to be called TO.

    Both are keys ("family_friends:lena"), names, or words that name the actor; a TO that nobody is called yet is a new name.
    """
    _add(place, Correction(0, "merge", customer, actor, to=to, who=who, why=why))


@correct_command.command()
@click.argument("actor")
@click.argument("to")
@one_customer
@click.option("--statement", "statements", multiple=True, help="Id of a statement in which it is TO; may be given again.")
@click.option("--where", default="", help="Words; it is TO in the statements that hold them.")
@decided
@click.pass_obj
def split(place: Place, actor: str, to: str, customer: str, statements: tuple[str, ...], where: str, who: str, why: str) -> None:
    """In some statements ACTOR is somebody else: TO."""
    _add(place, Correction(0, "split", customer, actor, ";".join(statements), where=where, to=to, who=who, why=why))


@correct_command.command()
@click.argument("actor")
@click.argument("category", type=click.Choice(OTHERS))
@one_customer
@decided
@click.pass_obj
def recategorise(place: Place, actor: str, category: str, customer: str, who: str, why: str) -> None:
    """ACTOR belongs to another CATEGORY; the category's presence in its statements moves with it."""
    _add(place, Correction(0, "recategorise", customer, actor, to=category, who=who, why=why))


@correct_command.command()
@click.argument("actor")
@one_customer
@decided
@click.pass_obj
def ignore(place: Place, actor: str, customer: str, who: str, why: str) -> None:
    """ACTOR is none: leave it out.

    Where a statement mentions no other actor of its category, the category counts as absent there.
    """
    _add(place, Correction(0, "ignore", customer, actor, who=who, why=why))


@correct_command.command()
@click.argument("statement")
@click.argument("code", type=click.Choice(CODES))
@click.argument("to", type=click.Choice(PRESENCE))
@decided
@click.pass_obj
def code(place: Place, statement: str, code: str, to: str, who: str, why: str) -> None:
    """The CODE is present or absent in a STATEMENT, whatever the coder says."""
    _add(place, Correction(0, "code", statement=statement, code=code, to=to, who=who, why=why))


@correct_command.command(context_settings={"ignore_unknown_options": True})
@click.argument("statement")
@click.argument("to", type=click.Choice(list(VALENCES)), metavar="-1|0|1")
@decided
@click.pass_obj
def valence(place: Place, statement: str, to: str, who: str, why: str) -> None:
    """The valence of a STATEMENT is -1 (negative), 0 (mixed or neutral) or 1 (positive); the words do as well."""
    _add(place, Correction(0, "valence", statement=statement, to=VALENCES[to], who=who, why=why))


@correct_command.command("list")
@click.pass_obj
def show(place: Place) -> None:
    """Show all corrections and what each did on the last run."""
    for text in lines_of(place.read()[0], read_applied(place.study)):
        click.echo(text)


@correct_command.command()
@click.argument("row", type=click.IntRange(2))
@click.pass_obj
def undo(place: Place, row: int) -> None:
    """Remove line ROW of the file, as `list` numbers it; the line is printed, so that it can be made again."""
    lines, seen = place.read()
    gone = [line for line in lines if line.row == row]
    if not gone:
        raise InputRefused("no_such_line", f"«{place.path}» has no correction in line {row}.", f"See lifeworld correct {place.study} list.")
    write_corrections([line for line in lines if line.row != row], place.path, seen)
    click.echo("\n".join(["Removed:", *lines_of(gone, None)[:2]]))
    click.echo(f"Lines after it have moved up. Run `lifeworld map` into {place.study} again, so that it counts.")
