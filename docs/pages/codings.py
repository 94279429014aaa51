"""codings.md: files of codings, sheets that people fill, and what is made of them."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping

from pages.markdown import meanings, page, table, type_word

from lifeworld.constellations.core.shares.sheet import BEFORE
from lifeworld.constellations.core.shares.values import CorrectedShare
from lifeworld.voices.commands.queue import DONE, FIRST
from lifeworld.voices.core.coded_sheets.columns import ROLES
from lifeworld.voices.core.coder_codings import CODER_CODINGS
from lifeworld.voices.core.coder_comparison.values import ADJUDICATION, COEFFICIENTS, CONFUSIONS, DISAGREEMENTS
from lifeworld.voices.core.heads.values import Heads
from lifeworld.voices.core.llm.records import ABOUT, ANSWERED
from lifeworld.voices.core.llm.records import MEANINGS as OF_RUNS
from lifeworld.voices.core.llm.stability import STABILITY
from lifeworld.voices.files.agreement import NAMES
from lifeworld.voices.files.llm.folder import RUN_FILES

CODINGS = {
    "statement": "id of the statement", "coder": "who coded: a person's name, or a model's with its version",
    "code": "name of the code", "present": "whether this coder found it; a code that a coder did not judge has no row",
    "start": "where it stands, in code points of the statement; null where the whole statement is meant",
    "end": "where it ends (half-open)",
    "quote": "its words", "queue": "random, active, or null where nobody recorded it",
    "inclusion": "probability with which the statement was drawn to be read; null where nobody recorded one",
}
SHEET = {
    "id": "the statement's id", "customer": "who said it", "text": "its words", "queue": "random or active",
    "inclusion": "probability of the draw; empty in the active queue", "coder": "the name of whoever fills it in",
    "<code>": "one column a code: 1, yes or x; 0 or no; ? for not judged",
    "done": "x where the statement was read, also if nothing was found",
}
AGREEMENT = {
    "agreement.csv": "one row a code: statements and customers, verdict, prevalence by each coder, and "
                     f"{', '.join(COEFFICIENTS)} with low and high ends (kappa: two coders only)",
    "pairs.csv": "one row for each two coders and code: their 2x2 table, the same coefficients, and `guessing`: how likely somebody "
                 "who guesses at the same rate would agree as well",
    "disagreements.csv": "one row for each statement and code on which coders differ, the most pressing first",
    "confusions.csv": "one row for each pair of codes that coders give in each other's place",
    "agreement.json": "all of it with methods, warnings and evidence, and agreement on spans",
    "adjudicate.csv": "the disagreements as a sheet; filled in, it is the codings of the coder \"adjudicated\"; never overwritten",
}
DIFFERENCES = {
    "rank": "the most pressing first", "statement": "id of the statement", "customer": "who said it, where known", "code": "the code",
    "present": "coders who found it", "absent": "coders who did not", "alpha": "the code's alpha",
    "split": "share of pairs of coders who differ",
    "start": "the span of the first coder who marked one, in code points", "end": "where it ends (half-open)", "quote": "its words",
    "text": "the statement, where known",
}
CONFUSED = {
    "code": "the code that one coder gave", "instead": "the code that the other one gave", "n": "cases (statement and two coders)",
    "expected": "cases if both kinds of difference fell independently", "statements": "up to five of them",
}
SETTLED = {
    "id": "the statement's id", "customer": "who said it", "text": "its words", "code": "the code to decide on",
    "quote": "where somebody found it", "said_present": "coders who found it", "said_absent": "coders who did not",
    "coder": "adjudicated", "present": "to fill in: 1 or 0",
}
RUN = {
    "run.json": "the run, frozen: endpoint, settings, instruction, codebook, dates, counts, tokens, cost",
    "answers.jsonl": "every answer as the model wrote it, under a hash of all that it hangs on",
    "codings.parquet": "one row for each statement, run and code; columns of codings and those below", "codings.csv": "the same",
    "answered.parquet": "one row for each statement, run and wording that was answered",
    "failures.csv": "statements without an answer, and why; absent where all were answered",
    "stability.csv": "one row a code: how often the answer changed; absent where each statement was asked once",
}
CHANGED = {
    "code": "the code", "n": "statements with two answers or more", "coders": "runs and wordings",
    "present": "share of answers that give the code", "flip": "share of pairs of answers on one statement that differ",
    "flip_low": "low end of its 90 % interval", "flip_high": "high end", "alpha": "Krippendorff's alpha among the answers",
}


def _agree(described: Iterable[str], known: Iterable[str], what: str) -> None:
    """Refuse to describe other columns or files than the code writes."""
    odd = set(described) ^ set(known)
    if odd:
        raise SystemExit(f"docs/pages/codings.py and the code differ on {what}: {', '.join(sorted(odd))}.")


def _typed(schema: Mapping[str, object], texts: Mapping[str, str]) -> list[str]:
    return table(("column", "type", "meaning"), ((name, type_word(dtype), texts[name]) for name, dtype in schema.items()))


def codings_page() -> str:
    """The page, refusing to describe other columns than the code has."""
    for described, known, what in (
        (CODINGS, CODER_CODINGS, "codings"), (SHEET, (*BEFORE, "<code>", "done"), "sheets"), (SHEET, (*FIRST, "<code>", DONE), "sheets"),
        (AGREEMENT, NAMES, "files of voices agree"),
        (DIFFERENCES, DISAGREEMENTS, "disagreements.csv"), (CONFUSED, CONFUSIONS, "confusions.csv"),
        (SETTLED, ADJUDICATION, "adjudicate.csv"), (RUN, RUN_FILES, "files of voices ask"), (CHANGED, STABILITY, "stability.csv"),
    ):
        _agree(described, known, what)
    of_runs = OF_RUNS | {"statement": "id of the statement", "coder": "model, with the run and a hash of the instruction"}
    return page("Codings, sheets, and what is made of them", [
        "Everything on this page is raw, the team's own. Null is unknown, never 0.", "", "## Codings", "",
        "One row for each statement, coder and code that was judged. Files of this form are written and read; sheets of people are read in "
        "other shapes, too ([how to](../how-to/agreement.md)).", *_typed(CODER_CODINGS, CODINGS), "",
        "A column of a sheet is known by these names, whatever its case:",
        *table(("role", "names"), ((role, ", ".join(names)) for role, names in ROLES.items())), "",
        "## The sheets of `lifeworld sample` and `lifeworld voices queue`", "", "One row a statement, in random order. Filled in, they are "
        "codings: for `map --codings` (the random rows), `voices learn` and `voices agree`.", *meanings(SHEET), "",
        "## The folder of `lifeworld voices agree`", *table(("file", "is"), AGREEMENT.items()), "",
        "### disagreements.csv", *_typed(DISAGREEMENTS, DIFFERENCES), "", "### confusions.csv", *_typed(CONFUSIONS, CONFUSED), "",
        "### adjudicate.csv", *meanings(SETTLED), "",
        "## The folder of `lifeworld voices ask`", *table(("file", "is"), RUN.items()), "",
        "### Columns of codings.parquet beside those of codings", *_typed(ABOUT, of_runs), "", "### answered.parquet",
        *_typed(ANSWERED, of_runs), "", "### stability.csv", *_typed(STABILITY, CHANGED), "",
        "## Learned heads (`lifeworld voices learn --out heads.npz`)", "", "An archive of numbers, hashes and names of codes; no text, no "
        "pickle. It is read whole and checked, or refused.", "", "```text", inspect.getdoc(Heads) or "", "```", "",
        "## Corrected shares (`lifeworld map --codings`)", "", "They are in `study.json` (entry `shares`) and, as figures, in "
        "`figures.json`.", "", "```text", inspect.getdoc(CorrectedShare) or "", "```",
    ])
