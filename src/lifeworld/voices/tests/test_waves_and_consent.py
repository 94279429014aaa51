"""Waves told from times, consent told from words, and both through the reader of tables."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.columns import Columns
from lifeworld.voices.core.consent import NO, YES, consent_of
from lifeworld.voices.core.waves import wave_of
from lifeworld.voices.files.statements import Options, read_statements


def waves(times: list[str | None], period: str) -> list[str | None]:
    return pl.DataFrame({"t": times}, schema={"t": pl.String}).select(wave_of(pl.col("t"), period)).to_series().to_list()


@pytest.mark.parametrize(("time", "month"), [
    ("2026-03-31", "2026-03"), ("2026-03-31T23:59:59Z", "2026-03"), ("2026/3/31", "2026-03"), ("2026-03", "2026-03"),
    ("20260331", "2026-03"),
    ("31.3.2026", "2026-03"), ("31. 03. 2026 10:00", "2026-03"), ("31/03/2026", "2026-03"), ("3/31/2026", "2026-03"),
    ("3/3/2026", "2026-03"),
    ("03/04/2026", None), ("31 March 2026", "2026-03"), ("Mar 2026", "2026-03"), ("March 31st, 2026", "2026-03"),
    ("31. März 2026", "2026-03"),
    ("Tuesday, 31 March 2026", "2026-03"), ("2026", None), ("2026-13-01", None), ("soon", None), ("", None), (None, None), ("12.5", None),
    ("2026 Q2", None), ("31 Foo 2026", None), ("3026-03-01", None),
])
def test_months_of_dates_as_people_write_them(time: str | None, month: str | None) -> None:
    assert waves([time], "month") == [month]
    if month:
        assert waves([time], "quarter") == ["2026 Q1"]
        assert waves([time], "year") == ["2026"]


def test_quarters_and_years_that_are_written_as_such() -> None:
    assert waves(["2026 Q2", "Q4/2025", "2026-q3", "2026"], "quarter") == ["2026 Q2", "2025 Q4", None, None]
    assert waves(["2026 Q2", "Q4/2025", "2026", "03/04/2026"], "year") == ["2026", "2025", "2026", "2026"]


@given(st.dates())
def test_every_day_is_in_its_own_wave(day: object) -> None:
    text = str(day)
    expected = [text[:7]] if text[:2] in {"19", "20"} else [None]
    assert waves([text], "month") == expected


@given(st.text(max_size=20))
def test_any_text_is_a_wave_or_unknown(text: str) -> None:
    assert all(found is None or found[:2] in {"19", "20"} for period in ("quarter", "month", "year") for found in waves([text], period))


def test_consent() -> None:
    cells = [*YES, *NO, " YES. ", "perhaps", "", None]
    found = pl.DataFrame({"c": cells}).select(consent_of(pl.col("c"))).to_series().to_list()
    assert found == [True] * len(YES) + [False] * len(NO) + [True, None, None, None]
    assert not set(YES) & set(NO)


def test_a_table_with_wave_consent_and_context(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "text,time,consent,context,survey_wave\nGood.,2026-02-01,ja,How?,w1\nBad.,never,nope,,w2\nFair.,,0,,\n", encoding="utf-8")
    columns = ("text", "wave", "consent", "context")
    as_given = read_statements([path])
    assert sorted(as_given.statements.select(columns).rows()) == [
        ("Bad.", "w2", None, None), ("Fair.", None, False, None), ("Good.", "w1", True, "How?")]
    assert any("1 cells of the consent say neither yes nor no" in note for note in as_given.notes)
    made = read_statements([path], Options(Columns(wave="month")))
    assert sorted(made.statements.select("text", "wave").rows()) == [("Bad.", None), ("Fair.", None), ("Good.", "2026-02")]
    assert any("2 rows have no time from which a wave can be told" in note for note in made.notes)
    assert made.statements["id"].to_list() == as_given.statements["id"].to_list()


def test_a_column_wins_over_a_period_and_a_period_needs_a_time(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,quarter\nGood.,first\n", encoding="utf-8")
    assert read_statements([path], Options(Columns(wave="quarter"))).statements["wave"].to_list() == ["first"]
    with pytest.raises(InputRefused, match=r"a\.csv» has no column with the time, so no month can be told"):
        read_statements([path], Options(Columns(wave="month")))
    with pytest.raises(InputRefused, match=r"no column «quartr» .as wave.*Did you mean «quarter»"):
        read_statements([path], Options(Columns(wave="quartr")))


def test_a_context_is_never_taken_where_it_may_be_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("context,n\n" + "".join(f"The watch counted my run number {i} well.,{i}\n" for i in range(5)), encoding="utf-8")
    assert read_statements([path]).columns[0].text == ("context",)
