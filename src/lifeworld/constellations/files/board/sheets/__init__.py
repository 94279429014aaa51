"""The workbook: every table of a study as a sheet, numbers as numbers, unknown as an empty cell."""

from lifeworld.constellations.files.board.sheets.workbook import write_workbook

__all__ = ["write_workbook"]
