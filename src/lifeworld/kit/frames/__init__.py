"""Tables: read safely from any format, written atomically.

Reading refuses what cannot be understood with the place and the remedy; it never guesses silently.
"""

from lifeworld.kit.frames.pieces import Piece
from lifeworld.kit.frames.reading import Table, read_batches, read_frame, read_pieces, read_table
from lifeworld.kit.frames.streaming import frame_writer
from lifeworld.kit.frames.writing import atomic_path, guarded, write_csv, write_json, write_parquet, write_text

__all__ = [
    "Piece", "Table", "atomic_path", "frame_writer", "guarded", "read_batches", "read_frame", "read_pieces",
    "read_table", "write_csv", "write_json", "write_parquet", "write_text",
]
