"""Partners' contributions: how much each adds to customers' attainment, and how much rests on few of them."""

from lifeworld.scorecard.core.partners.found import Contributions, contributions
from lifeworld.scorecard.core.partners.score import partners_score

__all__ = ["Contributions", "contributions", "partners_score"]
