"""Private zones: what of a track others may see, cut so that the known attacks do not find the place."""

from lifeworld.circles.core.zones.cutting import hidden, published, segment_hidden
from lifeworld.circles.core.zones.values import Part, Shown, Tracked, Zone

__all__ = ["Part", "Shown", "Tracked", "Zone", "hidden", "published", "segment_hidden"]
