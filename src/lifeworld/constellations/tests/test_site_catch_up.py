"""Following the journal: the site's constellations are those of `lifeworld map`, and nobody is forgotten on the way."""

from __future__ import annotations

import polars as pl
import pytest

from lifeworld.constellations.actions.catch_up import catch_up, take_in, work_once
from lifeworld.constellations.actions.making import make_again
from lifeworld.constellations.core.study_values import StudyValues
from lifeworld.constellations.models import Board, Drawing, Due, Moment, Reckoned
from lifeworld.constellations.tests.site_runners import draw_in, mapped, runners
from lifeworld.events.actions import record
from lifeworld.kit.errors import LifeworldError
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.core.site_studies import worker
from lifeworld.voices.models import Reading, Statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def work(place: str, place_id: int) -> int:
    n = 0
    while catch_up(worker(place, place_id)):
        n += 1
        assert n < 1000
    return n


def test_constellations_are_those_of_the_map(people: Cast) -> None:
    ana = people.caller(people.ana)
    study, statements, batch = runners(ana, drawn=True, people=12)
    work("acme", people.acme.pk)
    want = mapped(statements, batch, ana, study)
    assert not Due.objects.exists()
    kept = {moment.customer.key: moment for moment in Moment.objects.filter(study=study.pk, latest=True).select_related("customer")}
    assert sorted(kept) == want.constellations["customer"].to_list()
    for row in want.constellations.iter_rows(named=True):
        body = kept[row["customer"]].body
        assert body["type"]["label"] == row["type"]
        assert body["type"]["p"]["brand"] == pytest.approx(row["p_brand"], abs=1e-9)
        ties = {tie["actor"]: tie for tie in want.ties.filter(pl.col("customer") == row["customer"]).iter_rows(named=True)}
        assert {actor["id"] for actor in body["actors"]} == set(ties)
        for actor in body["actors"]:
            for name in ("relevance", "proximity", "valence"):
                if name != "valence" or actor["drawn_valence"] is None:
                    assert actor[name] == pytest.approx(ties[actor["id"]][name], abs=1e-9), (row["customer"], actor["id"], name)


def test_a_board_is_reckoned_and_its_figures_are_those_of_the_map(people: Cast) -> None:
    ana = people.caller(people.ana)
    study, statements, batch = runners(ana, drawn=True)
    n = 0
    while work_once():
        n += 1
        assert n < 1000
    board = Board.objects.get(study=study.pk)
    want = mapped(statements, batch, ana, study)
    assert board.body["n_customers"] == 40
    for key in ("types/brand-driven", "driver/mood/share"):
        figure = want.figure(key)
        assert figure is not None
        assert board.body["figures"][key]["value"] == pytest.approx(figure.value, abs=1e-9)
    kept = {moment.customer.key: moment.body for moment in Moment.objects.filter(study=study.pk, latest=True).select_related("customer")}
    ties = {(tie["customer"], tie["actor"]): tie for tie in want.ties.iter_rows(named=True)}
    for key, body in kept.items():
        for actor in body["actors"]:
            for name in ("relevance", "relevance_low", "relevance_high", "proximity", "proximity_low"):
                assert actor[name] == pytest.approx(ties[key, actor["id"]][name], abs=1e-9), (key, actor["id"], name)
    assert "trends" in board.body
    # one customer alone, with the values that were kept, gives the same again
    one = people_with(study.pk)
    before = Moment.objects.get(study=study.pk, customer=one, latest=True).body
    make_again(worker("acme", people.acme.pk), study.pk, [one])
    assert Moment.objects.get(study=study.pk, customer=one, latest=True).body == before


def people_with(study: int) -> int:
    return Moment.objects.filter(study=study, latest=True).order_by("pk").values_list("customer", flat=True)[3]


def test_predicted_proximity_is_that_of_the_map_and_stays_with_one_customer(people: Cast) -> None:
    ana = people.caller(people.ana)
    study, statements, batch = runners(ana)
    for number, customer in enumerate(statements["customer"].unique().sort().head(32)):
        rows = pl.DataFrame({"customer": [customer] * 2, "actor": ["my wife", "running club"], "category": ["family_friends", "peers"],
                             "ring": [1 + number % 2, 2 + number % 2], "rings": [3, 3], "size": [1.0, 1.0], "wording": [None, None],
                             "completeness": [1.0, 1.0]})
        draw_in(ana, study, customer, rows)
    while work_once():
        pass
    want = mapped(statements, batch, ana, study)
    predicted = want.ties.filter(pl.col("proximity_source") == "predicted")
    assert len(predicted) > 20
    bodies = {one.customer.key: one.body for one in Moment.objects.filter(study=study.pk, latest=True).select_related("customer")}
    for tie in predicted.iter_rows(named=True):
        actor = next(one for one in bodies[tie["customer"]]["actors"] if one["id"] == tie["actor"])
        for name in ("relevance", "proximity", "proximity_low", "proximity_high"):
            assert actor[name] == pytest.approx(tie[name], abs=1e-9)
    assert StudyValues.from_json(Reckoned.objects.get(study=study.pk).values).model is not None
    one = Moment.objects.get(study=study.pk, customer__key=predicted["customer"][0], latest=True)
    make_again(worker("acme", people.acme.pk), study.pk, [one.customer_id])
    assert Moment.objects.get(study=study.pk, customer=one.customer_id, latest=True).body == one.body


def test_whoever_is_killed_between_two_steps_forgets_nobody(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from lifeworld.constellations.actions import making as module

    ana = people.caller(people.ana)
    study, _, _ = runners(ana, people=6)
    caller = worker("acme", people.acme.pk)
    take_in(caller)
    assert Due.objects.filter(study=study.pk).count() == 6

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, "done", dies)
        with pytest.raises(KeyboardInterrupt):
            make_again(caller, study.pk)
    while work_once():
        pass
    assert not Due.objects.exists() and Moment.objects.filter(study=study.pk, latest=True).count() == 6


def test_history_keeps_what_changed_and_nothing_else(people: Cast) -> None:
    ana = people.caller(people.ana)
    study, _, _ = runners(ana, people=4)
    while work_once():
        pass
    caller, customer = worker("acme", people.acme.pk), Moment.objects.first().customer
    record(ana, "voices.coded", customer=customer.key, data={"study": study.pk})
    while catch_up(caller):
        pass
    assert Moment.objects.filter(customer=customer).count() == 1
    Reading.objects.filter(statement__customer=customer).update(present=["peers"], codes={"peers": 0.9})
    record(ana, "voices.coded", customer=customer.key, data={"study": study.pk})
    while catch_up(caller):
        pass
    assert list(Moment.objects.filter(customer=customer).order_by("position").values_list("latest", flat=True)) == [False, True]


def test_what_the_model_read_concerns_the_customers_of_those_statements(people: Cast) -> None:
    ana = people.caller(people.ana)
    study, _, _ = runners(ana, people=6)
    while work_once():
        pass
    one = Statement.objects.filter(study=study.pk, customer__key="runner-02").first()
    assert one is not None
    record(ana, "voices.model_coded", data={"study": study.pk, "n": 1, "first": one.pk, "last": one.pk})
    take_in(worker("acme", people.acme.pk))
    assert list(Due.objects.values_list("customer__key", flat=True)) == ["runner-02"]
    record(ana, "voices.study_changed", data={"study": study.pk})
    take_in(worker("acme", people.acme.pk))
    assert Due.objects.count() == 6


def test_a_place_that_fails_does_not_stop_the_others(people: Cast) -> None:
    ana, dev = people.caller(people.ana), people.caller(people.dev, people.other)
    broken, _, _ = runners(ana, drawn=True, people=3)
    whole, _, _ = runners(dev, people=3)
    Drawing.objects.filter(study=broken.pk).update(body={"damaged": True})
    with pytest.raises(LifeworldError):
        while work_once():
            pass
    assert Moment.objects.filter(study=whole.pk, latest=True).count() == 3
    assert Board.objects.filter(study=whole.pk).exists()
    assert not Board.objects.filter(study=broken.pk).exists()
