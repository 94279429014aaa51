"""Reasons for a type, row by row of Table 5, as sentences that a reader can follow (method.md, section 5)."""

from __future__ import annotations

import numpy as np
import polars as pl

from lifeworld.constellations.core import types
from lifeworld.constellations.core.constellate import Constellated
from lifeworld.constellations.core.settings import Settings

HOLDS, FAILS, UNCLEAR, UNKNOWN = range(4)
HOLDS_FROM, FAILS_TO = 0.6, 0.4

_STATES = {
    ("size", 0): ("there are few actors", "there are more than a few actors", "the number of actors is in between"),
    ("size", 2): ("there are many actors", "there are not many actors", "the number of actors is in between"),
    ("role", 0): ("the self matters most", "the self does not matter most", "the self and others matter about equally"),
    ("role", 1): (
        "the focal provider matters most", "the focal provider does not matter most",
        "the focal provider and others matter about equally",
    ),
    ("role", 2): (
        "peers, family, friends and strangers matter most", "peers, family, friends and strangers do not matter most",
        "other people and the rest matter about equally",
    ),
    ("drivers", 0): (
        "mood and individual performance lead the experience", "mood and individual performance do not lead",
        "it is unclear whether mood and individual performance lead",
    ),
    ("drivers", 1): (
        "features and reliability lead the experience", "features and reliability do not lead",
        "it is unclear whether features and reliability lead",
    ),
    ("drivers", 2): (
        "belonging and status lead the experience", "belonging and status do not lead",
        "it is unclear whether belonging and status lead",
    ),
    ("proximity", 0): (
        "the other actors are far from the self", "the other actors are near the self",
        "the other actors are at middle distance",
    ),
    ("proximity", 1): (
        "the focal provider is near and the others are farther", "the focal provider is not nearer than the others",
        "the focal provider is about as near as the others",
    ),
    ("proximity", 2): (
        "other people are near and providers are farther", "other people are not nearer than providers",
        "other people are about as near as providers",
    ),
}


def states(condition: np.ndarray) -> np.ndarray:
    """HOLDS at a mean of at least .6, FAILS at no more than .4, else UNCLEAR; UNKNOWN where it is NaN. int8[...]

    >>> states(np.array([0.7, 0.3, 0.5, np.nan])).tolist()
    [0, 1, 2, 3]
    """
    state = np.full(condition.shape, UNCLEAR, np.int8)
    state[condition >= HOLDS_FROM - 1e-6] = HOLDS
    state[condition <= FAILS_TO + 1e-6] = FAILS
    state[np.isnan(condition)] = UNKNOWN
    return state


def row_sentence(type_index: int, state: tuple[int, ...]) -> str:
    """One sentence on one row of Table 5.

    >>> row_sentence(1, (3, 0, 2, 3))
    'Brand-driven: the focal provider matters most (holds); it is unclear whether features and reliability lead.'
    """
    said = []
    for name, s in zip(types.CONDITIONS, state, strict=True):
        words = _STATES.get((name, type_index))
        if words is None or s == UNKNOWN:
            continue
        said.append(words[s] + {HOLDS: " (holds)", FAILS: " (fails)", UNCLEAR: ""}[s])
    label = types.TYPES[type_index]
    return f"{label[0].upper()}{label[1:]}: {'; '.join(said)}."


def _dropped_sentence(code: int) -> str:
    """Which rows lost their proximity; bit t of ``code`` stands for the type t.

    >>> _dropped_sentence(5)
    'Proximity is not known for the rows individual-driven and socially driven, so it dropped out there.'
    """
    lost = [name for t, name in enumerate(types.TYPES) if code >> t & 1]
    if not lost:
        return ""
    if len(lost) == len(types.TYPES):
        return "Proximity is not known, so it dropped out and the other conditions weigh more."
    rows = f"rows {' and '.join(lost)}" if len(lost) > 1 else f"row {lost[0]}"
    return f"Proximity is not known for the {rows}, so it dropped out there."


_DROPPED = [_dropped_sentence(code) for code in range(8)]


def _row_sentences(condition: np.ndarray, type_index: int, silent: np.ndarray) -> list[str]:
    """The sentence of one row for each customer; each distinct combination is written once.

    ``silent`` marks customers who told of no driver: nothing is said of their drivers.
    """
    state = states(condition[:, type_index])
    state[silent, types.CONDITIONS.index("drivers")] = UNKNOWN
    codes = state.astype(np.int64) @ (4 ** np.arange(4))
    found, at = np.unique(codes, return_inverse=True)
    sentences = [row_sentence(type_index, tuple((code // 4 ** np.arange(4)) % 4)) for code in found]
    return np.array(sentences, object)[at].tolist()  # type: ignore[no-any-return]


def _verdicts(found: Constellated, evidence: np.ndarray, settings: Settings) -> list[str]:
    """Why the label is what it is, in one sentence a customer."""
    leading = found.leading.astype(np.int64)
    in_draws = np.rint(found.p.max(axis=1) * settings.draws).astype(np.int64)
    thin = evidence < settings.evidence_min
    pieces = np.minimum(evidence, settings.evidence_min)
    found_codes, at = np.unique(np.stack([leading, in_draws, thin, pieces]), axis=1, return_inverse=True)
    sentences = [_verdict(a, b, c, d, settings) for a, b, c, d in found_codes.T.tolist()]
    return np.array(sentences, object)[at].tolist()  # type: ignore[no-any-return]


def _verdict(leading: int, in_draws: int, thin: int, evidence: int, settings: Settings) -> str:
    """One verdict sentence."""
    if thin:
        there_is = "there is only 1 piece" if evidence == 1 else f"there are only {evidence} pieces"
        return f"Undetermined, because {there_is} of evidence and at least {settings.evidence_min} are needed."
    if leading == types.NO_TYPE:
        return "Undetermined, because no type fits better than the others."
    name = types.TYPES[leading]
    share = f"{in_draws} of {settings.draws} posterior draws"
    if in_draws / settings.draws < settings.p_min:
        return f"Undetermined, because {name} fits best but only in {share}; at least half are needed."
    return f"Called {name}, because this type fits best in {share}."


def reasons(found: Constellated, n_other_evidence: np.ndarray, settings: Settings) -> pl.Series:
    """For every customer: the verdict, the three rows, and which conditions dropped out. A series of lists of str."""
    n = len(found.label)
    verdict = _verdicts(found, found.n_counting + n_other_evidence, settings)
    silent = np.ptp(found.drivers, axis=1) < 1e-9
    rows = [_row_sentences(found.condition, t, silent) for t in range(3)]
    told = np.where(silent, "No driver of the experience was told, so drivers decide nothing.", "").tolist()
    dropped = np.array(_DROPPED, object)[np.isnan(found.condition[:, :, 3]) @ np.array([1, 2, 4])].tolist()
    frame = pl.DataFrame({"a": verdict, "b": rows[0], "c": rows[1], "d": rows[2], "e": told, "f": dropped})
    listed = frame.select(
        pl.concat_list(pl.when(pl.col(c) != "").then(pl.col(c)) for c in "abcdef").list.drop_nulls().alias("reasons")
    )
    return listed.to_series() if n else pl.Series("reasons", [], pl.List(pl.String))
