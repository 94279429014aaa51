"""Which column means what: wishes win, names and content find the rest, doubt is refused."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.columns import NAMES, Columns, detect_columns, plain_name

PROSE = [f"The watch counts my steps well, and on day {i} it did not." for i in range(6)]


def found(wanted: Columns | None = None, **columns: list[str | None]) -> Columns:
    sample = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return detect_columns(sample.columns, sample, wanted, "«a.csv»")


def test_a_store_export_is_understood() -> None:
    columns = found(reviewId=list("abcdef"), userName=["x"] * 6, content=PROSE, score=list("123451"),
                    at=["2026-05-01"] * 6, replyContent=[None] * 6, appVersion=["1.0"] * 6)
    assert columns == Columns(("content",), "userName", "reviewId", "at", None, None, "score", None, None)


def test_a_single_prose_column_is_the_text_whatever_its_name() -> None:
    columns = found(data=PROSE, score=list("123451"), app=["Kestrel"] * 6, ori_lang=["en"] * 6)
    assert columns == Columns(("data",), focal="app", outcome="score", language="ori_lang")
    assert found(remark=["Good.", "Bad."]) == Columns(("remark",))


def test_wishes_win_and_an_empty_wish_means_none() -> None:
    wanted = Columns(("b",), customer="a", id="", outcome="")
    columns = found(wanted, a=["1"] * 6, b=["2"] * 6, text=PROSE, id=list("abcdef"), rating=["1"] * 6, time=["t"] * 6)
    assert columns == Columns(("b",), customer="a", time="time")


def test_the_word_text_beats_other_names() -> None:
    assert found(text=PROSE, comment=PROSE).text == ("text",)
    assert found(comment=PROSE, answer=["yes"] * 6).text == ("comment",)


def test_a_numeric_column_is_no_text_and_words_are_no_outcome() -> None:
    assert found(text=["1", "2,5"], opinion=PROSE[:2]).text == ("opinion",)
    assert found(text=PROSE, rating=["good", "bad", "5", "good", "good", "ok"]).outcome is None


def test_an_id_that_names_people_is_the_customer() -> None:
    ids = [f"p{i // 5}" for i in range(40)]
    texts = [f"Answer number {i} about running." for i in range(40)]
    assert found(id=ids, answer=texts) == Columns(("answer",), customer="id")
    assert found(id=ids, customer=ids, answer=texts) == Columns(("answer",), customer="customer")
    # The same rows three times are exports of one table: the id still names statements.
    thrice = [f"s{i}" for i in range(30)] * 3
    assert found(id=thrice, answer=texts[:30] * 3).id == "id"
    assert found(Columns(id="id"), id=ids, answer=texts).id == "id"


@pytest.mark.parametrize(("columns", "wanted", "code", "words"), [
    ({"reviw": ["x"], "stars": ["1"]}, Columns(("review",)), "no_such_column",
     "«a.csv» has no column «review» .as text.; it has «reviw», «stars». Did you mean «reviw»"),
    ({"text": ["x"]}, Columns(("text",), customer="who", outcome="txt"), "no_such_column",
     "«who» .as customer., «txt» .as outcome."),
    ({"a": ["1"], "b": ["2"]}, None, "no_text_column", "No column of «a.csv» looks like text; it has «a», «b»"),
    ({"intro": PROSE, "goal": PROSE, "n": ["1"] * 6}, None, "ambiguous_text_column",
     "«goal», «intro».*--text goal,intro"),
    ({"review": PROSE, "comment": PROSE}, None, "ambiguous_text_column", "«comment», «review»"),
    ({"text": PROSE}, Columns(("text", "text")), "column_used_twice", "«text»"),
    ({"text": PROSE}, Columns(("text",), customer="text"), "column_used_twice", "«text»"),
    ({}, None, "no_text_column", "it has"),
])
def test_doubt_is_refused_in_words(
    columns: dict[str, list[str | None]], wanted: Columns | None, code: str, words: str,
) -> None:
    with pytest.raises(InputRefused, match=words) as refusal:
        found(wanted, **columns)
    assert refusal.value.code == code


@settings(deadline=None)
@given(st.permutations(["body", "user", "id", "date", "stars", "brand"]), st.permutations(range(6)))
def test_the_order_of_columns_and_rows_does_not_matter(names: list[str], rows: list[int]) -> None:
    columns = {"body": PROSE, "user": list("aabbcc"), "id": list("123456"), "date": ["d"] * 6, "stars": list("123451"),
               "brand": ["x"] * 6}
    shuffled: dict[str, list[str | None]] = {name: [columns[name][row] for row in rows] for name in names}
    assert found(**shuffled) == found(**columns)


def test_known_names_are_plain_and_belong_to_one_rank() -> None:
    for names in NAMES.values():
        assert len(set(names)) == len(names)
        assert all(plain_name(name) == name for name in names)
