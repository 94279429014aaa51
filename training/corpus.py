"""The coded texts that the accurate coder learns from, as columns, and which of them are held back together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lifeworld.voices.core.features import FeatureTable, observe
from lifeworld.voices.core.focal import focal_of
from lifeworld.voices.core.learning import Settings
from lifeworld.voices.core.tokens import tokenize
from lifeworld.voices.core.training import Corpus, Prepared, prepared
from lifeworld.voices.files.lexicon import default_lexicon
from lifeworld.voices.files.training import (
    STORIES,
    CodedText,
    corpus_of,
    off_topic,
    read_coded,
    read_cues,
    read_examples,
    read_pool,
    read_reserved,
)

TOLD = (STORIES, "own-interviews", "written-interviews")
"""Statements in the manner of interviews and diaries, all of them invented."""


@dataclass(frozen=True)
class Rows:
    """n coded texts. ``corpus`` as the fast coder has it; ``source`` str[n]; ``judged`` bool[n]: the texts coded twice;
    ``told`` bool[n]: statements in the manner of interviews; ``unit`` int64[n]: texts of one unit (a person, or a text and
    its copies) are held back together; ``extra`` bool[n]: texts written later for rare codes; ``unlabelled`` are the texts
    that words may be learned from.
    """

    corpus: Corpus
    source: NDArray[np.str_]
    judged: NDArray[np.bool_]
    told: NDArray[np.bool_]
    unit: NDArray[np.int64]
    extra: NDArray[np.bool_]
    unlabelled: Sequence[str]


def read_rows(folder: Path) -> Rows:
    """Every coded text that may be learned from; ``folder`` holds train.jsonl, dev.jsonl, pool-open.csv, reserved.txt."""
    reserved = read_reserved(folder / "reserved.txt")
    dev = read_coded(folder / "dev.jsonl", reserved)
    known = {text.id for text in dev}
    once = [text for text in read_coded(folder / "train.jsonl", reserved) if text.id not in known]
    examples = read_examples()
    stories = [text for text in examples if text.source == STORIES]
    own = [text for text in examples if text.source != STORIES]
    others = [*once, *own, *off_topic([*once, *own])]
    corpus = corpus_of(others, [*dev, *stories])
    ordered = [*sorted(others, key=lambda text: (text.id, text.source)), *sorted([*dev, *stories], key=lambda text: text.id)]
    pool = read_pool(folder / "pool-open.csv", reserved)
    texts = {text.id: text.text for text in (*once, *examples)} | pool
    source = np.array([text.source for text in ordered])
    judged = np.array([text.id in known for text in ordered])
    return Rows(
        corpus, source, judged, np.isin(source, TOLD), _units(ordered),
        np.char.startswith(source, "written"), [texts[key] for key in sorted(texts.keys() - known)],
    )


def _units(texts: Sequence[CodedText]) -> NDArray[np.int64]:
    """A person's statements are one unit; any other text and its copies are one."""
    return np.unique([text.person or text.id for text in texts], return_inverse=True)[1].astype(np.int64)


def features(rows: Rows) -> Prepared:
    """The fast coder's view of the texts."""
    return prepared(rows.corpus, rows.unlabelled, default_lexicon().entries, read_cues(), Settings())


def side_features(rows: Rows, table: FeatureTable) -> NDArray[np.float32]:
    """What the lexicon finds in each text: families of cues, actors and providers, float32[n, sides]."""
    tokens = tokenize(rows.corpus.texts, digits_alike=True)
    return observe(tokens, table, focal_of(tokens, table, rows.corpus.focal)).sides.toarray().astype(np.float32)
