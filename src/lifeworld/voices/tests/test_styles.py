"""Quality by style: every source has its style, each style its own rows, and few positives say nothing."""

from __future__ import annotations

import numpy as np
import pytest

from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.coder import Coded
from lifeworld.voices.core.evaluation import evaluate
from lifeworld.voices.core.styles import POSITIVES_MIN, STYLES, by_style, style_of
from lifeworld.voices.files.training import SOURCE_WEIGHTS, read_examples

WITHOUT = {"written-rare", "off-topic"}


def case(n: int, seed: int) -> tuple[Coded, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    present = (random.random((n, len(CODES))) < 0.4).astype(float)
    called = np.where(random.random((n, len(CODES))) < 0.9, present > 0, present == 0)
    valence = random.integers(-1, 2, n)
    return Coded(np.where(called, 0.8, 0.2), called, valence.astype(float), valence.astype(np.int8)), present, valence.astype(float)


def test_every_source_of_coded_texts_has_one_style_or_is_known_to_have_none() -> None:
    sources = [source for group in STYLES.values() for source in group]
    assert len(sources) == len(set(sources))
    used = {text.source for text in read_examples()} | set(SOURCE_WEIGHTS)
    assert {source for source in used if style_of(source) is None} == WITHOUT


def test_a_style_has_the_figures_of_its_own_texts() -> None:
    coded, present, valence = case(200, 1)
    styles = ["survey", "review", None, "review"] * 50
    table = by_style(coded, present, valence, styles, resamples=20)
    rows = np.array([k for k, style in enumerate(styles) if style == "review"])
    alone = evaluate(coded.only(rows), present[rows], valence[rows], resamples=20)
    own = table.filter(style="review")
    assert own.filter(code="peers").drop("style").equals(alone.filter(code="peers"))
    assert table["style"].unique().sort().to_list() == ["review", "survey"]
    mean = own.filter(code="mean of judged codes").row(0, named=True)
    assert (mean["n"], mean["positives"]) == (100, 11)
    whole = alone.filter(code="mean of eleven codes").row(0, named=True)
    assert [mean[name] for name in ("alpha", "alpha_low", "alpha_high")] == pytest.approx(
        [whole[name] for name in ("alpha", "alpha_low", "alpha_high")])


def test_a_code_with_few_positives_in_a_style_is_not_judged() -> None:
    coded, present, valence = case(120, 2)
    present[:, 0] = 0
    present[: POSITIVES_MIN - 1, 0] = 1
    present[:, 1] = np.nan
    table = by_style(coded, present, valence, ["forum"] * 120, resamples=0)
    rare = table.filter(code=CODES[0]).row(0, named=True)
    assert (rare["positives"], rare["alpha"], rare["f1"]) == (POSITIVES_MIN - 1, None, None)
    assert table.filter(code="mean of judged codes")["positives"][0] == 9
    few = by_style(coded.only(np.arange(12)), present[:12], valence[:12], ["forum"] * 12, resamples=10)
    assert few.filter(code="mean of judged codes").select("positives", "alpha", "alpha_low").row(0) == (0, None, None)
    assert by_style(coded, present, valence, [None] * 120).is_empty()


def test_written_examples_are_each_said_once_and_turns_have_a_person() -> None:
    texts = read_examples()
    assert len({text.id for text in texts}) == len(texts)
    for source in ("own-stories", "written-interviews"):
        assert all(text.person for text in texts if text.source == source)
    assert not any(text.person for text in texts if text.source == "written-reviews")
    written = [text for text in texts if text.source.startswith("written")]
    assert all(sum(code in text.codes for text in written) >= 50 for code in CODES)
