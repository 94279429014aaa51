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
from lifeworld.testing.cast import cast

pytestmark = pytest.mark.django_db


class Undone(Exception):
    """Takes back what an example wrote."""


@settings(max_examples=150)
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
