"""inputs.md: tables, transcripts and the sheets beside them, drawn maps, events."""

from __future__ import annotations

from pages.markdown import meanings, page, table

from lifeworld.constellations.core.drawn import DRAWN_COLUMNS
from lifeworld.events.core import EVENT_FIELDS
from lifeworld.voices.core.codebook import ACTORS
from lifeworld.voices.core.columns import NAMES, PERIODS
from lifeworld.voices.core.consent import NO, YES
from lifeworld.voices.core.transcripts.mapping import COLUMNS as SPEAKERS
from lifeworld.voices.core.transcripts.people import ABOUT, CUSTOMER_NAMES, FILE_NAMES
from lifeworld.voices.core.transcripts.values import ROLES
from lifeworld.voices.files.transcripts.found import PEOPLE, SUFFIXES

SHOWN = 6
ROLE_MEANINGS = {
    "text": "what was said; several columns are several statements a row",
    "customer": "who said it; rows without are pooled, never typed", "id": "id of the row, for your own joins",
    "time": "when; as in 2026-03-31", "source": "where from", "focal": "the focal provider that the row is about",
    "outcome": "a number that something may go with: rating, NPS", "group": "the segment of customers that the speaker belongs to",
    "language": "the language of the text, kept as given",
    "wave": f"the wave of the study; may also be {', '.join(PERIODS)}: then it is made of the time",
    "consent": "whether the speaker may be quoted; empty is unknown",
    "context": "words right before, as the interviewer's question; never coded, never quoted as the customer's",
}
SPEAKER_MEANINGS = {
    "file": "the transcript, with or without ending; empty or * holds for every file",
    "speaker": "the label as it stands in the transcript", "role": f"one of {', '.join(ROLES)}; empty says nothing",
    "customer": "the customer's id, where it is not the file's or the speaker's name",
}
EVENT_TEXTS = {field.name: field.meaning + (" Needed." if field.required else "") for field in EVENT_FIELDS}


def inputs_page() -> str:
    """The page, refusing to describe roles or columns that the code does not have."""
    if set(ROLE_MEANINGS) != set(NAMES) or tuple(SPEAKER_MEANINGS) != SPEAKERS:
        raise SystemExit("docs/pages/inputs.py describes other roles than the code knows.")
    return page("Files that go in", [*_tables(), *_transcripts(), "", "## Drawn maps (`--drawn`)", *meanings(DRAWN_COLUMNS),
                                     "", f"Categories are {', '.join(ACTORS)}.",
                                     "", "## Events (`--events`)", *meanings(EVENT_TEXTS)])


def _tables() -> list[str]:
    rows = ((role, text, ", ".join(NAMES[role][:SHOWN])) for role, text in ROLE_MEANINGS.items())
    return ["Tables may be CSV, TSV, JSON Lines, JSON, Parquet or XLSX, gzipped or not, in UTF-8, UTF-16 with a byte order mark or "
            "Windows-1252; `-` is standard input. Transcripts are described below; both may be read together.", "",
            "## Columns of a table", "",
            "Name a column with the option of its role (`--customer person`), or in [study.toml](study.md); \"\" means that no column "
            "plays the role. What is not named is found by its name, whatever its case and whether it is written userId, user_id or "
            "\"User ID\".", *table(("role", "is", "found by names such as"), rows), "",
            f"Consent is yes for {', '.join(YES[:9])} and no for {', '.join(NO[:8])}; anything else is unknown."]


def _transcripts() -> list[str]:
    return ["", "## Transcripts", "",
            f"A folder of {', '.join(SUFFIXES)} files: one a customer, or one folder a customer. Of files with one name and several "
            "endings the first in this order is read. Each turn of a customer is a statement; what the interviewer says right before is "
            "its context. Times and lines are kept (`start_s`, `end_s`, `line`).", "",
            "Speakers are found by what stands at the beginning of a line (`Anna:`, `**Anna:**`, `[00:01:02] Anna:`, `ANNA  ...`, a name "
            "alone on its line, a voice tag of WebVTT). A label counts where it returns, or where somebody or a sheet names it. Who is the "
            "customer is decided by, in this order: `speakers.csv`; words of roles (Interviewer, I, Moderator, Participant, P03); names of "
            "customers; a name that speaks in most files; who asks most of the questions. Where none of these settles it, the run is "
            "refused and says so. `lifeworld voices transcripts FOLDER` shows how each file is understood.", "",
            "### speakers.csv", "", "What people say about who speaks; `lifeworld voices transcripts FOLDER --write` makes one to fill in. "
            "Further columns are passed over.", *meanings(SPEAKER_MEANINGS), "",
            f"### {PEOPLE[0]}", "", f"One row a customer or a file; the sheet may be called {', '.join(PEOPLE)}.",
            *table(("column", "is"), (
                ("customer", f"the customer's name, as the transcripts are called; also {', '.join(CUSTOMER_NAMES[1:SHOWN])} and so on"),
                ("file", f"the transcript, where a customer has several; also {', '.join(FILE_NAMES[1:SHOWN])} and so on"),
                *((role, ROLE_MEANINGS[role]) for role in ABOUT)))]
