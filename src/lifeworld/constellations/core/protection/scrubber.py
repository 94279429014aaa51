"""Replacing what must not leave, in columns of a study and in single sentences about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import polars as pl

from lifeworld.constellations.core.protection.people import People
from lifeworld.voices.core.privacy.finder import Finder
from lifeworld.voices.core.privacy.replacing import replaced

_QUOTED = re.compile("\u00ab([^\u00ab\u00bb]*)\u00bb|\"([^\"]*)\"|'([^']*)'")


@dataclass(frozen=True, eq=False)
class Scrubber:
    """What finds (``finder``), who is who (``people``), and names of groups, brands and waves with what they became."""

    finder: Finder
    people: People
    labels: dict[str, str] = field(default_factory=dict)
    _seen: dict[tuple[str, str | None, bool], str] = field(default_factory=dict)

    def column(self, texts: pl.Series, owners: pl.Series | None = None, *, any_case: bool = False, discover: bool = False) -> pl.Series:
        """A column of short texts with everything replaced; ``owners`` says whose words they are. Null stays null."""
        whose = pl.Series([None] * len(texts), dtype=pl.String) if owners is None else owners.cast(pl.String)
        frame = pl.DataFrame({"text": texts.cast(pl.String), "owner": whose})
        distinct = frame.filter(pl.col("text").is_not_null()).unique(maintain_order=True)
        spans = self.finder.spans(distinct["text"], distinct["owner"], any_case=any_case, discover=discover)
        distinct = distinct.with_columns(new=replaced(distinct["text"], spans).texts)
        joined = frame.join(distinct, on=["text", "owner"], how="left", nulls_equal=True, maintain_order="left")
        return joined["new"].alias(texts.name)

    def sentence(self, text: str, owner: str | None = None, *, discover: bool = False) -> str:
        """One sentence with everything replaced; ids in quotation marks are ids, however short."""
        if text in self.labels:
            return self.labels[text]
        asked = (text, owner, discover)
        if asked not in self._seen:
            named = _QUOTED.sub(self._id, text)
            self._seen[asked] = self.column(pl.Series([named]), pl.Series([owner], dtype=pl.String), discover=discover)[0] if text else ""
        return self._seen[asked]

    def _id(self, match: re.Match[str]) -> str:
        inner = next(group for group in match.groups() if group is not None)
        new = self.people.renamed.get(inner) or self.people.statements.get(inner) or self.labels.get(inner) or inner
        return f"{match.group()[0]}{new}{match.group()[-1]}"


def distinct_labels(scrubber: Scrubber, names: pl.Series) -> dict[str, str]:
    """Names of groups, brands and waves with what they become; two that would be alike get a number, so none is lost.

    The numbers follow the sorted new names and old names.
    """
    known = names.cast(pl.String).drop_nulls().unique().sort()
    new = scrubber.column(known)
    found: dict[str, str] = {}
    taken: set[str] = set()
    for old, name in zip(known.to_list(), new.to_list(), strict=True):
        fresh, number = name, 1
        while fresh in taken:
            number += 1
            fresh = f"{name} ({number})"
        taken.add(fresh)
        found[old] = fresh
    return found
