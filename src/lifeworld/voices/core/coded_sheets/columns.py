"""Which column of a coding sheet means what: known names first, then columns of marks are codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.voices.core.codebook import CODES, Codebook, unknown_code
from lifeworld.voices.core.coded_sheets.cells import BLANK, UNREADABLE, mark
from lifeworld.voices.core.columns import NAMES as STATEMENT_NAMES
from lifeworld.voices.core.columns import plain_name

ROLES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "statement": ("statement", "statement id", "id", "unit", "unit id", "text id", "sentence id", "segment id", "response id",
                  "answer id", "review id", "document id", "doc id", "row id", "uuid"),
    "coder": ("coder", "coder name", "coded by", "annotator", "rater", "judge", "kodierer", "codierer", "codeur"),
    "code": ("code", "code name", "theme", "tag"),
    "codes": ("codes", "themes", "tags"),
    "present": ("present", "presence", "applies", "judgement", "judgment", "coded", "value"),
    "start": ("start", "start offset", "begin", "from"),
    "end": ("end", "end offset", "stop", "to"),
    "quote": ("quote", "excerpt", "span", "quotation", "passage"),
    "quote_hash": ("quote hash",),
    "queue": ("queue",),
    "inclusion": ("inclusion", "inclusion probability", "sampling probability"),
    "done": ("done", "finished", "judged", "complete", "completed", "fertig", "terminé"),
    "text": ("text", "statement text"),
    "customer": ("customer", "customer id", "respondent", "participant", "user", "speaker"),
})
"""Names by which a role is known, the best first; compared without case, underscores and camel humps."""

OF_MACHINES = ("codebook", "codebook version", "probability", "segment probability", "valence", "valence label", "unit", "model", "version")
NOTES = ("note", "notes", "comment", "comments", "memo", "remark", "remarks", "reason", "reasons", "rationale", "row", "file", "nr", "no")


@dataclass(frozen=True)
class SheetColumns:
    """The column of each role, and the columns of codes: column name -> code."""

    role: Mapping[str, str]
    codes: Mapping[str, str] = field(default_factory=dict)

    def get(self, role: str) -> str | None:
        """The column of that role, or None."""
        return self.role.get(role)


def sheet_columns(frame: pl.DataFrame, label: str, codebook: Codebook | None) -> SheetColumns:
    """Roles and codes of a sheet whose cells are text.

    A sheet with a column ``code`` or ``codes`` names its codes in cells; any other sheet has one column a code: with a
    codebook the columns that bear a code's name or title, without one every further column that holds marks or is empty.
    Errors: InputRefused without a column of statements, without codes, or for a column of marks that the codebook lacks.

    >>> sheet = pl.DataFrame({"id": ["a"], "text": ["Rain."], "mood": ["x"], "peers": [None]}, schema_overrides={"peers": pl.String})
    >>> sheet_columns(sheet, "a.csv", None).codes
    {'mood': 'mood', 'peers': 'peers'}
    """
    by_plain = {plain_name(name): name for name in reversed(frame.columns)}
    known = _known(codebook)
    own_codes = {name for name in frame.columns if plain_name(name) in known}
    role: dict[str, str] = {}
    for key, names in ROLES.items():
        found = next((by_plain[one] for one in names if one in by_plain and by_plain[one] not in own_codes), None)
        if found and found not in role.values():
            role[key] = found
    if "statement" not in role:
        raise InputRefused("codings_without_statements", f"«{label}» has no column that says which statement was coded; "
                           f"it has {listed(frame.columns, 30)}.", "Name that column «statement» or «id».")
    if "code" in role or "codes" in role:
        return SheetColumns(role)
    codes = _code_columns(frame, role, label, codebook, known)
    if not codes:
        raise InputRefused("codings_without_codes", f"«{label}» has neither a column «code» or «codes» nor columns of codes; "
                           f"it has {listed(frame.columns, 30)}.", "Give one row a code, or one column a code filled with 1, 0 or blank.")
    return SheetColumns(role, codes)


def _known(codebook: Codebook | None) -> dict[str, str]:
    """Plain name or title -> name of every code."""
    if codebook is None:
        return {}
    titles = {plain_name(code.title): code.name for code in codebook.codes}
    return titles | {plain_name(code.name): code.name for code in codebook.codes}


def _code_columns(frame: pl.DataFrame, role: Mapping[str, str], label: str, codebook: Codebook | None,
                  known: Mapping[str, str]) -> dict[str, str]:
    taken = set(role.values())
    presences = {name: name.removesuffix("_present") for name in frame.columns
                 if name.endswith("_present") and name.removesuffix("_present") in frame.columns}
    if presences:  # what `lifeworld voices code` writes: a probability and a presence for each code
        return {name: known.get(plain_name(base), base) for name, base in presences.items()}
    if codebook is not None:
        codes = {name: known[plain_name(name)] for name in frame.columns if name not in taken and plain_name(name) in known}
        _refuse_strange(frame, [name for name in frame.columns if name not in taken and name not in codes], label, codebook)
        return codes
    free = [name for name in frame.columns if name not in taken and (name in CODES or plain_name(name) not in _OTHER_NAMES)]
    free = [name for name in free if not (plain_name(name) in NOTES and _is_empty(frame[name]))]
    return {name: name.strip() for name in free if _mostly_marks(frame[name])}


_OTHER_NAMES = {name for names in STATEMENT_NAMES.values() for name in names} | set(OF_MACHINES)


def _refuse_strange(frame: pl.DataFrame, names: Sequence[str], label: str, codebook: Codebook) -> None:
    """A column of marks that is no code of the codebook must not be lost in silence."""
    for name in names:
        if plain_name(name) in _OTHER_NAMES or not _is_marks(frame[name]):
            continue
        if not _is_empty(frame[name]) or nearest(name, codebook.names):
            refusal = unknown_code(name, codebook.names, f"the codebook «{codebook.name}»")
            raise InputRefused("unknown_code", f"The column «{name}» of «{label}» holds codes, but the codebook «{codebook.name}» has no "
                               "such code.", f"{refusal.next_step} Add it to the codebook, or remove the column.")


def _is_marks(cells: pl.Series) -> bool:
    return not bool((cells.to_frame("c").select(mark(pl.col("c"))).to_series() == UNREADABLE).any())


def _mostly_marks(cells: pl.Series) -> bool:
    """Marks in half of the filled cells or more: one slip of the pen must be found, not make a code vanish."""
    marks = cells.to_frame("c").select(mark(pl.col("c"))).to_series()
    return 2 * int((marks == UNREADABLE).sum()) <= int((marks != BLANK).sum())


def _is_empty(cells: pl.Series) -> bool:
    return bool((cells.to_frame("c").select(mark(pl.col("c"))).to_series() == BLANK).all())


def code_names(cells: pl.Series, codebook: Codebook | None) -> pl.Series:
    """The code that each cell names, in the codebook's spelling (by name or title, case ignored); null where it knows none."""
    if codebook is None:
        return cells
    known = _known(codebook)
    distinct = cells.drop_nulls().unique().to_list()
    names = {cell: known.get(plain_name(cell)) for cell in distinct}
    return cells.replace_strict(names, default=None, return_dtype=pl.String) if names else cells.cast(pl.String)
