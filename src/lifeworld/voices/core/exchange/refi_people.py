"""Who coded and who spoke in a REFI-QDA file: users, customers, and the codes by which some programs mean customers."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from lifeworld.voices.core.exchange.guids import guid
from lifeworld.voices.core.exchange.names import unique_names
from lifeworld.voices.core.exchange.refi_found import Found
from lifeworld.voices.core.exchange.values import CASES, Project, User

UNKNOWN = "unknown coder"


class Users:
    """Users by guid; a coder whom nobody names gets a name, so that no coding loses its coder."""

    def __init__(self, found: Found) -> None:
        names = unique_names(one.name or one.id or f"user {one.guid[:8]}" for one in found.users)
        self.by_guid = {one.guid: User(one.guid, name, one.id) for one, name in zip(found.users, names, strict=True) if one.guid}
        self._found = found

    def coder(self, *keys: str) -> str:
        """The guid of the first user that is given."""
        key = next((one for one in keys if one), guid("user", UNKNOWN))
        if key not in self.by_guid:
            said = key == guid("user", UNKNOWN)
            names = {one.name for one in self.by_guid.values()}
            name = UNKNOWN if said else f"coder {key[:8]}"
            self.by_guid[key] = User(key, unique_names([*sorted(names), name])[-1])
            self._found.lose("users", "names of coders", "Codings have no coder, or one whom the list of users does not have.")
        return key

    @property
    def all(self) -> tuple[User, ...]:
        """All users."""
        return tuple(self.by_guid.values())


def customers_of(found: Found, selections: pl.DataFrame) -> tuple[dict[str, str], pl.DataFrame, pl.DataFrame]:
    """The customer of each text, the selections without those that only said whose text it is, and the cases."""
    customers: dict[str, str] = {}
    names = {one.guid: one.name for one in found.texts}
    cases = {key for key, *_ in found.cases}
    said = [(key, found.alias.get(source, source)) for key, _, _, sources in found.cases for source in sources]
    told_by_code = selections.filter(pl.col("code").is_in(cases)).select("code", "text").unique(maintain_order=True)
    for key, text in [*said, *told_by_code.iter_rows()]:
        if customers.setdefault(text, key) != key:
            found.lose("cases", "texts of a second case", "A text has one customer here; the first case counts.")
    found.lose("cases", "codings with a case", "They were read as: this customer said the text.",
               selections.filter(pl.col("code").is_in(cases)).height)
    titles = unique_names(name or next((names[text] for text, one in customers.items() if one == key and text in names), "") or key
                          for key, name, _, _ in found.cases)
    frame = pl.DataFrame([(key, title, description) for (key, _, description, _), title in zip(found.cases, titles, strict=True)],
                         schema=pl.Schema(CASES), orient="row")
    return customers, selections.filter(~pl.col("code").is_in(cases)), frame


def without_case_codes(project: Project) -> Project:
    """Codes that are cases by another name go; codes below them move up."""
    cases = set(project.cases["guid"])
    parents = {one.guid: one.parent for one in project.codes}

    def above(key: str) -> str:
        while key in cases:
            key = parents.get(key, "")
        return key

    codes = tuple(replace(one, parent=above(one.parent)) for one in project.codes if one.guid not in cases)
    return replace(project, codes=codes)
