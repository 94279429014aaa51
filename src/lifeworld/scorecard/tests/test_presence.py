"""Presence: entropy against its definition, first touches against a slow count, and what is not known never making it better."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.quantiles import student
from lifeworld.scorecard.core.frames import Frames, checked
from lifeworld.scorecard.core.presence import extremes, names, presence
from lifeworld.scorecard.core.presence.entropy import chao_shen, entropy, miller_madow
from lifeworld.scorecard.core.presence.extremes import least_even, most_even
from lifeworld.scorecard.core.presence.first_touch import entropy_between, first_touches
from lifeworld.scorecard.core.presence.journeys import counted, quantile_of
from lifeworld.scorecard.core.presence.whose import whose
from lifeworld.scorecard.core.simulation.people import people
from lifeworld.scorecard.core.simulation.presence import BY_PLACE, EVEN, ONE_SIDED, PresencePlan, start_frames, true_evenness
from lifeworld.scorecard.core.simulation.worlds import SOMEWHAT, customer_frame
from lifeworld.scorecard.core.values import Asked, FactorScore

ASKED = Asked("2026-04-01", "2026-06-29", "2026-06-30", replicates=100)
FAST = Asked(replicates=50)


def journeys(plan: PresencePlan, n: int = 300, seed: int = 1, households: float = 0.3) -> Frames:
    whom = people(n, seed, households=households)
    made, _ = start_frames(whom, plan)
    return Frames({"customers": customer_frame(whom, whom.before), **{name: checked(name, table) for name, table in made.items()}})


def changed(frames: Frames, **tables: pl.DataFrame) -> Frames:
    return Frames({**frames.by_name, **tables})


def said(score: FactorScore) -> set[str]:
    return {f"{one.kind}:{one.key}" for one in score.findings}


def test_entropy_of_the_reference_shares() -> None:
    assert math.exp(entropy(np.array([50.0, 20, 15, 10, 5]))) == pytest.approx(3.79, abs=0.005)  # reference/six-factors.md, F4 [V]


def test_corrections_are_those_of_their_papers() -> None:
    counts = [12, 7, 3, 1, 1, 0]
    n, seen = sum(counts), [count for count in counts if count]
    plain = -sum(count / n * math.log(count / n) for count in seen)
    assert miller_madow(np.array(counts, float)) == pytest.approx(plain + (len(seen) - 1) / (2 * n))
    covered = 1 - seen.count(1) / n
    shares = [covered * count / n for count in seen]
    assert chao_shen(np.array(counts, float)) == pytest.approx(-sum(p * math.log(p) / (1 - (1 - p) ** n) for p in shares))
    assert math.isfinite(chao_shen(np.ones(4)))


@given(st.lists(st.integers(0, 400), min_size=2, max_size=8).filter(any))
@settings(max_examples=60, deadline=None)
def test_entropy_lies_between_nothing_and_evenness_and_knows_no_order(counts: list[int]) -> None:
    found = entropy(np.array(counts, float))
    assert -1e-12 <= found <= math.log(len(counts)) + 1e-9
    assert entropy(np.array(sorted(counts), float)) == pytest.approx(float(found))


def slow_first_touches(frames: Frames) -> Counter[str]:
    eligible = set(frames["surfaces"].filter("eligible")["surface"])
    first: dict[str, tuple[object, str, str]] = {}
    for row in frames["starts"].iter_rows(named=True):
        mine = (row["at"], row["journey"], row["surface"])
        if row["customer"] is not None and (row["customer"] not in first or mine < first[row["customer"]]):
            first[row["customer"]] = mine
    return Counter(place for _, _, place in first.values() if place in eligible)


def test_first_touches_are_those_that_a_slow_count_finds() -> None:
    frames = journeys(PresencePlan(cookieless=0.3))
    starts = frames["starts"].with_columns(at=pl.col("at").dt.truncate("20d"))  # many at one time: the smallest key decides
    frames = changed(frames, starts=starts)
    found = first_touches(frames, whose(frames), ASKED)
    slow = slow_first_touches(frames)
    assert {place: int(n) for place, n in zip(found.places, found.counts, strict=True)} == {place: slow[place] for place in found.places}
    assert "back office" not in found.places


def test_who_had_begun_before_the_window_has_no_first_touch_in_it_but_journeys() -> None:
    frames = journeys(PresencePlan(cookieless=0.3))
    some = frames["customers"]["customer"][:100]
    earlier = frames["starts"].with_columns(earlier=pl.col("customer").is_in(some.implode()) & pl.col("within_two_steps"))
    late = set(earlier.filter("earlier")["customer"])  # who is once said to have begun before did so
    left = changed(frames, starts=frames["starts"].filter(~pl.col("customer").is_in(list(late)).fill_null(value=False)))
    found, alone = (first_touches(one, whose(one), ASKED) for one in (changed(frames, starts=earlier), left))
    assert found.counts.tolist() == alone.counts.tolist() and found.earlier == len(late) > 30
    score = presence(changed(frames, starts=earlier), ASKED)
    assert score.figure(names.NEAR) == presence(frames, ASKED).figure(names.NEAR)
    assert any("before the window" in warning for warning in score.warnings)


def test_shares_and_the_ratio_are_those_of_a_slow_count_over_households() -> None:
    frames = journeys(PresencePlan(cookieless=0.2, passed=0.8), households=0.8)
    rows = frames["starts"].join(frames["customers"].select("customer", "household"), on="customer", how="left").to_dicts()
    homes: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        homes.setdefault(row["household"] or row["customer"] or row["journey"], []).append(row)
    table = np.array([[sum(bool(r["done"]) and r["embedded"] == away for r in mine) if yes else sum(r["embedded"] == away for r in mine)
                       for away in (True, False) for yes in (True, False)] for mine in homes.values()], float)
    a, m, b, n = table.sum(axis=0)
    pull = (table[:, 0] - a / m * table[:, 1]) / a - (table[:, 2] - b / n * table[:, 3]) / b
    spread = len(table) / (len(table) - 1) * (pull**2).sum()
    found, _, _ = counted(frames, whose(frames))
    ratio = found.log_ratio(("away", "n_away"), ("home", "n_home"), 0.9)
    assert ratio is not None
    assert ratio.value == pytest.approx(a / m / (b / n))
    assert math.log(ratio.high / ratio.value) == pytest.approx(student(0.95, len(table) - 1) * math.sqrt(spread))


def test_rows_in_another_order_and_other_keys_change_nothing() -> None:
    frames = journeys(PresencePlan(cookieless=0.2))
    mixed = Frames({name: frames[name].sample(fraction=1.0, shuffle=True, seed=5) for name in frames.by_name})
    renamed = Frames({name: table.with_columns(pl.concat_str(pl.lit("x"), one).alias(one) for one in ("customer", "household", "journey")
                                               if one in table.columns) for name, table in frames.by_name.items()})
    assert presence(mixed, ASKED) == presence(frames, ASKED)
    assert presence(renamed, ASKED) == presence(frames, ASKED)


def test_more_journeys_without_a_customer_only_widen_the_interval() -> None:
    frames = journeys(PresencePlan(cookieless=0.0), n=200)
    extra = frames["starts"].head(120).with_columns(customer=pl.lit(None, pl.String), surface=pl.lit("home"))
    low, high = 0.0, 1.0
    for times in (3, 2, 1, 0):  # from many to none: the interval may only shrink
        more = [extra.with_columns(journey=pl.format("extra-{}-{}", pl.lit(at), "journey")) for at in range(times)]
        axis = presence(changed(frames, starts=pl.concat([frames["starts"], *more])), ASKED).axis
        assert axis.value == pytest.approx(presence(frames, ASKED).axis.value or 0)
        assert low <= axis.low + 1e-9 <= axis.value <= axis.high <= high + 1e-9
        low, high = axis.low or 0.0, axis.high or 1.0


def test_the_bounds_hold_nobody_new_and_each_somebody_new() -> None:
    frames = journeys(PresencePlan(cookieless=0.5, where=SOMEWHAT))
    touches = first_touches(frames, whose(frames), ASKED)
    bounds, none, every = (entropy_between(touches, ASKED, how=how) for how in ("bounds", "known", "all"))
    assert bounds and none and every
    assert bounds.low <= min(none.low, every.low) and bounds.high >= max(none.high, every.high)
    assert bounds.value == none.value == pytest.approx(miller_madow(touches.counts))


COUNTS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 400), st.lists(st.floats(0, 1), min_size=12, max_size=12)),
                  min_size=2, max_size=7).filter(lambda rows: any(known for known, _, _ in rows))


@given(COUNTS)
@settings(max_examples=50, deadline=None)
def test_nothing_between_none_and_all_at_each_place_is_less_or_more_even_than_the_extremes(
        rows: list[tuple[int, int, list[float]]]) -> None:
    known, unknown = (np.array([row[at] for row in rows], float) for at in (0, 1))
    low, high = (float(entropy(known + how(known, unknown))) for how in (least_even, most_even))
    ways = np.array([part for _, _, part in rows])
    ways = np.concatenate([ways, ways > 0.5, np.clip(ways * 9 - 4, 0, 1), np.eye(len(rows))], axis=1)  # inside, corners, between
    found = entropy(known[:, None] + ways * unknown[:, None])
    assert low - 1e-9 <= found.min() and found.max() <= high + 1e-9
    assert ((least_even(known, unknown) >= 0) & (most_even(known, unknown) <= unknown + 1e-9)).all()


@given(COUNTS)
@settings(max_examples=40, deadline=None)
def test_the_search_among_many_places_finds_the_corner_that_looking_at_all_finds(rows: list[tuple[int, int, list[float]]]) -> None:
    known, unknown = (np.array([row[at] for row in rows], float) for at in (0, 1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extremes, "CORNERS_MAX", 0)
        found = least_even(known, unknown)
    assert entropy(known + found) == pytest.approx(float(entropy(known + least_even(known, unknown))), abs=1e-9)


def test_evenness_is_held_where_somebody_new_is_unknown_at_one_place_and_customers_again_at_another() -> None:
    told = []
    for seed in range(1, 6):
        frames = journeys(BY_PLACE, 400, seed)
        axis, touches = presence(frames, FAST).axis, first_touches(frames, whose(frames), FAST)
        assert axis.low is not None and axis.high is not None
        assert axis.low <= true_evenness(BY_PLACE) <= axis.high
        alike = [miller_madow(touches.counts + share * touches.unknown) / math.log(len(touches.places)) for share in np.linspace(0, 1, 11)]
        told.append(min(alike) > true_evenness(BY_PLACE) + 0.02)  # the same share at each place never comes near the truth
    assert all(told)


def test_without_the_list_of_places_evenness_is_not_known() -> None:
    frames = journeys(PresencePlan())
    found = presence(changed(frames, surfaces=frames["surfaces"].clear()), ASKED)
    assert not found.axis.enough and not found.figures[0].enough
    assert any("not given" in warning for warning in found.warnings)
    more = pl.concat([frames["surfaces"], pl.DataFrame({"surface": ["nowhere"], "title": ["nowhere"], "eligible": [True]})])
    assert (presence(changed(frames, surfaces=more), ASKED).axis.value or 1) < (presence(frames, ASKED).axis.value or 0)


@pytest.mark.parametrize("column", ["at_need", "within_two_steps", "carried", "done", "steps", "account_steps"])
def test_what_is_not_known_of_journeys_changes_no_axis_and_is_not_counted(column: str) -> None:
    frames = journeys(PresencePlan())
    some = frames["starts"].with_columns(pl.when(pl.int_range(pl.len()) % 3 > 0).then(column).alias(column))
    before, after = presence(frames, ASKED), presence(changed(frames, starts=some), ASKED)
    assert after.axis == before.axis
    counts = [(one.n, other.n) for one, other in zip(before.figures, after.figures, strict=True)]
    assert all(n >= fewer for n, fewer in counts) and any(n > fewer for n, fewer in counts)


def test_few_customers_give_no_number_but_what_is_needed() -> None:
    found = presence(journeys(PresencePlan(), n=25), ASKED)
    assert found.axis.value is None and (found.axis.n_needed or 0) >= 30
    assert any("30 known customers" in warning for warning in found.warnings)
    assert found.figure(names.PASSED).value is None


def test_partners_with_few_customers_are_not_shown() -> None:
    frames = journeys(PresencePlan())
    known = frames["starts"].filter(pl.col("embedded"), pl.col("customer").is_not_null())
    nine = known.unique("customer", maintain_order=True).head(9).with_columns(
        partner=pl.lit("partner-small"), journey=pl.format("small-{}", "journey"))
    ten = known.unique("customer", maintain_order=True).head(10).with_columns(
        partner=pl.lit("partner-ten"), journey=pl.format("ten-{}", "journey"))
    found = presence(changed(frames, starts=pl.concat([frames["starts"], nine, ten])), ASKED)
    shown = {row[0] for table in found.tables if table.key == "presence_partners" for row in table.rows}
    assert "partner-ten" in shown and "partner-small" not in shown


def test_the_median_of_steps_is_numpys() -> None:
    steps = journeys(PresencePlan())["starts"]["steps"]
    assert quantile_of(steps.value_counts(name="len").sort("steps"), 0.5) == np.quantile(steps.to_numpy(), 0.5, method="inverted_cdf")


@pytest.mark.parametrize(("plan", "keys"), [
    (PresencePlan(where=ONE_SIDED, account=0.4), {"act:one_sided", "act:account_first"}),
    (PresencePlan(where=EVEN, passed=1.6), {"good:well_spread", "good:passed_on_well"}),
    (PresencePlan(passed=0.5, carried=0.3, cookieless=0.5), {"act:lost_on_the_way", "act:context_lost", "watch:many_unknown"}),
])
def test_what_is_planted_is_found_in_every_seed_but_one(plan: PresencePlan, keys: set[str]) -> None:
    found = [said(presence(journeys(plan, 400, seed), FAST)) for seed in range(1, 21)]
    assert all(sum(key in one for one in found) >= 19 for key in keys)


def test_where_nothing_is_planted_nothing_is_said_in_most_seeds() -> None:
    quiet = PresencePlan(where=SOMEWHAT, carried=0.7)
    silent = [not said(presence(journeys(quiet, 400, seed), ASKED)) for seed in range(1, 21)]
    assert sum(silent) >= 16


def test_findings_share_a_level_and_methods_say_for_how_many_looks() -> None:
    frames = journeys(PresencePlan(where=SOMEWHAT, carried=0.7), 400)
    starts = frames["starts"].with_columns(number=pl.int_range(pl.len()))
    seen = []
    for nobody in range(starts.height // 5, starts.height // 4, 4):
        some = starts.with_columns(customer=pl.when(pl.col("number") >= nobody).then(pl.lit("c") + pl.col("journey"))).drop("number")
        found = presence(changed(frames, starts=some), FAST)
        seen.append(((found.figure(names.NOBODY).low or 0) > 0.2, "watch:many_unknown" in said(found)))
    assert (True, False) in seen and (True, True) in seen and (False, True) not in seen
    assert all("one look" in one.method for one in found.figures if one.enough and one.kind == "estimate")
    assert not any("one look" in one.method for one in presence(frames, replace(FAST, looks="once")).figures)


def test_what_is_left_out_is_counted() -> None:
    frames = journeys(PresencePlan(cookieless=0.3))
    closed = frames["surfaces"].with_columns(eligible=pl.col("surface") != "search")
    score = presence(changed(frames, surfaces=closed), FAST)
    counted_, axis = score.figure(names.ELSEWHERE), score.axis
    assert counted_ is not None and counted_.kind == "count"
    assert counted_.n + axis.n == presence(frames, FAST).axis.n
    assert not any(sign.isdigit() for warning in score.warnings for sign in warning)


def test_findings_name_figures_of_the_score_and_use_words_of_association() -> None:
    for plan in (PresencePlan(where=ONE_SIDED, carried=0.3, account=0.4), PresencePlan(passed=0.5)):
        found = presence(journeys(plan, 400), ASKED)
        assert found.findings
        for one in found.findings:
            assert all(found.figure(name) is not None for name in one.figures)
            assert "because" not in one.words and not any(sign.isdigit() for sign in one.words)


def test_places_and_partners_go_by_their_titles() -> None:
    frames = journeys(BY_PLACE, 400)
    keys = frames["surfaces"].filter("eligible")["surface"].to_list()
    named = frames["surfaces"].with_columns(title=pl.lit("Page of ") + pl.col("surface").str.to_uppercase())
    score = presence(changed(frames, surfaces=named), FAST)
    assert {row[0] for row in score.tables[0].rows} == {f"Page of {key.upper()}" for key in keys}
    assert set(score.charts[0].series[0].x) == {f"Page of {key.upper()}" for key in keys}
    assert score.axis == presence(frames, FAST).axis
    alike = presence(changed(frames, surfaces=frames["surfaces"].with_columns(title=pl.lit("A page"))), FAST)
    assert {row[0] for row in alike.tables[0].rows} == {f"A page ({key})" for key in keys}
