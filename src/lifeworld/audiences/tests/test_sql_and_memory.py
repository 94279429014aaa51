"""The same members by SQL and in memory, and nobody of another place."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.audiences.core import expression as e
from lifeworld.audiences.core.memory import truth_of
from lifeworld.audiences.models import Audience
from lifeworld.audiences.queries.compiling import compiled, rows_of
from lifeworld.audiences.tests.expressions import AUDIENCES, TODAY, customers, expressions
from lifeworld.audiences.tests.worlds import as_frames, written
from lifeworld.kit.errors import InputRefused
from lifeworld.testing.cast import cast

pytestmark = pytest.mark.django_db


class Undone(Exception):
    """Takes back what an example wrote."""


@settings(max_examples=80)
@given(st.lists(customers(), min_size=1, max_size=6), st.lists(customers(), max_size=2),
       st.lists(expressions(AUDIENCES), min_size=1, max_size=4), expressions(), expressions(("first",)))
def test_tables_and_frames_give_the_same_members_and_the_same_unknown(
        people: list[dict[str, Any]], elsewhere: list[dict[str, Any]], asked: list[e.Condition], first: e.Condition,
        second: e.Condition) -> None:
    with pytest.raises(Undone), transaction.atomic():
        everybody = cast()
        everybody.cleo.delete()
        caller = everybody.caller(everybody.ana)
        keys = written(everybody.acme, people)
        written(everybody.other, elsewhere)
        Audience.objects.create(place=everybody.acme, slug="first", title="First", expression=e.to_json(first))
        Audience.objects.create(place=everybody.acme, slug="second", title="Second", expression=e.to_json(second))
        world = as_frames(keys, people)
        for condition in asked:
            by_sql = compiled(caller, condition, today=TODAY)
            members = {pk for pk, in rows_of(by_sql.members)}
            n, n_possible, n_all = rows_of(by_sql.counts())[0]
            truth = truth_of(condition, world, TODAY, {"first": first, "second": second})
            known = dict(truth.iter_rows())
            assert members == {pk for pk, true in known.items() if true}
            assert (n, n_possible - n, n_all) == (len(members), sum(true is None for true in known.values()), len(keys))
            assert [row[0] for row in rows_of(by_sql.page(0, 3))] == sorted(members)[:3]
        raise Undone


def test_the_largest_and_the_deepest_expression_are_still_one_statement() -> None:
    everybody = cast()
    caller = everybody.caller(everybody.ana)
    deep: e.Condition = e.Trait("city", "is", ("Ulm",))
    for at in range(15):
        parts = (deep, e.Measure("pace", ">", at)) if at < 5 else (deep,)
        deep = e.Known(deep) if at % 5 == 4 else (e.All, e.Any)[at % 2](parts)
    wide = e.All(tuple(e.Trait("city", "begins", tuple(f"{at}-{value}" for value in range(50))) for at in range(59)))
    alternating: e.Condition = e.Everyone()
    for at in range(7):
        alternating = (e.All, e.Any)[at % 2]((e.Not(e.Did("ran", at_most=at, at_least=at)) if at % 3 else e.Consent("news"), alternating))
    Audience.objects.create(place=everybody.acme, slug="deep", title="Deep", expression=e.to_json(e.checked(alternating)))
    for condition in (e.expanded(deep, {}), e.checked(wide), e.All((e.Any((e.InAudience("deep"), e.Consent("x"))), e.Consent("y")))):
        assert rows_of(compiled(caller, condition, today=TODAY).counts())[0][2] == 1
    with pytest.raises(InputRefused, match="too many values"):
        half = e.All(wide.of[:55])
        compiled(caller, e.Any((e.Known(half), e.Known(e.Not(half)))), today=TODAY)
    with pytest.raises(InputRefused, match="too large together"):
        compiled(caller, e.All((e.Not(deep), e.InAudience("deep"))), today=TODAY)
