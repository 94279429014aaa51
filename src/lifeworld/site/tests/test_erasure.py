"""A customer who is erased is nowhere: every table is walked; everybody else stays; and all that is kept can be had before."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from uuid import UUID

import pytest
from django.db import models
from django.utils import timezone

from lifeworld.constellations.models import Board
from lifeworld.customers import actions as customers
from lifeworld.customers.actions.following import work_once as follow
from lifeworld.customers.models import Alias, Customer
from lifeworld.events.actions import record
from lifeworld.events.actions.taking import take
from lifeworld.events.core.values import Incoming
from lifeworld.events.models import DayCount, Event, JournalLine
from lifeworld.events.queries.audit import audit
from lifeworld.kit.errors import LifeworldError
from lifeworld.plugin_web import web_worlds
from lifeworld.scorecard.models import EarningsImport
from lifeworld.site.erasure import ROOMS_THAT_FORGET, erase, everything_about
from lifeworld.site.tests.every_table import about_customers, furnish, ours, parents, traces
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.models import Coder, Kept, Queue, Reading, Statement, Study, Upload

pytestmark = pytest.mark.django_db
GONE, STAYS = "ottolinequill", "bartlebyfenn"


def furnished(people: Cast) -> dict[str, dict[type[models.Model], models.Model]]:
    """Two customers of one study, each with a row in every table that is about customers, and what is reckoned from them."""
    ana = people.caller(people.ana)
    study = Study.objects.get(pk=create_study(ana, "Runners").pk)
    rows = {}
    for number, word in enumerate((GONE, STAYS)):
        shared = {Study: study, Coder: Coder.objects.create(study=study, kind="person", name=f"coder {number}"),
                  Queue: Queue.objects.create(study=study, kind="random", name="random", who="user:1"),
                  Upload: Upload.objects.create(study=study, key=UUID(int=number), filename="a.csv", size=1, who="user:1")}
        rows[word] = furnish(word, people.acme, shared)
        record(ana, "voices.coded", customer=word, data={"study": study.pk, "statement": rows[word][Statement].pk})
    Kept.objects.create(study=study, name="comparison", position=1, body={"quotes": [f"A sentence that says {GONE}."]})
    Board.objects.create(study=study, position=1, body={"quotes": [f"A sentence that says {GONE}."]})
    return rows


def test_every_table_about_customers_is_furnished() -> None:
    named = {model.__name__ for model in about_customers()}
    assert {"Alias", "Trait", "Consent", "Statement", "Reading", "Mark", "Change", "QueueItem", "Drawing", "Moment", "DrawLink"} <= named
    assert not [model for model in ours() if model not in about_customers() and Customer in parents(model)]


def test_nothing_of_an_erased_customer_is_left_and_everybody_else_stays() -> None:
    people = cast()
    rows = furnished(people)
    before = {model: model._default_manager.count() for model in rows[STAYS]}
    told = {trace.partition(".")[0] for trace in traces(GONE)}
    assert {"Customer", "Alias", "Trait", "Statement", "Reading", "Mark", "Drawing", "Moment", "Event", "Subject", "Refused", "SameAs",
            "Goal", "JournalLine", "Kept", "Board", "Profile", "Post", "Comment", "Zone"} <= told
    erase(people.caller(people.ana), rows[GONE][Customer].pk)
    assert traces(GONE) == []
    assert {model.__name__: model._default_manager.count() for model in before} == {model.__name__: n - 1 for model, n in before.items()}
    assert all(type(row)._default_manager.filter(pk=row.pk).exists() for row in rows[STAYS].values())


def test_the_journal_keeps_its_lines_and_says_that_somebody_was_erased() -> None:
    people = cast()
    rows = furnished(people)
    positions = list(JournalLine.objects.order_by("id").values_list("id", flat=True))
    erase(people.caller(people.ana), rows[GONE][Customer].pk)
    lines = list(JournalLine.objects.order_by("id"))
    assert [line.pk for line in lines][:-1] == positions
    assert (lines[-1].type, lines[-1].customer, list(lines[-1].data)) == ("customers.forgotten", "", ["customer"])
    assert not JournalLine.objects.filter(customer=GONE).exists() and JournalLine.objects.filter(customer=STAYS).count() == 1


def test_what_happened_under_an_alias_is_forgotten_too() -> None:
    people = cast()
    ana = people.caller(people.ana)
    customers.add_alias(ana, people.cleo.pk, "cleo@example.org")
    record(ana, "voices.coded", customer="cleo@example.org", data={"statement": 1}, source="app/cleo@example.org/1")
    erase(ana, people.cleo.pk)
    assert traces("cleo@example.org") == [] and not Alias.objects.exists()


def test_who_may_erase_and_whom() -> None:
    people = cast()
    there = Customer.objects.create(place=people.other, key="someone")
    for who, pk, status in ((people.vic, people.cleo.pk, 403), (people.eva, people.cleo.pk, 403), (people.ana, there.pk, 404),
                            (people.ana, 10**30, 404)):
        with pytest.raises(LifeworldError) as refused:
            erase(people.caller(who), pk)
        assert refused.value.status == status
    assert Customer.objects.count() == 2
    erase(people.caller(people.ben), people.cleo.pk)
    with pytest.raises(LifeworldError) as refused:
        erase(people.caller(people.ben), people.cleo.pk)
    assert refused.value.status == 404


def test_nobody_is_erased_while_a_file_of_earnings_waits_to_be_read() -> None:
    people = cast()
    ana = people.caller(people.ana)
    waits = EarningsImport.objects.create(place=people.acme, filename="may.csv", state="reading", file="1.csv", who="user:1",
                                          made_at=timezone.now())
    with pytest.raises(LifeworldError) as refused:
        erase(ana, people.cleo.pk)
    assert refused.value.status == 409 and Customer.objects.filter(pk=people.cleo.pk).exists()
    EarningsImport.objects.filter(pk=waits.pk).update(place=people.other)
    erase(ana, people.cleo.pk)
    assert not Customer.objects.filter(pk=people.cleo.pk).exists()


def test_nothing_is_half_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    people = cast()
    rows = furnished(people)

    def breaks(place_id: int, customer_pk: int) -> None:
        raise RuntimeError("the last room breaks")

    monkeypatch.setattr("lifeworld.site.erasure.ROOMS_THAT_FORGET", (*ROOMS_THAT_FORGET, breaks))
    with pytest.raises(RuntimeError):
        erase(people.caller(people.ana), rows[GONE][Customer].pk)
    assert all(type(row)._default_manager.filter(pk=row.pk).exists() for row in rows[GONE].values())


def test_the_page_erases_only_when_the_box_is_ticked() -> None:
    people = cast()
    ana = people.client(people.ana)
    where = f"/acme/-/customers/{people.cleo.pk}/erase/"
    assert "Erase Cleo" in ana.get(where).content.decode()
    assert ana.post(f"{where}now/").status_code == 422 and Customer.objects.filter(pk=people.cleo.pk).exists()
    assert ana.post(f"{where}now/", {"sure": "yes"}).headers["Location"] == "/acme/-/customers/"
    assert not Customer.objects.filter(pk=people.cleo.pk).exists()


def test_a_machine_erases_and_has_everything_before() -> None:
    people = cast()
    ana, where = people.client(people.ana), f"/api/acme/-/customers/{people.cleo.pk}/everything"
    answer = ana.get(where)
    assert answer.status_code == 200 and answer.json()["customers"]["customer"][0]["key"] == "cleo"
    assert answer.headers["Cache-Control"] == "no-store"
    assert (ana.delete(where).status_code, ana.delete(where).status_code, ana.get(where).status_code) == (204, 404, 404)


def test_all_that_is_kept_is_given_out_and_of_nobody_else() -> None:
    people = cast()
    rows = furnished(people)
    found = everything_about(people.caller(people.ana), rows[GONE][Customer].pk)
    said = json.dumps(found, default=str, ensure_ascii=False)
    assert set(found) == {"customers", "voices", "constellations", "measures", "goals", "circles", "audiences", "events", "partners",
                          "scorecard", *(world.name for world, web in web_worlds() if web.export_of is not None)}
    assert [one["data"] for one in found["events"]["done"]] == [{"word": GONE}]
    assert STAYS not in said
    statement, reading = rows[GONE][Statement], rows[GONE][Reading]
    assert all(str(text) in said for text in (statement.text, statement.key, reading.memo, GONE))
    assert found["events"]["events"][0]["type"] == "voices.coded"


def test_the_zip_holds_tables_that_no_spreadsheet_runs() -> None:
    people = cast()
    customers.set_traits(people.caller(people.ana), people.cleo.pk, {"note": "=cmd()"})
    answer = people.client(people.ana).get(f"/acme/-/customers/{people.cleo.pk}/export.zip")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="customer-{people.cleo.pk}.zip"'
    folder = zipfile.ZipFile(io.BytesIO(answer.content))
    assert folder.testzip() is None
    rows = list(csv.DictReader(io.StringIO(folder.read("customers/traits.csv").decode())))
    assert rows == [{"name": "note", "value": "'=cmd()"}]
    assert json.loads(folder.read("everything.json"))["customers"]["traits"] == [{"name": "note", "value": "=cmd()"}]
    assert people.client(people.ana).get(f"/acme/-/customers/{people.cleo.pk}/export.xml").status_code == 422
    assert people.client(people.vic).get(f"/acme/-/customers/{people.cleo.pk}/export.json").status_code == 403


def test_nobody_is_erased_while_a_file_that_may_hold_her_is_being_read() -> None:
    people = cast()
    rows = furnished(people)
    ana, pk = people.caller(people.ana), rows[GONE][Customer].pk
    Upload.objects.filter(key=UUID(int=0)).update(state="importing")
    with pytest.raises(LifeworldError) as refused:
        erase(ana, pk)
    assert (refused.value.status, refused.value.code) == (409, "upload_running")
    assert Customer.objects.filter(pk=pk).exists()
    assert people.client(people.dev).post(f"/acme/-/customers/{pk}/erase/now/", {"sure": "yes"}).status_code == 404
    Upload.objects.update(state="done")
    erase(ana, pk)
    assert traces(GONE) == []


def test_events_of_an_erased_customer_go_their_days_stay_and_nothing_comes_back() -> None:
    people = cast()
    ana = people.caller(people.ana)
    hers = [Incoming("app", f"{GONE}-{n}", "run", GONE, 1_777_600_000_000_000 + n, {"km": n}) for n in range(3)]
    others = [Incoming("app", "phone-1", "run", "phone", 1_777_600_000_000_000, {}, anonymous=True),
              Incoming("app", "id-1", "identify", GONE, 1_777_600_000_000_000, {"_anonymousId": "phone", "traits": {"city": GONE}}),
              Incoming("app", f"{STAYS}-1", "run", STAYS, 1_777_600_000_000_000, {})]
    take(ana, [*hers, *others])
    while follow():
        pass
    erase(ana, Customer.objects.get(key=GONE).pk)
    assert traces(GONE) == [] and traces("phone") == [] and Event.objects.get().key == f"{STAYS}-1"
    assert sorted(DayCount.objects.values_list("n", "n_gone")) == [(1, 1), (5, 4)]
    found = audit(ana)
    assert found.is_right and sorted((one.n, one.n_gone) for one in found.gone) == [(1, 1), (5, 4)]
    answers = take(ana, [*hers, *others])
    assert [one.code for one in answers] == ["erased"] * 5 + [""]
    take(ana, [Incoming("app", "new", "run", GONE), Incoming("app", "new-2", "run", "phone", anonymous=True)])
    while follow():
        pass
    assert traces(GONE) == [] and not Customer.objects.filter(key=GONE).exists() and audit(ana).is_right
    customers.add_customer(ana, GONE)
    take(ana, [Incoming("app", "again", "run", GONE)])
    while follow():
        pass
    assert Event.objects.filter(key="again").exists(), "whoever is added again by hand is somebody new"
