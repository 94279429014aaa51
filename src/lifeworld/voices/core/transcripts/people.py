"""The sheet about people beside transcripts: one row a customer or a file, matched without case and ending."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.voices.core.columns import NAMES, Columns, detect_roles, plain_name, with_period
from lifeworld.voices.core.transcripts.cells import one_spelling, plain_heads
from lifeworld.voices.core.transcripts.dates import iso_dates
from lifeworld.voices.core.transcripts.role_words import plain_label

FILE_NAMES = ("file", "file name", "filename", "transcript", "transcript file", "interview", "interview file", "recording", "document",
              "datei", "dateiname", "fichier", "archivo")
CUSTOMER_NAMES = (*NAMES["customer"], "name", "id", "code", "pseudonym")
ABOUT = ("time", "source", "focal", "outcome", "group", "language", "wave", "consent")
"""Roles that a sheet about people may give to every statement of a customer."""
NOT_KNOWN = frozenset(("n/a", "n.a.", "na", "nan", "#n/a", "null", "-", "–", "—", "?", "k. a.", "k.a.", "tbd", "unknown", "not known",
                       "not given"))
"""Cells in which people say that they do not know; of a group called "NA" nothing can be told."""
SPELLED = ("group", "wave", "focal", "source")
"""Roles whose cells are names, so that "Racer" and "racer " are one."""


def key_of(name: str) -> str:
    """A file's or customer's name as it is compared: without case, folders keep "/", and without a transcript's ending.

    >>> key_of("Anna.DOCX"), key_of("wave1\\\\Anna.txt"), key_of(" P 03 "), key_of("st.anna")
    ('anna', 'wave1/anna', 'p 03', 'st.anna')
    """
    return without_ending(" ".join(unicodedata.normalize("NFC", name).replace("\\", "/").split()).removeprefix("./")).casefold()


def without_ending(name: str) -> str:
    """A name without the ending of a transcript: people write "anna.docx" where they mean Anna."""
    ending = name.casefold().rpartition(".")[2]
    return name[: -len(ending) - 1] if ending in {"docx", "txt", "text", "md", "markdown", "vtt", "srt"} and "." in name[1:] else name


@dataclass(frozen=True, eq=False)
class People:
    """Rows of the sheet with keys: ``by_file`` and ``by_customer`` lead to a row's number, ``rows`` hold cells by role.

    ``customers`` are the names as written; ``names`` the file's and customer's cell of each row, for messages; ``respelled``
    are pairs of a cell that differed only by case or space and what it was read as.
    """

    label: str = ""
    rows: tuple[dict[str, str | None], ...] = ()
    customers: tuple[str | None, ...] = ()
    names: tuple[str, ...] = ()
    by_file: dict[str, int] = field(default_factory=dict)
    by_customer: dict[str, int] = field(default_factory=dict)
    columns: tuple[tuple[str, str], ...] = ()
    unused: tuple[str, ...] = ()
    respelled: tuple[tuple[str, str], ...] = ()

    def row(self, file_keys: Sequence[str], customer: str | None) -> int | None:
        """The row of a file (by any of its keys), else that of a customer; None where the sheet has none."""
        for key in file_keys:
            if key in self.by_file:
                return self.by_file[key]
        return None if customer is None else self.by_customer.get(key_of(customer))


def people_from(frame: pl.DataFrame, label: str, wanted: Columns) -> People:
    """The sheet as rows by role; ``frame`` has String columns.

    Errors: InputRefused where no column names customers or files, or a customer has two rows without files.

    >>> sheet = pl.DataFrame({"participant": ["Ana", "Ben"], "nps": ["9", "3"], "age": ["31", "44"]})
    >>> people = people_from(sheet, "people.csv", Columns())
    >>> people.rows[people.by_customer["ana"]]["outcome"], people.unused
    ('9', ('age',))
    """
    file_column = _named(frame, FILE_NAMES)
    asked = wanted.customer if wanted.customer in frame.columns else None
    customer_column = asked or _named(frame.drop(file_column) if file_column else frame, CUSTOMER_NAMES)
    if file_column is None and customer_column is None:
        raise InputRefused("no_key_column", f"No column of «{label}» names customers or files; it has {listed(frame.columns, 30)}.",
                           "Call one «customer» (or «file») and write into it what the transcripts are called.")
    keys = [name for name in (file_column, customer_column) if name]
    said = [pl.when(~pl.col(name).str.strip_chars().str.to_lowercase().is_in(list(NOT_KNOWN))).then(pl.col(name)) for name in frame.columns]
    rest = frame.select(said).drop(keys)
    roles = _roles(rest, wanted)
    if with_period(wanted, frame.columns).wave_by:
        roles.pop("wave", None)  # waves are made of the time instead
    cells = {name: [_cell(value) for value in frame[name]] for name in keys}
    cells |= {name: [_known(value) for value in frame[name]] for name in roles.values()}
    if "time" in roles:
        cells[roles["time"]] = iso_dates(cells[roles["time"]])
    respelled: dict[str, str] = {}
    for role in SPELLED:
        if role in roles:
            cells[roles[role]], changed = one_spelling(cells[roles[role]])
            respelled |= changed
    customers = [name and without_ending(name) for name in cells[customer_column]] if customer_column else [None] * frame.height
    files = cells[file_column] if file_column else [None] * frame.height
    people = People(
        label, tuple({role: cells[name][n] for role, name in roles.items()} for n in range(frame.height)), tuple(customers),
        tuple(customers[n] or files[n] or "" for n in range(frame.height)), _numbered(files, label, "file"), {},
        tuple(roles.items()), tuple(name for name in frame.columns if name not in {*keys, *roles.values()}), tuple(respelled.items()))
    alone = [None if files[n] else name for n, name in enumerate(customers)]
    people.by_customer.update(_numbered(alone, label, "customer"))
    keys_of_customers = [key_of(name) if name else "" for name in customers]
    for n, key in enumerate(keys_of_customers):
        # A customer with one row can be found by name as well; with a row for each file only the file decides.
        if key and keys_of_customers.count(key) == 1:
            people.by_customer.setdefault(key, n)
    return people


def label_keys(people: People) -> frozenset[str]:
    """Customers of the sheet as labels are compared."""
    return frozenset(plain_label(name) for name in people.customers if name)


def _roles(rest: pl.DataFrame, wanted: Columns) -> dict[str, str]:
    """Role and column: by the names as they are, and for roles that are left by their heads without asides."""
    found = {role: name for role, name in detect_roles(rest.columns, rest, _about(wanted)).items() if role in ABOUT}
    heads = plain_heads([name for name in rest.columns if name not in found.values()])
    again = rest.select(heads.values()).rename({name: head for head, name in heads.items()})
    asked = {role: getattr(wanted, role) for role in ABOUT}
    for role, head in detect_roles(again.columns, again).items():
        if role in ABOUT and role not in found and asked[role] is None:
            found[role] = heads[head]
    return {role: found[role] for role in ABOUT if role in found}


def _about(wanted: Columns) -> Columns:
    """Wishes for what a sheet may say; a period instead of a column is settled later, over all statements."""
    return Columns(**{role: getattr(wanted, role) for role in ABOUT})


def _named(frame: pl.DataFrame, names: Sequence[str]) -> str | None:
    ranks = {name: names.index(plain_name(name)) for name in frame.columns if plain_name(name) in names}
    return min(ranks, key=lambda name: (ranks[name], name)) if ranks else None


def _cell(value: str | None) -> str | None:
    return (value or "").strip() or None


def _known(value: str | None) -> str | None:
    """A cell that says something; "n/a" and its like say that it is not known."""
    cell = _cell(value)
    return None if cell is None or cell.casefold() in NOT_KNOWN else cell


def _numbered(names: Sequence[str | None], label: str, what: str) -> dict[str, int]:
    """Key and number of each named row. Errors: InputRefused where two rows have one key."""
    found: dict[str, int] = {}
    for number, name in enumerate(names):
        if name and found.setdefault(key_of(name), number) != number:
            rows = f"rows {found[key_of(name)] + 1} and {number + 1}"
            raise InputRefused("two_rows_of_one", f"«{label}» has two rows for the {what} «{name}» ({rows}).",
                               "Keep one, or add a column «file» that says which interview each row is about.")
    return found
