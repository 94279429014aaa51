"""Profiles of types: means over the type's own customers, conditions read back from reasons, not enough said."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.constellations.core import reasons, types
from lifeworld.constellations.core.type_conditions import conditions, conditions_of
from lifeworld.constellations.core.type_profiles import type_profiles
from lifeworld.constellations.tests.invented_study import invented_study
from lifeworld.kit.figure import Versions
from lifeworld.voices.core.codebook import ACTORS, DRIVERS

STUDY = invented_study(60)
PROFILES = {profile.label: profile for profile in type_profiles(STUDY)}


@given(st.integers(0, 2), st.tuples(*[st.sampled_from(range(4))] * 4))
def test_every_sentence_of_reasons_is_read_back_exactly(index: int, state: tuple[int, ...]) -> None:
    frame = pl.DataFrame({"customer": ["a"], "type": [types.TYPES[index]],
                          "reasons": [["verdict", reasons.row_sentence(index, state)]]})
    for condition in conditions(frame, types.TYPES[index], Versions()):
        at = types.CONDITIONS.index(condition.name)
        expected = [int(state[at] == s) for s in (reasons.HOLDS, reasons.UNCLEAR, reasons.FAILS, reasons.UNKNOWN)]
        assert [f.value for f in condition.counts] == expected


def test_each_type_has_the_conditions_of_the_source() -> None:
    assert conditions_of("individual-driven") == types.CONDITIONS
    assert "size" not in conditions_of("brand-driven") and len(conditions_of("socially driven")) == 4


def test_conditions_add_up_to_the_customers_of_the_type() -> None:
    for profile in PROFILES.values():
        own = STUDY.constellations.filter(pl.col("type") == profile.label).height
        assert profile.n == own
        for condition in profile.conditions:
            assert sum(int(f.value or 0) for f in condition.counts) == own


@pytest.mark.parametrize("label", types.TYPES)
def test_means_are_those_of_the_type_s_own_customers(label: str) -> None:
    profile, own = PROFILES[label], STUDY.constellations.filter(pl.col("type") == label)
    ties = STUDY.ties.filter(pl.col("customer").is_in(own["customer"].to_list()))
    for driver, figure in zip(DRIVERS, profile.drivers, strict=True):
        assert figure.value is None or figure.value == pytest.approx(own[driver].mean())
    for category, figure in zip(ACTORS, profile.relevance, strict=True):
        total = ties.filter(pl.col("category") == category)["relevance"].sum() / own.height
        assert figure.value is None or figure.value == pytest.approx(total)
    assert profile.relevance[0].n == own.height and profile.relevance[0].evidence.examples


def test_fewer_than_ten_customers_are_not_enough_and_their_counts_stay() -> None:
    few = type_profiles(invented_study(12))
    for profile in few:
        assert profile.n < 10
        assert all(f.value is None for f in (*profile.drivers, *profile.valences, *profile.relevance, profile.size))
        assert all(f.value is not None for c in profile.conditions for f in c.counts)


def test_a_driver_that_hardly_anyone_tells_of_is_unknown_not_the_prior() -> None:
    flat = STUDY.constellations.with_columns(pl.lit(1 / 6).alias("mood"))
    profile = type_profiles(replace(STUDY, constellations=flat))[0]
    assert profile.drivers[0].value is None and profile.drivers[0].n == 0


def test_profiles_do_not_depend_on_the_order_of_rows() -> None:
    mixed = {name: getattr(STUDY, name).sample(fraction=1.0, shuffle=True, seed=2)
             for name in ("statements", "codings", "ties", "constellations")}
    assert type_profiles(replace(STUDY, **mixed)) == type_profiles(STUDY)


def test_a_study_without_customers_has_no_profiles_and_empty_types_are_told() -> None:
    assert type_profiles(replace(STUDY, constellations=STUDY.constellations.clear())) == ()
    only = STUDY.constellations.filter(pl.col("type") == "brand-driven")
    empty = type_profiles(replace(STUDY, constellations=only))[0]
    assert empty.n == 0 and all(f.value is None for f in empty.drivers)
