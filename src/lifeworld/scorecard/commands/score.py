"""`lifeworld scorecard score DIR`: a folder of tables in, the six factors with their intervals out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import atomic_path, write_json, write_text
from lifeworld.kit.progress import progress
from lifeworld.scorecard.commands.summary import print_summary
from lifeworld.scorecard.core.values import FACTORS, Asked, Scorecard
from lifeworld.scorecard.files.reading import Read, count_files, read_folder
from lifeworld.scorecard.files.window import day, within


@click.command("score")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="HTML file for the report, as report.html.")
@click.option("--pdf", type=click.Path(path_type=Path), help="PDF file for the board, at most four pages.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="JSON file for every number, as card.json.")
@click.option("--title", default="", help="Of what the scorecard is. Left out: the name of the folder.")
@click.option("--since", default="", help="First day that counts, as 2026-05-01. Left out: all.")
@click.option("--until", default="", help="Last day that counts. Left out: all.")
@click.option("--as-of", "as_of", default="", help="Day from which it is seen. Left out: --until, else today.")
@click.option("--currency", default="EUR", show_default=True, help="Currency of the earnings.")
@click.option("--looks", type=click.Choice(["again", "once"]), default="again", show_default=True,
              help="Whether effects are looked at again and again (intervals then hold for 52 looks), or once.")
@click.option("--seed", type=click.IntRange(0), default=Asked.seed, show_default=True, help="Seed of every random stream.")
def score_command(folder: Path, out: Path | None, pdf: Path | None, json_file: Path | None, title: str, since: str, until: str, as_of: str,
                  currency: str, looks: str, seed: int) -> None:
    """Measure the six success factors of an ecosystem from the tables in DIR.

    DIR holds customers.csv and whatever is known of goals, answers, trials, designs, uses, partners, earnings, choices, starts, surfaces
    and weights: one file each (CSV, Parquet and others), described in docs/reference/scorecard.md. A factor without its table is not
    known; too little data gives how much is needed, never a number.

    \b
      lifeworld scorecard score tables --out report.html --pdf board.pdf --since 2026-05-01 --until 2026-07-31
    """
    _check_outs({"--out": (out, ".html"), "--pdf": (pdf, ".pdf"), "--json": (json_file, ".json")})
    since, until, as_of = day(since, "--since"), day(until, "--until"), day(as_of, "--as-of")
    with progress("Reading tables", count_files(folder)) as step:
        read = read_folder(folder, step)
    as_of = as_of or until or datetime.now(UTC).date().isoformat()
    frames, left_out = within(read.frames, since, until, as_of)
    read = replace(read, frames=frames, notes=(*read.notes, *left_out))
    asked = Asked(since=since, until=until, as_of=as_of, seed=seed,
                  looks="once" if looks == "once" else "again", currency=currency.strip().upper(), query=folder.resolve().name or "tables")
    card = _scored(read, asked)
    _write(card, title, out, pdf, json_file)
    written = [each for each in (out, pdf, json_file) if each]
    print_summary(Console(width=None if Console().is_terminal else 100), card, title, read.notes, written)


def _scored(read: Read, asked: Asked) -> Scorecard:
    """The card, with the hashes of the files beside those of their rows."""
    from lifeworld.scorecard.core.card import scorecard  # noqa: PLC0415  (scipy is loaded when something is measured)

    with progress("Measuring six factors", len(FACTORS)) as step:
        card = scorecard(read.frames, asked, step)
    inputs = {name: {**dict(held), **dict(read.files.get(name, {}))} for name, held in card.inputs.items()}
    return replace(card, inputs=inputs, warnings=tuple(dict.fromkeys([*card.warnings, *read.notes])))


def _write(card: Scorecard, title: str, out: Path | None, pdf: Path | None, json_file: Path | None) -> None:
    """What was asked for, each whole or not at all; everything is made before the first is written."""
    from lifeworld.scorecard.core.wire import card_json  # noqa: PLC0415
    from lifeworld.scorecard.files.report import report_html  # noqa: PLC0415  (templates and the typesetter are loaded when asked for)
    from lifeworld.scorecard.files.report_pdf import report_pdf  # noqa: PLC0415

    html, pages = report_html(card, title) if out else "", report_pdf(card, title) if pdf else b""
    if json_file:
        write_json(card_json(card), json_file)
    if pdf:
        with atomic_path(pdf) as work:
            work.write_bytes(pages)
    if out:
        write_text(html, out)


def _check_outs(outs: dict[str, tuple[Path | None, str]]) -> None:
    """Refuse before any work is done what could not be written after it."""
    given = {option: (path, ending) for option, (path, ending) in outs.items() if path is not None}
    for option, (path, ending) in given.items():
        if path.suffix.lower() != ending or path.is_dir():
            raise InputRefused("out_format", f"«{path.name}» after {option} does not end in {ending}, or is a folder.",
                               f"Name a file, as scorecard{ending}.")
        if not path.parent.is_dir():
            raise InputRefused("no_such_folder", f"The folder of «{path}» does not exist.", "Create it, or write elsewhere.")
