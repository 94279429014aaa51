"""Slides that survive questions: one message each, editable shapes, the evidence in the notes."""

from lifeworld.constellations.files.board.deck.deck import write_deck

__all__ = ["write_deck"]
