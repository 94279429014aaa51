"""What is offered in a place: by whom, as of now, in one snapshot; whose choice and which rates a tool is given with it."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifeworld.customers.models import Customer
from lifeworld.events.models import JournalLine
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.partners.actions.choices import choose, unchoose
from lifeworld.partners.actions.compacting import compact, compact_step, tidy_step
from lifeworld.partners.actions.feeds import Ways, open_feed
from lifeworld.partners.actions.partners import step_partner
from lifeworld.partners.actions.rates import read_rates, set_rates
from lifeworld.partners.actions.runs import begin_run, send_file, send_rows
from lifeworld.partners.core.snapshot import Items
from lifeworld.partners.core.supply import BLOCKED, NO_RATE, PRICED, STALE
from lifeworld.partners.core.values import Choice
from lifeworld.partners.models import Feed, Run, Segment
from lifeworld.partners.queries import live
from lifeworld.partners.queries.choices import choice_of, choices
from lifeworld.partners.queries.live import snapshot_of, supply_of, version_of
from lifeworld.partners.queries.partners import sellers_of
from lifeworld.partners.queries.rates import rates_of, rates_shown
from lifeworld.partners.tests.market import offers, prices_of, pushed
from lifeworld.places.models import Place
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
R0, R1 = "R0@acmeparts", "R1@acmeparts"
ITEMS = Items.of([R0, R1])


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def ana(people: Cast) -> Caller:
    return people.caller(people.ana)


@pytest.fixture
def berlin(ana: Caller) -> Caller:
    return replace(ana, place="acme/berlin", place_id=Place.objects.create(path="acme/berlin", name="Berlin").pk)


def row(price: float, sku: str = "r0") -> dict[str, object]:
    return {"mpn": sku.upper(), "manufacturer": "Acme Parts", "sku": sku, "price": price, "currency": "EUR", "stock": 1000}


def test_offers_of_places_around_are_seen_inside_and_never_sideways(ana: Caller, berlin: Caller, people: Cast) -> None:
    mitte = replace(ana, place="acme/mitte", place_id=Place.objects.create(path="acme/mitte", name="Mitte").pk)
    pushed(ana)
    pushed(berlin, "local")
    send_file(ana, "volt", "parts", offers([0.1]))
    send_file(berlin, "local", "parts", offers([0.2]))
    assert sorted(prices_of("acme/berlin", R0)) == [0.1, 0.2]
    assert prices_of("acme", R0) == prices_of(mitte.place, R0) == [0.1]
    assert prices_of("other", R0) == []
    assert [key for key, _ in sellers_of(berlin)] == ["local", "volt"]
    assert sellers_of(people.caller(people.dev, people.other)) == []
    send_rows(ana, "volt", "parts", [row(0.15)])
    assert sorted(prices_of("acme/berlin", R0)) == [0.15, 0.2], "a change around is seen inside at once"


def test_a_request_asks_one_cheap_question(ana: Caller) -> None:
    pushed(ana)
    send_file(ana, "volt", "parts", offers([0.1, 0.2]))
    held = snapshot_of("acme")
    with CaptureQueriesContext(connection) as asked:
        assert snapshot_of("acme") is held
    assert len(asked) == 1
    before = version_of("acme")
    send_rows(ana, "volt", "parts", [row(0.05)])
    assert version_of("acme") != before
    assert snapshot_of("acme").version > held.version


def test_changes_are_laid_over_what_is_there_and_are_the_same_as_reading_all_anew(ana: Caller) -> None:
    pushed(ana)
    pushed(ana, "ampere")
    send_file(ana, "volt", "parts", offers([0.1, 0.2, 0.3]))
    send_file(ana, "ampere", "parts", offers([0.4, 0.5]))
    snapshot_of("acme")
    for act in (lambda: send_rows(ana, "volt", "parts", [row(0.11), row(0.9, "r9")]), lambda: send_rows(ana, "ampere", "parts", [], ["r1"]),
                lambda: send_file(ana, "ampere", "parts", offers([0.6, 0.7])), lambda: step_partner(ana, "volt", "suspend", why="Wrong.")):
        act()
        laid = snapshot_of("acme", wait=True)
        live._HELD.clear()
        anew = snapshot_of("acme")
        assert laid is not anew and laid.offers() == anew.offers()
        assert laid.version == anew.version


def test_of_two_feeds_of_a_seller_the_later_one_counts(ana: Caller) -> None:
    pushed(ana)
    open_feed(ana, "volt", "special", Ways(title="Special prices"))
    send_file(ana, "volt", "special", offers([0.05]))
    send_file(ana, "volt", "parts", offers([0.1, 0.2]))
    assert (prices_of("acme", R0), prices_of("acme", R1)) == ([0.05], [0.2])
    send_rows(ana, "volt", "parts", [row(0.01)])
    assert prices_of("acme", R0) == [0.05], "whichever came last"


def test_much_is_read_in_the_background_while_the_old_snapshot_serves(ana: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    pushed(ana)
    send_file(ana, "volt", "parts", offers([0.1, 0.2]))
    old = snapshot_of("acme")
    monkeypatch.setattr(live, "INLINE_OFFERS", 1)
    behind: list[str] = []
    monkeypatch.setattr(live, "_read_behind", behind.append)
    send_file(ana, "volt", "parts", offers([0.3, 0.4]))
    assert snapshot_of("acme") is old and behind == ["acme"]
    live._made("acme")
    assert snapshot_of("acme").offers_of(R0)[0].breaks[0].price_micros == 300_000
    assert len(behind) == 1


@pytest.mark.django_db(transaction=True)
def test_another_thread_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    people = cast()
    ana = people.caller(people.ana)
    pushed(ana)
    send_file(ana, "volt", "parts", offers([0.1, 0.2]))
    old = snapshot_of("acme")
    monkeypatch.setattr(live, "INLINE_OFFERS", 1)
    send_file(ana, "volt", "parts", offers([0.3, 0.4]))
    assert snapshot_of("acme") is old
    while live._READING:
        time.sleep(0)  # it gives way to the thread that is waited for
    assert snapshot_of("acme") is not old and prices_of("acme", R0) == [0.3]


def test_a_supply_has_the_choice_and_the_rates(ana: Caller) -> None:
    pushed(ana)
    pushed(ana, "ampere")
    send_file(ana, "volt", "parts", offers([0.1, 0.2]))
    send_file(ana, "ampere", "parts", offers([0.125], currency="USD"))
    priced = supply_of(ana, quantity=10, currency="eur").priced(ITEMS)
    assert (priced.unit.round(9).tolist(), priced.why.tolist()) == ([0.1, 0.2], [PRICED, PRICED])
    choose(ana, "volt", "blocked", job="power")
    supply = supply_of(ana, quantity=10, currency="EUR", job="power")
    assert supply.priced(ITEMS).why.tolist() == [NO_RATE, BLOCKED]
    read_rates(ana, b"date,base,currency,rate\n2026-05-01,EUR,USD,1.25\n", source="A bank")
    supply = supply_of(ana, quantity=10, currency="EUR", job="power")
    assert (supply.priced(ITEMS).cost[0], supply.rates.date) == (pytest.approx(0.1), "2026-05-01")
    assert supply.recorded()["choice"]["by_seller"] == {"volt": "blocked"}
    assert supply_of(ana, quantity=10, currency="EUR", job="power", choice=Choice.default()).priced(ITEMS).unit[1] == pytest.approx(0.2)
    later = supply_of(ana, quantity=10, currency="EUR", at_us=supply.at_us + 2 * 86_400_000_000)
    assert later.priced(ITEMS).why.tolist() == [STALE, STALE]


def test_what_no_supply_can_be(ana: Caller, people: Cast) -> None:
    for quantity, currency in ((0, "EUR"), (10**12, "EUR"), (1, "money"), (1, "")):
        with pytest.raises(InputRefused):
            supply_of(ana, quantity=quantity, currency=currency)
    with pytest.raises(LifeworldError) as error:
        supply_of(people.caller(people.eva), quantity=1, currency="EUR")
    assert error.value.status == 403
    visitor = replace(ana, scopes=frozenset({"tools.use"}), who="visitor")
    assert supply_of(visitor, quantity=1, currency="EUR").choice.is_default


def test_the_nearest_choice_wins_seller_by_seller(ana: Caller, berlin: Caller) -> None:
    pushed(ana)
    pushed(ana, "ampere")
    cleo = Customer.objects.create(place_id=berlin.place_id, key="cleo-berlin")
    choose(ana, "volt", "blocked")
    choose(ana, "ampere", "preferred")
    assert choice_of(berlin).by_seller == {"ampere": "preferred", "volt": "blocked"}
    choose(berlin, "volt", "allowed")
    choose(berlin, "volt", "preferred", job="power")
    choose(berlin, "volt", "blocked", customer=cleo.pk)
    choose(berlin, "volt", "allowed", customer=cleo.pk, job="power")
    said = [choice_of(berlin, job=job, customer=whom).standing("volt") for whom in (None, cleo.pk) for job in ("", "power")]
    assert said == ["allowed", "preferred", "blocked", "allowed"]
    assert choice_of(berlin, customer=cleo.pk).standing("ampere") == "preferred"
    shown = {one.seller: (one.standing, one.level, one.is_default) for one in choices(berlin, customer=cleo.pk)}
    assert shown == {"volt": ("blocked", "customer", False), "ampere": ("preferred", "acme", False), "": ("allowed", "default", True)}
    assert JournalLine.objects.get(type="partners.chosen", customer="cleo-berlin", data__job="power").data["standing"] == "allowed"


def test_a_customer_chooses_for_herself(ana: Caller, people: Cast) -> None:
    pushed(ana)
    cleo = replace(ana, scopes=frozenset({"tools.use"}), who="link:1", user=None, customer="cleo")
    choose(cleo, "volt", "blocked")
    assert choice_of(cleo).standing("volt") == "blocked" and choice_of(ana).is_default
    other = Customer.objects.create(place=people.acme, key="carl")
    for act in (lambda: choose(cleo, "volt", "allowed", customer=other.pk), lambda: choice_of(cleo, customer=other.pk)):
        with pytest.raises(LifeworldError) as error:
            act()
        assert error.value.status == 404
    unchoose(cleo, "volt")
    assert choice_of(cleo).is_default
    with pytest.raises(LifeworldError):
        unchoose(cleo, "volt")


def test_what_cannot_be_chosen(ana: Caller, people: Cast) -> None:
    pushed(ana)
    for seller, standing in (("volt", "loved"), ("", "preferred"), ("nobody", "blocked")):
        with pytest.raises(LifeworldError):
            choose(ana, seller, standing)
    foreign = Customer.objects.create(place=people.other, key="someone")
    with pytest.raises(LifeworldError):
        choose(ana, "volt", "blocked", customer=foreign.pk)
    with pytest.raises(LifeworldError) as error:
        choose(people.caller(people.vic), "volt", "blocked")
    assert error.value.status == 403


def test_rates_of_the_newest_day_hold_in_the_nearest_place(ana: Caller, berlin: Caller) -> None:
    assert rates_shown(ana) is None and rates_of(ana, "EUR").per_base == {}
    read_rates(ana, b"Date,USD,JPY,\n2026-05-02,1.20,N/A,\n2026-05-01,1.25,160,\n", base="EUR", source="A bank")
    assert (rates_of(berlin, "EUR").date, rates_of(berlin, "EUR").per_base) == ("2026-05-02", {"JPY": 160.0, "USD": 1.2})
    assert rates_of(berlin, "EUR", on=date(2026, 5, 1)).per_base == {"JPY": 160.0, "USD": 1.25}
    set_rates(berlin, date(2026, 4, 1), "EUR", {"USD": 1.5}, source="By hand")
    assert rates_of(berlin, "EUR").per_base == {"USD": 1.5} and rates_of(ana, "EUR").per_base == {"JPY": 160.0, "USD": 1.2}
    set_rates(berlin, date(2026, 4, 1), "EUR", {"USD": 1.6}, source="By hand")
    assert rates_of(berlin, "EUR").per_base == {"USD": 1.6}
    soon = datetime.now(UTC).date() + timedelta(days=30)
    set_rates(berlin, soon, "EUR", {"USD": 9.0}, source="By hand")
    assert rates_of(berlin, "EUR").per_base == {"USD": 1.6}, "what is said of a day to come does not hold yet"
    assert rates_of(berlin, "EUR", on=soon).per_base == {"USD": 9.0}


def test_many_small_changes_are_put_together_and_change_nothing(ana: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "UPLOAD_DIR", tmp_path)  # the folder of the whole test run is other workers' too
    pushed(ana)
    send_file(ana, "volt", "parts", offers([0.1] * 20))
    for n in range(1, 26):
        send_rows(ana, "volt", "parts", [row(n / 100)], [f"r{n}"] if n < 6 else [])
    before, version = snapshot_of("acme"), version_of("acme")
    assert compact_step(ana)
    assert Run.objects.filter(state="live").count() == 1
    after = snapshot_of("acme")
    assert after is not before and after.offers() == before.offers() and len(after) == 15
    assert after.version == before.version and [number for _, number, _ in version_of("acme")] == [number for _, number, _ in version]
    assert not compact_step(ana)
    Run.objects.filter(state="replaced").update(ended_at="2026-01-01T00:00:00Z")
    (Path(settings.UPLOAD_DIR) / "partners").mkdir(parents=True, exist_ok=True)
    (Path(settings.UPLOAD_DIR) / "partners" / Run.objects.filter(state="replaced")[0].file).write_bytes(b"left behind")
    assert tidy_step(ana)
    assert set(Segment.objects.values_list("run__state", flat=True)) == {"live"}
    assert not list((Path(settings.UPLOAD_DIR) / "partners").glob("*")) and not Run.objects.exclude(file="").exists()
    assert not tidy_step(ana)


def test_nothing_is_put_together_while_something_is_on_its_way(ana: Caller) -> None:
    pushed(ana)
    send_file(ana, "volt", "parts", offers([0.1]))
    run = begin_run(ana, "volt", "parts", 10)
    assert not compact(ana, Feed.objects.get().pk)
    Run.objects.filter(pk=run.id).update(begun_at="2026-01-01T00:00:00Z")
    tidy_step(ana)
    assert Run.objects.get(pk=run.id).code == "never_came"
    assert compact(ana, Feed.objects.get().pk)
