"""Expressions and small worlds for Hypothesis; the words are few, so that they meet."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from lifeworld.audiences.core import expression as e
from lifeworld.constellations.core.types import TYPES, UNDETERMINED
from lifeworld.voices.core.codebook import DRIVERS

TODAY = 20_000
NAMES, CITIES = ("city", "plan"), ("Ulm", "Ulm-Süd", "Bonn")
EVENTS, INDICATORS, STUDIES, SEGMENTATIONS = ("ran", "paid"), ("pace", "load"), ("runners",), ("needs",)
JOBS, PURPOSES = ("5k", "sleep"), ("news", "goals: contact")
AUDIENCES = ("first", "second")
ABSENT = "not-there"


def _of(*names: str) -> st.SearchStrategy[str]:
    return st.sampled_from((*names, ABSENT))


def dids() -> st.SearchStrategy[e.Did]:
    def made(type_: str, least: int, more: int | None, time: tuple[int | None, str, str]) -> e.Did:
        least = 1 if least == 0 and more is None else least
        return e.Did(type_, least, None if more is None else least + more, *time)

    days = ("", "2024-09-25", "2024-10-01", "2024-10-04")
    between = st.tuples(st.none(), st.sampled_from(days[:3]), st.sampled_from(("", days[3])))
    return st.builds(made, _of(*EVENTS), st.integers(0, 3), st.none() | st.integers(0, 2),
                     st.tuples(st.integers(1, 12), st.just(""), st.just("")) | between)


def measures() -> st.SearchStrategy[e.Measure]:
    numbers = st.integers(-2, 4).map(float)
    return (st.builds(e.Measure, _of(*INDICATORS), st.sampled_from(("<", "<=", ">=", ">")), numbers)
            | st.builds(lambda slug, low, more: e.Measure(slug, "between", low, low + more), _of(*INDICATORS), numbers, st.integers(0, 3)))


def leaves(audiences: tuple[str, ...] = ()) -> st.SearchStrategy[e.Condition]:
    kinds: list[st.SearchStrategy[Any]] = [
        st.just(e.Everyone()), dids(), measures(),
        st.builds(e.Trait, _of(*NAMES), st.sampled_from(("is", "is_not", "begins")),
                  st.lists(st.sampled_from(CITIES), min_size=1, max_size=2, unique=True).map(tuple)),
        st.builds(e.Goal, st.sampled_from(("", *JOBS, ABSENT)), st.sampled_from(("", "accomplish", "manage")),
                  st.sampled_from(("", "active", "reached")), st.none() | st.integers(-2, 2)),
        st.builds(e.Type, _of(*STUDIES), st.sampled_from((*TYPES, UNDETERMINED))),
        st.builds(e.Driver, _of(*STUDIES), st.sampled_from(DRIVERS[:2]), st.sampled_from((0.0, 0.25, 0.5))),
        st.builds(e.Segment, _of(*SEGMENTATIONS), st.integers(1, 3)),
        st.builds(e.Consent, _of(*PURPOSES), st.booleans())]
    if audiences:
        kinds.append(st.builds(e.InAudience, st.sampled_from(audiences)))
    return st.one_of(kinds)


def expressions(audiences: tuple[str, ...] = ()) -> st.SearchStrategy[e.Condition]:
    def larger(inner: st.SearchStrategy[e.Condition]) -> st.SearchStrategy[e.Condition]:
        some = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return st.builds(e.All, some) | st.builds(e.Any, some) | st.builds(e.Not, inner) | st.builds(e.Known, inner)

    return st.recursive(leaves(audiences), larger, max_leaves=6)


def customers() -> st.SearchStrategy[dict[str, Any]]:
    """What is known of one customer."""
    event = st.tuples(st.sampled_from(EVENTS), st.integers(TODAY - 14, TODAY + 1))
    goal = st.tuples(st.sampled_from((None, *JOBS)), st.sampled_from(("accomplish", "manage")), st.sampled_from(("active", "reached")),
                     st.sampled_from(("me", "team")), st.lists(st.lists(st.none() | st.integers(-2, 2), max_size=2), max_size=2))
    return st.fixed_dictionaries({
        "traits": st.dictionaries(st.sampled_from(NAMES), st.sampled_from(CITIES)),
        "subjects": st.lists(st.lists(event, max_size=4), max_size=2),
        "standings": st.dictionaries(st.sampled_from(INDICATORS), st.integers(-2, 4).map(float)),
        "goals": st.lists(goal, max_size=2),
        "moment": st.none() | st.tuples(st.sampled_from((*TYPES, UNDETERMINED)), st.sampled_from((None, 0.0, 0.25, 0.5))),
        "segment": st.none() | st.integers(1, 3),
        "consents": st.lists(st.tuples(st.sampled_from(PURPOSES), st.booleans(), st.integers(0, 2)), max_size=3)})
