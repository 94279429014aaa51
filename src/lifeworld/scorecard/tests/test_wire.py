"""A card goes through JSON and comes back the same."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.figure import Evidence, Example, Figure, Versions
from lifeworld.scorecard.core.card import scorecard
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.simulation import world
from lifeworld.scorecard.core.values import Asked, Chart, FactorScore, Finding, Scorecard, Series, Table, Weighed
from lifeworld.scorecard.core.wire import card_json, card_of, figure_json, figure_of

ASKED = Asked("2026-04-01", "2026-06-29", "2026-06-30", permutations=50, replicates=50)
TEXT = st.text(max_size=12)
NUMBER = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False))
FIGURES = st.builds(
    lambda name, value, low, high, n, level, seen, warnings, quote: Figure(
        name, "reading" if seen else "estimate", value if low is not None and high is not None else None, "share", low, high, level, "m", n,
        "customers", None, n, "s", seen, "2026-06-30", Versions("a", "b", "c"), tuple(warnings),
        Evidence("q", n, (Example(quote, "c", None, 1, 2, "n"),))),
    TEXT, NUMBER, NUMBER, NUMBER, st.integers(0, 10**9), st.sampled_from([0.9, 0.95]),
    st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))), st.lists(TEXT, max_size=2), TEXT)


def through(card: Scorecard) -> Scorecard:
    return card_of(json.loads(json.dumps(card_json(card), allow_nan=False)))


@given(FIGURES)
@settings(max_examples=100, deadline=None)
def test_figures_come_back_the_same(figure: Figure) -> None:
    assert figure_of(json.loads(json.dumps(figure_json(figure)))) == figure


@given(st.lists(FIGURES, min_size=1, max_size=4), TEXT, st.lists(st.one_of(TEXT, st.floats(-9, 9)), max_size=3))
@settings(max_examples=60, deadline=None)
def test_cards_come_back_the_same(figures: list[Figure], words: str, x: list[str | float]) -> None:
    score = FactorScore("sauce", figures[0], tuple(figures[1:]), (Finding("k", "sauce", "act", words, (figures[0].name,), words, words),),
                        (Table("t", words, ("a", "b"), ((words, figures[0]),), words),),
                        (Chart("c", words, "bars", "x", "y", (Series(words, tuple(x), tuple(None for _ in x), (), (0.5,)),)),), (words,))
    shares = {"owner": Weighed("owner", 3, {"sauce": figures[0]})}
    card = Scorecard((score,), "sauce", ("success",), shares, {"owner": "sauce"}, score.findings,
                     replace(ASKED, query=words), {"goals": {"rows": 3, "hash": words}}, (words,), simulated=True)
    assert through(card) == card


@pytest.mark.parametrize("name", ["sound", "null"])
def test_cards_of_whole_worlds_come_back_the_same(name: str) -> None:
    card = scorecard(world(name, customers=120, partners=6).frames, ASKED)
    assert through(card) == card


def test_no_number_is_nan() -> None:
    card = scorecard(Frames({}), ASKED)
    broken = replace(card.scores[0], axis=replace(card.scores[0].axis, low=float("nan")))
    with pytest.raises(ValueError, match="JSON"):
        card_json(replace(card, scores=(broken, *card.scores[1:])))


@pytest.mark.parametrize("given", [{}, {"form": 2}, {"form": 1}, [], {"form": 1, "scores": 3}])
def test_something_else_is_refused_in_a_sentence(given: object) -> None:
    with pytest.raises(InputRefused, match="scorecard"):
        card_of(given)
