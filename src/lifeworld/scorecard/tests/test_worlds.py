"""Simulated worlds: one population in every frame, the same for the same seed, and labelled."""

from __future__ import annotations

import pytest

from lifeworld.kit.errors import InputRefused
from lifeworld.scorecard.core.frames import FRAMES, checked
from lifeworld.scorecard.core.presence import presence
from lifeworld.scorecard.core.simulation import WORLDS, world
from lifeworld.scorecard.core.simulation.worlds import HARDER, planted
from lifeworld.scorecard.core.success import success
from lifeworld.scorecard.core.values import Asked

NAMES = ("sound", "unrelated", "uplift", "critical", "selection", "misaligned", "cookieless", "null")


def test_the_worlds_are_those_that_are_named() -> None:
    assert set(WORLDS) == set(NAMES)
    with pytest.raises(InputRefused, match="There is no simulated world «other»"):
        world("other")


@pytest.mark.parametrize("name", NAMES)
def test_every_frame_speaks_of_the_same_customers_and_partners(name: str) -> None:
    made = world(name, customers=120, partners=6)
    assert made.frames.simulated and made.truth["simulated"] and made.truth["world"] == name
    customers, partners = set(made.frames["customers"]["customer"]), set(made.frames["partners"]["partner"])
    assert len(customers) == 120 and len(partners) == 6
    for frame in FRAMES:
        table = made.frames[frame]
        assert table.height and checked(frame, table).equals(table), frame
        assert not table.select(FRAMES[frame].key).is_duplicated().any() or not FRAMES[frame].key, frame
        if "customer" in table.columns:
            assert set(table["customer"].drop_nulls()) <= customers, frame
        if "partner" in table.columns and frame != "starts":
            assert set(table["partner"].drop_nulls()) <= partners, frame


def test_the_same_seed_gives_the_same_world_and_another_another() -> None:
    one, again, other = (world("sound", customers=80, partners=5, seed=seed) for seed in (1, 1, 2))
    assert all(one.frames[name].equals(again.frames[name]) for name in FRAMES)
    assert one.truth == again.truth
    assert not any(one.frames[name].equals(other.frames[name]) for name in ("goals", "answers", "starts", "uses"))


def test_customers_stay_as_they_are_when_others_join_them() -> None:
    small, large = (world("sound", customers=n, partners=5).frames for n in (100, 200))
    first = set(small["customers"]["customer"])
    for name in ("customers", "answers"):
        assert large[name].filter(large[name]["customer"].is_in(list(first))).equals(small[name]), name


@pytest.mark.parametrize("name", HARDER)
def test_cards_of_harder_worlds_hold_what_is_true(name: str) -> None:
    asked = Asked("2026-04-01", "2026-06-29", "2026-06-30", permutations=20, replicates=50)
    made = planted(HARDER[name], customers=240, partners=5)
    held = []
    for score in (success(made.frames, asked), presence(made.frames, asked)):
        for one, true in (("effect of being served on attainment T", made.truth["success"]["uplift"]),
                          ("axis: presence", made.truth["presence"]["evenness"])):
            figure = score.figure(one)
            if figure is not None:
                held.append(figure.low is not None and figure.high is not None and figure.low <= true <= figure.high)
    assert held == [True, True]


def test_of_an_older_holdout_nothing_from_before_is_used() -> None:
    asked = Asked("2026-04-01", "2026-06-29", "2026-06-30", replicates=50)
    score = success(planted(HARDER["older holdout"], customers=240, partners=5).frames, asked)
    known = [one.name for one in score.figures if "effect of being served on attainment" in one.name and one.enough]
    assert "effect of being served on attainment T" in known and not any("before" in name for name in known)


def test_the_truth_is_told_of_every_factor() -> None:
    truth = world("misaligned", customers=80, partners=5).truth
    assert truth["alignment"]["pay"] == "reversed" and truth["audiences"]["focus"] > 0.5
    assert {"success", "audiences", "sauce", "partners", "alignment", "presence"} <= truth.keys()
    assert world("null", customers=80, partners=5).truth["audiences"]["focus"] == pytest.approx(0)
    assert world("cookieless", customers=80, partners=5).frames["starts"]["customer"].null_count() > 20
