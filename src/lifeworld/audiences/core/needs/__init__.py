"""Needs-based segments: customers who find the same outcomes important, never customers who look alike."""

from lifeworld.audiences.core.needs.importance import importance_figure
from lifeworld.audiences.core.needs.latent import LEVELS
from lifeworld.audiences.core.needs.segments import BOOTSTRAPS, NEEDED, STABLE, Segments, needs_segments
from lifeworld.audiences.core.needs.words import cautions, segment_name

__all__ = ["BOOTSTRAPS", "LEVELS", "NEEDED", "STABLE", "Segments", "cautions", "importance_figure", "needs_segments", "segment_name"]
