"""Routes: which runs went the same way, side by side, over time; and segments."""

from lifeworld_running.core.routes.blocks import SignatureBlock
from lifeworld_running.core.routes.clustering import assign, cluster
from lifeworld_running.core.routes.comparing import side_by_side
from lifeworld_running.core.routes.matching import match, screen
from lifeworld_running.core.routes.segments import efforts, segment_bytes, segment_from, segment_of
from lifeworld_running.core.routes.trends import route_trend
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
    "assign",
    "cluster",
    "efforts",
    "match",
    "route_trend",
    "screen",
    "segment_bytes",
    "segment_from",
    "segment_of",
    "side_by_side",
    "signature",
]
