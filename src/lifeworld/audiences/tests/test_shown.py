"""What pages of audiences show: pictures stay inside their frame and say what the table beside them says."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from lifeworld.audiences.core.values import DayOfMembers
from lifeworld.audiences.pages.shown import NEED_WIDTH, WIDTH, days_chart, need_picture, said, since_somebody, titled
from lifeworld.kit.figure import Evidence, estimate


@given(st.lists(st.integers(0, 5000), min_size=2, max_size=60))
def test_the_line_of_members_stays_inside_and_ends_with_the_last_day(sizes: list[int]) -> None:
    days = [DayOfMembers(f"day {at}", 0, 0, n) for at, n in enumerate(sizes)]
    drawn = str(days_chart(days))
    line = re.search(r'class="line" d="([^"]+)"', drawn)
    assert line is not None
    numbers = [float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", line[1])]
    assert 0 <= min(numbers) <= max(numbers) <= WIDTH
    assert f"last {sizes[-1]}, most {max(1, *sizes)}" in drawn


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=20))
def test_only_days_before_anybody_came_are_left_out(seen: list[tuple[int, int]]) -> None:
    days = [DayOfMembers(f"day {at}", joined, 0, n) for at, (joined, n) in enumerate(seen)]
    kept = since_somebody(days)
    left_out = days[:len(days) - len(kept)]
    assert [*left_out, *kept] == days
    assert not any(day.n or day.joined for day in left_out)


@given(st.floats(0, 20), st.floats(0, 5))
def test_a_need_is_drawn_between_0_and_20_and_not_at_all_where_it_is_not_known(value: float, around: float) -> None:
    def of(n: int) -> str:
        return str(need_picture(estimate("opportunity", value, max(0, value - around), min(20, value + around), method="counted", n=n,
                                         n_min=30, evidence=Evidence("opportunity", n))))

    drawn = of(40)
    found = re.search(r'cx="([\d.]+)"', drawn)
    assert found is not None
    assert abs(float(found[1]) - NEED_WIDTH * value / 20) <= 0.05 + 1e-9
    assert ("need high" in drawn) == (value > 10)
    assert of(7) == ""


def test_a_figure_is_said_in_two_parts_and_titles_stand_for_slugs() -> None:
    known = said(estimate("opportunity", 12.5, 11, 14, method="counted", n=40, evidence=Evidence("opportunity", 40)))
    few = said(estimate("opportunity", 12.5, 11, 14, method="counted", n=7, evidence=Evidence("opportunity", 7)))
    assert known.number.startswith("12.5")
    assert known.rest.endswith("n = 40 customers)")
    assert few.number.startswith("not enough: n = 7")
    assert few.rest == ""
    assert titled({"stay-unhurt": "Stay unhurt"})("1: stay-unhurt and run-far") == "1: «Stay unhurt» and run-far"
