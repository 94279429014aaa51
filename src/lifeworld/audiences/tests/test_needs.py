"""Needs-based segments: planted ones are found again, chance shows one, and neither order nor batches matter."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.audiences.core.needs import NEEDED, cautions, needs_segments, segment_name
from lifeworld.audiences.core.needs.segments import DECIDING
from lifeworld.kit.errors import InputRefused

OUTCOMES = ("arrive rested", "find a partner", "keep costs low", "know my form", "stay unhurt", "train alone")


def planted(n: int, seed: int, *, missing: float = 0.1) -> tuple[pl.DataFrame, dict[str, int]]:
    """Answers of customers of three kinds, each with two outcomes that matter most, a tenth of the answers missing."""
    random = np.random.default_rng(seed)
    kind = random.choice(3, n, p=[0.5, 0.3, 0.2])
    rows, truth = [], {}
    for i in range(n):
        truth[f"c{i:04}"] = int(kind[i])
        for j, outcome in enumerate(OUTCOMES):
            middle = 4.4 if j // 2 == kind[i] else 2.4
            if random.random() >= missing:
                rows.append((f"c{i:04}", outcome, int(np.clip(round(random.normal(middle, 0.8)), 1, 5))))
    return pl.DataFrame(rows, schema={"customer": pl.String, "outcome": pl.String, "importance": pl.Int64}, orient="row"), truth


def test_planted_segments_are_found_again() -> None:
    answers, truth = planted(400, 1)
    found = needs_segments(answers, bootstraps=10)
    assert found.k == 3
    assert found.is_stable().all()
    members = dict(found.members.select("customer", "segment").iter_rows())
    right = np.mean([members[customer] == kind + 1 for customer, kind in truth.items()])  # sizes .5, .3, .2: the order is the kinds'
    assert right > 0.9
    assert segment_name(found, 1) == "1: arrive rested and find a partner"
    assert np.allclose(found.shares, [0.5, 0.3, 0.2], atol=0.08)


def test_needs_that_do_not_differ_are_one_segment() -> None:
    random = np.random.default_rng(3)
    answers = pl.DataFrame({"customer": [f"c{i}" for i in range(200) for _ in OUTCOMES], "outcome": list(OUTCOMES) * 200,
                            "importance": random.integers(1, 6, 200 * len(OUTCOMES))})
    found = needs_segments(answers, bootstraps=3)
    assert found.k == 1
    assert segment_name(found, 1) == "1: like everybody"


def test_segments_forced_on_chance_are_not_stable() -> None:
    random = np.random.default_rng(4)
    answers = pl.DataFrame({"customer": [f"c{i}" for i in range(200) for _ in OUTCOMES], "outcome": list(OUTCOMES) * 200,
                            "importance": random.integers(1, 6, 200 * len(OUTCOMES))})
    assert not needs_segments(answers, k=4, bootstraps=10).is_stable().all()


def test_segments_of_who_answers_high_throughout_are_said_to_be_that() -> None:
    random = np.random.default_rng(6)
    answers = np.clip(np.round(3 + random.normal(0, 1, (150, 1)) + random.normal(0, 0.7, (150, len(OUTCOMES)))), 1, 5).astype(int)
    rows = [(f"c{i}", outcome, int(answers[i, j])) for i in range(150) for j, outcome in enumerate(OUTCOMES)]
    found = needs_segments(pl.DataFrame(rows, schema=["customer", "outcome", "importance"], orient="row"), bootstraps=3)
    assert found.k > 1 and "how high they answer" in cautions(found.importance, found.shares)[0]
    real = needs_segments(planted(200, 5)[0], bootstraps=3)
    assert not cautions(real.importance, real.shares)


@settings(max_examples=5)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(random: object) -> None:
    answers, _ = planted(80, 2)
    order = list(range(answers.height))
    random.shuffle(order)
    one, other = needs_segments(answers, bootstraps=2), needs_segments(answers[order], bootstraps=2)
    assert one.members.equals(other.members)
    assert (one.stability == other.stability).all()


def test_an_answer_that_is_missing_is_unknown_and_never_surer() -> None:
    answers, _ = planted(200, 5, missing=0)
    whole = needs_segments(answers, k=3, bootstraps=1).members
    fewer = answers.filter(~((pl.col("customer") == "c0000") & pl.col("outcome").is_in(OUTCOMES[1:])))
    part = needs_segments(fewer, k=3, bootstraps=1).members
    assert part.filter(pl.col("customer") == "c0000")["certainty"][0] <= whole.filter(pl.col("customer") == "c0000")["certainty"][0]


def test_too_few_customers_or_outcomes_or_a_wrong_answer_is_refused() -> None:
    answers, _ = planted(NEEDED - 1, 6, missing=0)
    with pytest.raises(InputRefused, match="at least 60 are needed"):
        needs_segments(answers)
    enough, _ = planted(NEEDED, 6, missing=0)
    with pytest.raises(InputRefused, match="at least two"):
        needs_segments(enough.filter(pl.col("outcome") == OUTCOMES[0]))
    with pytest.raises(InputRefused, match="from 1"):
        needs_segments(enough.with_columns(importance=pl.lit(6)))


@pytest.mark.once
def test_more_customers_than_decide_find_their_place_all_the_same() -> None:
    answers, truth = planted(DECIDING + 1_500, 7)
    found = needs_segments(answers, bootstraps=3)
    members = dict(found.members.select("customer", "segment").iter_rows())
    assert found.k == 3 and found.is_stable().all()
    assert len(members) == DECIDING + 1_500
    assert np.mean([members[customer] == kind + 1 for customer, kind in truth.items()]) > 0.9
    assert found.answered.sum() == answers.height


def test_an_outcome_may_have_any_name() -> None:
    answers, _ = planted(80, 8)
    named = answers.with_columns(pl.col("outcome").replace({OUTCOMES[0]: "customer", OUTCOMES[1]: "segment"}))
    found = needs_segments(named, k=3, bootstraps=1)
    assert {"customer", "segment"} <= set(found.outcomes)
    assert found.members["segment"].equals(needs_segments(answers, k=3, bootstraps=1).members["segment"])
