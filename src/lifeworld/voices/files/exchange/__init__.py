"""Reading and writing what other programs exchange: REFI-QDA, Taguette, Label Studio, coded tables."""

from lifeworld.voices.core.exchange.refi_settling import Exchanged
from lifeworld.voices.files.exchange.coded import read_coded, write_coded
from lifeworld.voices.files.exchange.folder import read_folder, write_folder
from lifeworld.voices.files.exchange.reading import KINDS, Reading, read_exchange
from lifeworld.voices.files.exchange.refi import write_qdc, write_qdpx

__all__ = [
    "KINDS", "Exchanged", "Reading", "read_coded", "read_exchange", "read_folder", "write_coded", "write_folder", "write_qdc", "write_qdpx",
]
