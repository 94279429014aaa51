"""The fast coder against scikit-learn's TF-IDF with logistic regression and model2vec's encode, one thread each."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("RAYON_NUM_THREADS", "1")

import numpy as np

from benchmarks.measure import peak_mib, table, timed
from benchmarks.texts import many
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.mentions import find_mentions
from lifeworld.voices.core.segments import segment
from lifeworld.voices.core.tokens import tokenize
from lifeworld.voices.files.coders import load_coder
from lifeworld.voices.files.lexicon import default_lexicon

N = 40_000


def sklearn_peer(texts: list[str], labels: np.ndarray) -> object:
    """TF-IDF of words and word pairs with one logistic regression a code, fitted on some of the texts."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_pipeline

    pipeline = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), OneVsRestClassifier(LogisticRegression(max_iter=50))
    )
    return pipeline.fit(texts[:2000], labels[:2000])


def model2vec_peer(texts: list[str]) -> object:
    """A static model of 29,000 word pieces by 256 numbers; its speed does not depend on what the numbers are."""
    from model2vec import StaticModel
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))  # noqa: S106  (no secret)
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(texts, trainers.WordPieceTrainer(vocab_size=29_000, special_tokens=["[UNK]", "[PAD]"]))
    vectors = np.random.default_rng(0).normal(size=(tokenizer.get_vocab_size(), 256)).astype(np.float32)
    return StaticModel(vectors, tokenizer)


def report() -> str:
    """The table."""
    texts = many(N)
    coder = load_coder("fast")
    lexicon = default_lexicon()
    focal: list[str | None] = ["Fitbit"] * len(texts)
    coded = coder.code(texts, focal)
    before = peak_mib()
    segments = segment(texts)
    ours = {
        "lifeworld fast: twelve codes and valence": timed(lambda: coder.code(texts, focal)),
        "lifeworld: tokens alone": timed(lambda: tokenize(texts)),
        "lifeworld: segments": timed(lambda: segment(texts)),
        "lifeworld: segment probabilities": timed(lambda: coder.code_segments(texts, segments, coded)),
        "lifeworld: mentions of actors": timed(lambda: find_mentions(texts, focal, lexicon)),
    }
    labels = coded.present[:, : len(CODES)].copy()
    labels[:2] = [[False] * 12, [True] * 12]  # every code needs both answers to be fitted
    fitted = sklearn_peer(texts, labels)
    static = model2vec_peer(texts[:5000])
    peers = {
        "scikit-learn: TF-IDF (words, pairs) + logistic regression": timed(lambda: fitted.predict_proba(texts)),
        "model2vec: encode (256 numbers a text, no codes)": timed(lambda: static.encode(texts, use_multiprocessing=False)),
    }
    base = ours["lifeworld fast: twelve codes and valence"].best
    rows = [
        [name, f"{N / t.best:,.0f}", f"{N / t.median:,.0f}", f"{t.best / base:.1f}×"]
        for name, t in {**ours, **peers}.items()
    ]
    sys.stderr.write(f"fast coder: {N / base:,.0f} texts/s\n")
    head = table(["what (40,000 texts of 22 words, one thread)", "texts/s, best of 3", "median", "time against fast"], rows)
    return f"{head}\n\nPeak memory of the process with the coder and 40,000 texts, before the peers were loaded: {before:,} MiB."
