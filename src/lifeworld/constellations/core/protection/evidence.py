"""Figures, comparisons and everything else that holds words: rebuilt with new ids, new quotes and new names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from lifeworld.constellations.core.corrections.values import Applied, Correction
from lifeworld.constellations.core.protection.scrubber import Scrubber
from lifeworld.constellations.core.protection.values import Policy, Protection
from lifeworld.constellations.core.protection.withheld import NO_CONSENT
from lifeworld.kit.figure import Evidence, Example, Versions
from lifeworld.voices.core.privacy.replacing import Replaced

_QUOTED = re.compile("\u00ab([^\u00ab\u00bb]*)\u00bb")
AS_THEY_ARE = frozenset({"by", "kind", "action", "unit", "n_unit", "key", "code", "category", "when"})
"""Fields that hold a word of the program, never one of a customer."""


@dataclass(frozen=True, eq=False)
class Rewriter:
    """Walks values and replaces what must not leave.

    ``rows`` are the rows of statements by their old ids, ``withheld`` those of them without words, ``silent`` the customers
    (old ids) whose words appear nowhere.
    """

    scrubber: Scrubber
    texts: Replaced
    rows: Mapping[str, int]
    withheld: pl.Series
    silent: frozenset[str]

    def value(self, given: Any) -> Any:
        """Any nested value of dataclasses, tuples, lists, mappings, frames and strings, rebuilt."""
        for kind, rewrite in self._kinds():
            if isinstance(given, kind):
                return rewrite(given)
        if not is_dataclass(given) or isinstance(given, type):
            return given
        names = [field.name for field in fields(given) if field.init and field.name not in AS_THEY_ARE]
        return replace(given, **{name: self.value(getattr(given, name)) for name in names})

    def _kinds(self) -> tuple[tuple[Any, Callable[[Any], Any]], ...]:
        """What is done with each kind of value; the first that fits counts."""
        return (
            (str, self.scrubber.sentence), (Evidence, self._evidence), (Example, self._example), (Applied, self._applied),
            (tuple | list, lambda parts: type(parts)(self.value(part) for part in parts)),
            (Mapping, lambda parts: {self.value(key): self.value(part) for key, part in parts.items()}),
            (pl.DataFrame, self._frame), (type | Versions | Policy | Protection, lambda same: same),
        )

    def _frame(self, given: pl.DataFrame) -> pl.DataFrame:
        """A frame that nobody told of: every column of text is searched, and rows of statements without words are left out."""
        if {"statement", "text"} <= set(given.columns):
            return self._quoted(given)
        if given.schema.get("statements") == pl.List(pl.String):
            old, new = list(self.scrubber.people.statements), list(self.scrubber.people.statements.values())
            given = given.with_columns(pl.col("statements").list.eval(pl.element().replace(old, new)))
        texts = [name for name, kind in given.schema.items() if kind == pl.String]
        return given.with_columns(self.scrubber.column(given[name], discover=True) for name in texts)

    def _quoted(self, given: pl.DataFrame) -> pl.DataFrame:
        """Rows that quote statements, under new ids and with the new texts; those of statements whose words are withheld are gone."""
        people, shown = self.scrubber.people, []
        for row in given.iter_rows(named=True):
            at = self.rows.get(row["statement"] or "")
            if at is None or self.withheld[at] is not None or row.get("customer") in self.silent:
                continue
            new = {"text": self.texts.texts[at], "statement": people.statements[row["statement"]]}
            if row.get("customer") is not None:
                new["customer"] = people.customers.get(row["customer"]) or self.scrubber.sentence(row["customer"])
            if row.get("start") is not None and row.get("end") is not None:
                start, end = self.texts.remapped(np.array([at]), np.array([row["start"]]), np.array([row["end"]]))
                new |= {"start": int(start[0]), "end": int(end[0]), "quote": new["text"][int(start[0]):int(end[0])]}
            elif row.get("quote") is not None:
                new["quote"] = None  # words without a place cannot be held against what was replaced
            shown.append({**row, **new})
        return pl.DataFrame(shown, schema=given.schema)

    def _evidence(self, given: Evidence) -> Evidence:
        """The same evidence without the words of those who did not consent; n stays."""
        kept = [example for example in given.examples if not self._silent(example)]
        return Evidence(self.scrubber.sentence(given.query), given.n, tuple(self._example(example) for example in kept))

    def _silent(self, example: Example) -> bool:
        row = self.rows.get(example.statement or "")
        return example.customer in self.silent or (row is not None and self.withheld[row] is not None)

    def _example(self, given: Example) -> Example:
        """An example under new ids whose quote is the slice of the new text; widened where it cut a replaced span."""
        people = self.scrubber.people
        who = given.customer
        customer = None if who is None else people.customers.get(who) or self.scrubber.sentence(who)
        note = self.scrubber.sentence(given.note, customer)
        row = self.rows.get(given.statement or "")
        if row is None or given.start is None or given.end is None:
            quote = self.scrubber.sentence(given.quote, customer, discover=True)
            named = given.statement
            statement = None if named is None else people.statements.get(named) or self.scrubber.sentence(named)
            return replace(given, quote=quote, customer=customer, statement=statement, note=note)
        start, end = self.texts.remapped(np.array([row]), np.array([given.start]), np.array([given.end]))
        first, last = int(start[0]), int(end[0])
        quote = self.texts.texts[row][first:last] if given.quote else ""
        return Example(quote, customer, people.statements[str(given.statement)], first, last, note)

    def _applied(self, given: Applied) -> Applied:
        """A correction without the names it was written with; who made it stays."""
        old, people = given.correction, self.scrubber.people
        owner = people.customers.get(old.customer)
        silent = old.customer in self.silent or (old.statement in self.rows and self.withheld[self.rows[old.statement]] is not None)

        def words(text: str) -> str:
            for name, shown in ((old.statement, people.statements.get(old.statement)), (old.customer, owner)):
                text = text.replace(name, shown) if name and shown else text
            # What stands in quotation marks is an actor, whose key is in small letters.
            return self.scrubber.sentence(_QUOTED.sub(lambda found: f"\u00ab{actor(found[1])}\u00bb", text), owner, discover=True)

        def actor(text: str) -> str:
            whose = pl.Series([owner], dtype=pl.String)
            return str(self.scrubber.column(pl.Series([text]), whose, any_case=True, discover=True)[0])

        new: Correction = replace(
            old, customer=owner or words(old.customer), actor="" if silent else actor(old.actor),
            statement=people.statements.get(old.statement) or words(old.statement), where="" if silent else words(old.where),
            to="" if silent else actor(old.to), who=self._who(old.who), why=NO_CONSENT if silent else words(old.why), text_hash="",
        )
        # Reasons and names of actors repeat what was said.
        says, problem = (_QUOTED.sub("\u00ab...\u00bb", text) if silent else text for text in (given.says, given.problem))
        return replace(given, correction=new, says=words(says), problem=words(problem))

    def _who(self, who: str) -> str:
        """Who made a correction: the name stays, because someone must answer for it; a customer's id and contact data do not."""
        return self.scrubber.people.renamed.get(who) or self.scrubber.sentence(who)
