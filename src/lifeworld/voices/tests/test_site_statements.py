"""Statements on the site: the bridge to frames, lists that go on where they stopped, and one statement with who read it."""

from __future__ import annotations

import pytest

from lifeworld.customers.models import Customer
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import LifeworldError
from lifeworld.places.models import User
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions.codebooks import change_code
from lifeworld.voices.actions.forget import forget
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.core.site_statements import Wanted
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.core.statements import STATEMENT_SCHEMA
from lifeworld.voices.models import Coder, Kept, Mark, Reading, Statement, Study
from lifeworld.voices.queries.codebooks import stale_statements
from lifeworld.voices.queries.exported import export_of
from lifeworld.voices.queries.statements import statement_keys, statements_frame
from lifeworld.voices.queries.statements_listing import statement_of, statements_page
from lifeworld.voices.queries.studies import study_of

pytestmark = pytest.mark.django_db

TEXTS = ("I ran with Lena 🏃‍♀️. She laughed.", "Rain all day.", "The watch counts my steps.", "My club meets at dawn.", "100% happy_with it")


def _study(c: Cast, n: int = 5) -> StudyValue:
    ana = c.caller(c.ana)
    study = create_study(ana, "Runners")
    zoe = Customer.objects.create(place=c.acme, key="zoe", label="Zoë")
    for number in range(n):
        Statement.objects.create(study_id=study.pk, customer=(c.cleo, zoe, None)[number % 3], key=f"s{number}", text=TEXTS[number % 5],
                                 context="How was it?" if number == 0 else "", facts={"row": number, "outcome": 4.5, "consent": True})
    return study_of(ana, study.slug)


def _read(study: StudyValue, kind: str, name: str, statement: int, present: list[str], user: User | None = None) -> Reading:
    coder, _ = Coder.objects.get_or_create(study_id=study.pk, kind=kind, name=name, defaults={"user": user})
    return Reading.objects.create(study_id=study.pk, statement_id=statement, coder=coder, codebook=1, present=present,
                                  codes=dict.fromkeys(present, 1))


def test_the_frame_has_the_columns_of_statements_in_the_order_of_map() -> None:
    c = cast()
    study = _study(c)
    ana = c.caller(c.ana)
    frame = statements_frame(ana, study.pk, with_pk=True)
    assert dict(frame.drop("pk").schema) == STATEMENT_SCHEMA
    assert frame["id"].to_list() == ["s0", "s3", "s1", "s4", "s2"]
    assert frame["customer"].to_list() == ["cleo", "cleo", "zoe", "zoe", None]
    assert frame["text"][0] == TEXTS[0]
    assert (frame["context"][0], frame["context"][1], frame["outcome"][0], frame["consent"][0]) == ("How was it?", None, 4.5, True)
    assert statements_frame(ana, study.pk, ids=["s1", "nowhere"])["id"].to_list() == ["s1"]
    assert statements_frame(ana, study.pk, customers=["cleo"]).height == 2
    assert statements_frame(ana, study.pk, ids=[]).schema == frame.drop("pk").schema
    assert statements_frame(c.caller(c.dev, c.other), study.pk).height == 0
    assert statement_keys(ana, study.pk)["id"].to_list() == [f"s{n}" for n in range(5)]


def test_pages_go_on_where_they_stopped_and_hold_every_statement_once() -> None:
    c = cast()
    study = _study(c, 23)
    caller, seen, after = c.caller(c.vic), [], 0
    while True:
        page = statements_page(caller, study, None, after, 5)
        seen += [line.key for line in page.lines]
        if page.after is None:
            break
        after = page.after
    assert seen == [f"s{n}" for n in range(23)]
    with pytest.raises(LifeworldError):
        statements_page(caller, study, None, 0, 10_000)
    with pytest.raises(LifeworldError) as coder:
        statements_page(c.caller(c.eva), study)
    assert coder.value.status == 403


def test_search_and_filters() -> None:
    c = cast()
    study = _study(c)
    ana = c.caller(c.ana)
    pk = {key: number for number, key in statement_keys(ana, study.pk).rows()}
    _read(study, "person", "Ben", pk["s0"], ["mood", "peers"], c.ben)
    model = _read(study, "model", "fast", pk["s1"], ["mood"]).coder

    def keys(**wanted: object) -> list[str]:
        return [line.key for line in statements_page(ana, study, Wanted(**wanted)).lines]

    assert keys(words="lena") == ["s0"]
    assert keys(words="100%") == keys(words="happy_with") == ["s4"], "what databases read as a joker is a letter here"
    assert keys(customer="cleo") == ["s0", "s3"]
    assert keys(code="mood") == ["s0", "s1"]
    assert keys(code="mood", coder=model.pk) == ["s1"]
    assert keys(code="peer") == []
    assert keys(read="yes") == ["s0"]
    assert keys(read="no") == ["s1", "s2", "s3", "s4"]
    with pytest.raises(LifeworldError) as refused:
        statements_page(c.caller(c.vic), study, Wanted(code="mood"))
    assert refused.value.status == 403


def test_a_search_looks_through_a_part_at_a_time_and_misses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    c = cast()
    study = _study(c, 23)
    monkeypatch.setattr("lifeworld.voices.queries.statements_listing.LOOK_BY_WORDS", 4)
    seen, after, looked = [], 0, []
    while True:
        page = statements_page(c.caller(c.ana), study, Wanted(words="rain"), after, 2)
        seen += [line.key for line in page.lines]
        looked.append(page.looked)
        if page.after is None:
            break
        after = page.after
    assert seen == ["s1", "s6", "s11", "s16", "s21"]
    assert looked == [4, 4, 4, 4, 4, 0]


def test_one_statement_tells_who_read_it_once_the_caller_may_know() -> None:
    c = cast()
    study = _study(c)
    ana = c.caller(c.ana)
    pk = statement_keys(ana, study.pk)["pk"].to_list()
    reading = _read(study, "person", "Eva", pk[0], ["mood", "peers"], c.eva)
    Mark.objects.create(reading=reading, code="peers", start=11, end=15, quote="Lena", quote_hash="")
    found = statement_of(ana, study, pk[0])
    assert [one.text for one in found.sentences] == ["I ran with Lena 🏃‍♀️.", "She laughed."]
    assert all(TEXTS[0][one.start:one.end] == one.text for one in found.sentences)
    assert (found.readings[0].name, found.readings[0].marks) == ("Eva", (("peers", 11, 15, "Lena"),))
    assert (found.before, found.after) == (None, pk[1])
    assert statement_of(c.caller(c.vic), study, pk[0]).readings == ()
    _read(study, "person", "Ben", pk[1], [], c.ben)
    assert statement_of(c.caller(c.ben), study, pk[0]).readings == (), "who codes a blind study sees others' readings after her own"
    _read(study, "person", "Ben", pk[0], [], c.ben)
    assert len(statement_of(c.caller(c.ben), study, pk[0]).readings) == 2
    for caller, status in ((c.caller(c.eva), 403), (c.caller(c.dev, c.other), 404)):
        with pytest.raises(LifeworldError) as refused:
            statement_of(caller, study, pk[0])
        assert refused.value.status == status


def test_codes_find_for_an_analyst_who_codes_blind_only_what_she_has_read() -> None:
    c = cast()
    study = _study(c)
    pk = statement_keys(c.caller(c.ana), study.pk)["pk"].to_list()
    eva = _read(study, "person", "Eva", pk[0], ["mood"], c.eva).coder_id
    _read(study, "person", "Eva", pk[1], ["mood"], c.eva)
    _read(study, "person", "Ben", pk[1], [], c.ben)
    ben, vic = c.caller(c.ben), c.caller(c.vic)

    def found(caller: Caller, wanted: Wanted) -> list[int]:
        return [line.pk for line in statements_page(caller, study, wanted).lines]

    for wanted in (Wanted(code="mood"), Wanted(code="mood", coder=eva), Wanted(coder=eva)):
        assert found(ben, wanted) == [pk[1]]
        assert found(c.caller(c.ana), wanted) == pk[:2], "who codes nothing may look at all of it"
    assert len(found(ben, Wanted())) == len(pk) == len(found(vic, Wanted()))
    assert "only what you have read yourself" in c.client(c.ben).get(f"/acme/-/studies/{study.slug}/statements/?code=mood").content.decode()


def test_a_changed_meaning_makes_readings_stale_and_says_so() -> None:
    c = cast()
    study = _study(c)
    ana = c.caller(c.ana)
    pk = statement_keys(ana, study.pk)["pk"].to_list()
    eva = _read(study, "person", "Eva", pk[0], ["mood", "peers"], c.eva).coder
    _read(study, "model", "fast", pk[0], ["mood"])
    change_code(ana, study.slug, "mood", {"title": "feeling"}, 1)
    assert stale_statements(ana, study.pk, eva.pk) == []
    change_code(ana, study.slug, "mood", {"definition": "Joy, and nothing but joy."}, 2)
    assert stale_statements(ana, study.pk, eva.pk) == [pk[0]]
    found = statement_of(ana, study_of(ana, study.slug), pk[0])
    assert {one.kind: one.stale for one in found.readings} == {"model": (), "person": ("mood",)}


def test_pages_and_api_of_statements() -> None:
    c = cast()
    study = _study(c, 60)
    first = statement_keys(c.caller(c.ana), study.pk)["pk"][0]
    client, base = c.client(c.ana), "/acme/-/studies/runners/statements/"
    page = client.get(base).content.decode()
    assert "More statements" in page
    assert "No statement fits" in client.get(base, {"words": "nowhere to be found"}).content.decode()
    for asked in ({"after": "x"}, {"after": "9" * 30}, {"coder": "²"}, {"words": "a\x00b"}):
        assert client.get(base, asked).status_code == 422, asked
    assert "She laughed." in client.get(f"{base}{first}/").content.decode()
    assert client.get(f"{base}999999/").status_code == 404
    assert c.client(c.eva).get(base).status_code == 403
    assert c.client(c.dev).get(base).status_code == 404
    api = "/api/acme/-/studies/runners/statements"
    answer = client.get(api, {"limit": 50})
    assert len(answer.json()["statements"]) == 50
    rest = client.get(api, {"limit": 50, "after": answer.json()["next"]})
    assert (len(rest.json()["statements"]), rest.json()["next"]) == (10, None)
    assert client.get(api, {"limit": 50}, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.get(api, {"limit": 0}).status_code == 422
    assert client.get(f"{api}/{first}").json()["sentences"][1]["text"] == "She laughed."
    assert client.get(f"{api}/999999").status_code == 404
    assert c.client(c.eva).get(api).status_code == 403


def test_what_is_kept_of_a_customer_can_be_given_out_and_forgotten() -> None:
    c = cast()
    study = _study(c)
    ana = c.caller(c.ana)
    pk = {key: number for number, key in statement_keys(ana, study.pk).rows()}
    reading = _read(study, "person", "Eva", pk["s0"], ["peers"], c.eva)
    Mark.objects.create(reading=reading, code="peers", start=11, end=15, quote="Lena", quote_hash="")
    model = _read(study, "model", "fast", pk["s3"], ["mood"]).coder
    Coder.objects.filter(pk=model.pk).update(n_readings=1)
    Study.objects.update(n_statements=5, n_customers=2)
    Kept.objects.create(study_id=study.pk, name="comparison", position=1, body={"quote": TEXTS[0]})
    told = export_of(ana, c.cleo.pk)
    assert [row["text"] for row in told["statements"]] == [TEXTS[0], TEXTS[3]]
    assert (told["readings"][0]["present"], told["marks"][0]["quote"]) == (["peers"], "Lena")
    assert "Eva" not in str(told)
    with pytest.raises(LifeworldError):
        export_of(c.caller(c.vic), c.cleo.pk)
    assert export_of(c.caller(c.dev, c.other), c.cleo.pk) == {"statements": [], "readings": [], "marks": []}
    forget(c.other.pk, c.cleo.pk)
    assert Statement.objects.count() == 5, "another place forgets nothing of this one"
    forget(c.acme.pk, c.cleo.pk)
    assert set(Statement.objects.values_list("key", flat=True)) == {"s1", "s2", "s4"}
    assert not Mark.objects.exists()
    assert not Kept.objects.exists()
    value = study_of(ana, study.slug)
    assert (value.n_statements, value.n_customers) == (3, 1)
    assert Coder.objects.get(pk=model.pk).n_readings == 0
