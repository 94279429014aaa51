"""A partner sees its own numbers, nothing that fewer than ten customers stand behind, and nobody else."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.figure import NOT_SHOWN, Evidence, estimate
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.partner_view import (
    CHOSEN,
    CONTRIBUTION,
    EARNINGS,
    HARMED,
    PLACE,
    PartnerView,
    _Number,
    guarded,
    partner_view,
    steady,
    view_json,
    view_of,
)
from lifeworld.scorecard.core.partners import contributions
from lifeworld.scorecard.core.simulation.alignment import PayPlan, earned
from lifeworld.scorecard.core.simulation.partners import partner_frames
from lifeworld.scorecard.core.values import Asked

ASKED = Asked(as_of="2026-06-30", since="2026-04-01", permutations=40, replicates=60)


def world(customers: int, partners: int, seed: int, harm: float = 0.3) -> Frames:
    frames, made = partner_frames(customers, partners, seed)
    t = frames["customers"].select("customer").join(frames["goals"], on="customer", how="left", maintain_order="left")["t"]
    return Frames({**frames.by_name, "earnings": earned(made, t.fill_null(float("nan")).to_numpy(), seed, plan=PayPlan(harm=harm))})


def test_a_partner_sees_its_own_numbers() -> None:
    frames = world(400, 12, 1)
    found = contributions(frames, ASKED)
    view = partner_view(frames, found, "partner-0002", ASKED)
    assert [one.name for one in view.figures] == [CONTRIBUTION, EARNINGS, HARMED, CHOSEN, PLACE]
    by = {one.name: one for one in view.figures}
    assert by[CONTRIBUTION].value is not None
    assert by[CONTRIBUTION].low is not None
    assert by[CONTRIBUTION].high is not None
    assert abs(by[CONTRIBUTION].value - found.phi[1]) <= 0.25  # in steps of half a point
    assert by[CONTRIBUTION].low <= found.low[1]
    assert found.high[1] <= by[CONTRIBUTION].high
    assert by[EARNINGS].value == round(frames["earnings"].filter(pl.col("partner") == "partner-0002")["amount"].sum(), 2)
    place = by[PLACE]
    assert place.value == 1 + (found.phi > found.phi[1]).sum()
    assert place.low is not None
    assert place.high is not None
    assert 1 <= place.low <= place.value <= place.high <= 12
    assert view_of(json.loads(json.dumps(view_json(view)))) == view


def test_a_partner_sees_nobody_else() -> None:
    frames = world(400, 12, 1)
    found = contributions(frames, ASKED)
    said = str(view_json(partner_view(frames, found, "partner-0002", ASKED)))
    assert not any(str(one) in said for one in found.blocks.customers["household"])
    assert not any(other in said for other in frames["partners"]["partner"].to_list() if other != "partner-0002")
    assert not any(title in said for title in frames["partners"]["title"].to_list() if title != "Partner 0002")
    assert not any(customer in said for customer in frames["customers"]["customer"].to_list())


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 500), st.integers(12, 60), st.sampled_from([0.02, 0.3]))
def test_ten_customers_stand_behind_every_number(seed: int, customers: int, harm: float) -> None:
    frames = world(customers, 5, seed, harm)
    found = contributions(frames, ASKED)
    known = frames["goals"].filter(pl.col("t").is_not_null())["customer"]
    for at, key in enumerate(found.keys):
        by = {one.name: one for one in partner_view(frames, found, key, ASKED).figures}
        paid = frames["earnings"].filter((pl.col("partner") == key) & pl.col("outcome").is_not_null())
        harmed = set(paid.filter(pl.col("outcome") != "attained")["customer"])
        choices = frames["choices"].filter(pl.col("partner") == key)
        own = set(choices.filter(pl.col("by") == "customer")["customer"])
        users = set(frames["uses"].filter(pl.col("partner") == key)["customer"]) & set(known)
        assert not by[CONTRIBUTION].enough or len(users) >= 10
        assert not by[HARMED].enough or (len(harmed) >= 10 and len(set(paid["customer"]) - harmed) >= 10)
        assert not by[CHOSEN].enough or (len(own) >= 10 and len(set(choices["customer"]) - own) >= 10)
        assert not by[EARNINGS].enough or frames["earnings"].filter(pl.col("partner") == key)["customer"].n_unique() >= 10
        assert not by[PLACE].enough  # five partners are too few to rank
        for one in by.values():
            assert one.enough or (one.value is one.low is one.high is None and one.n == 0)
            assert one.enough or one.warnings[0].endswith(NOT_SHOWN) or one.n_needed is not None
            assert one.n_unit != "customers" or one.n % 10 == 0
        assert found.place(key) == at


def number(name: str, yes: set[int], no: set[int]) -> _Number:
    everybody = yes | no
    figure = estimate(name, len(yes) / len(everybody), 0.0, 1.0, method="m", n=len(everybody), unit="share", evidence=Evidence("q", 1))
    return _Number(figure, (frozenset(everybody), frozenset(yes), frozenset(everybody - yes)), counted=True)


def test_what_could_be_taken_from_two_numbers_is_not_shown() -> None:
    many = set(range(100))
    first = number("a", set(range(40)), set(range(40, 100)))
    alike = number("b", set(range(40)), set(range(40, 95)))  # five customers fewer
    apart = number("c", {one for one in many if one % 2}, {one for one in many if not one % 2})
    few = number("d", set(range(6)), set(range(6, 60)))
    shown = guarded([first, alike, apart, few])
    assert [one.enough for one in shown] == [True, False, True, False]
    assert "fewer than 10" in shown[1].text()
    assert "fewer than 10" in shown[3].text()


def test_a_partner_whom_nobody_used_sees_no_numbers() -> None:
    frames = world(100, 5, 1)
    view = partner_view(frames, contributions(frames, ASKED), "stranger", ASKED)
    assert view.figures == ()
    assert view.warnings
    empty = partner_view(Frames({}), contributions(Frames({}), ASKED), "stranger", ASKED)
    assert empty.figures == ()


def test_shares_are_whole_per_cents() -> None:
    frames = world(600, 12, 1)
    found = contributions(frames, ASKED)
    views = [partner_view(frames, found, key, ASKED) for key in found.keys]
    seen = [one for view in views for one in view.figures if one.unit == "share" and one.enough]
    assert seen
    assert all(np.isclose(100 * end, round(100 * end)) for one in seen for end in (one.value, one.low, one.high) if end is not None)


def one_partner(outcomes: list[str], households: list[str | None] | None = None, t: float | None = None) -> Frames:
    """A world in which the earnings of partner-0001 by as many customers came out like this; ``t``: of the first of them."""
    frames = world(600, 12, 3)
    used = frames["uses"].filter(pl.col("partner") == "partner-0001")["customer"].unique(maintain_order=True)
    who = used.head(len(outcomes))
    base = frames["earnings"].filter(pl.col("partner") == "partner-0001").unique("customer", maintain_order=True)
    earnings = pl.DataFrame({"customer": who, "outcome": outcomes, "outcome_days": [1] * len(outcomes)}).join(
        base.drop("outcome", "outcome_days"), on="customer").with_columns(at=pl.col("at").min()).select(*frames["earnings"].columns)
    people, goals = frames["customers"].with_columns(household=pl.lit(None, pl.String)), frames["goals"]
    if households is not None:
        told = pl.DataFrame({"customer": who, "home": pl.Series(households, dtype=pl.String)})
        people = people.join(told, on="customer", how="left", maintain_order="left").with_columns(household="home").drop("home")
    if t is not None:
        goals = goals.with_columns(t=pl.when(pl.col("customer") == who[0]).then(t).otherwise("t"))
    return Frames({**frames.by_name, "customers": people, "goals": goals, "earnings": earnings})


def seen(frames: Frames, as_of: str = "2026-06-30") -> PartnerView:
    asked = replace(ASKED, as_of=as_of, harm_days=1)
    return partner_view(frames, contributions(frames, asked), "partner-0001", asked)


def numbers(view: PartnerView, *names: str) -> list[tuple[float | None, float | None, float | None, int]]:
    return [(one.value, one.low, one.high, one.n) for one in view.figures if one.name in names]


def test_one_customer_does_not_change_what_is_told() -> None:
    """Twelve failures instead of eleven among 24, and one customer's T of 20 or of 80: the same numbers, whatever was shown before."""
    few, more = (seen(one_partner(["failed"] * n + ["attained"] * (24 - n))) for n in (11, 12))
    assert numbers(few, HARMED)[0][0] == 0.5
    assert numbers(few, HARMED) == numbers(more, HARMED)
    low, high = (seen(one_partner(["attained"] * 24, t=t)) for t in (20.0, 80.0))
    assert numbers(low, CONTRIBUTION)[0][0] == numbers(high, CONTRIBUTION)[0][0]


def test_ten_of_one_household_are_one() -> None:
    outcomes = ["failed"] * 12 + ["attained"] * 14
    alone = seen(one_partner(outcomes))
    together = seen(one_partner(outcomes, ["home"] * 12 + [None] * 14))
    assert numbers(alone, HARMED)[0][0] is not None
    assert numbers(together, HARMED)[0][0] is None
    assert "fewer than 10" in next(one for one in together.figures if one.name == HARMED).text()


def test_what_is_shown_stays_until_ten_households_changed() -> None:
    first = seen(one_partner(["failed"] * 18 + ["attained"] * 18))
    few = seen(one_partner(["failed"] * 9 + ["attained"] * 27), "2026-07-01")  # nine changed, and fewer than ten failed now
    kept = steady(first, few)
    assert numbers(kept, HARMED, CONTRIBUTION, PLACE) == numbers(first, HARMED, CONTRIBUTION, PLACE)
    assert numbers(few, HARMED)[0][0] is None
    assert next(one for one in kept.figures if one.name == HARMED).as_of == "2026-06-30"
    assert next(one for one in kept.figures if one.name == EARNINGS).as_of == "2026-07-01"
    assert "older" in kept.warnings[-1]
    many = seen(one_partner(["failed"] * 26 + ["attained"] * 10), "2026-07-02")  # eight since the first, seventeen since the second
    assert numbers(steady(kept, many), HARMED) == numbers(first, HARMED)
    assert numbers(steady(few, many), HARMED) == numbers(many, HARMED)
    fewer = seen(one_partner(["failed"] * 8 + ["attained"] * 28), "2026-07-01")  # the tenth that changed
    assert numbers(steady(first, fewer), HARMED) == numbers(fewer, HARMED)
    assert steady(None, few) == few
