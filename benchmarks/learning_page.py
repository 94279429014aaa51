"""How learners are judged, and the page that says so (docs/learning.md)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.learning_tasks import Draw, Task
from benchmarks.measure import table

PEERS = ("TF-IDF + LR", "SetFit")

PAGE = """# Learning a codebook: how well, how fast

<!-- made by `python -m benchmarks.learning` -->

`lifeworld voices learn` turns codings into heads: one penalised logistic regression a code on words, word pairs and letters beside the
packaged sentence embedding, of the whole statement and of its most telling sentence; thresholds and calibration come from out-of-fold
scores.

Answers about music (76 codes that people gave, 784 answers) and app reviews (three tasks of re21-feedback). A quarter of the customers
is the test set, the same for all. Training rows are drawn until every code has 8, 32 or 128 examples (common codes have more, as they
stand beside rare ones) and as many rows have none; only codes that have that many, and ten positives left to test on. Settings were
chosen on splits of the training quarters alone. `alpha` is Krippendorff's against the people, mean over codes; `AP` is average precision,
which needs no threshold. Peers get the better of two thresholds: one half, and as many texts as were present in training.
Ours and TF-IDF: means of {seeds} draws; SetFit: the first draw (MiniLM, one epoch, up to five pairs a text, at most 1,500 pairs).
"with spans": the phrases that people marked are learned from too, which the peers cannot use.

{quality}

CPU seconds of training on one thread (median of draws). "embedding" is reading the training texts once, kept in a cache afterwards; SetFit
over ours counts our heads without it, "with embedding" counts it.

{times}

Heads for twelve codes on 5,000 codings: {retraining}.

## Codes by task

{codes}

## Not measured

SetFit with more pairs or other base models; languages other than English; codebooks with real definitions (these sets have names only).
"""


@dataclass(frozen=True)
class Result:
    """Means over codes, and CPU seconds of learning and of embedding the training texts."""

    alpha: float
    f1: float
    ap: float
    learning: float
    embedding: float


def judged_by(
    task: Task, rows: Draw, score: NDArray[np.float64], called: NDArray[np.bool_] | None, learning: float, embedding: float
) -> Result:
    """A learner's answers against the people; without ``called`` the better of two thresholds is taken for it."""
    truth = task.labels[rows.test][:, rows.codes]
    ap = float(np.mean([_ap(truth[:, k], score[:, k]) for k in range(truth.shape[1])]))
    share = task.labels[rows.train][:, rows.codes].mean(axis=0)
    by_share = np.stack([score[:, k] >= np.quantile(score[:, k], 1 - share[k]) for k in range(truth.shape[1])], axis=1)
    ways = [called] if called is not None else [score > 0.5, by_share]
    found = [(_mean(_alpha, truth, way), _mean(_f1, truth, way)) for way in ways]
    best = max(found)
    return Result(*best, ap, learning, embedding)


def _mean(of: object, truth: NDArray[np.bool_], called: NDArray[np.bool_]) -> float:
    return float(np.mean([of(truth[:, k], called[:, k]) for k in range(truth.shape[1])]))  # type: ignore[operator]


def _alpha(truth: NDArray[np.bool_], called: NDArray[np.bool_]) -> float:
    n, ones, wrong = 2 * len(truth), truth.sum() + called.sum(), (truth != called).sum()
    return float(1 - (n - 1) * 2 * wrong / (2 * ones * (n - ones)))


def _f1(truth: NDArray[np.bool_], called: NDArray[np.bool_]) -> float:
    return float(2 * (truth & called).sum() / max(truth.sum() + called.sum(), 1))


def _ap(truth: NDArray[np.bool_], score: NDArray[np.float64]) -> float:
    ranked = truth[np.argsort(-score, kind="stable")]
    return float((np.cumsum(ranked) / np.arange(1, len(ranked) + 1))[ranked].mean())


def rows_of(results: dict[str, dict[str, list[Result]]]) -> str:
    """The table of quality."""
    rows = []
    for name in sorted(results):
        for learner in ("ours", "ours with spans", *PEERS):
            if found := results[name].get(learner):
                mean = [np.mean([getattr(one, measure) for one in found]) for measure in ("alpha", "f1", "ap")]
                rows.append([name, learner, *(f"{value:.3f}" for value in mean)])
            elif learner == "SetFit":
                rows.append([name, learner, "not measured here", "–", "–"])
    return table(["task and examples a code", "learner", "alpha", "F1", "AP"], rows)


def times_of(results: dict[str, dict[str, list[Result]]]) -> str:
    """The table of times."""
    rows = []
    for name in sorted(results):
        seconds = {learner: float(np.median([one.learning for one in found])) for learner, found in results[name].items()}
        embedding = float(np.median([one.embedding for one in results[name]["ours"]]))
        setfit, own = seconds.get("SetFit"), seconds["ours"]
        ratios = ["–", "–"] if setfit is None else [f"{setfit / own:,.0f}×", f"{setfit / (own + embedding):,.0f}×"]
        rows.append([name, f"{own:.2f}", f"{embedding:.2f}", f"{seconds['TF-IDF + LR']:.2f}",
                     "not measured here" if setfit is None else f"{setfit:.0f}", *ratios])
    return table(["task", "ours", "embedding", "TF-IDF + LR", "SetFit", "SetFit over ours", "with embedding"], rows)
