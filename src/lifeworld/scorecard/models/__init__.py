"""Where scorecards and plays are kept."""

from lifeworld.scorecard.models.cards import EarningsImport, FactorWeight, PartnerSight, RefusedEarning, Score, ScorecardPlan
from lifeworld.scorecard.models.plays import Offered, Play, PlayDay, PlayOutcome, TypeDenied
from lifeworld.scorecard.models.reached import Reached

__all__ = [
    "EarningsImport",
    "FactorWeight",
    "Offered",
    "PartnerSight",
    "Play",
    "PlayDay",
    "PlayOutcome",
    "Reached",
    "RefusedEarning",
    "Score",
    "ScorecardPlan",
    "TypeDenied",
]
