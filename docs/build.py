"""Write docs/reference from the code: columns of every file, every command, option and function, every measure.

`python docs/build.py` writes; `python docs/build.py --check` exits with 1 where a page is out of date.
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

import click
from pages.codings import codings_page
from pages.corrections import corrections_page
from pages.inputs import inputs_page
from pages.markdown import page, table
from pages.python import python_page
from pages.results import files_page
from pages.scorecard import scorecard_page
from pages.settings import settings_page

from lifeworld.cli import lifeworld
from lifeworld.constellations.core.ego import MEASURES
from lifeworld.constellations.core.playbooks import playbook_of
from lifeworld.voices.core.codebook_changes import codebook_of
from lifeworld.voices.files import study
from lifeworld.voices.files.codebook import default_codebook

HERE = Path(__file__).resolve().parent / "reference"
PLAYBOOK = '''name = "ours"
version = "1"

[sources]                                     # sources may be named once
interviews = "our own interviews, spring 2026"

[[advice]]
for = "brand-driven"                          # one of the four types
says = "Consider fixing lost routes first."
source = "interviews"                         # a name of [sources], or the source itself
when = { driver = "reliability", is = "weak" }  # may be left out; weak: clearly negative on average, strong: clearly positive'''


def study_page() -> str:
    """The study file, a study's codebook, and a study's playbook."""
    return page("The study file, a study's codebook and playbook", [
        "## study.toml (`--study`)", "", "```text", inspect.cleandoc(study.__doc__ or ""), "```", "",
        "## A codebook of one's own (`codebook = ...`)", "", "```text", inspect.getdoc(codebook_of) or "", "```", "",
        "The fast coder has learned the twelve default codes. It says which codes of a study it does not know; a default code "
        "cannot change its group or type, because constellations rest on them.", "",
        "## A playbook of one's own (`playbook = ...`)", "", "It replaces the packaged one. Advice is worded as a suggestion and carries "
        "its source.", "", "```toml", PLAYBOOK, "```", "", "```text", inspect.getdoc(playbook_of) or "", "```",
    ])


def measures_page() -> str:
    """Every measure of the ego network."""
    rows = ((one.name, one.formula, one.undefined, one.source) for one in MEASURES)
    return page("Measures of an ego network", [
        "`lifeworld.constellations.core.ego.ego_measures` computes them for any number of egos at once. K, the number of "
        "categories that diversity divides by, is five: the codebook's actor categories without the self, who is no alter.",
        *table(("column", "formula", "null when", "source"), rows)])


def codebook_page() -> str:
    """The default codebook."""
    book = default_codebook()
    lines: list[str] = []
    for code in book.codes:
        lines += ["", f"## `{code.name}`: {code.title}", "", code.definition, ""]
        for word, said in (("Include", code.include), ("Exclude", code.exclude), ("Examples", code.examples)):
            lines += [f"- {word}: {line}" for line in said]
    return page(f"The default codebook ({book.name} {book.version})", lines[1:])


def commands_page() -> str:
    """Help texts of every command."""
    lines: list[str] = []

    def walk(command: click.Command, path: str) -> None:
        context = click.Context(command, info_name=path, max_content_width=110, terminal_width=110)
        lines.extend(["", f"## `{path}`", "", "```text", command.get_help(context), "```"])
        if isinstance(command, click.Group):
            for name in sorted(command.list_commands(context)):
                if (inner := command.get_command(context, name)) is not None:
                    walk(inner, f"{path} {name}")

    walk(lifeworld, "lifeworld")
    return page("Commands", lines[1:])


PAGES = {"files.md": files_page, "study.md": study_page, "inputs.md": inputs_page, "corrections.md": corrections_page,
         "codings.md": codings_page,
         "measures.md": measures_page, "codebook.md": codebook_page, "commands.md": commands_page, "python.md": python_page,
         "settings.md": settings_page, "scorecard.md": scorecard_page}


def main() -> int:
    """Write or check."""
    stale = []
    for name, made in PAGES.items():
        text, path = made(), HERE / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        sys.stderr.write(f"docs/reference is out of date: {', '.join(stale)}. Run `make docs`.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
