"""Write docs/reference from the code: columns of every file, every command and option, every measure.

`python docs/build.py` writes; `python docs/build.py --check` exits with 1 where a page is out of date.
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

import click
import polars as pl

from lifeworld.cli import lifeworld
from lifeworld.constellations.core.drawn import DRAWN_COLUMNS
from lifeworld.constellations.core.ego import MEASURES
from lifeworld.constellations.core.schemas import FILES
from lifeworld.events.core import EVENT_FIELDS
from lifeworld.voices.core.codebook_changes import codebook_of
from lifeworld.voices.core.coded_rows import SEGMENT_ROWS, STATEMENT_ROWS
from lifeworld.voices.files import study
from lifeworld.voices.files.codebook import default_codebook

EVENT_TEXTS = {field.name: field.meaning + (" Needed." if field.required else "") for field in EVENT_FIELDS}
HERE = Path(__file__).resolve().parent / "reference"
MADE = "<!-- made by docs/build.py; change the code and run `make docs` -->"
TYPES = {pl.String: "text", pl.Float64: "number", pl.Int32: "integer", pl.Int8: "integer", pl.Boolean: "true or false"}


def type_word(dtype: object) -> str:
    """The word for a column's type."""
    return "list of text" if isinstance(dtype, pl.List) else TYPES.get(dtype, str(dtype))  # type: ignore[call-overload]


def escaped(text: str) -> str:
    """Text inside a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")


def files_page() -> str:
    """Columns of the Parquet files that `lifeworld map` writes."""
    parts = ["# Files of a mapped study", MADE, "",
             "`lifeworld map ... --out DIR` writes these into DIR, with `report.html`, `figures.json` (a list of Figures: value, "
             "interval, method, n, versions, warnings, evidence) and, where rows were left out, `skipped.csv` (file, row, id, "
             "field, reason, detail). Intervals are 90 %. Null is unknown, never 0."]
    for name, schema in FILES.items():
        parts += ["", f"## {name}.parquet", "", "| column | type | meaning |", "| --- | --- | --- |"]
        parts += [f"| `{column}` | {type_word(dtype)} | {escaped(text)} |" for column, (dtype, text) in schema.items()]
    for title, schema in (("statement", STATEMENT_ROWS), ("segment", SEGMENT_ROWS)):
        parts += ["", f"## `lifeworld voices code --per {title}`", "", "| column | meaning |", "| --- | --- |"]
        parts += [f"| `{column}` | {escaped(text)} |" for column, text in schema.items()]
    parts += ["", "Rows that were left out are listed in `OUT.skipped.csv` beside the file."]
    return "\n".join(parts) + "\n"


def study_page() -> str:
    """The study file and a study's codebook."""
    return "\n".join([
        "# The study file and a study's codebook", MADE, "", "## study.toml (`--study`)", "", "```text",
        inspect.cleandoc(study.__doc__ or ""), "```", "", "## A codebook of one's own (`codebook = ...`)", "", "```text",
        inspect.getdoc(codebook_of) or "", "```", "",
        "The fast coder has learned the twelve default codes. It says which codes of a study it does not know; a default code "
        "cannot change its group or type, because constellations rest on them.", "",
    ])


def inputs_page() -> str:
    """Columns of the files that may be given beside the texts."""
    parts = ["# Files that go in", MADE, "",
             "Tables may be CSV, TSV, JSON Lines, JSON, Parquet or XLSX, gzipped or not, in UTF-8, UTF-16 with a byte order mark "
             "or Windows-1252; `-` is standard input."]
    for title, columns in (("Drawn maps (`--drawn`)", DRAWN_COLUMNS), ("Events (`--events`)", EVENT_TEXTS)):
        parts += ["", f"## {title}", "", "| column | meaning |", "| --- | --- |"]
        parts += [f"| `{name}` | {escaped(text)} |" for name, text in columns.items()]
    return "\n".join(parts) + "\n"


def measures_page() -> str:
    """Every measure of the ego network."""
    parts = ["# Measures of an ego network", MADE, "",
             "`lifeworld.constellations.core.ego.ego_measures` computes them for any number of egos at once. K, the number of "
             "categories that diversity divides by, is five: the codebook's actor categories without the self, who is no alter.",
             "", "| column | formula | null when | source |", "| --- | --- | --- | --- |"]
    parts += [f"| `{m.name}` | {escaped(m.formula)} | {escaped(m.undefined)} | {escaped(m.source)} |" for m in MEASURES]
    return "\n".join(parts) + "\n"


def codebook_page() -> str:
    """The default codebook."""
    book = default_codebook()
    parts = [f"# The default codebook ({book.name} {book.version})", MADE]
    for code in book.codes:
        parts += ["", f"## `{code.name}`: {code.title}", "", code.definition, ""]
        for word, lines in (("Include", code.include), ("Exclude", code.exclude), ("Examples", code.examples)):
            parts += [f"- {word}: {line}" for line in lines]
    return "\n".join(parts) + "\n"


def commands_page() -> str:
    """Help texts of every command."""
    parts = ["# Commands", MADE]

    def walk(command: click.Command, path: str) -> None:
        context = click.Context(command, info_name=path, max_content_width=110, terminal_width=110)
        parts.extend(["", f"## `{path}`", "", "```text", command.get_help(context), "```"])
        if isinstance(command, click.Group):
            for name in sorted(command.commands):
                walk(command.commands[name], f"{path} {name}")

    walk(lifeworld, "lifeworld")
    return "\n".join(parts) + "\n"


PAGES = {"files.md": files_page, "study.md": study_page, "inputs.md": inputs_page, "measures.md": measures_page,
         "codebook.md": codebook_page,
         "commands.md": commands_page}


def main() -> int:
    """Write or check."""
    stale = []
    for name, page in PAGES.items():
        text, path = page(), HERE / name
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
