"""A name that tells segments apart: what each finds more important than everybody."""

from __future__ import annotations

import numpy as np

from lifeworld.audiences.core.needs.segments import Segments

MORE = 0.25
"""Points of importance by which a segment must be above everybody's mean for an outcome to name it."""


def segment_name(segments: Segments, segment: int, most: int = 2) -> str:
    """The name of a segment (1 to k) from the outcomes that matter more to it than to everybody; a plain number where none does.

    ``most``: how many outcomes name it.
    """
    mean = np.nansum(segments.importance * segments.shares[:, None], axis=0)
    above = np.nan_to_num(segments.importance[segment - 1] - mean, nan=-np.inf)
    telling = [segments.outcomes[i] for i in np.argsort(-above, kind="stable")[:most] if above[i] >= MORE]
    return f"{segment}: {' and '.join(telling)}" if telling else f"{segment}: like everybody"
