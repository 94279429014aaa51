"""The report of a scorecard as one HTML file that needs no network, and the words that it shares with other doors."""

from lifeworld.scorecard.files.report.page import report_html

__all__ = ["report_html"]
