"""Which codings are quoted: best first, varied customers, the same words once, the same for any order."""

from __future__ import annotations

import polars as pl

from lifeworld.constellations.files.report import picks
from lifeworld.constellations.tests.invented_study import invented_study

STUDY = invented_study(30)


def codings(*rows: tuple[str | None, str, float, str]) -> pl.DataFrame:
    """Rows of customer, statement, segment probability and quote hash, all present and coded mood."""
    frame = pl.DataFrame(rows, schema=["customer", "statement", "segment_probability", "quote_hash"], orient="row")
    return frame.with_columns(customer=pl.col("customer").cast(pl.String), code=pl.lit("mood"), start=pl.lit(0), end=pl.lit(5),
                              present=pl.lit(True))


def test_one_quote_of_each_customer_comes_before_a_second_of_any() -> None:
    found = picks.per_code(codings(("a", "s1", 0.9, "1"), ("a", "s2", 0.8, "2"), ("b", "s3", 0.1, "3")))
    assert found["statement"].to_list() == ["s1", "s3", "s2"]


def test_the_same_words_are_quoted_once() -> None:
    found = picks.per_code(codings(("a", "s1", 0.9, "same"), ("b", "s2", 0.8, "same")))
    assert found["statement"].to_list() == ["s1"]


def test_rows_without_a_customer_vary_by_statement() -> None:
    found = picks.per_code(codings((None, "s1", 0.9, "1"), (None, "s2", 0.8, "2"), ("a", "s3", 0.7, "3")))
    assert found["statement"].to_list() == ["s1", "s2", "s3"]


def test_absent_codes_are_never_quoted() -> None:
    rows = codings(("a", "s1", 0.9, "1")).with_columns(present=pl.lit(False))
    assert picks.per_code(rows).is_empty() and picks.per_customer(rows, ["a"]).is_empty()


def test_picks_do_not_depend_on_the_order_of_rows() -> None:
    mixed = STUDY.codings.sample(fraction=1.0, shuffle=True, seed=9)
    assert picks.per_code(mixed).equals(picks.per_code(STUDY.codings))
    names = STUDY.constellations["customer"].to_list()[:5]
    assert picks.per_customer(mixed, names).equals(picks.per_customer(STUDY.codings, names))


def test_a_customer_s_spans_carry_all_their_codes_once() -> None:
    found = picks.per_customer(STUDY.codings, ["Ada"])
    assert found.height <= picks.PER_CUSTOMER and found.select("statement", "start").is_unique().all()
    row = found.row(0, named=True)
    own = STUDY.codings.filter(pl.col("statement") == row["statement"], pl.col("start") == row["start"])
    assert sorted(row["codes"]) == sorted(own["code"].to_list())


def test_quotes_of_an_actor_name_the_actor() -> None:
    top = picks.top_actors(STUDY.actors, 3)
    found = picks.per_actor(top, STUDY.actors, STUDY.codings, STUDY.statements)
    assert found.height > 0 and "self" not in top["category"].to_list()
    texts = dict(STUDY.statements.select("id", "text").rows())
    for statement, start, end, name in found.select("statement", "start", "end", "name").rows():
        assert name.lower().removeprefix("the ") in texts[statement][start:end].lower()


def test_actors_without_customers_are_counted_by_statements() -> None:
    nobody = pl.lit(None, dtype=pl.String)
    top = picks.top_actors(STUDY.actors.with_columns(customer=nobody), 3)
    assert top["n_customers"].to_list() == [0] * top.height and (top["n_statements"] > 0).all()
    found = picks.per_actor(top, STUDY.actors.with_columns(customer=nobody), STUDY.codings.with_columns(customer=nobody),
                            STUDY.statements.with_columns(customer=nobody))
    assert found.height > 0


def test_statements_are_counted_once_for_each_code_and_valence() -> None:
    rated = picks.with_valence(STUDY.codings, STUDY.statements, ["mood"])
    counted = picks.n_by_valence(rated)
    expected = STUDY.codings.filter(pl.col("code") == "mood")["statement"].n_unique()
    assert sum(counted.values()) == expected
