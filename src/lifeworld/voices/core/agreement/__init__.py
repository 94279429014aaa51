"""Agreement of any two or more coders, people and models alike: coefficients, their intervals, and what is enough of them."""

from lifeworld.voices.core.agreement.coefficients import COEFFICIENTS, MISSING, Agreement, agreement, agreements, resampled, resampled_each
from lifeworld.voices.core.agreement.enough import verdict, width_warning
from lifeworld.voices.core.agreement.guessing import guessing
from lifeworld.voices.core.agreement.stability import Stability, stability
from lifeworld.voices.core.agreement.tables import pair_table, prevalences
from lifeworld.voices.core.agreement.unitizing import Unitizing, unitizing

__all__ = [
    "COEFFICIENTS", "MISSING", "Agreement", "Stability", "Unitizing", "agreement", "agreements", "guessing", "pair_table", "prevalences",
    "resampled", "resampled_each", "stability", "unitizing", "verdict", "width_warning",
]
