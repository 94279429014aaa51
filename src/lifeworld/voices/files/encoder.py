"""The packaged sentence encoder: texts to vectors with onnxruntime, offline, on one thread a caller.

``data/encoder/encoder.npz`` holds int8 weights, two graphs that share them, and the vocabulary (`training/` makes it). The
scale of every rounding is fixed beforehand and batches hold texts of one length, so a text's vector is the same, bit for
bit, whichever texts are beside it. Another processor may differ in the last digits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.voices.core.encoding import Windows, max_of_windows, mean_of_windows, windows
from lifeworld.voices.core.wordpiece import BEGIN, END, Pieces, WordPieces
from lifeworld.voices.files.archive import read_archive

KIND, FORMAT = "encoder", 1
WIDTH = 384
TEXTS_AT_ONCE = 8192
"""Texts whose windows are sorted together: bounds the memory, never the result."""
DEVICES = ("cpu", "cuda")
Float = NDArray[np.float32]
Step = Callable[[int], None]


@dataclass(frozen=True)
class Weights:
    """What the encoder's file holds: arrays by name, and its description."""

    arrays: dict[str, NDArray[Any]]
    meta: dict[str, Any]

    @property
    def cutter(self) -> WordPieces:
        """The vocabulary's word pieces."""
        return WordPieces(tuple(self.arrays["vocabulary"].tobytes().decode("utf-8").split("\n")))

    def given(self, name: str, way: str) -> NDArray[Any]:
        """A weight as a graph asks for it: whole numbers for the int8 ones, times their scale for the float32 ones."""
        weight = np.ascontiguousarray(self.arrays[name])
        if way.endswith("int8") or weight.dtype != np.int8 or name == "word":
            return weight
        return np.asarray(weight * self.arrays[f"{name}.scale"], np.float32)


@dataclass(frozen=True)
class Encoder:
    """One way through the layers: ``graph`` is general or tuned. Use ``packaged_encoder``.

    ``session`` reads the memory of ``given``, its weights, so both live together.
    """

    graph: str
    device: str
    recipe: str
    cutter: WordPieces
    session: Any
    given: Sequence[Any]

    def pieces(self, texts: Sequence[str]) -> Pieces:
        """Word pieces of the texts."""
        return self.cutter.cut(texts)

    def windows(self, pieces: Pieces, focal: Pieces | None = None) -> Windows:
        """Windows of texts, with their focal providers where those are read."""
        return windows(pieces, self.cutter.number[BEGIN], self.cutter.number[END], focal)

    def pooled(self, texts: Sequence[str], focal: Sequence[str | None] | None, shift: Float) -> Float:
        """Mean and maximum over the pieces of each text and its focal provider, float32[n, 768]; ``shift`` float32[n, 384] is
        added to every piece at the first tuned layer. A text's row is the same in any company.
        """
        parts = [np.empty((0, 2 * WIDTH), np.float32)]
        for first in range(0, len(texts), TEXTS_AT_ONCE):
            part = slice(first, first + TEXTS_AT_ONCE)
            named = [name or "" for name in focal[part]] if focal is not None else [""] * len(texts[part])
            cut = self.windows(self.pieces(texts[part]), self.pieces(named))
            made = self.through(cut, shift[part])
            parts.append(np.hstack([mean_of_windows(cut, made[:, :WIDTH]), max_of_windows(cut, made[:, WIDTH:])]))
        return np.concatenate(parts)

    def __reduce__(self) -> tuple[Callable[..., Encoder], tuple[str, str]]:
        return packaged_encoder, (self.graph, self.device)

    def through(self, cut: Windows, shift: Float | None = None) -> Float:
        """What the graph makes of each window, float32[W, width]; ``shift`` float32[n texts, 384] goes with each text."""
        made: Float | None = None
        for rows, pieces in cut.batches():
            fed: dict[str, Any] = {"pieces": pieces}
            if shift is not None:
                fed["shift"] = shift[cut.text[rows]][:, None]
            (out,) = self.session.run(None, fed)
            if made is None:
                made = np.empty((len(cut.text), out.shape[1]), np.float32)
            made[rows] = out
        return np.empty((0, WIDTH), np.float32) if made is None else made


def embed(texts: Sequence[str], step: Step | None = None, device: str = "cpu") -> Float:
    """The general embedding of every text, float32[n, 384], rows of length one (also that of an empty text).

    The same text has the same row in any company and order. ``step(n)`` is told how many texts more are done. A text of
    more than 254 word pieces is the mean of its windows. Errors: InputRefused for a device that is not there.

    >>> close, other = embed(["My sister runs with me", "I run with my sister", "The battery died"])[0] @ embed(
    ...     ["I run with my sister", "The battery died"]).T
    >>> bool(close > .8 > .4 > other)
    True
    """
    encoder = packaged_encoder("general", device)
    parts = [np.empty((0, WIDTH), np.float32)]
    for first in range(0, len(texts), TEXTS_AT_ONCE):
        part = texts[first : first + TEXTS_AT_ONCE]
        cut = encoder.windows(encoder.pieces(part))
        each = encoder.through(cut)
        mean = mean_of_windows(cut, each / _length(each))
        parts.append(mean / _length(mean))
        if step is not None:
            step(len(part))
    return np.concatenate(parts)


def _length(rows: Float) -> Float:
    return np.asarray(np.maximum(np.sqrt((rows * rows).sum(1, keepdims=True)), np.float32(1e-12)))


@lru_cache(maxsize=4)
def packaged_encoder(graph: str, device: str = "cpu") -> Encoder:
    """The general or the tuned encoder that comes with lifeworld, loaded once a process. Errors as for ``embed``."""
    weights = packaged_weights()
    return Encoder(graph, device, weights.meta["recipe"], weights.cutter, *_session(weights, graph, device))


@lru_cache(maxsize=1)
def packaged_weights() -> Weights:
    """The encoder's file, read and checked once a process."""
    path = files("lifeworld.voices") / "data" / "encoder" / "encoder.npz"
    return Weights(*read_archive(path.read_bytes(), "the packaged encoder", KIND, FORMAT))


def _session(weights: Weights, graph: str, device: str) -> tuple[Any, Sequence[Any]]:
    """A session of onnxruntime and its weights; for CUDA, which has no fast product of whole numbers, they are float32."""
    import onnxruntime  # noqa: PLC0415  (a fifth of a second, and only this coder needs it)

    if device not in DEVICES:
        raise InputRefused("unknown_device", f"There is no device «{device}».", f"Use {listed(DEVICES)}.")
    provider = {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"}[device]
    missing = InputRefused(
        "device_missing", f"The device «{device}» was asked for, and the installed onnxruntime offers no {provider}.",
        "Leave out --device, or install onnxruntime-gpu on a machine with such a device.",
    )
    if provider not in onnxruntime.get_available_providers():
        raise missing
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_mem_pattern = False  # lengths change from batch to batch
    options.log_severity_level = 3
    way = f"{graph}.{'int8' if device == 'cpu' else 'float32'}"
    names = weights.meta["weights"][way]
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(weights.given(name, way)) for name in names]
    options.add_external_initializers(names, values)
    content = weights.arrays[f"graph.{way}"].tobytes()
    # Its fused kernel for "add, then normalise" is no faster than the two steps (benchmarks/accurate.py).
    session = onnxruntime.InferenceSession(content, options, providers=[provider], disabled_optimizers=["SkipLayerNormFusion"])
    if provider not in session.get_providers():  # its library did not load, and onnxruntime fell back in silence
        raise missing
    return session, values
