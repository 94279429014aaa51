"""Records of a run: the same for any order, equal to those of any coder; and a run as a coder that says only what was answered."""

from __future__ import annotations

import random

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.batches import code_batch
from lifeworld.voices.core.codebook import CODES, Code, Codebook
from lifeworld.voices.core.coder_codings import CODER_CODINGS, judged
from lifeworld.voices.core.llm.recorded import recorded_coder
from lifeworld.voices.core.llm.records import LLM_CODINGS, Answered, answered_frame, codings_frame
from lifeworld.voices.core.llm.stability import stability
from lifeworld.voices.core.llm.values import Answer, Judgement, Rejected
from lifeworld.voices.core.segments import segment
from lifeworld.voices.files.codebook import default_codebook
from lifeworld.voices.files.lexicon import default_lexicon

TEXTS = {"s0": "My wife runs. The app counts.", "s1": "The club meets. I like it. Good.", "s2": "Nothing here"}
BOOK = default_codebook()
STATEMENTS = pl.DataFrame({"id": list(TEXTS), "text": list(TEXTS.values()), "focal": ["Kestrel", None, None]})


def said(statement: str, run: int, *found: tuple[str, int, int], valence: float | None = 0.5) -> Answered:
    judgements = tuple(Judgement(code, start, end, True, "because", 0.9) for code, start, end in found)
    return Answered(statement, "rules", "0123456789ab", 0, run, Answer(judgements, valence, Rejected()))


RUNS = [
    said("s0", 1, ("family_friends", 0, 7), ("focal_provider", 14, 21)), said("s0", 2, ("family_friends", 0, 7), valence=None),
    said("s0", 3, ("family_friends", 3, 7), ("focal_provider", 14, 21), valence=1.0), said("s1", 1, ("peers", 0, 8)), said("s1", 2),
    said("s2", 1, valence=-1.0),
]


def codings(answered: list[Answered], **how: object) -> pl.DataFrame:
    return codings_frame(answered, TEXTS, BOOK.names, **how)


def test_codings_have_the_columns_of_all_coders_and_every_code_is_judged() -> None:
    found = codings(RUNS, queue="random", inclusion=0.25)
    assert dict(found.schema) == LLM_CODINGS and list(found.columns)[: len(CODER_CODINGS)] == list(CODER_CODINGS)
    assert judged(found).height == len(RUNS) * len(CODES)
    assert found.filter("present").height == 6 and found["inclusion"].unique().to_list() == [0.25]
    for row in found.filter("present").iter_rows(named=True):
        assert row["quote"] == TEXTS[row["statement"]][row["start"] : row["end"]]
    assert found.filter(~pl.col("present"))["quote"].null_count() == found.filter(~pl.col("present")).height
    assert found["coder"].unique().sort().to_list() == [f"llm rules 0123456789ab run {run}" for run in (1, 2, 3)]


@given(st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(rng: random.Random) -> None:
    shuffled = RUNS.copy()
    rng.shuffle(shuffled)
    assert codings(shuffled).equals(codings(RUNS)) and answered_frame(shuffled, STATEMENTS).equals(answered_frame(RUNS, STATEMENTS))
    texts = list(TEXTS.values())
    assert coder(shuffled).label == coder(RUNS).label
    assert np.array_equal(coder(shuffled).code(texts, ["Kestrel", None, None]).probability,
                          coder(RUNS).code(texts, ["Kestrel", None, None]).probability)


def coder(answered: list[Answered], book: Codebook = BOOK):
    return recorded_coder(codings_frame(answered, TEXTS, book.names), answered_frame(answered, STATEMENTS), book, "rules")


def test_probability_is_the_smoothed_share_of_runs_and_present_is_a_majority() -> None:
    coded = coder(RUNS).code(list(TEXTS.values()), ["Kestrel", None, None])
    at = {code: nth for nth, code in enumerate(CODES)}
    assert coded.probability[0, at["family_friends"]] == 3.5 / 4 and coded.probability[0, at["focal_provider"]] == 2.5 / 4
    assert coded.probability[1, at["peers"]] == 0.5 and not coded.present[1, at["peers"]]
    assert coded.present[0, [at["family_friends"], at["focal_provider"]]].all() and coded.present.sum() == 2
    assert coded.valence.tolist() == [0.75, 0.5, -1.0] and coded.valence_label.tolist() == [1, 1, -1]


def test_segments_share_a_statement_by_its_quotes() -> None:
    texts = [*TEXTS.values(), " "]
    made, segments = coder(RUNS), segment(texts)
    coded = made.code(texts, ["Kestrel", None, None, None])
    by_segment = made.code_segments(texts, segments, coded)
    at = CODES.index("family_friends")
    assert by_segment[0, at] == pytest.approx(3.5 / 4) and by_segment[1, at] == pytest.approx(0)
    assert np.array_equal(coded.probability[3], np.zeros(12))
    for nth in range(3):
        own = by_segment[segments.text_ptr[nth] : segments.text_ptr[nth + 1]]
        assert 1 - np.prod(1 - own, axis=0) == pytest.approx(coded.probability[nth])


def test_a_run_codes_a_batch_as_any_coder_does() -> None:
    batch = code_batch(coder(RUNS), default_lexicon(), BOOK.label, list(TEXTS.values()), ["Kestrel", None, None])
    assert batch.coded.coder.startswith("llm rules ") and batch.coded.present.sum() == 2
    assert batch.mentions.filter(pl.col("row") == 0)["form"].to_list() == ["My", "wife", "app"]


def test_a_text_that_nobody_asked_about_is_refused_and_so_is_another_provider() -> None:
    made = coder(RUNS)
    for texts, focal in ((["Nothing here", "new words"], None), ([TEXTS["s0"]], ["Falcon"])):
        with pytest.raises(InputRefused, match="1 of") as refused:
            made.code(texts, focal)
        assert refused.value.code == "not_asked"


def test_narrower_codes_count_for_the_code_they_refine_and_missing_ones_are_not_absent() -> None:
    book = Codebook("own", "1", (*BOOK.codes, Code("club", "club", "A running club.", "actor", refines="peers")))
    coded = coder([said("s1", 1, ("club", 4, 8))], book).code([TEXTS["s1"]])
    assert coded.present[0, CODES.index("peers")]
    with pytest.raises(InputRefused, match="was not asked about «status»"):
        coder(RUNS, Codebook("own", "1", BOOK.codes[:-1]))


def test_the_flip_rate_is_the_share_of_pairs_that_differ() -> None:
    found = {row["code"]: row for row in stability(codings(RUNS), BOOK.names, {"s0": "a", "s1": "b"}).iter_rows(named=True)}
    assert found["focal_provider"]["flip"] == pytest.approx((2 / 3 + 0) / 2) and found["focal_provider"]["n"] == 2
    assert found["peers"]["flip"] == pytest.approx(0.5) and found["mood"]["flip"] == 0
    assert found["peers"]["flip_low"] <= 0.5 <= found["peers"]["flip_high"]
    assert stability(codings([RUNS[0], RUNS[3]]), BOOK.names).is_empty()
