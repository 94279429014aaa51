"""What all coders of a study said of all its statements as one array, and the same as text that a table can keep."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.voices.core.agreement import MISSING
from lifeworld.voices.core.coder_comparison.judgements import Judgements

Ints = NDArray[np.int64]
Values = NDArray[np.int8]
NOBODY = -1
"""Stands where a statement's customer is not known."""


@dataclass(frozen=True, eq=False)
class JudgedMatrix:
    """``values`` int8[codes, statements, coders]: 1 present, 0 judged and absent, MISSING not judged.

    ``statements`` int64[statements] are keys, ascending; ``customers`` int64[statements] the keys of their customers, NOBODY where
    not known; ``coders`` keys in the order of the last axis. It may hold some codes of a study only.
    """

    codes: tuple[str, ...]
    coders: tuple[int, ...]
    statements: Ints
    customers: Ints
    values: Values

    def only(self, coders: Sequence[int]) -> JudgedMatrix:
        """The same with these coders alone, and the statements that any of them judged.

        >>> both = JudgedMatrix(("mood",), (1, 2), np.array([7, 8]), np.array([0, 0]), np.array([[[1, -1], [-1, 0]]], np.int8))
        >>> both.only([2]).statements.tolist()
        [8]
        """
        at = [self.coders.index(coder) for coder in coders]
        values = self.values[:, :, at]
        read = (values != MISSING).any(axis=(0, 2))
        return replace(self, coders=tuple(coders), statements=self.statements[read], customers=self.customers[read],
                       values=np.ascontiguousarray(values[:, read]))

    def code(self, name: str) -> Values:
        """What was said of one code, int8[statements, coders]. Errors: KeyError for a code that it does not hold."""
        if name not in self.codes:
            raise KeyError(name)
        found: Values = self.values[self.codes.index(name)]
        return found

    def n_read(self) -> list[int]:
        """How many statements each coder judged on any code."""
        return [int(n) for n in (self.values != MISSING).any(axis=0).sum(axis=0)]

    def judgements(self, names: Sequence[str]) -> Judgements:
        """The array as the comparison of coders takes it; ``names`` are what people call the coders, in their order."""
        clusters = clusters_of(self.customers)
        return Judgements(self.codes, pl.Series(self.statements).cast(pl.String), tuple(names), self.values, clusters)


def clusters_of(customers: Ints) -> Ints | None:
    """Numbers of customers as intervals resample them: a statement of nobody known is one of its own; None where none is known.

    >>> clusters_of(np.array([4, 4, -1, -1])).tolist()
    [4, 4, 5, 6]
    """
    unknown = customers == NOBODY
    if unknown.all():
        return None
    return np.where(unknown, customers.max() + np.cumsum(unknown), customers)


def packed_numbers(numbers: Ints) -> str:
    """Whole numbers as text; ascending ones take least room.

    >>> unpacked_numbers(packed_numbers(np.array([3, 5, 2**40]))).tolist()
    [3, 5, 1099511627776]
    """
    steps = np.diff(numbers.astype(np.int64), prepend=0)
    return base64.b64encode(zlib.compress(steps.astype("<i8").tobytes(), 1)).decode("ascii")


def unpacked_numbers(text: str) -> Ints:
    """What ``packed_numbers`` made the text of, int64[n]."""
    steps = np.frombuffer(zlib.decompress(base64.b64decode(text)), "<i8").astype(np.int64)
    return np.cumsum(steps)


def packed_values(values: Values) -> str:
    """One code's values int8[statements, coders] as text, two bits a cell before compression.

    >>> unpacked_values(packed_values(np.array([[1, 0], [-1, 1]], np.int8)), (2, 2)).tolist()
    [[1, 0], [-1, 1]]
    """
    bits = np.packbits(np.concatenate([values.ravel() == 1, values.ravel() != MISSING]))
    return base64.b64encode(zlib.compress(bits.tobytes(), 1)).decode("ascii")


def unpacked_values(text: str, shape: tuple[int, int]) -> Values:
    """What ``packed_values`` made the text of, int8 of this shape."""
    n = shape[0] * shape[1]
    bits = np.unpackbits(np.frombuffer(zlib.decompress(base64.b64decode(text)), np.uint8), count=2 * n).astype(np.int8)
    return (bits[:n] + bits[n:] - 1).reshape(shape)


def matrix_from(values: Values, statements: Ints, customers: Ints, coders: Sequence[int], codes: Sequence[str]) -> JudgedMatrix:
    """The matrix from values int8[statements, coders, codes], as readings are told in bulk."""
    return JudgedMatrix(tuple(codes), tuple(coders), statements, customers, np.ascontiguousarray(values.transpose(2, 0, 1)))
