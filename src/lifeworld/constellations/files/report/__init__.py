"""The report of a mapped study: one HTML file that people would rather look at than read.

``render_report`` returns the text; whoever calls it decides where it is written.
"""

from lifeworld.constellations.files.report.page import render_report

__all__ = ["render_report"]
