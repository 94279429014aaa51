"""What is asked of the journal and of the events."""

from lifeworld.events.queries.journal import export_of, journal, lines_after, places_with_lines, position, read_to

__all__ = ["export_of", "journal", "lines_after", "places_with_lines", "position", "read_to"]
