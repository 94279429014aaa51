"""What may be set about the step from evidence to a constellation; the defaults are method.md's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Settings of method.md, section 5.

    ``seed`` keys every random stream; ``draws`` and ``bootstraps`` count posterior draws and statement bootstraps;
    ``rho`` is the correlation of segments within one statement; ``relevant_min`` is the relevance from which an actor
    counts towards size; ``drawn_weight`` the pseudo-counts of a full drawing; ``done_weight`` and ``done_full`` the
    pseudo-counts of events and the number of events that earns all of them.
    """

    seed: int = 0
    draws: int = 64
    bootstraps: int = 50
    rho: float = 0.3
    prior_mass: float = 1.0
    relevant_min: float = 0.05
    drawn_weight: float = 10.0
    done_weight: float = 2.0
    done_full: int = 20
    level: float = 0.90
    p_min: float = 0.5
    evidence_min: int = 3
    maps_min: int = 30
