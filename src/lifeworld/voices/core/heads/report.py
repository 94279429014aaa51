"""What learning found, as figures and sentences: agreement out of fold, calibration, and what more codings should buy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lifeworld.kit.errors import listed
from lifeworld.kit.figure import Evidence, Figure, Versions, estimate
from lifeworld.voices.core.agreement import MISSING, agreement, resampled
from lifeworld.voices.core.calibration import brier, calibration_error
from lifeworld.voices.core.heads.curve import Curve, judged_codes
from lifeworld.voices.core.heads.values import POSITIVES_MIN, Learned

MORE = 100
ADVICE_MIN = 40
"""Fewer statements, or customers, than this give no advice: the curve would be a guess."""
LIFT_MIN = 0.005
"""A lift of mean alpha that nobody would notice."""
BY_CODE = {"code": pl.String, "judged": pl.Int64, "present": pl.Int64, "customers": pl.Int64, "alpha": pl.Float64, "low": pl.Float64,
           "high": pl.Float64, "f1": pl.Float64, "brier": pl.Float64, "ece": pl.Float64, "threshold": pl.Float64}
"""One row a code; alpha, low, high, f1, brier and ece are null where there are too few positives to judge."""


@dataclass(frozen=True)
class Report:
    """``by_code`` has the columns of BY_CODE; ``mean`` is the mean alpha over the codes that can be judged; ``figures`` holds all
    figures by name; ``advice`` says in words what more codings should buy; ``notes`` what a reader must know.
    """

    by_code: pl.DataFrame
    mean: Figure
    figures: dict[str, Figure]
    advice: str
    notes: tuple[str, ...]


def reported(found: Learned, curve: Curve | None, seed: int = 0, resamples: int = 1000) -> Report:
    """The report of learned heads and their curve. Intervals resample customers; a code with fewer than 8 positives gets no figure."""
    heads, truth = found.heads, found.examples.majority
    known_codes = judged_codes(found.examples, heads.codes)
    customer = np.unique(found.examples.customer, return_inverse=True)[1].ravel()
    rows, figures, draws, alphas = [], {}, [], []
    for k, code in enumerate(heads.codes):
        known, positives = np.isfinite(truth[:, k]), int(np.nansum(truth[:, k]))
        row: dict[str, object] = {"code": code, "judged": int(known.sum()), "present": positives,
                                  "customers": len(np.unique(customer[known])), "threshold": float(heads.scaling.threshold[k])}
        low = high = alpha = None
        if code in known_codes:
            called = found.called[:, k].astype(np.int64)
            both = np.where(known[:, None], np.stack([np.nan_to_num(truth[:, k]).astype(np.int64), called], axis=1), MISSING)
            one = agreement(both, customer, resamples=resamples, seed=seed)
            alpha, low, high = one.alpha, one.low.get("alpha"), one.high.get("alpha")
            has = truth[known, k] > 0
            row |= {"alpha": alpha, "low": low, "high": high, "f1": one.f1, "brier": brier(found.probability[known, k], has),
                    "ece": calibration_error(found.probability[known, k], has)}
            draws.append(resampled(both, customer, resamples=resamples, seed=seed)["alpha"])
            alphas.append(alpha)
        rows.append(row)
        figures[f"agreement_with_people/{code}"] = _alpha_figure(f"agreement_with_people/{code}", row, found, alpha, low, high)
    mean = _mean(alphas, draws, found, len(known_codes))
    figures[mean.name] = mean
    sentence, more = _advice(curve, mean, found) if curve else ("", {})
    return Report(pl.DataFrame(rows, schema=BY_CODE), mean, figures | more, sentence, _notes(found, known_codes, curve))


def _alpha_figure(name: str, row: dict[str, object], found: Learned, value: float | None, low: float | None, high: float | None) -> Figure:
    n, customers = int(str(row["judged"])), int(str(row["customers"]))
    return estimate(
        name, value, low, high, method="Krippendorff's alpha of heads (out of fold) and people; interval by resampled customers", n=n,
        n_unit="statements", n_customers=customers, evidence=Evidence(f"codings of {row['code']}", n), versions=_versions(found))


def _mean(alphas: list[float], draws: list[np.ndarray], found: Learned, n_codes: int) -> Figure:
    n, customers = len(found.rows), len(np.unique(found.examples.customer))
    low = high = value = None
    if alphas:
        value = float(np.mean(alphas))
        low, high = (float(end) for end in np.nanquantile(np.nanmean(draws, axis=0), [0.05, 0.95]))
        low, high = min(low, value), max(high, value)
    return estimate(
        "agreement_with_people/mean", value, low, high, n=n, n_unit="statements", n_customers=customers,
        method=f"mean of alpha over the {n_codes} codes with at least {POSITIVES_MIN} positives; interval by resampled customers",
        evidence=Evidence("codings of all codes", n), versions=_versions(found))


def _advice(curve: Curve, mean: Figure, found: Learned) -> tuple[str, dict[str, Figure]]:
    """What MORE codings should buy, in words, and the figure that says it."""
    n, customers = len(found.rows), len(np.unique(found.examples.customer))
    value, (low, high) = curve.at(n + MORE) - curve.at(n), curve.lift(n, MORE)
    name = f"lift_of_mean_alpha/{MORE}_more_codings"
    lift = estimate(
        name, value, min(low, value), max(high, value), n=n, n_unit="statements", n_customers=customers, n_min=ADVICE_MIN,
        method="inverse power law through the learning curve; band by resampled customers and draws",
        evidence=Evidence("learning curve", len(curve.points)), versions=_versions(found))
    if lift.value is None or mean.value is None or lift.low is None or lift.high is None:
        return (f"Not enough codings to tell what {MORE} more would buy ({n:,} statements of {customers:,} customers): the learning curve "
                f"needs at least {ADVICE_MIN} of both, and codes that are found often enough at every size.", {name: lift})
    verb = "should" if lift.low > LIFT_MIN else "may"
    told = (f"{MORE} more codings {verb} lift mean alpha by about {_short(lift.value)} ({_short(lift.low)} to {_short(lift.high)}), from "
            f"{_short(mean.value)} to about {_short(mean.value + lift.value)}.")
    if lift.high <= 2 * LIFT_MIN:
        told += " That is little: clearer definitions, or agreement among people, may bring more."
    return told, {name: lift}


def _short(value: float | None) -> str:
    """Two decimals without the zero before the point."""
    text = f"{value or 0.0:.2f}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _notes(found: Learned, known: tuple[str, ...], curve: Curve | None) -> tuple[str, ...]:
    few = [code for code in found.heads.codes if code not in known]
    notes = []
    if few:
        notes.append(f"Learned, but too rare (or too common) to be judged: {listed(few)}.")
    if curve and curve.codes and len(curve.codes) < len(known):
        notes.append(f"The learning curve is the mean over the codes that could be judged at every size: {listed(curve.codes, 30)}.")
    notes.append("Figures are out of fold: weights, calibration and thresholds come from statements of other customers.")
    return tuple(notes)


def _versions(found: Learned) -> Versions:
    return Versions(codebook=found.heads.codebook, coder=f"heads on {found.heads.encoder or 'words alone'}")
