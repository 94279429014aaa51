"""From interviews to rows that become statements: one row a turn of a customer, with the interviewer's words before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.voices.core.columns import Columns
from lifeworld.voices.core.statements import PLACE_SCHEMA, SKIPPED_SCHEMA, Gathered, gathered
from lifeworld.voices.core.transcripts.people import ABOUT
from lifeworld.voices.files.transcripts.interviews import Interview, Interviews

SOURCE = "transcript"
TURN = "turn"
_CELLS = ("id", "customer", TURN, "context", *ABOUT)
_SCHEMA = {**dict.fromkeys(_CELLS, pl.String), "row": pl.Int64, "file": pl.String, "part": pl.Int64, **PLACE_SCHEMA}


def transcript_rows(found: Interviews, focal: str | None, language: str | None, wave_by: str | None, part: int) -> Gathered:
    """The customers' turns of all interviews as rows before ids are settled; ``part`` numbers the first interview.

    Errors: InputRefused where it is not clear who the customer is, with the speakers and how to say it.
    """
    _check_roles(found.interviews)
    rows = [row for number, one in enumerate(found.interviews, part) for row in _turns(one, number)]
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    if wave_by and not frame["time"].is_not_null().any():
        raise InputRefused("wave_without_time", f"No sheet beside the transcripts says when they were held, so no {wave_by} can be told.",
                           "Add a column «time» to people.csv, or give --wave a column of its own.")
    columns = Columns((TURN,), customer="customer", id="id", context="context", wave_by=wave_by,
                      **{role: role for role in ABOUT if not (role == "wave" and wave_by)})
    return gathered(frame.select(_CELLS), columns, focal, frame["file"], language=language, row=frame["row"], part=frame["part"],
                    place=frame.select(*PLACE_SCHEMA))


def skipped_files(found: Interviews) -> pl.DataFrame:
    """Files that could not be used, as entries of the list of skipped rows."""
    rows = [(file, None, None, None, reason, detail) for file, reason, detail in found.skipped]
    return pl.DataFrame(rows, schema=SKIPPED_SCHEMA, orient="row")


def _turns(one: Interview, part: int) -> Iterator[tuple[object, ...]]:
    asks = {cast.speaker.name for cast in one.casts if cast.role == "interviewer"}
    before: list[str] = []
    for number, turn in enumerate(one.heard.turns, 1):
        if turn.speaker in asks:
            before.append(turn.text)
        elif (customer := one.customers.get(turn.speaker)) is not None:
            about = one.about.get(customer, {})
            cells = [about.get(role) for role in ABOUT]
            cells[ABOUT.index("source")] = about.get("source") or SOURCE
            context = "\n".join(before) or None
            yield (f"{one.id_name}-{number:04d}", customer, turn.text, context, *cells, number, str(one.file.path), part,
                   turn.start_s, turn.end_s, turn.line)
            before = []
        else:
            before = []


def _check_roles(interviews: Sequence[Interview]) -> None:
    """Refuses where a guess is not safe: coding the interviewer's words would make every later figure wrong."""
    doubtful = [one for one in interviews if one.unclear or not one.customers]
    if not doubtful:
        return
    said = "; ".join(_who(one) for one in doubtful[:3]) + (f"; and {len(doubtful) - 3} more" if len(doubtful) > 3 else "")
    root = doubtful[0].file.root
    raise InputRefused(
        "unclear_speakers", f"In {len(doubtful):,} of {len(interviews):,} transcripts it is not clear who is who: {said}.",
        f"Run `lifeworld voices transcripts {root} --write`, fill in the column «role» (customer, interviewer, other or ignore) of "
        f"{root / 'speakers.csv'}, and run again.")


def _who(one: Interview) -> str:
    if not one.unclear:
        once = f" ({listed(one.heard.doubtful, 3)} before a colon once, not taken for a speaker)" if one.heard.doubtful else ""
        return f"«{one.file.name}» has no customer among {listed((cast.speaker.name for cast in one.casts), 6)}{once}"
    return f"«{one.file.name}» with {listed((cast.speaker.name or '(no label)' for cast in one.unclear), 6)}"
