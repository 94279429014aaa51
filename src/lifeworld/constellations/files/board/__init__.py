"""Exports of a mapped study: slides, a document, a workbook, pictures and a Kumu map, all with the report's own figures."""

from lifeworld.constellations.files.board.kumu import customer_kumu, pool_kumu
from lifeworld.constellations.files.board.raster import png
from lifeworld.constellations.files.board.write import KINDS, write_board

__all__ = ["KINDS", "customer_kumu", "png", "pool_kumu", "write_board"]
