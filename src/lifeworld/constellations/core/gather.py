"""Gather what was said, done and drawn into the columns that constellations are made from.

Names become codes of one sorted table, customers become codes of another, so that neither the order of the input nor
its division into files can change a result.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.constellations.core.rows import Facts, Rows, rows_of
from lifeworld.constellations.core.said import SELF, CodedStatements, NamedMentions, SaidShares, said_shares
from lifeworld.constellations.core.settings import Settings
from lifeworld.kit.ids import hash64
from lifeworld.kit.ratio import ratio
from lifeworld.kit.streams import stream_keys
from lifeworld.voices.core.codebook import ACTORS

Ints = NDArray[np.int64]
FOCAL = ACTORS.index("focal_provider")
UNNAMED_WORDS = {
    "focal_provider": "unnamed focal provider", "other_providers": "unnamed other providers", "peers": "unnamed peers",
    "family_friends": "unnamed family and friends", "strangers": "unnamed strangers",
}


@dataclass(frozen=True)
class Said:
    """Coded statements and their mentions, all in the row order of ``statements`` (sorted by customer, id).

    statements: frame with id, customer, focal. present: float32[S, 12], the probability where present, else 0.
    valence: float32[S]. mention_*: int64/int8/str of M mentions: statement row, category, canonical name ("" unnamed).
    """

    statements: pl.DataFrame
    present: NDArray[np.float32]
    valence: NDArray[np.float32]
    mention_statement: Ints
    mention_category: NDArray[np.int8]
    mention_name: pl.Series

    def only(self, rows: Ints) -> Said:
        """The statements at ``rows`` (ascending) with their mentions."""
        row_of = np.full(len(self.statements), -1, np.int64)
        row_of[rows] = np.arange(len(rows))
        kept = np.flatnonzero(row_of[self.mention_statement] >= 0)
        return Said(
            self.statements[rows], self.present[rows], self.valence[rows], row_of[self.mention_statement[kept]],
            self.mention_category[kept], self.mention_name.gather(kept),
        )


@dataclass(frozen=True)
class Gathered:
    """Rows of actors, the coded statements, and the words behind the codes (``names`` without case, ``shown`` as spelled).

    ``statement`` int64[K]: the row of ``Said.statements`` behind each coded statement. ``given`` are the said shares and
    ``given_row`` the row that each of them went to.
    """

    groups: pl.Series
    names: pl.Series
    shown: pl.Series
    rows: Rows
    coded: CodedStatements
    statement: Ints
    given: SaidShares
    given_row: Ints

    def actors(self) -> pl.DataFrame:
        """customer, actor (key), name (as shown), category: one row an actor, in the order of ``rows``."""
        category = pl.Series("category", list(ACTORS), dtype=pl.String).gather(self.rows.category.astype(np.int64))
        unnamed = pl.Series([UNNAMED_WORDS.get(code, "self") for code in ACTORS]).gather(
            self.rows.category.astype(np.int64)
        )
        frame = pl.DataFrame({
            "customer": self.groups.gather(self.rows.customer), "name": self.names.gather(self.rows.name),
            "shown": self.shown.gather(self.rows.name), "category": category, "unnamed": unnamed,
        })
        named = pl.col("name") != ""
        return frame.select(
            "customer",
            actor=pl.when(pl.col("category") == "self").then(pl.lit("self"))
            .when(named).then(pl.concat_str("category", pl.lit(":"), "name"))
            .otherwise(pl.concat_str("category", pl.lit(":(unnamed)"))),
            name=pl.when(named).then("shown").otherwise("unnamed"),
            category="category",
        )


def _codes(values: pl.Series, table: pl.Series) -> Ints:
    """The position of each value in a sorted table that holds it."""
    codes = table.search_sorted(values.cast(pl.String)).to_numpy()
    return np.asarray(codes, np.int64)


def folded(names: pl.Series) -> pl.Series:
    """Names without case: "Lena" and "lena" are one actor."""
    return names.cast(pl.String).str.to_lowercase()


def _facts(frame: pl.DataFrame | None, groups: pl.Series, names: pl.Series, amount: str) -> Facts:
    """Events or drawn actors as codes; rows without an actor category are left out."""
    if frame is None or frame.is_empty():
        return Facts.none()
    kept = frame.filter(pl.col("category").is_not_null())
    category = kept["category"].replace_strict(list(ACTORS), list(range(len(ACTORS))), return_dtype=pl.Int8)
    full = kept["completeness"].to_numpy() if "completeness" in kept.columns else np.ones(len(kept))
    return Facts(
        _codes(kept["customer"], groups), category.to_numpy(), _codes(folded(kept["name"].fill_null("")), names),
        kept[amount].cast(pl.Float64).to_numpy(), full.astype(np.float64),
    )


def _names(said: Said, others: list[pl.DataFrame]) -> tuple[pl.Series, pl.Series]:
    """All canonical names without case, sorted, "" first, and the spelling in which each is shown."""
    parts = [pl.Series([""], dtype=pl.String), said.mention_name.cast(pl.String).unique(),
             said.statements["focal"].cast(pl.String).drop_nulls().unique()]
    parts += [frame["name"].cast(pl.String).drop_nulls().unique() for frame in others]
    spelled = pl.DataFrame({"name": pl.concat([part.rename("name") for part in parts]).unique()})
    table = spelled.group_by(pl.col("name").str.to_lowercase().alias("folded")).agg(pl.col("name").min()).sort("folded")
    return table["folded"], table["name"]


def _with_focal(said: Said, kept: Ints, names: pl.Series) -> NamedMentions:
    """Named mentions of the kept statements; a focal provider that is known is named even where the text does not."""
    row_of = np.full(len(said.statements), -1, np.int64)
    row_of[kept] = np.arange(len(kept))
    statement = row_of[said.mention_statement]
    name = _codes(folded(said.mention_name), names)
    use = (statement >= 0) & (name > 0) & (said.mention_category != SELF)
    focal = said.statements["focal"].gather(kept)
    named = np.zeros(len(kept), bool)
    named[statement[use & (said.mention_category == FOCAL)]] = True
    silent = np.flatnonzero(focal.is_not_null().to_numpy() & ~named)
    focal_name = _codes(folded(focal.gather(silent)), names) if len(silent) else np.zeros(0, np.int64)
    return NamedMentions(
        np.concatenate([statement[use], silent]),
        np.concatenate([said.mention_category[use], np.full(len(silent), FOCAL, np.int8)]),
        np.concatenate([name[use], focal_name]),
    )


def gather(said: Said, group: pl.Series, settings: Settings, drawn: pl.DataFrame | None = None,
           done: pl.DataFrame | None = None) -> Gathered:
    """Gather by ``group`` (one value a statement: its customer, or its pool; null leaves a statement out).

    ``drawn`` has customer, category, name, size, completeness; ``done`` has customer, category, name, n. Both may be
    None. Customers who only drew or did something are kept, and so are customers whose statements name nobody.
    """
    others = [frame for frame in (drawn, done) if frame is not None and not frame.is_empty()]
    found = [group.drop_nulls().cast(pl.String).rename("group")]
    found += [frame["customer"].cast(pl.String).rename("group") for frame in others]
    groups, (names, shown) = pl.concat(found).unique().sort(), _names(said, others)
    in_group = np.flatnonzero(group.is_not_null().to_numpy())
    code = _codes(group.gather(in_group), groups)
    order = np.argsort(code, kind="stable")
    kept, code = in_group[order], code[order]
    coded = CodedStatements(
        code, hash64(said.statements["id"].gather(kept)), said.present[kept], said.valence[kept],
        np.ones(len(kept), np.float32),
    )
    given = said_shares(coded, _with_focal(said, kept, names), settings.rho)
    rows, at = rows_of(
        len(groups), len(names), given, code, _facts(done, groups, names, "n"), _facts(drawn, groups, names, "size"),
        settings,
    )
    rows = replace(
        rows, customer_key=hash64(groups),
        key=stream_keys(0, rows.category.astype(np.uint64), hash64(names)[rows.name]),
    )
    return Gathered(groups, names, shown, rows, coded, kept, given, at["said"])


def gifts_of(said: Said, rho: float) -> tuple[SaidShares, pl.Series, pl.Series]:
    """What every statement gives to whom, whoever said it; and the names behind the codes, without case and as shown."""
    names, shown = _names(said, [])
    everything = np.arange(len(said.statements), dtype=np.int64)
    zeros = np.zeros(len(everything), np.int64)
    coded = CodedStatements(zeros, zeros.astype(np.uint64), said.present, said.valence, np.ones(len(zeros), np.float32))
    return said_shares(coded, _with_focal(said, everything, names), rho), names, shown


def tie_valence(gathered: Gathered) -> NDArray[np.float64]:
    """Mean valence of the statements that give to each actor, weighted by what they give; NaN where none does."""
    n = len(gathered.rows.key)
    given, row = gathered.given, gathered.given_row
    total = np.bincount(row, given.amount, n)
    weighted = np.bincount(row, given.amount * gathered.coded.valence[given.statement], n)
    return ratio(weighted.astype(np.float64), total)
