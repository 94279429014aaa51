"""files.md: what `lifeworld map` leaves in its folder, `export` in its own, and `voices code` in its file."""

from __future__ import annotations

from pages.markdown import meanings, page, table, type_word

from lifeworld.constellations.core.corrections.rules import COLUMNS
from lifeworld.constellations.core.schemas import FILES, empty
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board.write import KINDS
from lifeworld.constellations.files.results import KEPT_NAMES
from lifeworld.constellations.files.stored import about_study
from lifeworld.voices.core.coded_rows import SEGMENT_ROWS, STATEMENT_ROWS

FOLDER = (
    ("report.html", "the report; protected, so it may leave once somebody has read it"),
    ("figures.json", "the figures of the population: value, interval, method, n, versions, warnings, evidence; raw"),
    ("study.json", "what the study is and how it was made; raw"),
    ("statements.parquet", "and the other tables below; raw"),
    ("skipped.csv", "where rows were left out: file, row, id, field, reason, detail; raw"),
    ("corrections.csv", "what people corrected; written by people and `lifeworld correct`, never by a run"),
    ("corrections_applied.csv", "where there are corrections: what each did on this run"),
)
STUDY_JSON = {
    "title": "what the study is called", "label": "what it is, where it is not what it seems (fictional, simulated)",
    "fictional": "true where nobody in it exists", "notes": "sentences that stand beside every result",
    "skipped": "number of rows left out, by reason", "settings": "settings of the run: seed, draws, bootstraps, level and so on",
    "versions": "codebook, coder and code, each with its version or hash", "n_customers": "number of customers, 0 where rows name none",
    "playbook": "what the report suggests for each type, with sources",
    "policy": "how the report of this run was protected; `lifeworld export` starts from it",
    "comparisons": "each with levels, values, contrasts (differences), note, trends and changed",
    "impact": "what goes with the outcome: factors with shares of R2, sign, leave-out and the noise floor; null without outcome",
    "saturation": "curves over random orders of customers, and when the rule was met",
    "corrections": "what each correction did, as in corrections_applied.csv",
    "shares": "where codings of people were given: shares as counted and as corrected, with method and reason ([codings](codings.md))",
}
EXPORTS = {
    "pptx": "`board.pptx`: slides with one message each, the evidence in their notes",
    "pdf": "`board.pdf`: the report as a document with page numbers and bookmarks",
    "xlsx": "`tables.xlsx`: every table", "svg": "`picture-*.svg`: each picture", "png": "`picture-*.png`: the same, 200 pixels an inch",
    "kumu": "`constellation.kumu.json`: the pooled constellation for Kumu",
}
APPLIED = {"row": "line of the file, the header being line 1", "says": "what it did, in a sentence",
           "n_changed": "how many statements or facts it changed", "problem": "why it changed nothing; empty where it applied"}


def files_page() -> str:
    """The page, refusing to describe a study.json or an export that is another one."""
    frames = {name: empty(schema) for name, schema in FILES.items()}
    if set(about_study(MappedStudy("", False, "", **frames))) != set(STUDY_JSON) or set(KINDS) != set(EXPORTS):
        raise SystemExit("docs/pages/results.py describes other entries of study.json, or other exports, than the code writes.")
    lines = ["`lifeworld map ... --out DIR` writes these into DIR, whole or not at all. **Raw** files hold what customers said, under "
             "their own names: they are the team's own ([privacy](../privacy.md)). A run never writes or removes "
             f"`{'`, `'.join(KEPT_NAMES)}`. Intervals are 90 %. Null is unknown, never 0.", *table(("file", "is"), FOLDER)]
    for name, schema in FILES.items():
        rows = ((column, type_word(dtype), text) for column, (dtype, text) in schema.items())
        lines += ["", f"## {name}.parquet", *table(("column", "type", "meaning"), rows)]
    lines += ["", "## study.json", *table(("entry", "meaning"), STUDY_JSON.items())]
    lines += ["", "## corrections_applied.csv", "",
              f"`row`, the columns of [corrections.csv](corrections.md) ({', '.join(COLUMNS)}), then `says`, `n_changed`, `problem`.",
              *meanings(APPLIED)]
    lines += ["", "## The folder of `lifeworld export`", "", "Everything in it is protected as the report is.",
              *table(("--to", "writes"), EXPORTS.items())]
    for title, columns in (("statement", STATEMENT_ROWS), ("segment", SEGMENT_ROWS)):
        lines += ["", f"## `lifeworld voices code --per {title}`", *meanings(columns)]
    lines += ["", "With learned heads (`--coder heads.npz`) the codes are those of the heads, and there is no valence."]
    return page("Files of a mapped study", [*lines, "", "Rows that were left out are listed in `OUT.skipped.csv` beside the file."])
