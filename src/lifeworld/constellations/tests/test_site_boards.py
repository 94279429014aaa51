"""Boards of studies that are not like others: nobody can be told apart, nobody spoke, other codes, people coded a part."""

from __future__ import annotations

from typing import Any

import pytest

from lifeworld.constellations.actions.boards import reckon
from lifeworld.constellations.actions.catch_up import work_once
from lifeworld.constellations.core.population import UNCORRECTED
from lifeworld.constellations.core.trend_chart import chart
from lifeworld.constellations.models import Board, Due, Moment
from lifeworld.constellations.queries.exports import mapped
from lifeworld.constellations.queries.journal import what_happened
from lifeworld.constellations.tests.site_runners import runners
from lifeworld.events.actions import record
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.models import CodebookVersion, Coder, Reading, Statement, Study

pytestmark = pytest.mark.django_db
BASE = "/acme/-/studies/runners"


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def study(people: Cast) -> StudyValue:
    return runners(people.caller(people.ana), people=6)[0]


def work() -> None:
    n = 0
    while work_once():
        n += 1
        assert n < 1000


def page(people: Cast, slug: str = "runners") -> str:
    answer = people.client(people.ben).get(f"/acme/-/studies/{slug}/ecosystems/")
    assert answer.status_code == 200
    return answer.content.decode()


def people_code(study: StudyValue, n: int, kind: str = "person") -> None:
    coder = Coder.objects.create(study_id=study.pk, kind=kind, name=kind)
    for statement in Statement.objects.filter(study=study.pk).order_by("pk")[:n]:
        Reading.objects.create(study_id=study.pk, statement=statement, coder=coder, codebook=1, codes={"mood": 1}, present=["mood"])


def test_without_customers_the_pool_is_shown_and_nobody_is_typed(people: Cast, study: StudyValue) -> None:
    Statement.objects.filter(study=study.pk).update(customer=None)
    Study.objects.filter(pk=study.pk).update(n_customers=0)
    work()
    body = Board.objects.get(study=study.pk).body
    assert body["n_customers"] == 0 and not Moment.objects.exists() and not Due.objects.exists()
    everybody = body["pooled"][0]
    assert everybody["kind"] == "all" and everybody["categories"] and everybody["drivers"]
    for one in (*everybody["categories"], *everybody["actors"]):
        assert 0 <= one["low"] <= one["share"] <= one["high"] <= 1
    html = page(people)
    assert "Nobody can be told apart" in html and "<lw-type-bar" not in html and "0 customers" not in html
    answer = people.client(people.vic).get(f"/api{BASE}/board").json()
    assert answer["pooled"][0]["categories"] == everybody["categories"]


def test_a_study_without_statements_and_one_of_drawings_alone(people: Cast, study: StudyValue) -> None:
    ana = people.caller(people.ana)
    empty = create_study(ana, "Nothing yet", {})
    assert reckon(ana, empty.pk)["n_customers"] == 0
    assert "Nobody's ecosystem is known yet" in page(people, "nothing-yet")


def test_a_codebook_without_the_twelve_types_nobody_and_says_so(people: Cast, study: StudyValue) -> None:
    version = CodebookVersion.objects.get(study=study.pk)
    version.codes = [{"name": "price", "title": "Price", "definition": "What it costs."}]
    version.save()
    Reading.objects.filter(study=study.pk).delete()
    coder = Coder.objects.create(study_id=study.pk, kind="person", name="Ana")
    for statement in Statement.objects.filter(study=study.pk):
        Reading.objects.create(study_id=study.pk, statement=statement, coder=coder, codebook=1, codes={"price": 1}, present=["price"])
    work()
    body = Board.objects.get(study=study.pk).body
    assert body["types"]["undetermined"] == body["n_customers"] == 6
    assert "carry none of the twelve codes" in page(people)


@pytest.mark.parametrize("kind", ["person", "settled"])
def test_the_board_says_whose_codes_stand(people: Cast, study: StudyValue, kind: str) -> None:
    work()
    board = Board.objects.get(study=study.pk).body
    assert UNCORRECTED in board["figures"]["types/brand-driven"]["warnings"]
    people_code(study, 5, kind)
    board = reckon(people.caller(people.ana), study.pk)
    said = [one for one in board["figures"]["types/brand-driven"]["warnings"] if "uncorrected" in one]
    n = board["n_statements"]
    assert len(said) == 1 and said[0].startswith(f"Model-coded, uncorrected, in {n - 5} of {n} statements, while 5 ")
    assert f"{n - 5} of {n} statements" in page(people)
    exported = mapped(people.caller(people.ana), study)
    every = [warning for figure in exported.every_figure() for warning in figure.warnings]
    assert UNCORRECTED not in every and said[0] in every


def test_a_report_opens_with_whose_codes_stand(people: Cast, study: StudyValue) -> None:
    people_code(study, 5)
    report: Any = people.client(people.ben).get(f"{BASE}/exports/report/")
    html = report.content.decode()
    assert "stand as people read them" in html and "no human sample has corrected it" not in html


def test_a_figure_opens_the_words_that_it_rests_on(people: Cast, study: StudyValue) -> None:
    work()
    assert "figure/?key=driver/mood/share" in page(people) and "Share of customers who say it" in page(people)
    answer = people.client(people.ben).get(f"{BASE}/ecosystems/figure/?key=customers_who_say/mood")
    html = answer.content.decode()
    place = Board.objects.get(study=study.pk).body["figures"]["customers_who_say/mood"]["evidence"]["examples"][0]
    statement = Statement.objects.get(study=study.pk, key=place["statement"])
    assert statement.text[place["start"]:place["start"] + 12].split()[0] in html and "Jeffreys" in html and "<blockquote>" in html
    quotes = people.client(people.ben).get(f"/api{BASE}/board/quotes?key=customers_who_say/mood").json()
    assert quotes[0]["statement"] in set(Statement.objects.filter(study=study.pk).values_list("pk", flat=True))
    assert people.client(people.ben).get(f"{BASE}/ecosystems/figure/?key=nothing").status_code == 404
    assert people.client(people.ben).get(f"/api{BASE}/board/quotes?key=nothing").status_code == 404
    assert people.client(people.eva).get(f"{BASE}/ecosystems/figure/?key=types/brand-driven").status_code == 403
    assert people.client(people.dev).get(f"{BASE}/ecosystems/figure/?key=types/brand-driven").status_code == 404


def test_words_of_a_forgotten_customer_open_no_more(people: Cast, study: StudyValue) -> None:
    work()
    places = Board.objects.get(study=study.pk).body["figures"]["customers_who_say/mood"]["evidence"]["examples"]
    gone = Statement.objects.get(study=study.pk, key=places[0]["statement"])
    gone.delete()
    quotes = people.client(people.ben).get(f"/api{BASE}/board/quotes?key=customers_who_say/mood").json()
    assert len(quotes) == len(places) - 1 and gone.pk not in {one["statement"] for one in quotes}


def test_a_chart_is_broken_where_a_wave_is_not_known() -> None:
    known = {"value": 0.5, "low": 0.4, "high": 0.6, "unit": "share", "text": "50 %"}
    unknown = {"value": None, "low": None, "high": None, "unit": "share", "text": "not enough"}
    kept = {"points": [known, unknown, known, known], "centre": 0.5, "low": [0.2, None, 0.2, 0.55], "high": [0.8, None, 0.8, 0.9],
            "outside": [False, False, False, True]}
    made = chart("x", kept, ["a", "b", "c", "d"])
    assert [step[0] for step in made.path.split() if step[0] in "ML"] == ["M", "M", "L"]
    assert [point["beside"] for point in made.points] == ["inside: 20 % to 80 %", "not known", "inside: 20 % to 80 %",
                                                           "outside: 55 % to 90 %"]


def test_the_first_page_of_a_place_shows_types_of_its_studies(people: Cast, study: StudyValue) -> None:
    client = people.client(people.vic)
    assert "lw-type-bar" not in client.get("/acme/").content.decode()
    work()
    html = client.get("/acme/").content.decode()
    assert html.count("<lw-type-bar>") == 1 and f"{BASE}/ecosystems/" in html
    assert "lw-type-bar" not in people.client(people.eva).get("/acme/").content.decode()


def test_what_happened_in_another_study_is_no_reason(people: Cast, study: StudyValue) -> None:
    work()
    ana = people.caller(people.ana)
    other = create_study(ana, "Elsewhere", {})
    customer = Moment.objects.filter(study=study.pk, latest=True).values_list("customer__key", flat=True)[0]
    first = record(ana, "voices.coded", customer=customer, data={"study": other.pk, "statement": 1, "coder": 1})
    record(ana, "voices.model_coded", data={"study": other.pk, "coder": 1, "n": 1})
    last = record(ana, "voices.settled", customer=customer, data={"study": study.pk, "statement": 1, "coder": 1})
    assert what_happened(ana, study, customer, first - 1, last) == ["voices.settled"]
