"""What the scores of success and of the sauce rest on, in names: figures are found by them."""

from __future__ import annotations

HEADLINE = "attainment T"
EFFECT = "effect of being served on attainment T"
DAYS_EFFECT = "effect of being served on days to done"
JOINED = "naive: those who joined against those who did not"
AXIS_FROM, AXIS_WIDE = 30.0, 40.0
"""T that is drawn as 0, and how much more is drawn as 1."""
HOPED = 50.0
"""T of customers who come as far as they had hoped."""
T_BOUNDS, CHANGE_BOUNDS = (0.0, 100.0), (-100.0, 100.0)
