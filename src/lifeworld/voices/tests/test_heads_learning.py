"""Learning heads: order does not matter, what nobody judged says nothing, held-out customers tell nothing, rare codes do no harm."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import expit

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.codebook import Code, Codebook
from lifeworld.voices.core.coder_codings import CODER_CODINGS
from lifeworld.voices.core.heads.coder import HeadsCoder
from lifeworld.voices.core.heads.examples import coded_statements
from lifeworld.voices.core.heads.learning import fitted, folds, learned, ready, thinned
from lifeworld.voices.core.heads.material import SPAN, WEAK, material
from lifeworld.voices.core.heads.scaling import scaling_of
from lifeworld.voices.core.heads.solver import solved
from lifeworld.voices.core.heads.values import Examples, HeadSettings, Learned

WHO = ("my sister", "my club", "nobody", "a stranger", "my boss")
WHAT = ("runs with me", "likes the watch", "found the strap broken", "beat my time", "pays for the app")
CODES = ("sister", "broken", "time")
BOOK = Codebook("runs", "1", tuple(Code(code, code, f"the {code} is named", "actor") for code in CODES))


def texts(n: int) -> list[str]:
    return [f"Day {k // 9}: {WHO[k % 5]} {WHAT[(k // 5) % 5]}. It was {['cold', 'warm', 'wet'][k % 3]}." for k in range(n)]


def truth(some: list[str]) -> np.ndarray:
    return np.array([[code in text for code in CODES] for text in some], np.float64)


def examples(n: int, present: np.ndarray | None = None) -> Examples:
    y = truth(texts(n)) if present is None else present
    keys = np.arange(n, dtype=np.uint64)
    return Examples(y, np.isfinite(y).astype(np.float64), keys // np.uint64(3), keys)


def embed(some: list[str]) -> np.ndarray:
    """A stand-in for an encoder: a text's vector depends on its own words alone."""
    rows = [[hash_of(word) for word in text.lower().split()] for text in some]
    means = [np.cos(np.outer(row, np.arange(1, 9))).mean(axis=0) if row else np.zeros(8) for row in rows]
    return np.array(means, np.float32).reshape(-1, 8)


def hash_of(word: str) -> float:
    return sum(ord(char) * 31**k for k, char in enumerate(word)) % 9973 / 97


def taught(some: list[str], found: Examples, words_alone: bool = False) -> Learned:
    made = material(some, None, BOOK, CODES)
    vectors = np.zeros((len(made.texts), 0), np.float32) if words_alone else embed(made.texts)
    return learned(made, vectors, found, CODES, BOOK.label, "")


def test_heads_find_what_the_codes_are_about() -> None:
    coder = HeadsCoder(taught(texts(150), examples(150)).heads)
    said = coder.code(["My sister is slow. She likes rain.", "The strap was broken", "We met at noon"], embed)
    assert said.present.tolist() == [[True, False, False], [False, True, False], [False, False, False]]
    assert said.probability[0, 0] > 0.7
    assert said.probability[2].max() < 0.3


@settings(max_examples=8)
@given(st.randoms(use_true_random=False))
def test_the_order_of_statements_does_not_matter(random: object) -> None:
    n = 60
    order = list(range(n))
    random.shuffle(order)
    first, other = taught(texts(n), examples(n)), taught([texts(n)[k] for k in order], examples(n).rows(np.array(order)))
    np.testing.assert_allclose(first.probability[order], other.probability, atol=2e-3)
    assert (first.called[order] == other.called).mean() > 0.99
    np.testing.assert_array_equal(first.heads.keys, other.heads.keys)
    np.testing.assert_allclose(first.heads.words, other.heads.words, atol=5e-3)


@settings(max_examples=8)
@given(st.integers(0, 2**20), st.integers(0, 2))
def test_what_people_say_of_one_code_changes_nothing_for_the_others(seed: int, code: int) -> None:
    n, rng = 50, np.random.default_rng(seed)
    y = truth(texts(n))
    changed = y.copy()
    changed[:, code] = np.where(rng.random(n) < 0.5, np.nan, rng.integers(0, 2, n))
    changed[0, code] = 1
    first, other = taught(texts(n), examples(n, y), words_alone=True), taught(texts(n), examples(n, changed), words_alone=True)
    rest = [k for k in range(3) if k != code]
    np.testing.assert_allclose(first.probability[:, rest], other.probability[:, rest], atol=2e-3)


def test_a_code_that_nobody_judged_in_a_statement_is_not_a_negative() -> None:
    n = 90
    y = truth(texts(n))
    hidden = y.copy()
    hidden[np.flatnonzero(y[:, 0] == 1)[5:], 0] = np.nan  # most of the sisters were never judged
    denied = np.nan_to_num(hidden)
    text = ["Day 3: my sister found the app. It was cold."]
    blank = HeadsCoder(taught(texts(n), examples(n, hidden)).heads).code(text, embed).probability[0, 0]
    negative = HeadsCoder(taught(texts(n), examples(n, denied)).heads).code(text, embed).probability[0, 0]
    assert blank > negative + 0.2


def test_a_held_out_statement_does_not_reach_its_own_score() -> None:
    n, keep = 60, HeadSettings()
    found = examples(n)
    made = material(texts(n), None, BOOK, CODES)
    fold = folds(found.customer, 5, 0)
    held = np.flatnonzero(fold == fold[0])
    other = found.present.copy()
    other[held] = 1 - other[held]
    wrong = Examples(other, found.coders, found.customer, found.key)
    parts = ready(made, embed(made.texts), found, keep)
    _, before = fitted(parts, found, np.arange(n), keep, fold)
    _, after = fitted(parts, wrong, np.arange(n), keep, fold)
    np.testing.assert_allclose(before[held], after[held], atol=1e-5)  # float32 products of other widths round otherwise


def test_all_statements_of_a_customer_share_a_fold() -> None:
    customer = np.repeat(np.arange(40, dtype=np.uint64), 3)
    fold = folds(customer, 5, 3)
    assert (fold.reshape(-1, 3) == fold[::3, None]).all()
    assert np.bincount(fold).tolist() == [24] * 5


def test_the_solver_finds_what_a_general_minimiser_finds() -> None:
    rng = np.random.default_rng(3)
    x, y, w = rng.normal(size=(40, 6)), rng.integers(0, 2, (40, 2)).astype(np.float64), rng.uniform(0, 3, (40, 2))
    w[:10, 1] = 0
    alpha = solved((x @ x.T).astype(np.float32), y, w, 200, 1e-5)

    def loss(at: np.ndarray, k: int) -> tuple[float, np.ndarray]:
        z = x @ at
        return float(w[:, k] @ (np.logaddexp(0, z) - y[:, k] * z) + at @ at / 2), x.T @ (w[:, k] * (expit(z) - y[:, k])) + at

    for k in range(2):
        np.testing.assert_allclose(x.T @ alpha[:, k], minimize(loss, np.zeros(6), (k,), jac=True, tol=1e-10).x, atol=2e-3)
    assert not alpha[:10, 1].any()


def test_a_few_unlucky_statements_do_not_turn_scores_around() -> None:
    score = np.linspace(-2, 2, 16)[:, None]
    found = scaling_of(score, (score < 0).astype(np.float64))
    assert found.slope[0] > 0


def test_spans_and_the_codebook_join_the_material() -> None:
    spans = pl.DataFrame({"row": [0, 0], "code": [1, 0], "quote": ["It broke", "My sister ran. It broke"]})
    made = material(["My sister ran. It broke", "Fine"], spans, BOOK, CODES)
    assert [text for text, kind in zip(made.texts, made.kind) if kind == SPAN] == ["It broke"]  # the other one is the whole statement
    assert (made.kind == WEAK).sum() == 3


def codings(rows: list[tuple[str, str, str, bool]]) -> pl.DataFrame:
    named = [dict(zip(("statement", "coder", "code", "present"), row)) for row in rows]
    return pl.DataFrame(named, schema=CODER_CODINGS)


STATEMENTS = pl.DataFrame({"id": ["a", "b", "c"], "customer": ["Ana", None, "Ana"], "text": ["one", "two", "three"]})


def test_codings_become_shares_of_coders_and_nobody_is_taken_for_no() -> None:
    rows = [("a", "Ana", "time", True), ("a", "Ben", "time", False), ("b", "Ana", "time", True), ("b", "Ana", "sister", False)]
    for order in (rows, rows[::-1]):
        found = coded_statements(STATEMENTS, codings(order), CODES)
        assert found.frame["id"].to_list() == ["a", "b"]
        assert (found.codes, found.never, found.unjudged) == (("time",), ("sister",), ("broken",))
        np.testing.assert_array_equal(found.examples.present, [[0.5], [1.0]])
        np.testing.assert_array_equal(found.examples.majority, [[np.nan], [1.0]])
        np.testing.assert_array_equal(found.examples.coders, [[2], [1]])


def test_nothing_to_learn_is_refused() -> None:
    with pytest.raises(InputRefused, match="None of the statements"):
        coded_statements(STATEMENTS, codings([("z", "Ana", "time", True)]), CODES)
    with pytest.raises(InputRefused, match="nothing to learn"):
        coded_statements(STATEMENTS, codings([("a", "Ana", "time", False)]), CODES)


def test_many_statements_are_thinned_by_their_keys() -> None:
    found = examples(30)
    rows = thinned(found, most=10)
    back = found.rows(np.arange(30)[::-1])
    assert sorted(found.key[rows]) == sorted(back.key[thinned(back, most=10)])
    assert len(rows) == 10
