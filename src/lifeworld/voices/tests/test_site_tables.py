"""Tables on the site: codes together and codes by a variable, each cell with its statements."""

from __future__ import annotations

import io

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.customers.models import Customer, Trait
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions import kept as kept_actions
from lifeworld.voices.actions.kept_work import work_once
from lifeworld.voices.core.cooccurrence import cooccurrence
from lifeworld.voices.core.crosstab import crosstab, levels_of
from lifeworld.voices.queries import kept
from lifeworld.voices.tests.site_codings import CodedStudy, coded_study, read

pytestmark = pytest.mark.django_db


def said(at: int) -> list[str]:
    if at < 36 and at % 3:
        return ["mood", "peers"]
    return ["mood"] if at < 40 and at % 2 else ["reliability"] if at % 5 == 0 else []


def told(people: Cast) -> CodedStudy:
    """40 customers say two things each; mood and peers stand together; Berlin says mood, Rome hardly; three live in Oslo."""
    texts = [(f"c{at // 2:02}", f"Text {at}") for at in range(80)]
    waves = [{"wave": "w1" if at % 2 else "w2"} for at in range(80)]
    found = coded_study(people, texts, {"Eva": "person", "=cmd": "imported"}, facts=waves)
    read(found, "Eva", {at: said(at) for at in range(80)})
    for at, customer in enumerate(Customer.objects.filter(key__startswith="c0").order_by("key")):
        Trait.objects.create(customer=customer, name="city", value="Oslo" if at < 3 else "Berlin")
    for customer in Customer.objects.filter(key__regex="^c[123]"):
        Trait.objects.create(customer=customer, name="city", value="Rome")
    return found


def test_codes_together_with_their_statements() -> None:
    people = cast()
    found = told(people)
    client = people.client(people.ana)
    page = client.get(f"{found.address}/tables/")
    words = page.content.decode()
    both = sum(at < 36 and at % 3 > 0 for at in range(80))
    assert page.status_code == 200 and "mood" in words and "association" in words
    assert client.get(f"{found.address}/tables/", headers={"If-None-Match": page.headers["ETag"]}).status_code == 304
    answer = client.get(f"{found.api}/tables/together").json()
    pair = answer["pairs"][0]
    assert {pair["first"], pair["second"]} == {"mood", "peers"} and pair["both"] == both and pair["phi"]["low"] > 0
    cell = client.get(f"{found.api}/comparison/statements", {"code": pair["first"], "instead": pair["second"], "kind": "both",
                                                             "coders": found.coders["Eva"]}).json()
    assert cell["n"] == both


def test_codes_by_a_trait_and_by_a_fact_with_their_statements() -> None:
    people = cast()
    found = told(people)
    client = people.client(people.ben)
    variables = client.get(f"{found.api}/tables/variables").json()
    assert [(one["key"], one["n_levels"]) for one in variables] == [("fact:wave", 2), ("trait:city", 3)]
    table = client.get(f"{found.api}/tables/by", {"variable": "trait:city"}).json()
    cells = {(one["code"], one["level"]): one for one in table["cells"]}
    assert table["levels"] == ["Berlin", "Oslo", "Rome"]
    rome, oslo = cells["mood", "Rome"], cells["mood", "Oslo"]
    assert rome["n_customers"] == 30 and rome["share_of_customers"]["value"] == rome["n_saying"] / 30
    assert oslo["share_of_customers"]["value"] is None and "not enough" in oslo["share_of_customers"]["text"]
    listed = client.get(f"{found.api}/comparison/statements", {"code": "mood", "kind": "present", "coders": found.coders["Eva"],
                                                               "variable": "trait:city", "level": "Rome", "limit": 5})
    seen, page = [], listed.json()
    while True:
        seen += [one["id"] for one in page["statements"]]
        if not page["next"]:
            break
        page = client.get(f"{found.api}/comparison/statements", {
            "code": "mood", "kind": "present", "coders": found.coders["Eva"], "limit": 5, "variable": "trait:city", "level": "Rome",
            "after": page["next"]}).json()
    assert len(seen) == len(set(seen)) == rome["n_present"]
    words = client.get(f"{found.address}/tables/?variable=fact:wave&unit=statements").content.decode()
    assert "Codes by wave" in words and "goes with wave" not in words and "w1" in words
    assert "level=w1" in words


def test_files_are_safe_for_spreadsheets() -> None:
    people = cast()
    found = told(people)
    Trait.objects.filter(value="Rome").update(value="=HYPERLINK(1)")
    client = people.client(people.ana)
    text = client.get(f"{found.address}/tables/file.csv?variable=trait:city").content.decode()
    assert "'=HYPERLINK(1)" in text and ",=HYPERLINK" not in text
    book = client.get(f"{found.address}/tables/file.xlsx?variable=trait:city").content
    assert "=HYPERLINK(1)" in pl.read_excel(io.BytesIO(book))["level"].to_list()  # a text, not a formula
    together = pl.read_csv(io.BytesIO(client.get(f"{found.address}/tables/file.csv").content))
    assert together.height == 66 and together["both"].max() > 0
    assert client.get(f"{found.address}/tables/file.ods").status_code == 422


def test_tables_are_for_analysts_of_the_place() -> None:
    people = cast()
    found = told(people)
    for address in (f"{found.address}/tables/", f"{found.address}/tables/file.csv", f"{found.api}/tables/together",
                    f"{found.api}/tables/variables", f"{found.api}/tables/by?variable=fact:wave"):
        assert people.client(people.eva).get(address).status_code == 403
        assert people.client(people.vic).get(address).status_code == 403
        assert people.client(people.dev).get(address).status_code == 404
    assert people.client(people.ana).get(f"{found.address}/tables/?variable=trait:shoe").status_code == 404
    assert people.client(people.ana).get(f"{found.address}/tables/?coder=99999").status_code == 404
    assert people.client(people.ana).get(f"{found.api}/tables/by?variable=trait:shoe").status_code == 404


def test_a_study_that_nobody_coded_says_so() -> None:
    people = cast()
    found = coded_study(people, [("c1", "One")], {"Eva": "person"})
    assert "Nobody has coded yet" in people.client(people.ana).get(f"{found.address}/tables/").content.decode()
    assert people.client(people.ana).get(f"{found.address}/tables/file.csv").status_code == 404


def test_tables_of_a_large_study_come_from_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    people = cast()
    found = told(people)
    client = people.client(people.ana)
    live = client.get(f"{found.api}/tables/together").json()
    kept_actions.forget_kept(found.study.pk)
    for module in (kept, kept_actions):
        monkeypatch.setattr(module, "SMALL_READINGS_MAX", 10)
    assert client.get(f"{found.api}/tables/together").json()["ready"] is False
    assert "being reckoned for the first time" in client.get(f"{found.address}/tables/").content.decode()
    while work_once():
        pass
    assert client.get(f"{found.api}/tables/together").json()["pairs"] == live["pairs"]
    client.get(f"{found.address}/tables/?variable=fact:wave")
    while work_once():
        pass
    assert "Codes by wave" in client.get(f"{found.address}/tables/?variable=fact:wave").content.decode()


VALUES = st.lists(st.tuples(st.sampled_from([0, 1]), st.sampled_from([0, 1]), st.integers(0, 12), st.sampled_from(["x", "y", None])),
                  min_size=1, max_size=40)


@given(VALUES)
def test_counts_are_those_of_plain_python(rows: list[tuple[int, int, int, str | None]]) -> None:
    values = np.array([[a, b] for a, b, _, _ in rows], np.int8).T
    customers = np.array([c for _, _, c, _ in rows], np.int64)
    pair = cooccurrence(values, ("a", "b"), customers)[0]
    both = sum(a and b for a, b, _, _ in rows)
    assert (pair.both, pair.n_first, pair.n_second, pair.n) == (both, sum(row[0] for row in rows), sum(row[1] for row in rows), len(rows))
    levels, level, left_out = levels_of(pl.Series([one for *_, one in rows], dtype=pl.String))
    assert left_out == 0
    for cell in crosstab(values, ("a", "b"), levels, level, customers):
        own = [row for row in rows if row[3] == cell.level]
        at = ("a", "b").index(cell.code)
        assert (cell.n_statements, cell.n_present) == (len(own), sum(row[at] for row in own))
        assert (cell.n_customers, cell.n_saying) == (len({row[2] for row in own}), len({row[2] for row in own if row[at]}))


@given(VALUES, st.randoms())
def test_the_order_of_statements_does_not_matter(rows: list[tuple[int, int, int, str | None]], luck: object) -> None:
    order = list(range(len(rows)))
    luck.shuffle(order)
    values = np.array([[a, b] for a, b, _, _ in rows], np.int8).T
    customers = np.array([c for _, _, c, _ in rows], np.int64)
    one, other = cooccurrence(values, ("a", "b"), customers), cooccurrence(values[:, order], ("a", "b"), customers[order])
    assert one == other


def test_customers_who_say_the_same_thing_often_widen_the_interval() -> None:
    """Ten statements of one customer are no ten customers."""
    values = np.array([[1, 0] * 50, [1, 0, 0, 0] * 25], np.int8)
    alone = cooccurrence(values, ("a", "b"), np.arange(100))[0].phi
    values = np.repeat(values[:, :20], 5, axis=1)
    together = cooccurrence(values, ("a", "b"), np.repeat(np.arange(20), 5))[0].phi
    assert alone.high is not None and together.high is not None and alone.low is not None and together.low is not None
    assert together.high - together.low > 1.5 * (alone.high - alone.low)


def test_rare_levels_are_left_out_and_counted() -> None:
    names, level, left_out = levels_of(pl.Series([f"v{at:02}" for at in range(20) for _ in range(20 - at)]))
    assert names == tuple(f"v{at:02}" for at in range(12)) and left_out == 8 and (level == -1).sum() == sum(20 - at for at in range(12, 20))
