"""What events mean: frozen values and pure functions."""

from lifeworld.events.core.lines import SENTENCES, Line, sentence
from lifeworld.events.core.tables import CATEGORIES, EVENT_FIELDS, EVENT_SCHEMA, Field, counted

__all__ = ["CATEGORIES", "EVENT_FIELDS", "EVENT_SCHEMA", "SENTENCES", "Field", "Line", "counted", "sentence"]
