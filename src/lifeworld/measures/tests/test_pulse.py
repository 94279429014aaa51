"""The pulse of an indicator does not depend on order, leaves out who is not known, and says nothing of too few."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.measures.core.form import definition_of, form_of
from lifeworld.measures.core.pictures import bars, line
from lifeworld.measures.core.pulse import figure_of, mean_of, spread_of
from lifeworld.measures.core.values import Indicator

VALUES = st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=2, max_size=60)
KM = Indicator("km", "Km", ("run",), "km", aggregation="sum", unit="km")


def frame(values: list[float | None]) -> pl.DataFrame:
    return pl.DataFrame({"customer": range(1, len(values) + 1), "value": values}, schema={"customer": pl.Int64, "value": pl.Float64})


@given(VALUES)
def test_order_does_not_matter_and_who_is_not_known_is_left_out(values: list[float | None]) -> None:
    whole = frame(values)
    found = mean_of(whole)
    assert mean_of(whole.reverse()) == found == mean_of(whole.drop_nulls())
    assert found.n == sum(x is not None for x in values) and sum(spread_of(whole)["counts"]) == found.n
    if found.low is not None and found.high is not None and found.value is not None:
        assert found.low <= found.value <= found.high
    assert figure_of("km", found.json(), KM, "q").enough == (found.n >= 10)


@given(VALUES)
def test_pictures_have_no_place_for_what_is_not_known(values: list[float | None]) -> None:
    known = [at for at, x in enumerate(values) if x is not None]
    assert [at for _, _, at in line(values, [None] * len(values), [None] * len(values)).dots] == known
    drawn = bars(values)
    assert [at for *_, at in drawn.bars] == known and len(drawn.unknown) == len(values) - len(known)
    assert all(height > 0 and y >= 0 for _, y, _, height, _ in drawn.bars)


@pytest.mark.parametrize("said", [
    {"title": "A", "types": "run, walk", "where": "km >= 5.5\nsport in run, \"a, b\"\nhr is known\nnote == \"7\"\nfast == true"},
    {"title": "B", "types": "run", "aggregation": "sum", "field": "km", "unit": "km", "stated": "per_day_known", "direction": "less",
     "sources": "watch/* measured\nmy phone estimated", "minute_priority": "yes", "zero_when_active": "synced", "window_days": "7"},
    {"title": "C", "types": "sleep", "aggregation": "sum", "field": "min", "spans": "min"}])
def test_a_form_reads_back_what_it_wrote(said: dict[str, str]) -> None:
    one = definition_of(said)
    assert definition_of(form_of(one)) == one


@pytest.mark.parametrize("said", [
    {"title": "A", "types": ""}, {"title": "", "types": "run"}, {"title": "A", "types": "run", "where": "km is about 5"},
    {"title": "A", "types": "run", "window_days": "soon"}, {"title": "A", "types": "run", "aggregation": "sum"},
    {"title": "A", "types": "run", "where": "km >= far"}, {"title": "???", "types": "run"}])
def test_a_form_that_means_nothing_is_refused(said: dict[str, str]) -> None:
    with pytest.raises(InputRefused):
        definition_of(said)
