"""Levels stand in the order in which people expect them; bands of an outcome name their range."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.constellations.core.comparison.bands import bands
from lifeworld.constellations.core.comparison.levels import in_order, kept_levels


@pytest.mark.parametrize("ordered", [
    ("2024", "2025", "2026"),
    ("2025-12-31", "2026-01-02", "2026-01-10"),
    ("2025 Q4", "2026 Q1", "2026 Q2"),
    ("Q4 2025", "Q1 2026", "Q2 2026"),
    ("2025-H2", "2026-H1"),
    ("December 2025", "January 2026", "Feb 2026"),
    ("wave 2", "wave 10", "wave 11"),
    ("baseline", "follow-up"),
    ("before", "after"),
    ("Pre", "Post"),
    ("autumn", "spring"),
])
def test_waves_stand_in_time(ordered: tuple[str, ...]) -> None:
    assert in_order(reversed(ordered)) == ordered


def test_names_without_an_order_of_their_own_stand_as_first_seen() -> None:
    assert in_order(["spring", "autumn"], {"spring": "2026-03-01", "autumn": "2026-09-01"}) == ("spring", "autumn")
    assert in_order(["spring", "autumn"], {"spring": "2026-03-01"}) == ("autumn", "spring")
    assert in_order(["wave 10", "wave 9"], {"wave 9": "2026-03-01", "wave 10": "2025-03-01"}) == ("wave 9", "wave 10")


def test_first_seen_is_the_earliest_time_of_any_statement() -> None:
    level = pl.Series(["spring", "autumn", "autumn", "spring"])
    time = pl.Series(["2026-05-01", "2026-09-01", None, "2026-03-01"])
    assert kept_levels(level, pl.Series(["a", "b", "c", "d"]), "wave", time)[0] == ("spring", "autumn")
    assert kept_levels(level, pl.Series(["a", "b", "c", "d"]), "group", time)[0] == ("autumn", "spring")


def test_nps_is_detractors_passives_promoters() -> None:
    found, order, title = bands(pl.Series([10.0, 9, 8, 7, 6, 0, None]))
    assert found.to_list() == ["promoters (9 to 10)"] * 2 + ["passives (7 to 8)"] * 2 + ["detractors (0 to 6)"] * 2 + [None]
    assert order == ("detractors (0 to 6)", "passives (7 to 8)", "promoters (9 to 10)")
    assert title == "«outcome»"


def test_values_up_to_ten_that_do_not_reach_it_are_nps_only_by_name() -> None:
    values = pl.Series([2.0, 6, 7, 8, 8, 3])
    assert bands(values, name="NPS 2026")[1] == ("detractors (0 to 6)", "passives (7 to 8)")
    assert bands(values, name="mark")[1] == ("lower half (2 to 6)", "upper half (7 to 8)")


def test_stars_and_yes_or_no() -> None:
    assert bands(pl.Series([1.0, 2, 3, 4, 5]))[0].to_list() == ["1 to 2", "1 to 2", "3", "4 to 5", "4 to 5"]
    assert bands(pl.Series([0.0, 1.0, 1.0]))[0].to_list() == ["0", "1", "1"]
    assert bands(pl.Series([4.0, 5.0, 5.0]))[0].to_list() == ["4", "5", "5"]


def test_other_numbers_are_thirds_with_their_range() -> None:
    found, order, _ = bands(pl.Series([float(x) for x in range(0, 90, 10)]))
    assert order == ("lower third (0 to 20)", "middle third (30 to 50)", "upper third (60 to 80)")
    assert found.value_counts()["count"].to_list() == [3, 3, 3]


def test_the_outcome_of_a_customer_is_the_mean_of_the_customers_numbers() -> None:
    found, _, title = bands(pl.Series([0.0, 10, 10, 10]), pl.Series(["ana", "ana", "ben", "ben"]))
    assert found.to_list() == ["detractors (0 to 6)"] * 2 + ["promoters (9 to 10)"] * 2
    assert title == "«outcome», mean of each customer"


@pytest.mark.parametrize("values", [[], [None, None], [3.0, 3.0, None]])
def test_fewer_than_two_values_have_no_bands(values: list[float | None]) -> None:
    found, order, _ = bands(pl.Series(values, dtype=pl.Float64))
    assert found.null_count() == len(values)
    assert order == ()


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), max_size=40), st.integers(1, 5))
def test_bands_are_in_order_and_only_the_unknown_has_none(values: list[float | None], customers: int) -> None:
    who = pl.Series([f"c{i % customers}" for i in range(len(values))], dtype=pl.String)
    series = pl.Series(values, dtype=pl.Float64)
    found, order, _ = bands(series)
    assert set(found.drop_nulls()) == set(order)
    if order:
        assert found.is_null().to_list() == [value is None for value in values]
        ends = pl.DataFrame({"band": found, "value": series}).drop_nulls().group_by("band").agg(
            low=pl.col("value").min(), high=pl.col("value").max())
        by_name = {band: (low, high) for band, low, high in ends.iter_rows()}
        assert all(by_name[a][1] < by_name[b][0] for a, b in pairwise(order))
    of_customers, names, _ = bands(series, who)
    assert set(of_customers.drop_nulls()) == set(names)
