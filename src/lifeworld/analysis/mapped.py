"""A mapped study as a notebook holds it: it shows itself, remembers how it wants to be protected, and can be written down."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from html import escape
from pathlib import Path

import polars as pl

from lifeworld.analysis.comparing import Compared
from lifeworld.constellations.commands.release import released
from lifeworld.constellations.core.protection.values import Policy
from lifeworld.constellations.core.schemas import FILES
from lifeworld.constellations.core.study import COUNT_CUSTOMERS, COUNT_STATEMENTS, TYPE_NAMES, MappedStudy, type_share_key
from lifeworld.constellations.files.results import write_study
from lifeworld.voices.core.statements import SKIPPED_SCHEMA

COUNTS = (COUNT_CUSTOMERS, COUNT_STATEMENTS)


@dataclass(frozen=True, eq=False)
class Mapped(MappedStudy):
    """A mapped study; ``policy`` says what its study file wants done before anything leaves, ``left_out`` which rows were not used."""

    policy: Policy = field(default_factory=Policy)
    left_out: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SKIPPED_SCHEMA))

    @property
    def compared(self) -> dict[str, Compared]:
        """The comparisons by what they compare: "group", "wave", "brand", "outcome", or "study" for last time."""
        labels = (self.label,) if self.fictional else ()
        return {one.by: Compared(one, labels) for one in self.comparisons}

    def plain(self) -> MappedStudy:
        """The study without what a notebook adds to it."""
        return MappedStudy(**{one.name: getattr(self, one.name) for one in fields(MappedStudy)})

    def save(self, folder: str | Path) -> Path:
        """Write the folder that `lifeworld map` writes, so that `lifeworld correct`, `compare` and `export` can go on from it.

        Tables are raw, report.html is protected. Errors: InputRefused for a folder with other content.
        """
        folder, study = Path(folder), self.plain()
        write_study(study, released(study, self.policy), self.policy, self.left_out, folder)
        return folder

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name}: {getattr(self, name).height:,} rows" for name in FILES)
        return f"<Mapped «{self.title}»: {sizes}; {len(self.figures):,} figures>"

    def _repr_html_(self) -> str:
        shares = [(label, figure.text()) for label in TYPE_NAMES if (figure := self.figure(type_share_key(label)))]
        rows = "".join(f"<tr><td>{escape(label)}</td><td>{escape(text)}</td></tr>" for label, text in shares)
        table = f"<table><tr><th>type</th><th>share of customers, as labelled</th></tr>{rows}</table>" if shares else ""
        label = f"<p>{escape(self.label)}</p>" if self.label else ""
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        counts = "".join(f"<p>{escape(figure.text())}</p>" for key in COUNTS if (figure := self.figure(key)))
        return f"<h4>{escape(self.title)}</h4>{label}{counts}{table}<ul>{notes}</ul>"


def mapped_from(study: MappedStudy, policy: Policy, left_out: pl.DataFrame) -> Mapped:
    """A mapped study with what a notebook adds to it."""
    return Mapped(**{one.name: getattr(study, one.name) for one in fields(MappedStudy)}, policy=policy, left_out=left_out)
