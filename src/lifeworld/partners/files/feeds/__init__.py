"""Feeds of offers: read from any of several formats, each row taken or refused with its reason."""

from lifeworld.partners.files.feeds.reading import read_feed
from lifeworld.partners.files.feeds.values import FORMATS, REFUSED, RULES, FeedRead

__all__ = ["FORMATS", "REFUSED", "RULES", "FeedRead", "read_feed"]
