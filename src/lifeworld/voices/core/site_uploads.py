"""What a page says of an upload before and while it is read: how it was understood, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.voices.core.columns import NOT_USED, ROLES, Columns

STATES = ("receiving", "received", "importing", "done", "refused")
PREVIEW_ROWS, SHOWN_ROWS, CELL_CHARS = 2_000, 8, 200
SKIPPED_KEPT = 10_000
"""Of rows that were left out so many are listed; all are counted."""


@dataclass(frozen=True)
class UploadValue:
    """An upload: ``received`` of ``size`` bytes; once it is read, rows, statements and rows left out so far; ``message`` if refused."""

    key: str
    filename: str
    size: int
    received: int
    state: str
    n_rows: int = 0
    n_statements: int = 0
    n_skipped: int = 0
    message: str = ""
    notes: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Left:
    """A row that was left out: its number in the file, its column, the reason and what it means."""

    row: int | None
    field: str
    reason: str
    detail: str


@dataclass(frozen=True)
class TablePreview:
    """How the first rows of a table are understood; ``problem`` says what is not clear, "" where everything is.

    ``names`` are its columns, ``columns`` the role of each, ``rows`` the first rows as text, ``texts`` the first statements as
    (customer, field, text); ``left`` rows left out among the ``n_rows`` that were looked at.
    """

    names: tuple[str, ...]
    columns: Columns
    rows: tuple[tuple[str, ...], ...]
    texts: tuple[tuple[str, str, str], ...] = ()
    left: tuple[Left, ...] = ()
    n_rows: int = 0
    n_without_text: int = 0
    n_customers: int = 0
    problem: str = ""


@dataclass(frozen=True)
class SpeakerPreview:
    """A speaker of a transcript, with the role and why; counts are exact."""

    name: str
    role: str
    why: str
    customer: str
    n_turns: int
    n_words: int
    first_words: str


@dataclass(frozen=True)
class TalkPreview:
    """One transcript: its speakers."""

    name: str
    speakers: tuple[SpeakerPreview, ...]


@dataclass(frozen=True)
class TranscriptPreview:
    """Who speaks in each transcript; ``problem`` says where it is not clear who the customer is, "" where it is."""

    talks: tuple[TalkPreview, ...]
    left: tuple[Left, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""


Preview = TablePreview | TranscriptPreview


def columns_of(said: Mapping[str, Any]) -> Columns:
    """The roles that a person confirmed: nothing is looked for any more, a role without a column has none.

    Errors: InputRefused without a text column, and for unknown roles.

    >>> columns_of({"text": ["review"], "customer": "user"}).named(), columns_of({"text": "review"}).customer
    ({'customer': 'user'}, '')
    """
    if unknown := sorted(set(said) - {"text", *ROLES}):
        raise InputRefused("unknown_role", f"There is no role {listed(unknown)} of a column.", f"Known are text and {listed(ROLES, 20)}.")
    texts = said.get("text") or ()
    if not isinstance(texts, str | list | tuple):
        raise InputRefused("no_text_column", "What holds the text is neither a column nor a list of columns.", "Name at least one.")
    names = tuple(dict.fromkeys([texts] if isinstance(texts, str) else [str(one) for one in texts]))
    if not names:
        raise InputRefused("no_text_column", "No column is said to hold the text.", "Choose at least one.")
    roles: dict[str, Any] = {role: str(said.get(role) or NOT_USED) for role in ROLES}
    return replace(Columns(names), **roles)


def clipped(cell: object) -> str:
    """A cell as a preview shows it.

    >>> clipped(None), clipped("x" * 300)[-1]
    ('', '…')
    """
    text = "" if cell is None else str(cell)
    return text if len(text) <= CELL_CHARS else text[:CELL_CHARS - 1] + "…"
