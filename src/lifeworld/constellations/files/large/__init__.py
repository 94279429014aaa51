"""The report of a partitioned map: figures and pools of all customers, words and constellations of some."""

from lifeworld.constellations.files.large.page import render_large_report

__all__ = ["render_large_report"]
