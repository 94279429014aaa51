"""The texts on which the sizes of activations are read off: those that the coder learns from. Only sizes are kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lifeworld.voices.core.features import observe
from lifeworld.voices.core.focal import focal_of
from lifeworld.voices.core.tokens import tokenize
from lifeworld.voices.files.artefact import packaged_coder
from lifeworld.voices.files.training import CodedText, read_coded, read_examples, read_reserved
from training.pieces import as_ids
from training.tower import WIDTH

N = 150
PIECES_MAX = 128


def some_texts(folder: Path) -> list[CodedText]:
    """Some of the coded texts, evenly over all of them, in an order that is theirs."""
    coded = read_coded(folder / "train.jsonl", read_reserved(folder / "reserved.txt")) + read_examples()
    coded.sort(key=lambda text: text.id)
    return coded[:: max(1, len(coded) // N)]


def general_pieces(texts: list[CodedText], pieces: list[str]) -> list[NDArray]:
    """The texts as the general encoder reads them."""
    return [read[:PIECES_MAX] for read in as_ids([text.text for text in texts], pieces)]


def tuned_pieces(texts: list[CodedText], pieces: list[str], tuned: Mapping[str, NDArray]) -> list[tuple[NDArray, NDArray]]:
    """The texts as the tuned encoder reads them, each with what its side features add to every piece."""
    words, focal = [text.text for text in texts], [text.focal for text in texts]
    read = [one[:PIECES_MAX] for one in as_ids(words, pieces, focal)]
    if "side_in" not in tuned:
        return [(one, np.zeros(WIDTH, np.float32)) for one in read]
    table = packaged_coder().table
    tokens = tokenize(words, digits_alike=True)
    sides = observe(tokens, table, focal_of(tokens, table, focal)).sides.toarray().astype(np.float32)
    return list(zip(read, sides @ tuned["side_in"], strict=True))
