"""Alignment: whether those who help customers more earn more, and what is earned by what failed."""

from lifeworld.scorecard.core.alignment.score import alignment

__all__ = ["alignment"]
