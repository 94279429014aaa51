"""The card: what is weakest, by whose weights, in which order it is told, and that nothing stands on it twice or on nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.figure import Evidence, Figure, estimate
from lifeworld.scorecard.core.alignment import alignment
from lifeworld.scorecard.core.audiences import audiences
from lifeworld.scorecard.core.card import card_and_found, figures_of, inputs, most_missing, scorecard, weakest_link
from lifeworld.scorecard.core.frames import FRAMES, Frames, checked
from lifeworld.scorecard.core.next_steps import ORDER, ordered, overlapping, weakest_finding
from lifeworld.scorecard.core.partners import contributions
from lifeworld.scorecard.core.presence import presence
from lifeworld.scorecard.core.sauce import sauce
from lifeworld.scorecard.core.simulation import WORLDS, world
from lifeworld.scorecard.core.simulation.alignment import PayPlan, earned
from lifeworld.scorecard.core.simulation.audiences import AudiencePlan, answer_frames
from lifeworld.scorecard.core.simulation.partners import partner_frames
from lifeworld.scorecard.core.simulation.people import people
from lifeworld.scorecard.core.simulation.presence import ONE_SIDED, PresencePlan, start_frames
from lifeworld.scorecard.core.simulation.sauce import SauceKnobs, simulated_designs
from lifeworld.scorecard.core.simulation.success import SuccessKnobs, simulated_goals
from lifeworld.scorecard.core.simulation.worlds import SOUND, Plan, customer_frame, planted
from lifeworld.scorecard.core.success import success
from lifeworld.scorecard.core.values import FACTORS, Asked, FactorScore, Finding, Scorecard, Weighed

ASKED = Asked("2026-04-01", "2026-06-29", "2026-06-30", permutations=100, replicates=100)
KEYS = [factor.key for factor in FACTORS]


@cache
def card_of_world(name: str, customers: int = 400) -> Scorecard:
    return scorecard(world(name, customers=customers, partners=30).frames, ASKED)


def axis(factor: str, low: float | None, high: float | None = None) -> FactorScore:
    found = (None, None, None) if low is None else ((low + (high or low)) / 2, low, high or low)
    return FactorScore(factor, estimate(f"axis: {factor}", *found, method="m", n=100, evidence=Evidence("q", 100)), ())


def test_every_factor_is_there_in_order_and_every_step_is_told() -> None:
    steps: list[int] = []
    card = scorecard(Frames({}), ASKED, steps.append)
    assert [score.factor for score in card.scores] == KEYS == list(card.unknown)
    assert steps == [1] * 6
    assert card.weakest == "" and not card.weighed and not card.inputs
    assert all(score.axis.name == f"axis: {score.factor}" and score.axis.value is None for score in card.scores)


@pytest.mark.parametrize("name", WORLDS)
def test_names_are_unique_and_findings_stand_on_figures_of_the_card(name: str) -> None:
    card = card_of_world(name)
    seen: dict[str, Figure] = {}
    for one in figures_of(card):
        assert seen.setdefault(one.name, one) is one or seen[one.name] == one, one.name
        assert one.value is None or one.kind != "estimate" or (one.low is not None and one.high is not None)
        assert one.evidence.query.startswith(ASKED.query), one.name
        assert one.as_of == ASKED.as_of and one.versions.code, one.name
    for finding in card.findings:
        assert set(finding.figures) <= seen.keys() and finding.figures, finding
        assert finding.words.endswith(".") and finding.kind in ORDER
        assert finding.kind != "act" or finding.next_step, finding


def test_axes_lie_between_nothing_and_everything() -> None:
    for name in WORLDS:
        for score in card_of_world(name).scores:
            ends = score.axis.low, score.axis.value, score.axis.high
            assert ends == (None, None, None) or 0 <= ends[0] <= ends[1] <= ends[2] <= 1


@given(st.lists(st.one_of(st.none(), st.tuples(st.floats(0, 1), st.floats(0, 1))), min_size=6, max_size=6))
@settings(max_examples=80, deadline=None)
def test_the_weakest_link_has_the_lowest_lower_bound_of_what_is_known(ends: list[tuple[float, float] | None]) -> None:
    scores = tuple(axis(key, *(sorted(end) if end else (None,))) for key, end in zip(KEYS, ends, strict=True))
    weakest, ties = weakest_link(scores)
    known = {score.factor: score.axis.low for score in scores if score.axis.low is not None}
    assert (weakest == "") == (len(known) < 2), "one alone is weaker than nothing"
    if weakest:
        assert known[weakest] == min(known.values())
        assert {weakest, *ties} == {key for key, low in known.items() if low == min(known.values())}
        others = overlapping(scores, weakest)
        assert set(others) == {key for key, low in known.items() if key != weakest and low <= scores[KEYS.index(weakest)].axis.high}


def test_what_becomes_unknown_is_never_the_weakest_and_is_listed() -> None:
    scores = tuple(axis(key, 0.1 * at + 0.1, 0.9) for at, key in enumerate(KEYS))
    assert weakest_link(scores)[0] == "success"
    assert weakest_link((axis("success", None), *scores[1:]))[0] == "audiences"
    whole = world("sound", customers=200).frames.by_name
    card = scorecard(Frames({name: table for name, table in whole.items() if name != "starts"}), ASKED)
    assert "presence" in card.unknown and card.weakest != "presence"


def test_ties_and_overlaps_are_said() -> None:
    ends = ((0.2, 0.3), (0.2, 0.4), (0.25, 0.5), (0.9, 1.0), (0.9, 1.0), (0.9, 1.0))
    scores = tuple(axis(key, low, high) for key, (low, high) in zip(KEYS, ends, strict=True))
    weakest, ties = weakest_link(scores)
    found = weakest_finding(scores, weakest, ties)
    assert (weakest, ties) == ("success", ("audiences",))
    assert "The same is true of «Made for somebody»." in found.words and "«Secret sauce» overlaps with its own" in found.words
    assert found.figures == ("axis: success", "axis: audiences", "axis: sauce")


def test_where_most_is_missing_is_weight_times_what_is_not_sure() -> None:
    scores = (axis("success", 0.8), axis("audiences", 0.5), axis("sauce", None), *(axis(key, 0.9) for key in KEYS[3:]))
    shares = {key: estimate(key, share, share, share, method="m", n=1, n_min=1, evidence=Evidence("q", 1))
              for key, share in zip(KEYS, (0.6, 0.1, 0.2, 0.05, 0.03, 0.02), strict=True)}
    assert most_missing(scores, Weighed("owner", 1, shares)) == "success"  # .6 x .2 against .1 x .5; the unknown one counts for nothing
    nothing = {key: replace(one, value=None) for key, one in shares.items()}
    assert most_missing(scores, Weighed("owner", 1, nothing)) == ""


def test_findings_ask_to_act_first_and_of_the_weakest_first() -> None:
    scores = tuple(axis(key, low) for key, low in zip(KEYS, (0.5, 0.1, 0.3, 0.9, 0.9, 0.9), strict=True))
    given = [Finding(kind, factor, kind, "x.") for factor in ("success", "audiences", "sauce")
             for kind in ("good", "watch", "act")]
    told = [(one.kind, one.factor) for one in ordered(given, scores, "audiences")]
    assert told == [(kind, factor) for kind in ("act", "watch", "good") for factor in ("audiences", "sauce", "success")]
    assert ordered(given[::-1], scores, "audiences") == ordered(given, scores, "audiences")


def test_an_axis_that_is_drawn_at_its_end_says_so() -> None:
    made = planted(replace(SOUND, audience=AudiencePlan(served=0.1, others_served=0.6)), customers=200, partners=5).frames
    frames = Frames({name: made[name] for name in ("customers", "answers", "starts", "surfaces")})
    card = scorecard(frames, ASKED)
    axis_ = card.score("audiences").axis
    assert (axis_.low, axis_.value, axis_.high) == (0, 0, 0) and any("no width" in warning for warning in axis_.warnings)
    focus = card.score("audiences").figure("focus on the audience it is made for")
    assert focus is not None and focus.high is not None and focus.low < focus.high < 0
    assert not card.score("presence").axis.warnings


def test_rows_in_another_order_give_the_same_card() -> None:
    frames = world("sound", customers=240, partners=12).frames
    mixed = Frames({name: frames[name].sample(fraction=1.0, shuffle=True, seed=3) for name in FRAMES}, simulated=True)
    one, other = scorecard(frames, ASKED), scorecard(mixed, ASKED)
    assert one.inputs == other.inputs
    assert one == other


def test_inputs_are_rows_and_a_hash_that_a_change_shows_in() -> None:
    frames = world("null", customers=60, partners=5).frames
    found = inputs(frames)
    assert {name: one["rows"] for name, one in found.items()} == {name: frames[name].height for name in FRAMES if frames[name].height}
    more = Frames({**frames.by_name, "customers": frames["customers"].with_columns(active=pl.lit(value=True))})
    again = inputs(more)
    assert {name for name in found if again[name] != found[name]} == {"customers"}


def test_the_card_of_a_simulation_says_so_and_comes_with_contributions() -> None:
    card, found = card_and_found(world("sound", customers=200, partners=8).frames, ASKED)
    assert card.simulated and len(found.keys) == 8
    assert set(card.weighed) == {"owner", "customers"} and set(card.weakest_for) == {"owner", "customers"}


def alone(factor: str, frames: Frames, asked: Asked) -> FactorScore:
    """The score of one factor."""
    if factor == "alignment":
        return alignment(frames, asked, contributions(frames, asked))
    return {"presence": presence, "audiences": audiences, "success": success, "sauce": sauce}[factor](frames, asked)


def read_by(factor: str, plan: Plan, seed: int) -> Frames:
    """What that factor reads of a world with a plan, and nothing else of it."""
    if factor == "alignment":
        frames, made = partner_frames(500, 30, seed, plan=plan.uses)  # customers for each of its partners
        t = frames["customers"].select("customer").join(frames["goals"], on="customer", how="left", maintain_order="left")["t"]
        return Frames({**frames.by_name, "earnings": earned(made, t.fill_null(float("nan")).to_numpy(), seed, plan=plan.pay)})
    whom = people(200, seed, come=plan.come)
    table = customer_frame(whom, whom.before + plan.success.selection * whom.arm.is_not_null().to_numpy())
    made = {"presence": lambda: start_frames(whom, plan.presence)[0], "audiences": lambda: answer_frames(whom, plan.audience)[0],
            "success": lambda: {"goals": simulated_goals(table, seed, plan.success)[0]},
            "sauce": lambda: {"designs": simulated_designs(table, seed, plan.sauce)[0]}}[factor]()
    return Frames({"customers": table, **{name: checked(name, one) for name, one in made.items()}})


WEAK: list[tuple[str, Plan]] = [
    ("presence", replace(SOUND, presence=PresencePlan(where=ONE_SIDED))),
    ("audiences", replace(SOUND, audience=AudiencePlan(served=0.3, others_served=0.35))),
    ("success", replace(SOUND, success=SuccessKnobs(selection=-25.0))),
    ("sauce", replace(SOUND, sauce=SauceKnobs(gain=0.05))),
    ("alignment", replace(SOUND, pay=PayPlan(pay="reversed"))),
]


@pytest.mark.parametrize(("factor", "plan"), WEAK)
def test_a_planted_weakest_link_is_found_in_every_seed_but_one(factor: str, plan: Plan) -> None:
    """The planted factor of each seed beside the other five of a sound world."""
    asked, sound = replace(ASKED, permutations=20, replicates=50), card_of_world("sound").scores
    found = []
    for seed in range(1, 21):
        mine = alone(factor, read_by(factor, plan, seed), asked)
        found.append(weakest_link(tuple(mine if score.factor == factor else score for score in sound))[0])
    assert found.count(factor) >= 19, found


def test_a_planted_weakest_link_is_named_first_of_what_to_do() -> None:
    card = scorecard(planted(dict(WEAK)["presence"], customers=200, partners=8).frames, ASKED)
    first = [one.key for one in card.findings if one.factor == "presence" and one.kind == "act"]
    assert card.weakest == "presence" and set(first) == {"weakest_link", "one_sided"}
    assert [one.factor for one in card.findings[:2]] == ["presence", "presence"]
