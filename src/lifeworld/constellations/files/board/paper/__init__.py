"""The document: the report on paper, typeset with page numbers, contents and bookmarks, and tagged for screen readers."""

from lifeworld.constellations.files.board.paper.typeset import write_document

__all__ = ["write_document"]
