"""Learning a codebook: ours beside scikit-learn's TF-IDF with logistic regression and SetFit, same rows, same run.

`python -m benchmarks.learning` writes docs/learning.md. SetFit needs an environment of its own (requirements/bench-torch.in): name its
Python in LIFEWORLD_SETFIT_PYTHON, or its rows say "not measured here". A run of SetFit takes an hour on one thread; what it has
answered is kept in the file of LIFEWORLD_SETFIT_ANSWERS (default: out/setfit.json), so an interrupted run goes on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import polars as pl

from benchmarks.learning_page import PAGE, Result, judged_by, rows_of, times_of
from benchmarks.learning_tasks import SIZES, Draw, Task, draw, tasks
from lifeworld.kit.ids import hash64
from lifeworld.voices.core.codebook import Code, Codebook
from lifeworld.voices.core.heads.coder import HeadsCoder
from lifeworld.voices.core.heads.learning import learned, learned_from, ready
from lifeworld.voices.core.heads.material import material
from lifeworld.voices.core.heads.values import Examples, HeadSettings
from lifeworld.voices.files.embeddings import embedded, encoder_label

OUT = Path(__file__).resolve().parents[1] / "docs" / "learning.md"
SEEDS = 3


def ours(task: Task, rows: Draw, spans: bool) -> Result:
    """Our heads: CPU seconds of embedding and of learning, then what they say of the test rows."""
    codes = [task.codes[code] for code in rows.codes]
    book = Codebook("names", "1", tuple(Code(code, code, code, "actor") for code in codes))
    labels = task.labels[rows.train][:, rows.codes].astype(np.float64)
    customer = hash64(pl.Series([task.customer[row] for row in rows.train]))
    found = Examples(labels, np.ones_like(labels), customer, rows.train.astype(np.uint64))
    begun = time.process_time()
    made = material([task.texts[row] for row in rows.train], _spans(task, rows) if spans else None, book, codes)
    vectors = embedded(made.texts)
    read = time.process_time()
    heads = HeadsCoder(learned(made, vectors, found, codes, book.label, encoder_label()).heads)
    done = time.process_time()
    said = heads.code([task.texts[row] for row in rows.test], embedded)
    return judged_by(task, rows, said.probability, said.present, done - read, read - begun)


def _spans(task: Task, rows: Draw) -> pl.DataFrame:
    places = pl.DataFrame({"row": rows.train, "new": np.arange(len(rows.train))})
    codes = pl.DataFrame({"code": np.array(rows.codes, np.int64), "at": np.arange(len(rows.codes))})
    return task.spans.join(places, on="row").join(codes, on="code").select(row="new", code="at", quote="quote")


def sklearn_peer(task: Task, rows: Draw) -> Result:
    """TF-IDF of words, pairs and letters with one balanced logistic regression a code, as its users would."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_union

    begun = time.process_time()
    features = make_union(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
                          TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True))
    train = features.fit_transform([task.texts[row] for row in rows.train])
    labels = task.labels[rows.train][:, rows.codes]
    models = [LogisticRegression(C=10, class_weight="balanced", max_iter=1000).fit(train, labels[:, k]) for k in range(labels.shape[1])]
    seconds = time.process_time() - begun
    test = features.transform([task.texts[row] for row in rows.test])
    share = np.stack([model.predict_proba(test)[:, 1] for model in models], axis=1)
    return judged_by(task, rows, share, None, seconds, 0.0)


def setfit_peer(every: list[tuple[Task, Draw]]) -> dict[str, Result]:
    """What SetFit says, by the name of the task; empty where it is not installed."""
    python = os.environ.get("LIFEWORLD_SETFIT_PYTHON", "")
    answers = Path(os.environ.get("LIFEWORLD_SETFIT_ANSWERS", "out/setfit.json"))
    named = {f"{task.name} {rows.size}": (task, rows) for task, rows in every}
    if python:
        answers.parent.mkdir(parents=True, exist_ok=True)
        asked = [{"name": name, "texts": task.texts, "labels": task.labels[:, rows.codes].astype(int).tolist(), "seed": 0,
                  "train": rows.train.tolist(), "test": rows.test.tolist()} for name, (task, rows) in named.items()]
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "tasks.json"
            source.write_text(json.dumps(asked), encoding="utf-8")
            subprocess.run([python, str(Path(__file__).with_name("learning_setfit.py")), str(source), str(answers)], check=True)
    found = json.loads(answers.read_text(encoding="utf-8")) if answers.exists() else []
    return {one["name"]: judged_by(*named[one["name"]], np.array(one["scores"]).T, None, one["cpu"], 0.0)
            for one in found if one["name"] in named}


def retraining() -> str:
    """How long heads for twelve codes on 5,000 codings take once the embeddings are there."""
    from benchmarks.texts import many
    from lifeworld.voices.files.codebook import default_codebook
    from lifeworld.voices.files.coders import load_coder

    texts, book = many(5000), default_codebook()
    present = load_coder("fast").code(texts).present.astype(np.float64)
    keys = np.arange(len(texts), dtype=np.uint64)
    found = Examples(present, np.ones_like(present), keys // np.uint64(4), keys)
    made = material(texts, None, book, book.names)
    begun = time.perf_counter()
    vectors = embedded(made.texts)
    read = time.perf_counter()
    cpu = time.process_time()
    settings = HeadSettings()
    parts = ready(made, vectors, found, settings)
    learned_from(parts, found, book.names, book.label, encoder_label(), settings, 0)
    cpu, clock = time.process_time() - cpu, time.perf_counter() - read
    return (f"{cpu:.1f} s of CPU, {clock:.1f} s by the clock, with out-of-fold scores, calibration and thresholds; embedding their "
            f"{len(made.texts):,} texts and sentences once took {read - begun:.0f} s")


def main() -> None:
    """Run all and write the page."""
    every = [(task, rows) for task in tasks()[::-1] for size in SIZES if (rows := draw(task, size, 0)).codes]
    every.sort(key=lambda one: len(one[1].train) * np.mean([len(text) for text in one[0].texts]))
    results: dict[str, dict[str, list[Result]]] = {}
    for task, rows in every:
        kept = results.setdefault(f"{task.name} {rows.size}", {})
        for seed in range(SEEDS):
            drawn = rows if not seed else draw(task, rows.size, seed)
            kept.setdefault("ours", []).append(ours(task, drawn, spans=False))
            if len(task.spans):
                kept.setdefault("ours with spans", []).append(ours(task, drawn, spans=True))
            kept.setdefault("TF-IDF + LR", []).append(sklearn_peer(task, drawn))
        sys.stderr.write(f"{task.name} {rows.size} is done\n")
    for name, result in setfit_peer(every).items():
        results[name]["SetFit"] = [result]
    codes = [f"- {task.name}, {rows.size}: {', '.join(task.codes[code] for code in rows.codes)}" for task, rows in every]
    OUT.write_text(PAGE.format(quality=rows_of(results), times=times_of(results), codes="\n".join(codes), seeds=SEEDS,
                               retraining=retraining()), encoding="utf-8")
    sys.stderr.write(f"{OUT.name} is written\n")


if __name__ == "__main__":
    main()
