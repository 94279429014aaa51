"""Comparing coders on the site: every number opens its statements, nobody without the right sees who said what."""

from __future__ import annotations

import io
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.events.actions import record
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions import kept as kept_actions
from lifeworld.voices.actions.comparing import compare, compare_pairs
from lifeworld.voices.actions.kept_work import work_once
from lifeworld.voices.core.cells import Cell, cell_mask
from lifeworld.voices.core.judged_matrix import JudgedMatrix, packed_numbers, packed_values, unpacked_numbers, unpacked_values
from lifeworld.voices.core.kept_figures import short, whole
from lifeworld.voices.core.site_cells import pieces
from lifeworld.voices.core.site_comparison import comparison_json, comparison_of
from lifeworld.voices.models import Kept, Reading, Statement
from lifeworld.voices.queries import comparing_matrix, kept
from lifeworld.voices.queries.comparing import cell_shown, chosen_of, coders_to_compare
from lifeworld.voices.tests.site_codings import CodedStudy, coded_study, mark, read

pytestmark = pytest.mark.django_db
CODES = ("mood", "peers", "reliability")


def small(people: Cast, n: int = 60) -> CodedStudy:
    """Eva, Finn and the model read n statements of n / 3 customers; Finn differs on mood in every fourth, the model finds peers."""
    found = coded_study(people, [(f"c{at // 3:03}", f"My club is fun, number {at}.") for at in range(n)],
                        {"Eva": "person", "Finn": "person", "fast": "model"})
    read(found, "Eva", {at: ["mood"] if at % 2 else [] for at in range(n)})
    read(found, "Finn", {at: ["mood"] if (at % 2) ^ (at % 4 == 0) else [] for at in range(n)})
    read(found, "fast", {at: ["mood", "peers"] if at % 2 else ["peers"] for at in range(n - 10)})
    return found


def test_the_page_shows_where_coders_differ_and_every_coefficient() -> None:
    people = cast()
    found = small(people)
    page = people.client(people.ana).get(f"{found.address}/compare/")
    words = page.content.decode()
    assert page.status_code == 200
    for head in ("Agree", "F1", "Alpha", "AC1", "PABAK", "Where coders differ", "Codes given in each other"):
        assert head in words
    assert "<bdi>Eva</bdi> 50" in words and "<bdi>fast</bdi>" in words
    assert f"{found.address}/compare/cell/?code=mood&amp;kind=differ" in words
    again = people.client(people.ana).get(f"{found.address}/compare/", headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304


def test_two_coders_have_a_kappa_and_the_pairs_of_more_have_theirs() -> None:
    people = cast()
    found = small(people)
    two = people.client(people.ben).get(f"{found.address}/compare/?coders={found.coders['Eva']}&coders={found.coders['Finn']}")
    assert "<th scope=\"col\">Kappa</th>" in two.content.decode()
    page = people.client(people.ben).get(f"{found.address}/compare/code/mood/").content.decode()
    assert "Eva and Finn" in page and "Kappa" in page and "Guessing" in page


def test_each_cell_of_a_2x2_table_opens_the_statements_that_it_counts() -> None:
    people = cast()
    found = small(people)
    eva, finn = found.coders["Eva"], found.coders["Finn"]
    everybody = coders_to_compare(found.caller, found.study)
    pairs = compare_pairs(found.caller, found.study, chosen_of(everybody, [eva, finn]), "mood").pairs
    assert pairs is not None
    where = (((eva, finn), ()), ((eva,), (finn,)), ((finn,), (eva,)), ((), (eva, finn)))
    for n, (present, absent) in zip(pairs[0].table, where):
        shown = cell_shown(found.caller, found.study, Cell("mood", "said", present, absent), everybody)
        assert shown.n == n
    assert sum(pairs[0].table) == 60


def test_a_cell_lists_every_statement_once_over_its_pages() -> None:
    people = cast()
    found = small(people)
    everybody, seen, last = coders_to_compare(found.caller, found.study), [], ""
    while True:
        shown = cell_shown(found.caller, found.study, Cell("mood", "twice"), everybody, last=last, n=7)
        seen += [one.pk for one in shown.statements]
        last = shown.after
        if not last:
            break
    assert len(seen) == 60 and sorted(seen) == sorted(found.statements)
    differ = [{said.present for said in one.said if said.present is not None} == {True, False}
              for one in cell_shown(found.caller, found.study, Cell("mood", "twice"), everybody, n=60).statements]
    assert all(a >= b for a, b in pairwise(differ))  # the disputed come first


def test_the_cell_page_tells_who_said_what_and_marks_the_words() -> None:
    people = cast()
    found = small(people)
    mark(found, "Eva", 1, "mood", 8, 14)
    page = people.client(people.ana).get(f"{found.address}/compare/cell/?code=mood&kind=said&present={found.coders['Eva']}")
    words = page.content.decode()
    assert "<mark>is fun</mark>" in words and "present by Eva" in words
    assert "<bdi>Finn</bdi>" in words and "/settle/" in words


def test_confused_codes_open_the_statements_in_which_they_were_given_for_one_another() -> None:
    people = cast()
    found = coded_study(people, [("c1", f"Text {at}") for at in range(4)], {"Eva": "person", "Finn": "person"})
    read(found, "Eva", {0: ["mood"], 1: ["peers"], 2: ["mood", "peers"], 3: []})
    read(found, "Finn", {0: ["peers"], 1: ["mood"], 2: ["mood"], 3: []})
    everybody = coders_to_compare(found.caller, found.study)
    told = compare(found.caller, found.study, everybody).comparison
    assert told is not None
    mixed = {(one.code, one.instead): one.n for one in told.confusions}
    shown = cell_shown(found.caller, found.study, Cell("peers", "differ", instead="mood"), everybody)
    assert mixed["peers", "mood"] == 2 and [one.pk for one in shown.statements] == list(found.statements[:2])


def test_a_long_codebook_has_a_list_in_place_of_the_table() -> None:
    people = cast()
    codes = [f"theme {at}" for at in range(30)]
    found = coded_study(people, [("c1", f"Text {at}") for at in range(4)], {"Eva": "person", "Finn": "person"}, codes)
    read(found, "Eva", {0: ["theme 1"], 1: ["theme 2"], 2: [], 3: []})
    read(found, "Finn", {0: ["theme 2"], 1: ["theme 1"], 2: [], 3: []})
    words = people.client(people.ana).get(f"{found.address}/compare/").content.decode()
    assert "theme 1 and theme 2" in words and "instead=theme+2" in words and 'class="matrix' not in words


def test_nobody_without_the_right_sees_who_said_what() -> None:
    people = cast()
    found = small(people)
    for address in ("compare/", "compare/code/mood/", "compare/cell/?code=mood", "compare/file.csv"):
        for user in (people.eva, people.vic):
            assert people.client(user).get(f"{found.address}/{address}").status_code == 403
        assert people.client(people.dev).get(f"{found.address}/{address}").status_code == 404
    for address in ("comparison", "comparison/codes/mood", "comparison/statements?code=mood"):
        assert people.client(people.eva).get(f"{found.api}/{address}").status_code == 403
        assert people.client(people.dev).get(f"{found.api}/{address}").status_code == 404


def test_what_is_malformed_is_refused_in_words() -> None:
    people = cast()
    found = small(people)
    client = people.client(people.ana)
    assert client.get(f"{found.address}/compare/?coders=two").status_code == 422
    assert client.get(f"{found.address}/compare/?coders=999999").status_code == 404
    assert client.get(f"{found.address}/compare/cell/?code=nobody").status_code == 422
    assert client.get(f"{found.address}/compare/cell/?code=mood&kind=odd").status_code == 422
    assert client.get(f"{found.address}/compare/code/nobody/").status_code == 404
    assert client.get(f"{found.address}/compare/file.pdf").status_code == 422
    assert client.get(f"{found.api}/comparison/statements?code=nobody").status_code == 422
    assert client.get(f"{found.api}/comparison?coders=two").status_code == 422


def test_an_analyst_who_codes_blind_does_not_see_what_others_said_of_what_she_has_not_read() -> None:
    people = cast()
    found = coded_study(people, [("c1", "One"), ("c1", "Two")], {"Ana": "person", "Eva": "person", "Finn": "person"})
    read(found, "Eva", {0: ["mood"], 1: ["mood"]})
    read(found, "Finn", {0: [], 1: []})
    read(found, "Ana", {0: []})
    everybody = coders_to_compare(found.caller, found.study)
    by_pk = {one.pk: one for one in cell_shown(found.caller, found.study, Cell("mood"), everybody).statements}
    assert by_pk[found.statements[0]].said and not by_pk[found.statements[1]].said and by_pk[found.statements[1]].hidden
    page = people.client(people.ana).get(f"{found.address}/compare/cell/?code=mood").content.decode()
    assert "is hidden" in page and "show=1" in page
    shown = cell_shown(found.caller, found.study, Cell("mood"), everybody, show=True)
    assert all(one.said for one in shown.statements)


def test_fewer_than_two_coders_are_told_so() -> None:
    people = cast()
    found = coded_study(people, [("c1", "One")], {"Eva": "person"})
    assert "Nobody has coded yet" in people.client(people.ana).get(f"{found.address}/compare/").content.decode()
    read(found, "Eva", {0: ["mood"]})
    assert "Choose two coders or more." in people.client(people.ana).get(f"{found.address}/compare/").content.decode()


def test_a_new_coding_is_in_the_next_comparison() -> None:
    people = cast()
    found = small(people)
    client = people.client(people.ana)
    before = client.get(f"{found.api}/comparison").json()
    Reading.objects.filter(coder=found.coders["Finn"], statement=found.statements[0]).update(present=[], codes={})
    record(found.caller, "voices.coded", data={"study": found.study.pk, "statement": found.statements[0], "coder": found.coders["Finn"]})
    after = client.get(f"{found.api}/comparison").json()
    differ = [next(code for code in one["codes"] if code["code"] == "mood")["n_differ"] for one in (before, after)]
    assert after["position"] > before["position"] and differ[1] == differ[0] - 1


def test_a_large_study_is_told_as_it_was_kept_and_reckoned_by_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    people = cast()
    found = small(people)
    small_told = compare(found.caller, found.study, coders_to_compare(found.caller, found.study)[:2]).comparison
    Kept.objects.all().delete()
    for module in (kept, kept_actions):
        monkeypatch.setattr(module, "SMALL_READINGS_MAX", 10)
    monkeypatch.setattr(kept_actions, "REST", 0)
    who = coders_to_compare(found.caller, found.study)[:2]
    first = compare(found.caller, found.study, who)
    assert first.comparison is None and first.updating
    page = people.client(people.ana).get(f"{found.address}/compare/").content.decode()
    assert "being reckoned for the first time" in page and 'http-equiv="refresh"' in page
    assert cell_shown(found.caller, found.study, Cell("mood"), who).updating
    while work_once():
        pass
    told = compare(found.caller, found.study, who)
    assert not told.updating and told.comparison is not None and small_told is not None
    assert comparison_json(told.comparison) == comparison_json(small_told)
    shown = cell_shown(found.caller, found.study, Cell("mood"), who)
    assert shown.n == told.comparison.line("mood").n_differ and not shown.updating
    record(found.caller, "voices.coded", data={"study": found.study.pk})
    stale = compare(found.caller, found.study, who)
    assert stale.updating and stale.comparison is not None
    record(found.caller, "voices.coded", data={"study": found.study.pk + 1})
    while work_once():
        pass
    record(found.caller, "constellations.drawn", data={"study": found.study.pk})
    assert not compare(found.caller, found.study, who).updating  # other studies and rooms change nothing


def test_lists_of_a_large_study_are_brought_up_to_date_by_whoever_opens_them(monkeypatch: pytest.MonkeyPatch) -> None:
    people = cast()
    found = small(people)
    for module in (kept, kept_actions):
        monkeypatch.setattr(module, "SMALL_READINGS_MAX", 10)
    monkeypatch.setattr(kept_actions, "REST", 0)
    client = people.client(people.ana)
    for address in ("compare/cell/?code=mood", "settle/"):
        Kept.objects.all().delete()
        client.get(f"{found.address}/{address}")
        assert work_once()
        while work_once():
            pass
        assert "being" not in client.get(f"{found.address}/{address}").content.decode().split("<main")[1]
    assert client.get(f"{found.api}/comparison/statements?code=mood").json()["n"] == 15
    record(found.caller, "voices.coded", data={"study": found.study.pk})
    assert client.get(f"{found.api}/settling").json()["updating"] and work_once()
    while work_once():
        pass
    assert not client.get(f"{found.api}/settling").json()["updating"]


def test_a_result_that_took_long_rests_before_it_is_reckoned_again(monkeypatch: pytest.MonkeyPatch) -> None:
    people = cast()
    found = small(people)
    for module in (kept, kept_actions):
        monkeypatch.setattr(module, "SMALL_READINGS_MAX", 10)
    monkeypatch.setattr(kept_actions, "REST", 1e9)
    who = coders_to_compare(found.caller, found.study)
    compare(found.caller, found.study, who)
    while work_once():
        pass
    record(found.caller, "voices.coded", data={"study": found.study.pk})
    told = compare(found.caller, found.study, who)
    assert told.updating and told.comparison is not None and not work_once()


def test_a_statement_that_was_forgotten_since_is_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    people = cast()
    found = small(people)
    for module in (kept, kept_actions):
        monkeypatch.setattr(module, "SMALL_READINGS_MAX", 10)
    who = coders_to_compare(found.caller, found.study)
    compare(found.caller, found.study, who)
    while work_once():
        pass
    Statement.objects.filter(pk=found.statements[0]).delete()
    shown = cell_shown(found.caller, found.study, Cell("mood"), who, n=100)
    assert found.statements[0] not in [one.pk for one in shown.statements] and len(shown.statements) > 0


def test_a_wish_for_a_study_that_cannot_be_granted_is_dropped() -> None:
    people = cast()
    found = small(people)
    Kept.objects.create(study_id=found.study.pk, name="wish/pairs/x", position=0, body={"what": "pairs", "coders": [], "code": "nobody"})
    Kept.objects.create(study_id=found.study.pk, name="wish/together/x", position=0, body={"what": "together"})
    assert work_once() and work_once() and not work_once()


def test_files_hold_the_same_numbers() -> None:
    people = cast()
    found = small(people)
    client = people.client(people.ana)
    answer = client.get(f"{found.address}/compare/file.csv")
    frame = pl.read_csv(io.BytesIO(answer.content))
    told = client.get(f"{found.api}/comparison").json()
    assert "attachment" in answer.headers["Content-Disposition"]
    for code in told["codes"]:
        row = frame.row(by_predicate=pl.col("code") == code["code"], named=True)
        assert row["alpha"] == pytest.approx(code["figures"]["alpha"]["value"]) and row["n_differ"] == code["n_differ"]
    book = client.get(f"{found.address}/compare/file.xlsx")
    assert pl.read_excel(io.BytesIO(book.content), sheet_name="confusions").columns == ["code", "instead", "n", "expected"]
    pairs = pl.read_csv(io.BytesIO(client.get(f"{found.address}/compare/file.csv?code=mood").content))
    assert pairs.height == 3 and "kappa_low" in pairs.columns


def test_the_api_tells_the_same_and_pages_through_statements() -> None:
    people = cast()
    found = small(people)
    client = people.client(people.ana)
    told = client.get(f"{found.api}/comparison")
    assert told.json()["ready"] and {one["label"] for one in told.json()["coders"]} == {"Eva", "Finn", "fast"}
    assert client.get(f"{found.api}/comparison", headers={"If-None-Match": told.headers["ETag"]}).status_code == 304
    pairs = client.get(f"{found.api}/comparison/codes/mood").json()
    assert len(pairs["pairs"]) == 3 and sum(pairs["pairs"][0]["table"]) == 60
    seen, after = [], ""
    while True:
        page = client.get(f"{found.api}/comparison/statements", {"code": "mood", "kind": "twice", "limit": 25, "after": after}).json()
        seen += [one["id"] for one in page["statements"]]
        after = page["next"]
        if not after:
            break
    assert page["n"] == 60 and sorted(seen) == sorted(found.statements)


def test_marked_words_are_compared_too() -> None:
    people = cast()
    found = coded_study(people, [(f"c{at}", "My club is fun.") for at in range(12)], {"Eva": "person", "Finn": "person"})
    for name, end in (("Eva", 7), ("Finn", 7)):
        read(found, name, {at: ["peers"] for at in range(12)})
        for at in range(12):
            mark(found, name, at, "peers", 0, end if at % 3 else 14)
    told = compare(found.caller, found.study, coders_to_compare(found.caller, found.study)).comparison
    assert told is not None and told.line("peers") is not None
    assert told.line("peers").spans["span_f1"].value == 1.0
    assert "the words that were marked" in people.client(people.ana).get(f"{found.address}/compare/").content.decode()


def test_the_order_of_coders_does_not_matter() -> None:
    people = cast()
    found = small(people)
    everybody = coders_to_compare(found.caller, found.study)
    forward = compare(found.caller, found.study, everybody).comparison
    Kept.objects.all().delete()
    backward = compare(found.caller, found.study, everybody[::-1]).comparison
    assert forward is not None and backward is not None and comparison_json(forward) == comparison_json(backward)
    assert comparison_json(comparison_of(comparison_json(forward))) == comparison_json(forward)
    figure = forward.lines[0].agreement.figures["percent"]
    assert whole(short(figure)) == figure


@given(st.lists(st.lists(st.sampled_from([-1, 0, 1]), min_size=3, max_size=3), max_size=40))
def test_values_are_kept_as_they_are(rows: list[list[int]]) -> None:
    values = np.array(rows, np.int8).reshape(len(rows), 3)
    assert (unpacked_values(packed_values(values), (len(rows), 3)) == values).all()


@given(st.lists(st.integers(-1, 2**62)))
def test_numbers_are_kept_as_they_are(numbers: list[int]) -> None:
    assert unpacked_numbers(packed_numbers(np.array(numbers, np.int64))).tolist() == numbers


@given(st.lists(st.lists(st.sampled_from([-1, 0, 1]), min_size=2, max_size=2), min_size=1, max_size=30))
def test_statements_are_alike_or_differ_or_were_not_judged_twice(rows: list[list[int]]) -> None:
    n = len(rows)
    matrix = JudgedMatrix(("mood",), (4, 9), np.arange(n), np.zeros(n, np.int64), np.array([rows], np.int8))
    differ, alike, twice = (cell_mask(matrix, Cell("mood", kind)) for kind in ("differ", "alike", "twice"))
    assert ((differ | alike) == twice).all() and not (differ & alike).any()
    cells = (((4, 9), ()), ((4,), (9,)), ((9,), (4,)), ((), (4, 9)))
    four = [cell_mask(matrix, Cell("mood", "said", present, absent)) for present, absent in cells]
    assert (np.sum(four, axis=0) == twice).all()


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(-2, 35), st.integers(-2, 35)), max_size=5))
def test_pieces_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    cut = pieces(text, spans)
    assert "".join(piece for piece, _ in cut) == text
    marked = "".join(piece for piece, is_marked in cut if is_marked)
    held = {at for start, end in spans for at in range(max(0, start), min(len(text), end))}
    assert marked == "".join(text[at] for at in sorted(held))


def test_the_matrix_of_the_tables_has_every_reading() -> None:
    people = cast()
    found = small(people)
    matrix, _ = comparing_matrix.matrix_now(found.caller, found.study)
    assert matrix.values.shape == (12, 60, 3)
    assert (matrix.code("mood")[:, 2] == -1).sum() == 10  # the model has not read the last ten


def test_a_code_that_a_coder_never_found_may_still_be_there_unseen() -> None:
    people = cast()
    found = small(people)
    told = compare(found.caller, found.study, coders_to_compare(found.caller, found.study)).comparison
    assert told is not None
    never = told.line("status").agreement.prevalence["Eva"]
    always = told.line("peers").agreement.prevalence["fast"]
    assert (never.value, never.low, always.value, always.high) == (0.0, 0.0, 1.0, 1.0)
    assert never.high is not None and 0 < never.high < 0.2 and always.low is not None and 0.8 < always.low < 1
