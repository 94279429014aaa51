"""Estimators of a share beside each other on the same simulated studies, and what errors do to drivers.

`python -m benchmarks.shares_beside [STUDIES]`. Single statements of 5,000 customers, as in the usual textbook case; then 60
customers who say much, where the usual interval forgets that statements of one customer go together. The peers are written
out here by their published formulas; ppi-python is run beside them where it is installed.
"""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from benchmarks.measure import table
from lifeworld.constellations.core.impact.intervals import coefficient_intervals
from lifeworld.constellations.core.shares.attenuation import SLOPES, expected, outcomes
from lifeworld.constellations.core.shares.covered import sampled
from lifeworld.constellations.core.shares.drivers import weighed
from lifeworld.constellations.core.shares.elsewhere import Calibration, rogan_gladen
from lifeworld.constellations.core.shares.predictive import predictive_share
from lifeworld.constellations.core.shares.simulated import Cell, truth
from lifeworld.kit.streams import stream_keys, uniforms

Floats = NDArray[np.float64]
Ends = tuple[float, float]

STUDIES, SEED = 1_000, 29
Z = float(special.ndtri(0.95))
ONE = {"talk_median": 1.0, "talk_max": 1, "serial": 0.0, "together": 0.0, "talkative": 0.0}
CELLS = tuple(
    Cell(*what, 5000, 0.0, n, **ONE) for *what, n in (  # type: ignore[arg-type]
        (0.05, 0.8, 0.95, 100), (0.05, 0.8, 0.95, 300), (0.08, 0.6, 0.96, 300), (0.2, 0.75, 0.9, 300), (0.4, 0.85, 0.85, 300),
        (0.2, 0.95, 0.97, 300))
) + tuple(Cell(0.2, 0.8, 0.95, 60, icc, 300, talk_median=20.0, talk_max=60) for icc in (0.05, 0.2, 0.4))


def wilson(share: float, n: int) -> Ends:
    """Wilson's interval of a share."""
    middle, spread = share + Z**2 / (2 * n), Z * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return float((middle - spread) / (1 + Z**2 / n)), float((middle + spread) / (1 + Z**2 / n))


def powered(y: Floats, f: Floats, everywhere: Floats) -> Ends:
    """PPI++ for a mean, normal interval (Angelopoulos, Duchi & Zrnic 2023, section 6)."""
    n, size = len(y), len(everywhere)
    spread = float(np.var(f))
    lam = float(np.clip(np.mean((y - y.mean()) * (f - f.mean())) / spread / (1 + n / size), 0, 1)) if spread else 0.0
    theta = lam * everywhere.mean() + (y - lam * f).mean()
    error = np.sqrt(np.var(y - lam * f) / n + lam**2 * np.var(everywhere) / size)
    return float(theta - Z * error), float(theta + Z * error)


def by_ppi_python(y: Floats, f: Floats, everywhere: Floats) -> Ends | None:
    """The same by the authors' own package, where it is installed."""
    if importlib.util.find_spec("ppi_py") is None:
        return None
    from ppi_py import ppi_mean_ci

    low, high = ppi_mean_ci(y, f, everywhere, alpha=0.1)
    return float(np.ravel(low)[0]), float(np.ravel(high)[0])


def measured(cell: Cell, studies: int) -> dict[str, Floats]:
    """Rows of low and high of each estimator; the peers read a simple random sample of the same size."""
    found: dict[str, list[Ends]] = {}
    for number in range(studies):
        study, sample = sampled(cell, SEED, number)
        ours = predictive_share(sample, number).ends()
        order = np.argsort(uniforms(stream_keys(SEED, 82, number, np.arange(len(study.true), dtype=np.uint64)), 1)[:, 0])
        rows = order[: cell.budget]
        y, f, everywhere = (x.astype(np.float64) for x in (study.true[rows], study.found[rows], study.found))
        known = Calibration(y.sum(), (y * f).sum(), (1 - y).sum(), ((1 - y) * f).sum())
        there = rogan_gladen(everywhere.mean(), np.full(256, everywhere.mean()), known, number)
        ends: dict[str, Ends | None] = {
            "classify and count": wilson(float(everywhere.mean()), len(everywhere)), "people only": wilson(float(y.mean()), len(y)),
            "PPI++": powered(y, f, everywhere), "ppi-python": by_ppi_python(y, f, everywhere),
            "Rogan-Gladen": (float(there.low[0]), float(there.high[0])), "lifeworld": (float(ours.low[0]), float(ours.high[0])),
        }
        for name, one in ends.items():
            if one is not None and not np.isnan(one[0]):
                found.setdefault(name, []).append(one)
    return {name: np.array(rows) for name, rows in found.items()}


def estimators(studies: int) -> str:
    """Coverage and width of each estimator, and its width over that of people only."""
    rows, names = [], ("classify and count", "people only", "PPI++", "ppi-python", "Rogan-Gladen", "lifeworld")
    for cell in CELLS:
        true = truth(replace(cell, customers=5000), SEED)[0]
        found = measured(cell, studies)
        alone = float(np.mean(found["people only"][:, 1] - found["people only"][:, 0]))
        texts = []
        for name in names:
            if name not in found:
                texts.append("not measured")
                continue
            low, high = found[name].T
            width = float(np.mean(high - low))
            texts.append(f"{100 * np.mean((low <= true) & (true <= high)):.0f} % ({100 * width:.1f}; {width / alone:.2f})")
        of = f"{cell.prevalence} / {cell.sensitivity} / {cell.specificity} / {cell.budget}"
        rows.append([of, f"{cell.customers:,}", f"{cell.icc}", *texts])
    return "\n\n".join([
        f"{studies:,} studies a row. Each entry: how often the 90 % interval held the truth (width in percentage points; width over that "
        "of people only). Peers read a simple random sample, lifeworld its own sample of the same size.",
        table(["prevalence / sensitivity / specificity / read", "customers", "ICC", *names], rows),
    ])


def attenuation(studies: int) -> str:
    """How far the model's errors pull coefficients towards 0, and what is left of that after the correction."""
    slopes, r2 = expected()
    rows = []
    for sensitivity, specificity in ((0.6, 0.95), (0.8, 0.9), (0.95, 0.97)):
        found = [weighed(outcomes(2000, 300, sensitivity, specificity, SEED, number), number) for number in range(studies)]
        for kind in ("model", "corrected", "people"):
            ones = [getattr(one, kind) for one in found]
            mean = np.mean([one.coefficient for one in ones], axis=0)
            ends = [coefficient_intervals(one) for one in ones]
            held = np.mean([(end.low <= slopes) & (slopes <= end.high) for end in ends])
            width = np.mean([end.high - end.low for end in ends])
            rows.append([f"{sensitivity} / {specificity}", kind, *(f"{value:.2f}" for value in mean), f"{100 * held:.0f} %", f"{width:.2f}",
                         f"{np.mean([one.adjusted.sum() for one in ones]):.2f}"])
    true = ", ".join(f"{value:.2f}" for value in slopes)
    return "\n\n".join([
        f"{studies:,} studies of 2,000 statements, 300 of them read by people. True coefficients are {true}; true R2 is {r2:.2f}.",
        table(["finds / leaves alone", "codes by", *(f"code {k + 1}" for k in range(len(SLOPES))), "intervals that hold the truth",
               "width", "R2"], rows),
    ])


def report(studies: int = STUDIES) -> str:
    """Both tables."""
    return "\n\n".join(["### Estimators beside each other", estimators(studies), "### Drivers and the coding error",
                        attenuation(max(studies // 5, 2))])


if __name__ == "__main__":
    print(report(*map(int, sys.argv[1:2])))
