"""The frames of a place: what its rooms know, as the declared columns; nobody is named, unknown stays unknown."""

from __future__ import annotations

import re
from unittest.mock import patch

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifeworld.customers.models import Consent, Customer
from lifeworld.events.actions.taking import take
from lifeworld.events.core.values import Incoming
from lifeworld.goals.core.values import FIGURES
from lifeworld.goals.models import Goal
from lifeworld.kit.caller import Caller
from lifeworld.partners.actions.rates import set_rates
from lifeworld.scorecard.core.frames import FRAMES, Frames, checked
from lifeworld.scorecard.core.presence.first_touch import first_touches
from lifeworld.scorecard.core.presence.whose import whose
from lifeworld.scorecard.core.values import Asked
from lifeworld.scorecard.queries import columns as queries_columns
from lifeworld.scorecard.queries.columns import EPOCH, Reading, Window, deeds
from lifeworld.scorecard.queries.frames import frames_and_warnings
from lifeworld.scorecard.queries.plans import plan_of, window_of
from lifeworld.scorecard.tests.scored import PARTNERS, N, furnished, happened, today
from lifeworld.site.worker import work_off
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def owner(people: Cast) -> Caller:
    return people.caller(people.ana)


def read(owner: Caller) -> Frames:
    plan = plan_of(owner)
    assert plan is not None
    return frames_and_warnings(owner, plan, window_of(owner, plan))[0]


def test_every_frame_is_as_it_was_declared_and_names_nobody(owner: Caller) -> None:
    people = furnished(owner)
    happened(owner, people[:40])
    frames = read(owner)
    assert frames.simulated
    for name, frame in FRAMES.items():
        table = frames[name]
        assert table.height, name
        assert table.schema == frame.schema and checked(name, table).equals(table)
        if frame.key:
            assert not table.select(frame.key).is_duplicated().any(), name
    numbers = {str(pk) for pk in Customer.objects.filter(place=owner.place_id).values_list("pk", flat=True)}
    for name in ("customers", "goals", "answers", "trials", "uses", "choices"):
        assert set(frames[name]["customer"]) <= numbers, name
    customers_say_for_whom_it_is_made(frames, people)
    choices_say_who_chose(frames, people)
    starts_say_where_and_whether_the_journey_was_done(frames)
    partners_come_with_their_orders(frames)


def customers_say_for_whom_it_is_made(frames: Frames, people: list[Customer]) -> None:
    order = pl.DataFrame({"customer": [str(one.pk) for one in people], "at": range(N)})
    found = frames["customers"].join(order, on="customer").sort("at")
    assert found["target"].to_list() == [bool(at % 2) for at in range(N)]
    assert found["active"].to_list() == [at < 40 for at in range(N)]
    arms = dict(found["arm"].value_counts().iter_rows())
    assert set(arms) == {"held", "served"} and arms["held"] + arms["served"] == N
    assert found["household"].to_list()[:4] == ["h0", "h0", "h1", "h1"] and found["household"][10] is None
    assert found["before"].null_count() == 0


def choices_say_who_chose(frames: Frames, people: list[Customer]) -> None:
    by = {(row["customer"], row["partner"]): row["by"] for row in frames["choices"].iter_rows(named=True)}
    assert by[str(people[0].pk), "volt"] == "customer"
    assert {by[who, partner] for who, partner in by if partner == "quayside"} == {"place"}
    assert {by[who, partner] for who, partner in by if partner == "harbour"} == {"default"}


def starts_say_where_and_whether_the_journey_was_done(frames: Frames) -> None:
    starts = {row["journey"]: row for row in frames["starts"].iter_rows(named=True)}
    assert starts["j19"]["done"] is True and starts["j19"]["carried"] is True and starts["j18"]["done"] is False
    assert starts["j1"]["done"] is None and starts["j2"]["done"] is None  # of the last days it is not known yet, done or not
    assert starts["j0"]["embedded"] is True and starts["j0"]["customer"] is None and starts["j1"]["embedded"] is False
    assert frames["surfaces"]["surface"].to_list() == ["embed:abc", "own"]


def test_customers_who_had_begun_before_the_window_have_no_first_touch_in_it(owner: Caller) -> None:
    people = furnished(owner, 3)
    for number, (who, back) in enumerate(((people[0], 200), (people[0], 30), (people[1], 40), (None, 30))):
        take(owner, [Incoming("app", f"s{number}", "journey.started", who.key if who else "", (today() - back) * 86_400_000_000,
                              {"journey": f"j{number}", "surface": "own"})])
    work_off()
    frames = read(owner)
    starts = {row["journey"]: row["earlier"] for row in frames["starts"].iter_rows(named=True)}
    assert starts == {"j1": True, "j2": False, "j3": None}
    assert [row["done"] for row in frames["starts"].iter_rows(named=True)] == [None] * 3  # nothing was ever said to be done
    touches = first_touches(frames, whose(frames), Asked(replicates=4))
    assert (touches.n, touches.earlier) == (1, 1)


def test_a_journey_is_done_within_days_or_not_and_of_the_last_ones_it_is_not_known(owner: Caller) -> None:
    people = furnished(owner, 4)
    for number, (began, done) in enumerate(((40, 39), (40, 20), (40, None), (13, 12))):
        for name, back in (("journey.started", began), ("journey.done", done)):
            if back is not None:
                take(owner, [Incoming("app", f"{name}{number}", name, people[number].key, (today() - back) * 86_400_000_000,
                                      {"journey": f"j{number}", **({"surface": "own"} if name == "journey.started" else {})})])
    assert read(owner)["starts"].sort("journey")["done"].to_list() == [True, False, False, None]


def partners_come_with_their_orders(frames: Frames) -> None:
    found = frames["partners"]
    assert set(found["partner"]) == set(PARTNERS)
    assert found["orders"].to_list() == [13, 13, 14] and found["filled"].sum() == 32 and found["disputes"].null_count() == 3


def test_goals_keep_what_was_declared_and_count_those_that_had_ended_before(owner: Caller) -> None:
    people = furnished(owner)
    ended = Goal.objects.filter(customer=people[3]).get()
    Goal.objects.filter(pk=ended.pk).update(ended_day=today() - 95)
    found = {row["customer"]: row for row in read(owner)["goals"].iter_rows(named=True)}
    assert len(found) == N
    early, late, open_ = found[str(people[3].pk)], found[str(people[0].pk)], found[str(people[1].pk)]
    assert (early["days"], early["t"], early["state"]) == (5.0, None, "reached")  # its days count, its attainment is of before
    assert (late["days"], late["state"]) == (70.0, "reached") and late["t"] is not None
    assert (open_["days"], open_["state"], open_["kind"]) == (100.0, "active", "achieve")
    assert found[str(people[7].pk)]["state"] == "abandoned" and found[str(people[7].pk)]["reason"] == "too hard"


def test_only_who_agreed_to_be_counted_is_in_goals_and_answers(owner: Caller) -> None:
    people = furnished(owner)
    Consent.objects.filter(customer=people[5], purpose=FIGURES).update(given=False)
    frames = read(owner)
    hers = str(people[5].pk)
    assert hers in set(frames["customers"]["customer"])
    assert hers not in set(frames["goals"]["customer"]) and hers not in set(frames["answers"]["customer"])


def test_earnings_in_other_currencies_count_by_the_rate_of_their_day_or_not_at_all(owner: Caller) -> None:
    people = furnished(owner)
    day = EPOCH.fromordinal(EPOCH.toordinal() + today() - 10)
    set_rates(owner, day, "EUR", {"USD": 1.25}, source="test")
    at = (today() - 9) * 86_400_000_000
    for number, (currency, amount) in enumerate((("EUR", "10.50"), ("USD", "12.50"), ("CHF", "7"))):
        take(owner, [Incoming("till", f"e{number}", "partner.earned", people[0].key, at,
                              {"partner": "volt", "amount": amount, "currency": currency})])
    earned = read(owner)["earnings"].sort("amount")
    assert earned["amount"].to_list() == [10.0, 10.5]
    assert earned["partner"].to_list() == ["volt", "volt"]


def test_a_place_in_which_nothing_happened_has_empty_frames(owner: Caller) -> None:
    furnished(owner, 2)
    frames = read(owner)
    assert not frames.simulated
    assert [name for name in FRAMES if not frames[name].height] == ["trials", "designs", "uses", "earnings", "starts"]


def test_however_many_types_there_are_events_and_identities_are_looked_through_once(owner: Caller) -> None:
    people = furnished(owner, 20)
    happened(owner, people)
    with CaptureQueriesContext(connection) as asked:
        read(owner)
    through = [one["sql"] for one in asked if re.search(r"FROM events_event WHERE place = .* AND type IN .* AND id > ", one["sql"])]
    known = [one["sql"] for one in asked if 'FROM "customers_identity"' in one["sql"] and "INNER" not in one["sql"]]
    assert len(through) == 1 and len(known) == 1, (through, known)


def test_positions_come_in_pieces_and_in_order(owner: Caller) -> None:
    happened(owner, furnished(owner, 20))
    window = Window(today() - 90, today())
    whole = deeds(owner.place_id, "partner.used", ("partner",), window)
    with patch.object(queries_columns, "POSITIONS", 7), patch.object(queries_columns, "BATCH", 3):
        reading = Reading(owner.place_id, ("partner.used", "partner.earned", "never.came"), window.since)
        some = deeds(owner.place_id, "partner.used", ("partner",), window, reading=reading)
        assert deeds(owner.place_id, "never.came", ("partner",), window, reading=reading).is_empty()
    assert whole.equals(some) and whole.height == 30 and whole["position"].is_sorted() and whole["customer"].null_count() == 0
    later = Window(window.until - 20, window.until - 10)
    assert deeds(owner.place_id, "partner.used", ("partner",), later, reading=reading).equals(
        whole.filter(pl.col("day").is_between(later.since, later.until)))
