"""What changes events: the journal gets a line, events are taken in, readers move on, customers are forgotten."""

from lifeworld.events.actions.journal import forget, move_on, record

__all__ = ["forget", "move_on", "record"]
