"""Sheets that people and programs fill with codes: what their cells, columns and blanks mean."""

from lifeworld.voices.core.coded_sheets.cells import undone
from lifeworld.voices.core.coded_sheets.settled import settled
from lifeworld.voices.core.coded_sheets.shapes import ENTRIES, Sheet, entries_of
from lifeworld.voices.core.coded_sheets.spans import checked_against

__all__ = ["ENTRIES", "Sheet", "checked_against", "entries_of", "settled", "undone"]
