"""What chance shows: effects of arms, their intervals and verdicts, shared by the factors and by what is offered to customers."""

from __future__ import annotations

from lifeworld.scorecard.core.effects.attrition import UNLIKE
from lifeworld.scorecard.core.effects.complying import complier
from lifeworld.scorecard.core.effects.difference import effect
from lifeworld.scorecard.core.effects.intervals import MEASURED_AGAIN, MEASURED_ONCE, TUNED, Looking, always_valid, verdict
from lifeworld.scorecard.core.effects.means import clustered_means
from lifeworld.scorecard.core.effects.superior import superiority
from lifeworld.scorecard.core.effects.times import restricted
from lifeworld.scorecard.core.effects.values import Complier, Effect, Restricted, Verdict

__all__ = ["MEASURED_AGAIN", "MEASURED_ONCE", "TUNED", "UNLIKE", "Complier", "Effect", "Looking", "Restricted", "Verdict", "always_valid",
           "clustered_means", "complier", "effect", "restricted", "superiority", "verdict"]
