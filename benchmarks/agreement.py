"""Agreement: five people's codings with intervals, speed beside a loop and scikit-learn, widths and coverage of intervals.

`python -m benchmarks.agreement` writes docs/agreement.md; `--peer PYTHON` names an interpreter that has nltk.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import numpy as np
from sklearn.metrics import cohen_kappa_score

from benchmarks.measure import table
from lifeworld.testing.terminal import shared_data
from lifeworld.voices.core.agreement import MISSING, agreement
from lifeworld.voices.core.coder_comparison import CoderComparison, compare_coders
from lifeworld.voices.files.coder_codings import read_codings, statements_in
from lifeworld.voices.tests.coded_by_people import EMOTIONS, emotion_sheets

OUT = Path(__file__).resolve().parents[1] / "docs" / "agreement.md"
MANY, FEW, PEER = 1_000_000, 20_000, 5_000
SIZES, STUDIES = (50, 100, 200, 400, 800), 400
NLTK = (
    "import json, sys, time; from nltk.metrics.agreement import AnnotationTask; rows = json.load(sys.stdin); "
    "t = time.process_time(); a = AnnotationTask(data=[tuple(r) for r in rows]).alpha(); print(time.process_time() - t, a)"
)


def coded(n: int, coders: int, seed: int = 0, prevalence: float = 0.1, error: float = 0.05) -> np.ndarray:
    """Codings int8[n, coders] of coders who each err at the same rate; a tenth is missing from the third coder on."""
    rng = np.random.default_rng(seed)
    truth = rng.random(n) < prevalence
    codings = np.stack([truth ^ (rng.random(n) < error) for _ in range(coders)], axis=1).astype(np.int8)
    codings[:, 2:][rng.random((n, max(coders - 2, 0))) < 0.1] = MISSING
    return codings


def spent(work: Callable[[], object], runs: int = 3) -> float:
    """Processor seconds of the best run: other work on the machine counts little."""
    seconds = []
    for _ in range(runs):
        begun = time.process_time()
        work()
        seconds.append(time.process_time() - begun)
    return min(seconds)


def by_a_loop(codings: np.ndarray) -> float:
    """Krippendorff's alpha unit by unit, as most scripts compute it."""
    observed, counts = 0.0, Counter[int]()
    for row in codings.tolist():
        unit = [value for value in row if value != MISSING]
        if len(unit) >= 2:
            counts.update(unit)
            observed += sum(a != b for a, b in permutations(unit, 2)) / (len(unit) - 1)
    n = sum(counts.values())
    expected = sum(counts[a] * counts[b] for a in counts for b in counts if a != b) / (n - 1)
    return 1 - observed / expected


def speed(peer: str | None) -> str:
    """Seconds and units a second, each beside a peer of the same run."""
    many, small = coded(MANY, 3), coded(FEW, 3)
    customers = np.arange(MANY) // 10
    point = spent(lambda: agreement(many, resamples=0))
    whole = spent(lambda: agreement(many))
    clustered = spent(lambda: agreement(many, customers))
    looped = spent(lambda: by_a_loop(small))
    assert abs(by_a_loop(small) - agreement(small, resamples=0).alpha) < 1e-12  # noqa: S101
    pair = coded(MANY, 2)
    kappa = spent(lambda: cohen_kappa_score(pair[:, 0], pair[:, 1]))
    own = spent(lambda: agreement(pair, resamples=0))
    assert abs(cohen_kappa_score(pair[:, 0], pair[:, 1]) - agreement(pair, resamples=0).kappa) < 1e-12  # noqa: S101

    def row(what: str, n: int, seconds: float, ratio: str) -> list[str]:
        return [what, f"{n:,}", f"{seconds:.3f}", f"{n / seconds:,.0f}", ratio]

    rows = [
        row("all coefficients, three coders", MANY, point, ""),
        row("with intervals, 1,000 resamples of statements", MANY, whole, ""),
        row("with intervals, 1,000 resamples of 100,000 customers", MANY, clustered, ""),
        row("alpha alone by a Python loop, no interval", FEW, looped, f"{looped / FEW * MANY / point:,.0f} times slower"),
        row("all coefficients, two coders", MANY, own, ""),
        row("kappa alone by scikit-learn, no interval", MANY, kappa, f"{kappa / own:.1f} times the time"),
    ]
    if peer:
        seconds, alpha = _by_nltk(peer, coded(PEER, 3))
        assert abs(alpha - agreement(coded(PEER, 3), resamples=0).alpha) < 1e-9  # noqa: S101
        rows.append(row("alpha alone by nltk, no interval", PEER, seconds, f"{seconds / PEER * MANY / point:,.0f} times slower"))
    shown = table(["what", "statements", "processor seconds", "statements a second", "beside ours"], rows)
    return shown if peer else shown + "\n\nnltk was not measured here."


def _by_nltk(python: str, codings: np.ndarray) -> tuple[float, float]:
    import json

    rows = [[str(coder), unit, int(value)] for unit, row in enumerate(codings) for coder, value in enumerate(row) if value != MISSING]
    done = subprocess.run([python, "-c", NLTK], input=json.dumps(rows), capture_output=True, text=True, check=True)
    seconds, alpha = done.stdout.split()
    return float(seconds), float(alpha)


def people() -> str:
    """Five people on 1,408 sentences, or that the data are not there."""
    data = shared_data()
    if data is None:
        return "The five people's codings were not measured here: the data are not beside the repository."
    with tempfile.TemporaryDirectory() as folder:
        paths = emotion_sheets(data, Path(folder))
        begun = time.process_time()
        found = compare_coders(read_codings(paths), statements_in(paths), EMOTIONS)
        seconds = time.process_time() - begun
    rows = [_row(found, code) for code in EMOTIONS]
    head = ["code", "found by each coder", "alpha", "AC1", "percent", "F1", "kappa of pairs", "disagreements", "verdict"]
    return (f"{len(found.coders)} people, {found.n_statements:,} sentences of {found.n_customers:,} reviews, each coded by two to five "
            f"of them; reading, {len(found.pairs)} pairs and all intervals took {seconds:.1f} processor seconds. Intervals are 90 % "
            f"and resample reviews.\n\n{table(head, rows)}\n\nMean alpha of the ten codes: {found.mean_alpha.text()}.")


def _row(found: CoderComparison, code: str) -> list[str]:
    one = next(item for item in found.codes if item.code == code)
    shares = [figure.value for figure in one.prevalence.values() if figure.value is not None]
    kappas = [pair.figures["kappa"].value for pair in found.pairs if pair.code == code and pair.figures["kappa"].enough]
    alpha, ac1 = one.figures["alpha"], one.figures["ac1"]
    return [code, f"{min(shares):.0%} to {max(shares):.0%}", f"{alpha.value:.2f} ({alpha.low:.2f} to {alpha.high:.2f})",
            f"{ac1.value:.2f}", f"{one.figures['percent'].value:.0%}", f"{one.figures['f1'].value:.2f}",
            f"{min(kappas):.2f} to {max(kappas):.2f}", str(found.disagreements.filter(code=code).height), one.verdict]


def widths() -> str:
    """Width and coverage of intervals of two coders on a code of prevalence .1, three statements a customer."""
    rows = []
    truth = agreement(_clustered(600_000, 99)[0], resamples=0)
    for n in SIZES:
        width, held, many = {"kappa": [], "alpha": [], "f1": []}, Counter[str](), Counter[str]()
        for study in range(STUDIES):
            codings, customer = _clustered(n, study)
            found = agreement(codings, customer, seed=study)
            for name, widths_ in width.items():
                if np.isfinite(found.low[name]):
                    many[name] += 1
                    widths_.append(found.high[name] - found.low[name])
                    held[name] += found.low[name] <= getattr(truth, name) <= found.high[name]
        cells = [f"{np.median(width[name]):.2f}, {held[name] / many[name]:.0%}" for name in width]
        rows.append([str(n), *cells])
    return (f"Truth: kappa {truth.kappa:.2f}, alpha {truth.alpha:.2f}, F1 {truth.f1:.2f}; {STUDIES} studies a row, statements of a "
            f"customer alike.\n\n{table(['statements', 'kappa: width, held', 'alpha: width, held', 'F1: width, held'], rows)}")


def _clustered(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Two coders with errors of their own on three statements a customer, whose lean towards the code differs."""
    rng = np.random.default_rng(1000 + seed)
    customer = np.arange(n) // 3
    lean = rng.beta(0.4, 3.6, customer[-1] + 1)
    truth = rng.random(n) < lean[customer]
    codings = [np.where(truth, rng.random(n) < hit, rng.random(n) < false) for hit, false in ((0.85, 0.03), (0.75, 0.02))]
    return np.stack(codings, axis=1).astype(np.int8), customer


def report(peer: str | None = None) -> str:
    """The whole page below its title."""
    parts = ["## Five people", people(), "## Speed", speed(peer), "## How wide an interval is, and how often it holds the truth", widths()]
    return "\n\n".join(parts)


if __name__ == "__main__":
    given = sys.argv[sys.argv.index("--peer") + 1] if "--peer" in sys.argv else None
    OUT.write_text("# Agreement\n<!-- made by `python -m benchmarks.agreement` -->\n\n" + report(given) + "\n", encoding="utf-8")
    sys.stderr.write(f"{OUT.name} is written\n")
