"""A placed design, reckoned: its operating point by equations, the same by the exact solver, and both ends of what is open."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld_power.core.point import Point
from lifeworld_power.core.solver.solved import Difference, Solved, agreement, solved_at
from lifeworld_power.core.stage.swept import stage_point
from lifeworld_power.core.tool.placed import Ends, Placed
from lifeworld_power.core.values import Stage


@dataclass(frozen=True)
class Realised:
    """One design at the nominal input and full load. ``point`` is at the middle (where figures are full) or at the end of much loss;
    ``solved`` is the exact steady state at that point; ``low`` and ``high``: at little and much loss.
    """

    placed: Placed
    ends: Ends
    stage: Stage
    point: Point
    low: Point
    high: Point
    solved: Solved
    differences: tuple[Difference, ...]

    @property
    def verified(self) -> bool:
        """Whether the equations agree with the solver within the tolerances that are claimed."""
        return bool(self.solved.found) and all(one.agrees for one in self.differences)


def realised(placed: Placed) -> Realised:
    """The design at the nominal input, full load and the air around it."""
    spec = placed.spec
    ends = placed.stage_at(spec.nominal)
    stage = ends.middle if placed.full else ends.high
    point, low, high = (stage_point(one, spec.nominal, spec.vout, spec.iout, spec.ambient) for one in (stage, ends.low, ends.high))
    found = solved_at(stage, point, spec.nominal, spec.vout, spec.iout, other=other_losses(point))
    return Realised(placed, ends, stage, point, low, high, found, tuple(agreement(point, found, spec.vout)))


def other_losses(point: Point) -> float:
    """What the solver's circuit does not hold (W): switching, gates, the die's own, the core."""
    return point.p_sw + point.p_coss + point.p_rr + point.p_dead + point.p_gate + point.p_iq + point.p_core
