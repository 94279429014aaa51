"""What is read and written of events outside the database."""

from lifeworld.events.files.tables import iso_times, read_events

__all__ = ["iso_times", "read_events"]
