"""Deeds are counted alike in any order and in any parts."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.constellations.core.deed_rules import DeedMapping, DeedRule
from lifeworld.constellations.core.deeds import DEEDS, EVENTS, added, deeds_in, done_of
from lifeworld.constellations.tests.deed_events import MAPPING, as_rows, deeds_of_runners
from lifeworld.events.core import counted

DATA = st.sampled_from(['{"club": {"name": "Owls"}}', '{"club": {"name": " Owls \\n "}}', '{"club": "Owls"}',
                        '{"to": "Lena", "kind": "friend"}', '{"to": "Lena", "kind": 5}', '{"to": ["Lena"]}', "{}", "null", '"text"',
                        '{"from": "\\u0000x"}', "[1]"])
EVENT = st.tuples(st.sampled_from(["ana", "ben"]), st.sampled_from([*MAPPING.types, "slept"]), st.integers(0, 10**15), DATA)


@given(st.lists(EVENT, max_size=40), st.integers(0, 40), st.randoms(use_true_random=False))
def test_order_and_parts_do_not_matter(rows: list[tuple[str, str, int, str]], cut: int, random: object) -> None:
    def found(some: list[tuple[str, str, int, str]]) -> pl.DataFrame:
        return deeds_in(pl.DataFrame(some, schema=EVENTS, orient="row"), MAPPING)

    mixed = list(rows)
    random.shuffle(mixed)
    whole = found(rows)
    assert added([found(mixed[:cut]), found(mixed[cut:])]).equals(whole)
    assert whole.schema == DEEDS and int(whole["n"].sum()) == sum(kind != "slept" for _, kind, _, _ in rows)


def test_the_first_rule_that_fits_counts_an_event_once() -> None:
    rows = as_rows([("ana", "run", {"with": "Lena", "n": 2}), ("ana", "run", {"with": "Club"}), ("ana", "run", {"n": 2})])
    mapping = DeedMapping((DeedRule("run", "peers", actor_field="with", field="n", values=("2",)),
                           DeedRule("run", "strangers", "somebody", field="with")))
    assert deeds_in(rows, mapping).select("category", "name", "n").rows() == [("peers", "", 1), ("peers", "Lena", 1), (
        "strangers", "somebody", 1)]


def test_directions_are_those_of_an_events_file() -> None:
    rows = as_rows(deeds_of_runners(["ana"], 100))
    mapping = DeedMapping(tuple(DeedRule(kind, "peers") for kind in ("kudos_sent", "kudos_received", "order")))
    done = done_of(deeds_in(rows, mapping))
    file = rows.filter(pl.col("type").is_in(mapping.types)).select(
        "customer", "type", category=pl.lit("peers"), actor=pl.lit(None, pl.String), count=pl.lit(1, pl.Int64),
        time=pl.from_epoch("at_us", "us").dt.replace_time_zone("UTC"))
    columns = ["n", "given", "received", "last_time"]
    assert done is not None and done.select(columns).equals(counted(file).select(columns))
    back = done_of(deeds_in(rows, DeedMapping((DeedRule("kudos_sent", "peers", direction="received"),))))
    assert back is not None and back.select("given", "received").row(0) == (0, 20)


def test_a_name_that_is_none_is_the_constant_or_unnamed() -> None:
    rows = as_rows([("ana", "run", data) for data in ({"who": {"a": 1}}, {"who": ""}, {"who": None}, {}, {"who": 7}, {"who": "x" * 300})])
    for constant in ("", "Club"):
        found = deeds_in(rows, DeedMapping((DeedRule("run", "peers", constant, "who"),)))
        assert dict(found.select("name", "n").iter_rows()) == {constant: 4, "7": 1, "x" * 200: 1}
