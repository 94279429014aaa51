"""Who a study's customers are, under which names they are shown, and the ids of their statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from lifeworld.constellations.core.study import MappedStudy
from lifeworld.voices.core.privacy.finder import patterns
from lifeworld.voices.core.privacy.literals import Literals
from lifeworld.voices.core.privacy.pseudonyms import content_key, pseudonyms
from lifeworld.voices.core.privacy.rules import Rules
from lifeworld.voices.core.privacy.spans import EMAIL, HANDLE, PHONE
from lifeworld.voices.core.tokens import tokenize

CUSTOMER_FRAMES = ("statements", "codings", "actors", "ties", "constellations")
IDENTIFYING = (EMAIL, PHONE, HANDLE)
"""Contact data that make an id a person's even where no pseudonyms are asked for."""


@dataclass(frozen=True, eq=False)
class People:
    """How customers and statements are shown: old id -> new one, every id of the study among the keys."""

    customers: Mapping[str, str]
    statements: Mapping[str, str]

    @property
    def renamed(self) -> dict[str, str]:
        """The customers that are shown under another name."""
        return {customer: shown for customer, shown in self.customers.items() if customer != shown}

    def customer(self, column: pl.Series) -> pl.Series:
        """A column of customers under their new names; null stays null."""
        return _mapped(column, self.customers)

    def statement(self, column: pl.Series) -> pl.Series:
        """A column of ids of statements under their new ids; null stays null."""
        return _mapped(column, self.statements)


def _mapped(column: pl.Series, names: Mapping[str, str]) -> pl.Series:
    text = column.cast(pl.String)
    if not names:
        return text
    frame = pl.DataFrame({"id": text})
    new = pl.col("id").replace_strict(list(names), list(names.values()), default=pl.col("id"), return_dtype=pl.String)
    return frame.select(new).to_series()


def customers_of(study: MappedStudy) -> pl.Series:
    """The ids of all customers of a study, sorted."""
    found: list[pl.Series] = [getattr(study, name)["customer"].cast(pl.String).drop_nulls().unique() for name in CUSTOMER_FRAMES]
    return pl.concat(found).unique().sort().alias("customer")


def study_key(study: MappedStudy) -> bytes:
    """A key from the study's content, for pseudonyms without a secret."""
    return content_key(customers_of(study), study.statements["id"], study.statements["text"])


def study_pseudonyms(study: MappedStudy, key: bytes = b"") -> dict[str, str]:
    """The pseudonym of every customer of a study, which ``protect`` uses with the same key: the table that undoes them."""
    return pseudonyms(customers_of(study), key or study_key(study))


def people_of(study: MappedStudy, rules: Rules, redact: Literals, key: bytes, *, everybody: bool) -> People:
    """New names: of ``everybody``, or only of those whose id holds contact data or a redacted phrase.

    The id of a statement is made from its customer's pseudonym and a number within the customer, because ids of statements
    often hold the customer's own.
    """
    ids = customers_of(study)
    hidden = ids.to_list() if everybody else ids.gather(_telling(ids, rules, redact)).to_list()
    shown = pseudonyms(hidden, key)
    customers = {customer: shown.get(customer, customer) for customer in ids}
    statements = study.statements.select(pl.col("customer").cast(pl.String), pl.col("id").cast(pl.String))
    if everybody:
        return People(customers, _numbered(statements, customers, key))
    told = statements.filter(pl.col("customer").is_in(hidden) | pl.int_range(pl.len()).is_in(_telling(statements["id"], rules, redact)))
    fresh = _numbered(told, customers, key)
    return People(customers, {row: fresh.get(row, row) for row in statements["id"]})


def _telling(ids: pl.Series, rules: Rules, redact: Literals) -> list[int]:
    """Places of the ids that hold contact data or a redacted phrase."""
    words = ids.to_list()
    found = {row for row, _, _, reason, _ in patterns(ids, words, rules) if reason in IDENTIFYING}
    return sorted(found | {row for row, *_ in redact.places(words, tokenize(words))})


def _numbered(statements: pl.DataFrame, customers: Mapping[str, str], key: bytes) -> dict[str, str]:
    """New ids: the code of the customer's pseudonym and a number in the order of the old ids; a code of their own without customer."""
    nobody = pseudonyms(statements.filter(pl.col("customer").is_null())["id"], key)
    fresh = {row: shown.replace("Customer ", "row-") for row, shown in nobody.items()}
    named = statements.filter(pl.col("customer").is_not_null()).sort("customer", "id").with_columns(
        number=pl.int_range(1, pl.len() + 1).over("customer"), width=pl.len().over("customer").cast(pl.String).str.len_chars()
    )
    for customer, row, number, width in named.iter_rows():
        code = customers[customer].removeprefix("Customer ")
        fresh[row] = f"{code}-{number:0{max(2, width)}d}"
    return fresh
