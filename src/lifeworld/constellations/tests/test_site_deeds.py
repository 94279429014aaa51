"""Deeds on the site: they count as `lifeworld map --events` counts them, however and whenever they come in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lifeworld.constellations.actions import follow_deeds
from lifeworld.constellations.actions.boards import reckon
from lifeworld.constellations.actions.catch_up import take_in, work_once
from lifeworld.constellations.actions.follow_deeds import EVENTS_READER, take_in_deeds
from lifeworld.constellations.actions.forget import forget
from lifeworld.constellations.actions.fresh import up_to_date
from lifeworld.constellations.actions.making import make_again
from lifeworld.constellations.actions.mappings import change_mapping
from lifeworld.constellations.commands.facts import read_facts
from lifeworld.constellations.core.deed_rules import DeedMapping
from lifeworld.constellations.core.mapping import About, map_study
from lifeworld.constellations.models import Board, Due, Moment
from lifeworld.constellations.queries.deeds import deeds_of
from lifeworld.constellations.queries.ecosystems import ecosystem, is_there, steps
from lifeworld.constellations.queries.material import material, newest_drawings
from lifeworld.constellations.tests.deed_events import (
    HOUR_US,
    MAPPING,
    as_events_file,
    bodies,
    caught_up,
    deeds_of_runners,
    done_with,
    happened,
    identify,
)
from lifeworld.constellations.tests.site_runners import runners
from lifeworld.customers.actions import add_alias
from lifeworld.customers.actions.following import work_once as follow
from lifeworld.customers.models import Customer, Identity
from lifeworld.events.actions import record
from lifeworld.events.actions.taking import take
from lifeworld.events.actions.withdrawing import withdraw
from lifeworld.events.core.values import Incoming
from lifeworld.events.models import Event, JournalLine, Subject
from lifeworld.events.queries import read_to
from lifeworld.kit.errors import LifeworldError
from lifeworld.site.erasure import erase
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.core.site_studies import worker
from lifeworld.voices.files.study import Study
from lifeworld.voices.models import Statement

pytestmark = pytest.mark.django_db
PLACES = ("relevance", "relevance_low", "relevance_high", "proximity", "proximity_low", "proximity_high")


@pytest.fixture
def people() -> Cast:
    return cast()


def counting(told: list[tuple[str, str, dict[str, Any]]]) -> int:
    """How many of these events are of a type that the mapping names."""
    return sum(kind in MAPPING.types for _, kind, _ in told)


def test_the_site_counts_deeds_as_the_terminal_does(people: Cast, tmp_path: Path) -> None:
    ana = people.caller(people.ana)
    study, statements, batch = runners(ana, drawn=True, people=12)
    told = deeds_of_runners([*statements["customer"].unique().sort().to_list(), "newcomer"], 200)
    happened(people.acme.pk, told)
    change_mapping(ana, study, MAPPING, version=0)
    caught_up("acme", people.acme.pk)
    file = tmp_path / "events.csv"
    as_events_file(told).write_csv(file)
    known = material(ana, study)
    _, done = read_facts(None, file, Study(focal=study.settings.focal), study.settings.focal, statements, known.lexicon)
    want = map_study(statements, batch, known.lexicon, About(), drawn=known.drawn, done=done)
    assert known.done is not None and done is not None
    columns = ["customer", "category", "name", "n", "given", "received", "last_time"]
    assert known.done.select(columns).equals(done.select(columns))
    kept = bodies(study.pk)
    assert sorted(kept) == want.constellations["customer"].to_list() and "newcomer" in kept
    reckon(worker("acme", people.acme.pk), study.pk)  # the site's intervals are those of the study once its board was reckoned
    kept = bodies(study.pk)
    for row in want.constellations.iter_rows(named=True):
        body = kept[row["customer"]]
        assert body["type"]["label"] == row["type"]
        ties = {tie["actor"]: tie for tie in want.ties.filter(pl.col("customer") == row["customer"]).iter_rows(named=True)}
        assert {actor["id"] for actor in body["actors"]} == set(ties)
        for actor in body["actors"]:
            assert actor.get("n_deeds", 0) == ties[actor["id"]]["done"]
            assert sum(line["n"] for line in actor.get("deeds", ())) == actor.get("n_deeds", 0)
            for name in PLACES:
                assert actor[name] == pytest.approx(ties[actor["id"]][name], abs=1e-9), (row["customer"], actor["id"], name)


def test_coming_in_bit_by_bit_ends_as_all_at_once(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow_deeds, "EVENTS_AT_ONCE", 7)
    ana = people.caller(people.ana)
    study, statements, _ = runners(ana, people=5)
    change_mapping(ana, study, MAPPING, version=0)
    caught_up("acme", people.acme.pk)
    told = deeds_of_runners(statements["customer"].unique().sort().to_list(), 90)
    for first in range(0, 90, 30):
        happened(people.acme.pk, told[first:first + 30], first_us=first * 10**9)
        caught_up("acme", people.acme.pk)
    bit_by_bit = bodies(study.pk)
    assert sum(actor.get("n_deeds", 0) for body in bit_by_bit.values() for actor in body["actors"]) == counting(told)
    make_again(worker("acme", people.acme.pk), study.pk, list(Moment.objects.filter(latest=True).values_list("customer", flat=True)))
    assert bodies(study.pk) == bit_by_bit


def test_deeds_alone_make_an_ecosystem_and_three_actors_are_enough_evidence(people: Cast) -> None:
    ana = people.caller(people.ana)
    study = create_study(ana, "Deeds only", {})
    change_mapping(ana, study, MAPPING, version=0)
    told = [("mia", "group_run", {"club": {"name": f"Club {row % 3}"}}) for row in range(30)]
    happened(people.acme.pk, [*told, ("leo", "group_run", {"club": {"name": "Club 1"}}), ("zoe", "slept", {})])
    caught_up("acme", people.acme.pk)
    kept = bodies(study.pk)
    assert sorted(kept) == ["leo", "mia"]
    assert done_with(kept["mia"]) == {f"Club {number}": 10 for number in range(3)}
    thin = "Undetermined, because there is only 1 piece of evidence and at least 3 are needed."
    assert kept["leo"]["type"]["reasons"][0] == thin and "fits best" in kept["mia"]["type"]["reasons"][0]
    assert next(actor for actor in kept["leo"]["actors"] if "deeds" in actor)["deeds"] == [
        {"type": "group_run", "n": 1, "given": 0, "received": 0, "last": "1970-01-02"}]
    mia, zoe = (Customer.objects.get(key=key) for key in ("mia", "zoe"))
    assert is_there(ana, study, mia.pk) and not is_there(ana, study, zoe.pk)
    with pytest.raises(LifeworldError):
        up_to_date(ana, study, zoe.pk)
    assert work_once() and Board.objects.get(study=study.pk).body["n_customers"] == 2


def test_who_becomes_known_later_did_what_she_did(people: Cast) -> None:
    ana = people.caller(people.ana)
    study = create_study(ana, "Later", {})
    change_mapping(ana, study, MAPPING, version=0)
    caught_up("acme", people.acme.pk)
    happened(people.acme.pk, [("device-7", "group_run", {"club": {"name": "Owls"}})] * 4, known=False)
    caught_up("acme", people.acme.pk)
    assert bodies(study.pk) == {}
    identify(people.acme.pk, "device-7", "cleo")
    caught_up("acme", people.acme.pk)
    assert done_with(bodies(study.pk)["cleo"]) == {"Owls": 4}
    happened(people.acme.pk, [("cleo", "group_run", {"club": {"name": "Owls"}})], first_us=10**12)
    caught_up("acme", people.acme.pk)
    assert done_with(bodies(study.pk)["cleo"]) == {"Owls": 5}


def test_another_mapping_makes_another_ecosystem_and_none_leaves_what_was_said(people: Cast) -> None:
    ana = people.caller(people.ana)
    study, _, _ = runners(ana, people=3)
    caught_up("acme", people.acme.pk)
    before = bodies(study.pk)
    happened(people.acme.pk, deeds_of_runners(["runner-01", "stranger"], 40))
    caught_up("acme", people.acme.pk)
    assert bodies(study.pk) == before
    first = change_mapping(ana, study, MAPPING, version=0)
    caught_up("acme", people.acme.pk)
    assert "stranger" in bodies(study.pk) and bodies(study.pk) != before
    one = ecosystem(ana, study, Customer.objects.get(key="runner-01").pk)
    assert "What counts as done changed" in steps(ana, study, one)[0]["why"]
    with pytest.raises(LifeworldError) as refused:
        change_mapping(ana, study, DeedMapping(), version=0)
    assert refused.value.status == 409
    change_mapping(ana, study, DeedMapping(), version=first.version)
    caught_up("acme", people.acme.pk)
    assert bodies(study.pk) == before
    with pytest.raises(LifeworldError) as refused:
        change_mapping(people.caller(people.vic), study, MAPPING, version=2)
    assert refused.value.status == 403


def test_who_said_and_drew_nothing_joins_only_where_everybody_does(people: Cast) -> None:
    ana = people.caller(people.ana)
    study, statements, _ = runners(ana, drawn=True, people=3)
    known = set(statements["customer"]) | set(newest_drawings(study.pk))
    caught_up("acme", people.acme.pk)
    told = deeds_of_runners(["runner-01", "stranger"], 40)
    happened(people.acme.pk, told)
    change_mapping(ana, study, replace(MAPPING, everybody=False), version=0)
    caught_up("acme", people.acme.pk)
    happened(people.acme.pk, [("watch-3", "group_run", {})], known=False)
    identify(people.acme.pk, "watch-3", "latecomer")
    happened(people.acme.pk, told, first_us=10**12)  # the readers of events and of who is known see these
    caught_up("acme", people.acme.pk)
    stranger = Customer.objects.get(key="stranger")
    own = bodies(study.pk)
    assert set(own) == known and set(deeds_of(study)["customer"]) == {"runner-01"}
    assert deeds_of(study).equals(deeds_of(study, ["runner-01", "stranger"]))
    assert not is_there(ana, study, stranger.pk) and not Due.objects.exists()
    change_mapping(ana, study, MAPPING, version=1)
    caught_up("acme", people.acme.pk)
    joined = bodies(study.pk)
    assert set(joined) == {*known, "stranger", "latecomer"} and is_there(ana, study, stranger.pk)
    assert joined["runner-01"]["actors"] == own["runner-01"]["actors"]
    change_mapping(ana, study, replace(MAPPING, everybody=False), version=2)
    caught_up("acme", people.acme.pk)
    assert bodies(study.pk) == own
    said = Statement.objects.create(study_id=study.pk, customer=stranger, key="s", text="I run.").pk
    record(ana, "voices.statements_added", data={"study": study.pk, "n": 1, "first": said, "last": said})
    caught_up("acme", people.acme.pk)
    assert set(bodies(study.pk)) == {*known, "stranger"} and done_with(bodies(study.pk)["stranger"]) == done_with(joined["stranger"])


def test_whoever_dies_while_events_are_read_has_read_none(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = people.caller(people.ana)
    study = create_study(ana, "Dying", {})
    change_mapping(ana, study, MAPPING, version=0)
    caller = worker("acme", people.acme.pk)
    assert take_in(caller)
    happened(people.acme.pk, [("mia", "group_run", {})] * 3)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(follow_deeds, "move_on", dies)
        with pytest.raises(KeyboardInterrupt):
            take_in_deeds(caller)
    assert not Due.objects.exists() and read_to(EVENTS_READER, "acme") == 0
    assert not JournalLine.objects.filter(type="constellations.deeds_taken").exists()
    caught_up("acme", people.acme.pk)
    assert done_with(bodies(study.pk)["mia"]) == {"running club": 3}
    assert JournalLine.objects.filter(type="constellations.deeds_taken").count() == 1 and not take_in_deeds(caller)


def test_what_is_erased_or_expired_is_no_evidence(people: Cast) -> None:
    ana = people.caller(people.ana)
    study = create_study(ana, "Erased", {})
    change_mapping(ana, study, MAPPING, version=0)
    happened(people.acme.pk, [(who, "group_run", {"club": {"name": "Owls"}}) for who in ("mia", "leo")])
    caught_up("acme", people.acme.pk)
    mia = Customer.objects.get(key="mia")
    forget(people.acme.pk, mia.pk)
    gone = Subject.objects.get(key="mia").pk
    Event.objects.filter(subject=gone).delete()
    Identity.objects.filter(subject=gone).delete()
    caught_up("acme", people.acme.pk)
    assert sorted(bodies(study.pk)) == ["leo"]
    Event.objects.all().delete()
    record(ana, "events.expired", data={"n": 1})
    caught_up("acme", people.acme.pk)
    assert bodies(study.pk) == {}


@pytest.mark.parametrize("named", ["", "mia"])
def test_what_is_withdrawn_is_no_evidence_whether_the_line_names_a_customer(people: Cast, named: str) -> None:
    ana = people.caller(people.ana)
    study = create_study(ana, "Withdrawn", {})
    change_mapping(ana, study, MAPPING, version=0)
    happened(people.acme.pk, [(who, "group_run", {"club": {"name": "Owls"}}) for who in ("mia", "leo", "mia")])
    caught_up("acme", people.acme.pk)
    assert done_with(bodies(study.pk)["mia"]) == {"Owls": 2}
    assert withdraw(ana, "tests", ["e0"] if named else ["e0", "e1"], customer=named) == (1 if named else 2)
    caught_up("acme", people.acme.pk)
    assert {who: done_with(body) for who, body in bodies(study.pk).items()} == (
        {"mia": {"Owls": 1}, "leo": {"Owls": 1}} if named else {"mia": {"Owls": 1}})


def test_from_the_intake_to_the_ecosystem_and_out_again(people: Cast) -> None:
    ana = people.caller(people.ana)
    study = create_study(ana, "Whole way", {})
    change_mapping(ana, study, MAPPING, version=0)
    sent = [Incoming("tests", f"e{row}", "group_run", "nina" if row % 2 else "watch-9", HOUR_US * row, {"club": {"name": "Owls"}},
                     anonymous=row % 2 == 0) for row in range(8)]
    assert {answer.status for answer in take(ana, sent)} == {"taken"} and {answer.status for answer in take(ana, sent)} == {"duplicate"}

    def all_follow() -> None:
        while follow() or work_once():
            pass

    all_follow()
    assert done_with(bodies(study.pk)["nina"]) == {"Owls": 4}
    nina = Customer.objects.get(key="nina")
    add_alias(ana, nina.pk, "watch-9")
    all_follow()
    assert done_with(bodies(study.pk)["nina"]) == {"Owls": 8}
    erase(ana, nina.pk)
    all_follow()
    assert "nina" not in bodies(study.pk) and not Event.objects.exists()


def test_ten_thousand_events_of_one_customer(people: Cast) -> None:
    ana = people.caller(people.ana)
    study, _, _ = runners(ana, people=2)
    change_mapping(ana, study, MAPPING, version=0)
    caught_up("acme", people.acme.pk)
    told = deeds_of_runners(["runner-01"], 10_000)
    happened(people.acme.pk, told)
    caught_up("acme", people.acme.pk)
    body = bodies(study.pk)["runner-01"]
    assert sum(actor.get("n_deeds", 0) for actor in body["actors"]) == counting(told) == 9_000
    assert JournalLine.objects.filter(type="constellations.deeds_taken").count() == 1
    assert Statement.objects.filter(customer__key="runner-01").count() == body["n_statements"]
