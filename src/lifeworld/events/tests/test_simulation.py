"""A simulated ecosystem: the same from the same plan, in any order; its planted effects are found again by plain estimates."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.events.core.simulation import TYPES, Partner, Plan, Segment, Simulated, demo_events, lines, plan_of, simulate
from lifeworld.events.core.simulation.deeds import deeds
from lifeworld.events.core.simulation.people import people
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.quantiles import normal

SURE = float(normal(0.9995))
"""Intervals of 99.9 %: the seed is fixed, so the tests pass or fail for good, and a true estimator passes."""


@cache
def big() -> Simulated:
    return simulate(Plan(customers=3000, days=84, minutes_day=0.3))


def difference(values: np.ndarray, first: np.ndarray) -> tuple[float, float, float]:
    """Difference of two means with the ends of its interval."""
    one, other = values[first], values[~first]
    half = SURE * np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    gap = one.mean() - other.mean()
    return gap, gap - half, gap + half


def levels(found: Simulated) -> pl.DataFrame:
    """Mean level of each customer after the ramp, from the events as they are taken once each."""
    once = found.events.unique(["source", "key"], keep="first", maintain_order=True).filter(pl.col("type") == "goal_progress")
    read = once.with_columns(level=pl.col("data").str.json_path_match("$.level").cast(pl.Float64),
                             week=pl.col("data").str.json_path_match("$.week").cast(pl.Int64))
    kept = read.filter(pl.col("week") >= 4).group_by("subject").agg(pl.col("level").mean())
    return kept.join(found.customers, left_on="subject", right_on="customer").sort("subject")


@pytest.mark.once
def test_the_uplift_of_the_feature_is_found_from_the_events() -> None:
    frame = levels(big())
    truth = big().truth["uplift"]
    offered = (frame["arm"] == "offered").to_numpy()
    _, low, high = difference(frame["level"].to_numpy(), offered)
    assert low < truth["of_offer"] < high
    assert low > 0
    used = frame["uses_feature"].to_numpy()
    assert low / used[offered].mean() < truth["of_use"] < high / used[offered].mean()
    assert not used[~offered].any()


def test_the_healthier_join_so_the_naive_difference_misleads_and_the_invitation_does_not() -> None:
    customers, truth = big().customers, big().truth["selection"]
    attainment = customers["attainment"].to_numpy()
    _, low, high = difference(attainment, customers["joined"].to_numpy())
    assert truth["effect"] == 0 < low < truth["naive_difference"] < high
    _, low, high = difference(attainment, customers["invited"].to_numpy())
    assert low < 0 < high


def test_what_was_before_goes_with_what_comes_after_but_not_with_the_arms() -> None:
    customers = big().customers
    assert 0.2 < np.corrcoef(customers["before"], customers["attainment"])[0, 1] < 0.6
    _, low, high = difference(customers["before"].to_numpy(), (customers["arm"] == "offered").to_numpy())
    assert low < 0 < high


def test_the_partner_that_was_made_critical_is_the_one_that_is_found() -> None:
    frame, truth = levels(big()), big().truth
    for partner in truth["partners"]:
        used = frame["partners"].str.split("|").list.contains(partner["name"]).to_numpy()
        _, low, high = difference(frame["level"].to_numpy(), used)
        assert low < partner["effect"] < high
        assert (low > 0.5) == partner["critical"]
    assert truth["critical_partners"] == ["Oakline Physio"]


def test_the_need_that_is_not_met_is_in_its_segment_and_not_in_the_headline() -> None:
    customers, truth = big().customers, big().truth

    def opportunity(frame: pl.DataFrame, outcome: int) -> float:
        importance = (frame[f"importance_{outcome}"] >= 4).mean()
        satisfaction = (frame[f"satisfaction_{outcome}"] >= 4).mean()
        return 10 * (importance + max(importance - satisfaction, 0))

    for need in truth["needs"]:
        frame = customers if need["group"] == "all" else customers.filter(segment=need["group"])
        assert opportunity(frame, need["outcome"]) == pytest.approx(need["opportunity"], abs=1.6)
    of_all = {outcome: opportunity(customers, outcome) for outcome in range(1, 5)}
    companions = {outcome: opportunity(customers.filter(segment="companions"), outcome) for outcome in range(1, 5)}
    assert max(companions, key=companions.__getitem__) == truth["unmet_need"]["outcome"] == 4
    assert max(of_all, key=of_all.__getitem__) == truth["headline_need"]["outcome"] == 2


def test_two_devices_count_twice_unless_a_minute_counts_once() -> None:
    found = simulate(Plan(customers=200, days=28))
    steps = found.events.unique(["source", "key"], keep="first", maintain_order=True).filter(pl.col("type") == "steps")
    steps = steps.with_columns(n=pl.col("data").str.json_path_match("$.steps").cast(pl.Int64))
    assert steps.select("subject", "source", "at_us").is_unique().all()
    once = steps.sort("source", descending=True).unique(["subject", "at_us"], keep="first", maintain_order=True)
    changed = found.truth["quality"]["conflicts"]
    truth = found.truth["devices"]
    assert changed < 50  # a conflict comes after the first, so that nothing of it counts
    assert once["n"].sum() == truth["steps_true"]
    assert steps["n"].sum() == truth["steps_added"] > 1.4 * truth["steps_true"]
    assert len(steps) - len(once) == truth["minutes_twice"] == found.customers["minutes_twice"].sum()


def test_the_same_plan_gives_the_same_bytes_and_another_seed_others() -> None:
    plan = Plan(customers=40, days=30)
    one, same, other = (lines(simulate(each).arrived) for each in (plan, replace(plan), replace(plan, seed=2)))
    assert one.equals(same)
    assert not one.equals(other)


@pytest.mark.once
@settings(max_examples=8, deadline=None)
@given(st.integers(1, 40), st.randoms(use_true_random=False))
def test_customers_may_be_simulated_in_any_number_and_order(at_once: int, chance: object) -> None:
    plan = Plan(customers=37, days=21, seed=5)
    whole = simulate(plan)
    assert simulate(plan, at_once=at_once).events.equals(whole.events)
    numbers = np.arange(37)
    chance.shuffle(numbers)
    keys = ["source", "key"]
    assert deeds(plan, people(plan, numbers)).sort(keys).equals(deeds(plan, people(plan, np.arange(37))).sort(keys))


def test_lines_are_cloudevents_in_the_order_of_arrival_and_the_counts_are_right() -> None:
    found = simulate(Plan(customers=60, days=60, malformed=0.02, duplicates=0.05, conflicts=0.01, unknown=0.02))
    quality, made = found.truth["quality"], found.events
    assert quality["duplicates"] + quality["conflicts"] + quality["events"] == len(made)
    assert made.select("source", "key").n_unique() == quality["events"]
    assert found.broken.height == quality["malformed"] > 50
    good = broken = 0
    for line in lines(found.arrived):
        try:
            event = json.loads(line)
            good += event["specversion"] == "1.0" and event["time"][4] == "-" and bool(event["source"] and event["type"] and event["id"])
        except (ValueError, KeyError):
            broken += 1
    assert good == len(made)
    assert 0 < broken <= found.broken.height
    assert made["arrived_us"].is_sorted()
    assert not made["at_us"].is_sorted()
    assert set(made["type"]) - set(TYPES) == {"simulated_unheard_of"}
    assert made["source"].str.starts_with("simulated/").all()
    assert made["subject"].str.starts_with("sim").all()


def test_a_conflict_arrives_after_the_event_it_contradicts() -> None:
    made = simulate(Plan(customers=60, days=60, conflicts=0.05)).events.with_row_index()
    changed = made.filter(pl.col("data") == '{"changed":true}')
    first = made.group_by("source", "key").agg(pl.col("index").min().alias("first"))
    assert changed.height > 100
    assert (changed.join(first, on=["source", "key"]).select(pl.col("index") > pl.col("first"))).to_series().all()


def test_weekends_churn_and_messages_are_as_planned() -> None:
    made = big().events.filter(pl.col("type") == "session").with_columns(weekday=pl.from_epoch("at_us", "us").dt.weekday())
    per_day = dict(made.group_by("weekday").len().iter_rows())
    assert per_day[6] > 1.3 * per_day[1]
    customers = big().customers
    assert 0.05 < (customers["last_day"] < Plan().first_day + 84).mean() < 0.25
    sent, received = (big().events.filter(pl.col("type") == name).unique(["source", "key"]).height
                      for name in ("message_sent", "message_received"))
    assert sent == received > 1000


@pytest.mark.parametrize(("said", "code"), [
    ({"custmers": 5}, "plan_name"), ({"customers": 1}, "plan_range"), ({"uplift": "much"}, "plan_value"),
    ({"late": float("nan")}, "plan_range"),
    ({"overlap": 0.9, "phone_only": 0.2}, "plan_devices"), ({"partners": [{"name": 'a"b', "use": 0.5, "effect": 1}]}, "plan_names"),
    ({"partners": []}, "plan_names"),
    ({"segments": [{"name": "a", "share": 0.5, "importance": [1] * 4, "satisfaction": [1] * 4}]}, "plan_segments"),
    ({"segments": [{"name": "a", "share": 1, "importance": [1], "satisfaction": [1]}]}, "plan_answers"), ({"days": 2.5}, "plan_value"),
])
def test_a_plan_that_cannot_be_is_refused_in_words(said: dict[str, object], code: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        plan_of(said)
    assert refusal.value.code == code


def test_a_plan_without_effects_plants_none() -> None:
    none = Plan(customers=3000, days=14, uplift=0, join_slope=0, minutes_day=0, partners=(Partner("Tarn Shoes", 0.5, 0.0),),
                segments=(Segment("all alike", 1.0, (0.5,) * 4, (0.5,) * 4),))
    customers = simulate(none).customers
    for first in ((customers["arm"] == "offered"), customers["joined"], customers["partners"] == "Tarn Shoes"):
        _, low, high = difference(customers["attainment"].to_numpy(), first.to_numpy())
        assert low < 0 < high
    assert customers["attainment"].std() == pytest.approx(1, abs=0.05)


def test_the_demo_has_its_own_customers_and_says_that_it_is_simulated() -> None:
    names = [f"runner-{n}" for n in range(40)]
    found = demo_events(names, last_day=20600)
    assert set(found["subject"]) == set(names)
    peers = found.filter(pl.col("type") == "message_sent")["data"].str.json_path_match("$.peer")
    assert set(peers) <= set(names)
    assert found["source"].str.starts_with("simulated/").all()
    assert found["at_us"].max() // 86_400_000_000 == 20600
    with pytest.raises(InputRefused):
        demo_events(['a"b', "c"], last_day=20600)
