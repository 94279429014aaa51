"""Settling on the site: one decision at a time, with its reason, and never over somebody else's."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.events.models import JournalLine
from lifeworld.kit.errors import LifeworldError
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions.settling import settle, take_back
from lifeworld.voices.core.settling import Opinion, Question, decided, questions_of, reasons_of, reasons_text, spans_of
from lifeworld.voices.models import Change, Mark, Reading
from lifeworld.voices.queries.comparing import coders_to_compare
from lifeworld.voices.queries.readings import codings_frame
from lifeworld.voices.queries.settling import open_statements, to_settle
from lifeworld.voices.tests.site_codings import CodedStudy, coded_study, mark, read

pytestmark = pytest.mark.django_db


def differing(people: Cast) -> CodedStudy:
    """0: differ on mood; 1: unanimous; 2: differ on mood and peers; 3: Eva alone; the model says belonging of 0."""
    found = coded_study(people, [("cleo", "My club is fun."), ("cleo", "It rains."), ("dan", "We run."), ("dan", "Nothing.")],
                        {"Eva": "person", "Finn": "person", "fast": "model"})
    read(found, "Eva", {0: ["mood", "peers"], 1: [], 2: ["mood", "peers"], 3: ["mood"]})
    read(found, "Finn", {0: ["peers"], 1: [], 2: []})
    read(found, "fast", {0: ["belonging", "peers"]})
    return found


def asked(client: Client, found: CodedStudy, number: int, **form: str) -> object:
    return client.post(f"{found.address}/settle/{found.statements[number]}/decide/", form)


def test_a_decision_becomes_the_reading_of_the_settled_coder() -> None:
    people = cast()
    found = differing(people)
    mark(found, "Eva", 0, "mood", 11, 14)
    client = people.client(people.ben)
    page = client.get(f"{found.address}/settle/{found.statements[0]}/").content.decode()
    assert "Present: Eva. Absent: Finn, fast." in page and "<mark>fun</mark>" in page and "Coders agree on" in page
    answer = asked(client, found, 0, version="0", **{"code:mood": "present", "why:mood": "Fun is  a mood.", "code:belonging": "absent"})
    assert answer.status_code == 302 and "settle/?next=1" in answer["Location"]
    row = Reading.objects.get(coder__kind="settled")
    assert (row.statement_id, row.present, row.version) == (found.statements[0], ["peers", "mood"], 1)
    assert reasons_of(row.memo) == {"mood": "Fun is a mood."}
    assert list(Mark.objects.filter(reading=row).values_list("code", "start", "end", "quote")) == [("mood", 11, 14, "fun")]
    line = JournalLine.objects.get(type="voices.settled")
    assert line.customer == "cleo" and line.data == {"study": found.study.pk, "statement": found.statements[0], "coder": row.coder_id}
    after = client.get(f"{found.address}/settle/{found.statements[0]}/").content.decode()
    assert "Change the decision" in after and "Fun is a mood." in after
    rows = codings_frame(found.caller, found.study.pk).filter(coder="Settled")
    assert set(rows.filter(present=True)["code"]) == {"mood", "peers"} and rows["code"].n_unique() == 12


def test_settling_goes_on_to_the_next_until_nothing_is_left() -> None:
    people = cast()
    found = differing(people)
    client = people.client(people.ana)
    assert "<strong>2</strong> statements" in client.get(f"{found.address}/settle/").content.decode()
    page = client.get(f"{found.address}/settle/?next=1", follow=True)
    assert page.redirect_chain[-1][0].split("?")[0] == f"{found.address}/settle/{found.statements[0]}/"
    for number, codes in ((0, ("mood", "belonging")), (2, ("mood", "peers"))):
        answer = asked(client, found, number, version="0", **{f"code:{code}": "present" for code in codes})
    assert "Nothing is left to settle" in client.get(answer["Location"]).content.decode()


def test_skipping_leads_to_the_following_statement_and_round_again() -> None:
    people = cast()
    found = differing(people)
    client = people.client(people.ana)
    first, third = found.statements[0], found.statements[2]
    for after, expected in ((first, third), (third, first)):
        assert f"/settle/{expected}/" in client.get(f"{found.address}/settle/?next=1&after={after}")["Location"]
    assert f"/settle/{third}/?code=peers" in client.get(f"{found.address}/settle/?next=1&code=peers")["Location"]


def test_two_people_who_settle_one_statement_do_not_overwrite_each_other() -> None:
    people = cast()
    found = differing(people)
    ana, ben = found.caller, people.caller(people.ben)
    both = {"mood": True, "belonging": False}
    settle(ana, found.study, found.statements[0], both, {}, version=0)
    with pytest.raises(LifeworldError) as refused:
        settle(ben, found.study, found.statements[0], {"mood": False, "belonging": False}, {}, version=0)
    assert refused.value.status == 409 and "meanwhile" in refused.value.code
    answer = asked(people.client(people.ben), found, 0, version="0", **{"code:mood": "absent"})
    assert answer.status_code == 409
    settle(ben, found.study, found.statements[0], {"mood": False, "belonging": False}, {}, version=1)
    assert Reading.objects.get(coder__kind="settled").present == ["peers"]


def test_a_decision_can_be_taken_back_step_by_step() -> None:
    people = cast()
    found = differing(people)
    who, statement = found.caller, found.statements[0]
    settle(who, found.study, statement, {"mood": True, "belonging": False}, {"mood": "Yes."}, version=0)
    settle(who, found.study, statement, {"mood": False, "belonging": False}, {"mood": "No."}, version=1)
    take_back(who, found.study, statement, version=2)
    row = Reading.objects.get(coder__kind="settled")
    assert (row.present, reasons_of(row.memo), row.version) == (["peers", "mood"], {"mood": "Yes."}, 3)
    answer = people.client(people.ben).post(f"{found.address}/settle/{statement}/undo/", {"version": "3"})
    assert answer.status_code == 302 and not Reading.objects.filter(coder__kind="settled").exists()
    with pytest.raises(LifeworldError) as refused:
        take_back(who, found.study, statement, version=0)
    assert refused.value.status == 409
    assert JournalLine.objects.filter(type="voices.settled").count() == 4 and Change.objects.filter(undone=True).count() == 2


def test_unanimous_statements_and_single_opinions_need_no_settling() -> None:
    people = cast()
    found = differing(people)
    client = people.client(people.ana)
    assert "All 2 coders say the same" in client.get(f"{found.address}/settle/{found.statements[1]}/").content.decode()
    assert "Only one coder has read" in client.get(f"{found.address}/settle/{found.statements[3]}/").content.decode()
    for number, code in ((1, "unanimous"), (3, "one_opinion")):
        with pytest.raises(LifeworldError) as refused:
            settle(found.caller, found.study, found.statements[number], {}, {}, version=0)
        assert (refused.value.status, refused.value.code) == (409, code)


def test_an_open_difference_a_strange_code_and_a_broken_form_are_refused() -> None:
    people = cast()
    found = differing(people)
    client = people.client(people.ana)
    for form in ({"version": "0"}, {"version": "0", "code:mood": "present", "code:belonging": "absent", "code:nobody": "present"},
                 {"version": "0", "code:mood": "perhaps"}, {"code:mood": "present"}):
        assert asked(client, found, 0, **form).status_code == 422
    assert not Reading.objects.filter(coder__kind="settled").exists() and not JournalLine.objects.filter(type="voices.settled").exists()


def test_nobody_without_the_right_settles_or_looks() -> None:
    people = cast()
    found = differing(people)
    statement = found.statements[0]
    for user, status in ((people.eva, 403), (people.vic, 403), (people.dev, 404)):
        client = people.client(user)
        for address in ("settle/", f"settle/{statement}/"):
            assert client.get(f"{found.address}/{address}").status_code == status
        assert asked(client, found, 0, version="0").status_code == status
        assert client.get(f"{found.api}/settling/{statement}").status_code == status
        put = client.put(f"{found.api}/settling/{statement}", json.dumps({"present": {"mood": True}, "version": 0}), "application/json")
        assert put.status_code == status


def test_whoever_codes_blind_reads_a_statement_herself_before_she_sees_others() -> None:
    people = cast()
    found = coded_study(people, [("c1", "One"), ("c1", "Two")], {"Ana": "person", "Eva": "person", "Finn": "person"})
    read(found, "Eva", {0: ["mood"], 1: ["mood"]})
    read(found, "Finn", {0: [], 1: []})
    read(found, "Ana", {0: []})
    client = people.client(people.ana)
    hidden = client.get(f"{found.address}/settle/{found.statements[1]}/").content.decode()
    assert "Code it first" in hidden and "Present: Eva" not in hidden
    assert "Present: Eva" in client.get(f"{found.address}/settle/{found.statements[1]}/?show=1").content.decode()
    assert "Present: Eva" in client.get(f"{found.address}/settle/{found.statements[0]}/").content.decode()
    assert to_settle(people.caller(people.ben), found.study, found.statements[1]).state == "open"


def test_the_api_settles_and_takes_back() -> None:
    people = cast()
    found = differing(people)
    client, statement = people.client(people.ana), found.statements[0]
    left = client.get(f"{found.api}/settling").json()
    assert left["statements"] == [found.statements[0], found.statements[2]] and left["next"] is None
    paged = client.get(f"{found.api}/settling?limit=1").json()
    assert paged["statements"] == [statement] and paged["next"] == statement
    assert client.get(f"{found.api}/settling?limit=1&after={statement}").json()["statements"] == [found.statements[2]]
    one = client.get(f"{found.api}/settling/{statement}")
    assert one.json()["state"] == "open" and one.json()["version"] == 0
    assert client.get(f"{found.api}/settling/{statement}", headers={"If-None-Match": one.headers["ETag"]}).status_code == 304
    body = json.dumps({"present": {"mood": True, "belonging": False}, "reasons": {"mood": "Fun."}, "version": 0})
    settled = client.put(f"{found.api}/settling/{statement}", body, "application/json")
    assert settled.json()["state"] == "settled" and settled.json()["version"] == 1
    assert client.put(f"{found.api}/settling/{statement}", body, "application/json").status_code == 409
    assert client.put(f"{found.api}/settling/{statement}", json.dumps({"present": {}}), "application/json").status_code == 422
    assert client.get(f"{found.api}/settling/999999").status_code == 404
    assert client.delete(f"{found.api}/settling/{statement}?version=1").json()["state"] == "open"
    assert client.delete(f"{found.api}/settling/{statement}?version=1").status_code == 409


def test_open_statements_come_with_the_most_differences_first() -> None:
    people = cast()
    found = differing(people)
    who = [one for one in coders_to_compare(found.caller, found.study) if one.name in {"Eva", "Finn"}]
    assert open_statements(found.caller, found.study, who) == ([found.statements[2], found.statements[0]], False)
    assert open_statements(found.caller, found.study, who, "peers")[0] == [found.statements[2]]


def test_the_journal_never_holds_a_reason() -> None:
    people = cast()
    found = differing(people)
    settle(found.caller, found.study, found.statements[0], {"mood": True, "belonging": False}, {"mood": "secret words"}, version=0)
    assert not re.search("secret", json.dumps([line.data for line in JournalLine.objects.all()]))


LETTERS = st.characters(blacklist_categories=("Cs", "Cc"))


@given(st.dictionaries(st.sampled_from(["mood", "own theme", "a.b:c-d"]), st.text(LETTERS, max_size=60)))
def test_reasons_come_back_as_they_were_given(reasons: dict[str, str]) -> None:
    assert reasons_of(reasons_text(reasons)) == {code: " ".join(text.split()) for code, text in reasons.items() if text.split()}


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=6), st.data())
def test_a_decision_decides_all_differences_and_leaves_what_coders_agree_on(said: list[tuple[bool, bool]], data: st.DataObject) -> None:
    codes = tuple(f"code{n}" for n in range(len(said)))
    opinions = [Opinion(coder, name, "person", codes, tuple(code for code, one in zip(codes, said) if one[coder]))
                for coder, name in enumerate(("Ana", "Ben"))]
    questions = questions_of(opinions, [(code, code) for code in codes])
    decisions = {one.code: data.draw(st.booleans()) for one in questions if one.differs}
    present = decided(questions, decisions)
    for code, (a, b) in zip(codes, said):
        assert (code in present) == (decisions[code] if a != b else a)


def test_spans_of_models_and_of_absent_codes_are_not_taken_over() -> None:
    from lifeworld.voices.core.settling import Span

    opinions = [Opinion(1, "Ana", "person", ("mood",), ("mood",), (Span("mood", 0, 3, "Fun"), Span("peers", 4, 6, "we"))),
                Opinion(2, "fast", "model", ("mood",), ("mood",), (Span("mood", 8, 9, "x"),)),
                Opinion(3, "Ben", "person", ("mood",), ("mood",), (Span("mood", 0, 3, "Fun"),))]
    assert [(one.start, one.end) for one in spans_of(opinions, ["mood"])] == [(0, 3)]
    assert Question("mood", "mood", ("Ana",), ()).differs is False
