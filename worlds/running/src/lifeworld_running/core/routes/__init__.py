"""Routes: which runs went the same way, side by side, over time; and segments."""

from lifeworld_running.core.routes.blocks import SignatureBlock
from lifeworld_running.core.routes.matching import match, screen
from lifeworld_running.core.routes.values import (
    Comparison,
    Match,
    Member,
    Route,
    RouteTrend,
    Screened,
    Segment,
    SegmentEffort,
    Signature,
)
from lifeworld_running.core.routes.ways import signature

__all__ = [
    "Comparison",
    "Match",
    "Member",
    "Route",
    "RouteTrend",
    "Screened",
    "Segment",
    "SegmentEffort",
    "Signature",
    "SignatureBlock",
    "match",
    "screen",
    "signature",
]
