"""Which codings are quoted: the best per code, per customer, per driver and valence, and per actor.

Every pick is made with polars over whole frames and is the same for any order of their rows; only the picked rows, a few
thousand at most, are turned into Python values later. A pick has code, customer, statement, start, end.
"""

from __future__ import annotations

import re

import polars as pl

PER_CODE = 20
PER_CUSTOMER = 12
PER_VALENCE = 6
PER_POOL = 3
POOLS_MAX = 24
POOL_KINDS = ("all", "focal", "group")
PER_ACTOR = 6
PER_TYPE = 6
_POOL = 3000
"""Best codings of a code among which customers are varied."""

_BETWEEN_WORDS = re.compile(r"\W+")

SPAN = ["code", "customer", "statement", "start", "end"]
_BEST_FIRST = ["segment_probability", "statement", "start"]


def first(rows: pl.DataFrame, by: list[str], descending: list[bool], most: int) -> pl.DataFrame:
    """The first ``most`` rows in the order of ``by``, without sorting all of them."""
    return rows.bottom_k(most, by=by, reverse=descending).sort(by, descending=descending)


def present(codings: pl.DataFrame) -> pl.DataFrame:
    """The codings that count as present."""
    return codings.filter(pl.col("present"))


def varied(rows: pl.DataFrame, by: list[str], most: int) -> pl.DataFrame:
    """The best rows of each group ``by``, one per customer first; rows without a customer vary by statement.

    The same words are quoted once.
    """
    who = pl.coalesce(pl.col("customer"), pl.concat_str(pl.lit("\0"), pl.col("statement")))
    ranked = rows.with_columns(who.alias("_who")).sort(_BEST_FIRST, descending=[True, False, False])
    ranked = ranked.unique([*by, "quote_hash"], keep="first", maintain_order=True)
    ranked = ranked.with_columns(pl.int_range(pl.len()).over([*by, "_who"]).alias("_turn"))
    ranked = ranked.sort(["_turn", *_BEST_FIRST], descending=[False, True, False, False])
    return ranked.group_by(by, maintain_order=True).head(most).drop("_who", "_turn")


def per_code(codings: pl.DataFrame, most: int = PER_CODE) -> pl.DataFrame:
    """Up to ``most`` quotes per code: highest segment probability, varied customers."""
    rows = present(codings)
    parts = [
        rows.filter(pl.col("code") == code).top_k(_POOL, by=_BEST_FIRST)
        for code in sorted(rows["code"].unique().to_list())
    ]
    return varied(pl.concat(parts), ["code"], most) if parts else rows.head(0)


def per_customer(codings: pl.DataFrame, customers: list[str], most: int = PER_CUSTOMER) -> pl.DataFrame:
    """Up to ``most`` spans per customer, each with all codes it carries (``codes``), the best of each code first."""
    rows = present(codings).filter(pl.col("customer").is_in(customers))
    spans = ["customer", "statement", "start", "end"]
    ranked = rows.sort([*_BEST_FIRST, "code"], descending=[True, False, False, False])
    ranked = ranked.with_columns(pl.int_range(pl.len()).over(["customer", "code"]).alias("_turn"))
    ranked = ranked.join(ranked.unique(["customer", "quote_hash"], keep="first", maintain_order=True).select(spans).unique(),
                         on=spans, how="semi", maintain_order="left")
    grouped = ranked.group_by(spans, maintain_order=True).agg(
        pl.col("code").alias("codes"), pl.col("_turn").min(), pl.col("segment_probability").max()
    )
    grouped = grouped.sort(["_turn", *_BEST_FIRST], descending=[False, True, False, False])
    return grouped.group_by("customer", maintain_order=True).head(most)


def ranked_pools(pooled: pl.DataFrame) -> pl.DataFrame:
    """pool_kind and pool in the order everyone, focal providers, groups; within each the most statements first."""
    order = {kind: i for i, kind in enumerate(POOL_KINDS)}
    return (
        pooled.group_by("pool_kind", "pool").agg(pl.col("n_statements").max().alias("n"))
        .with_columns(pl.col("pool_kind").replace_strict(order, default=len(order), return_dtype=pl.Int32).alias("_kind"))
        .sort(["_kind", "n", "pool"], descending=[False, True, False])
    )


def per_pool(codings: pl.DataFrame, statements: pl.DataFrame, kind: str, name: str, most: int = PER_POOL) -> pl.DataFrame:
    """Up to ``most`` quotes per code from the statements of one pool."""
    if kind == "all":
        return per_code(codings, most)
    members = statements.filter(pl.col(kind) == name).select(statement="id")
    return per_code(codings.join(members, on="statement", how="semi", maintain_order="left"), most)


def per_type(codings: pl.DataFrame, constellations: pl.DataFrame, label: str, codes: tuple[str, ...],
             most: int = PER_TYPE) -> pl.DataFrame:
    """Up to ``most`` quotes of customers of one type that carry one of ``codes``: varied customers, the codes in turn."""
    own = constellations.filter(pl.col("type") == label).select("customer")
    rows = present(codings).filter(pl.col("code").is_in(codes)).join(own, on="customer", how="semi")
    found = varied(rows, ["code"], most).with_columns(pl.int_range(pl.len()).over("code").alias("_turn"))
    ranked = found.sort(["_turn", *_BEST_FIRST, "code"], descending=[False, True, False, False, False])
    return ranked.unique("customer", keep="first", maintain_order=True).head(most).drop("_turn")


def with_valence(codings: pl.DataFrame, statements: pl.DataFrame, codes: list[str]) -> pl.DataFrame:
    """The present codings of ``codes`` with the ``valence_label`` of their statement."""
    rows = present(codings).filter(pl.col("code").is_in(codes)).select(*SPAN, "segment_probability", "quote_hash")
    labels = statements.select(pl.col("id").alias("statement"), "valence_label")
    return rows.join(labels, on="statement", how="inner")


def per_valence(rows: pl.DataFrame, most: int = PER_VALENCE) -> pl.DataFrame:
    """Up to ``most`` quotes for each code and valence of ``with_valence``."""
    groups = rows.select("code", "valence_label").unique().sort(["code", "valence_label"]).rows()
    parts = [
        rows.filter((pl.col("code") == code) & (pl.col("valence_label") == label)).top_k(_POOL, by=_BEST_FIRST)
        for code, label in groups
    ]
    return varied(pl.concat(parts), ["code", "valence_label"], most) if parts else rows.head(0)


def top_actors(actors: pl.DataFrame, most: int) -> pl.DataFrame:
    """The ``most`` named actors of each category: category, name, forms, n_customers, n_statements, n_mentions."""
    named = actors.filter((pl.col("category") != "self") & ~is_unnamed())
    grouped = named.group_by("category", "name").agg(
        pl.col("customer").n_unique().alias("n_customers") - pl.col("customer").is_null().any().cast(pl.UInt32),
        pl.col("n_statements").cast(pl.Int64).sum(), pl.col("n_mentions").cast(pl.Int64).sum(),
        pl.col("forms").explode().drop_nulls().unique().sort().head(40).alias("forms"),
    )
    ranked = grouped.sort(["n_customers", "n_statements", "name"], descending=[True, True, False])
    return ranked.group_by("category", maintain_order=True).head(most)


def is_unnamed() -> pl.Expr:
    """Whether an actor stands for the unnamed ones of its category."""
    return pl.col("actor").str.ends_with(":(unnamed)")


def per_actor(top: pl.DataFrame, actors: pl.DataFrame, codings: pl.DataFrame, statements: pl.DataFrame,
              most: int = PER_ACTOR) -> pl.DataFrame:
    """Up to ``most`` quotes for each actor of ``top``: codings of its category whose segment holds one of its forms.

    The quote is the segment that carries the category most; statements where it holds no form are left out.
    """
    wanted = top.select("category", "name")
    holders = actors.join(wanted, on=["category", "name"], how="semi").select("customer", "category", "name")
    with_customer = holders.drop_nulls("customer").unique().sort("customer").group_by(
        ["category", "name"], maintain_order=True).head(40)
    rows = present(codings).filter(pl.col("code").is_in(wanted["category"].unique().to_list()))
    of_customers = rows.join(with_customer, left_on=["customer", "code"], right_on=["customer", "category"], how="inner")
    nobody = rows.filter(pl.col("customer").is_null())
    if nobody.height:
        nobody = pl.concat([nobody.filter(pl.col("code") == c).top_k(_POOL, by=_BEST_FIRST)
                            for c in sorted(nobody["code"].unique().to_list())])
        nobody = nobody.join(wanted, left_on="code", right_on="category", how="inner")
    found = pl.concat([of_customers, nobody.select(of_customers.columns)]) if nobody.height else of_customers
    found = found.sort(_BEST_FIRST, descending=[True, False, False]).group_by(
        ["code", "name"], maintain_order=True).head(200)
    texts = statements.select(pl.col("id").alias("statement"), "text")
    found = found.join(texts, on="statement", how="inner").join(
        top.select(pl.col("category").alias("code"), "name", "forms"), on=["code", "name"], how="inner")
    holds = [_holds(*row) for row in found.select("text", "start", "end", "name", "forms").rows()]
    return varied(found.filter(pl.Series(holds, dtype=pl.Boolean)).drop("text", "forms"), ["code", "name"], most)


def _holds(text: str, start: int, end: int, name: str, forms: list[str]) -> bool:
    """Whether the span holds the name or one of its forms as whole words; called for at most 200 rows an actor."""
    span = f" {_BETWEEN_WORDS.sub(' ', text[start:end].casefold())} "
    return any(f" {_BETWEEN_WORDS.sub(' ', form.casefold()).strip()} " in span for form in (name, *forms))


def n_by_valence(rows: pl.DataFrame) -> dict[tuple[str, int], int]:
    """Statements by code and valence label, from ``with_valence``."""
    counted = rows.group_by("code", "valence_label").agg(pl.col("statement").n_unique().alias("n"))
    return {(code, int(label)): n for code, label, n in counted.select("code", "valence_label", "n").rows()}


def spans_of(picks: pl.DataFrame) -> set[str]:
    """The statements that picks quote from."""
    return set(picks["statement"].to_list())


_PLACE = {"start_s": pl.Float64(), "line": pl.Int64()}


def texts_of(statements: pl.DataFrame, ids: set[str]) -> pl.DataFrame:
    """id, customer, text, time, source, valence_label of the wanted statements, and where in a transcript each stands:
    start_s (seconds) and line, null where there is no transcript.
    """
    wanted = statements.filter(pl.col("id").is_in(list(ids)))
    placed = [pl.col(name) if name in statements.columns else pl.lit(None, kind).alias(name) for name, kind in _PLACE.items()]
    return wanted.select("id", "customer", "text", "time", "source", "valence_label", *placed)
