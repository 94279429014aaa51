"""The mapping file ``speakers.csv``: what people say about who speaks: file, speaker, role, customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.voices.core.columns import plain_name
from lifeworld.voices.core.transcripts.people import key_of
from lifeworld.voices.core.transcripts.role_words import plain_label
from lifeworld.voices.core.transcripts.roles import Said
from lifeworld.voices.core.transcripts.values import ROLES, Role

COLUMNS = ("file", "speaker", "role", "customer")
EVERY_FILE = frozenset(("", "*"))
NO_LABEL_WRITTEN = "(no label)"
GUESSED_FROM = ("why", "turns", "words", "first_words")
"""Further columns of a written mapping file; they help who fills it in and are not read."""


@dataclass(frozen=True)
class Mapping:
    """What is said about each file's speakers: (key of the file, label as compared) to role and customer.

    Rows without a file hold for every file. ``files`` are the files named, as written, for messages.
    """

    said: dict[tuple[str, str], Said] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def of(self, file_keys: Sequence[str]) -> dict[str, Said]:
        """What holds for the file with these keys; a row that names the file wins over a row for all."""
        found = {speaker: said for (file, speaker), said in self.said.items() if file == ""}
        for key in reversed(file_keys):
            found |= {speaker: said for (file, speaker), said in self.said.items() if file == key}
        return found


def mapping_from(frame: pl.DataFrame, label: str) -> Mapping:
    """The mapping of a sheet with String columns; rows with an empty role say nothing.

    Errors: InputRefused with the row for an unknown role, a missing column, or two roles for one speaker.

    >>> sheet = pl.DataFrame({"file": ["ana.txt"], "speaker": ["Jo"], "role": ["interviewer"]})
    >>> mapping_from(sheet, "speakers.csv").of(["ana"])["jo"].role
    'interviewer'
    """
    by_plain = {plain_name(name): name for name in frame.columns}
    missing = [name for name in COLUMNS[1:3] if name not in by_plain]
    if missing:
        raise InputRefused("wrong_mapping", f"«{label}» has no column {listed(missing)}; it has {listed(frame.columns)}.",
                           "It needs the columns file, speaker, role and, if you like, customer.")
    columns = {name: [_plain_cell(value) for value in frame[by_plain[name]]] if name in by_plain else [""] * frame.height
               for name in COLUMNS}
    found: dict[tuple[str, str], Said] = {}
    files: dict[str, str] = {}
    for number, (file, speaker, role, customer) in enumerate(zip(*(columns[name] for name in COLUMNS), strict=True), 1):
        known = role.casefold()
        if not known or known == "unclear":
            continue
        if known not in ROLES:
            near = nearest(role, ROLES)
            raise InputRefused("wrong_mapping", f"Row {number} of «{label}» gives the role «{role}»; known are {listed(ROLES)}.",
                               f"Did you mean «{near}»?" if near else "Write one of them.")
        file_key = "" if file in EVERY_FILE else key_of(file)
        place = (file_key, "" if speaker.casefold() == NO_LABEL_WRITTEN else plain_label(speaker))
        said = Said(_role(known), customer or None)
        if found.setdefault(place, said) != said:
            raise InputRefused("wrong_mapping", f"Row {number} of «{label}» says something else about «{speaker}» than a row before.",
                               "Keep one of the rows.")
        if file_key:
            files[file_key] = file
    return Mapping(found, files)


def _role(word: str) -> Role:
    return next(role for role in ROLES if role == word)


def _plain_cell(value: str | None) -> str:
    """A cell without the apostrophe that guards it against spreadsheets."""
    cell = (value or "").strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in {"=", "+", "-", "@"} else cell
