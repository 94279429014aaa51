"""The encoder's file: weights rounded to int8, fixed scales for activations, two graphs, the vocabulary.

`python -m training.quantise [--tuned TUNED.npz] --out FOLDER`. The general encoder is the base model; the tuned one
shares its lower layers and takes the others from TUNED.npz (without one: from the base model).
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from lifeworld.voices.files.archive import archive_bytes, digest, read_archive
from training.graph import asked_for, encoder_graph
from training.measured_on import general_pieces, some_texts, tuned_pieces
from training.pieces import PIECES_MAX, base_model, vocabulary
from training.reference import Layer, normed, through
from training.tower import LAYERS

Arrays = dict[str, NDArray]
KIND, FORMAT = "encoder", 1
KINDS = ("int8", "float32")
FILE, STACK_FILE = "encoder.npz", "accurate.npz"
VERSION = "1"
WORD_LEVELS = 31
"""Embeddings keep 63 levels: more changed nothing (cosine with float), and the file is smaller."""
LEVELS = 64
"""Weights keep 129 of 255 levels: on processors whose 8-bit products saturate at 16 bits (AVX2), two products of 255 × 64 still
fit, so that sums of whole numbers are exact, and the same, on every processor."""
SMOOTHED = ("in", "middle")
POWER = 0.7
"""How much of a column's size moves from the activations to the weights (Xiao et al. 2023, *SmoothQuant*)."""
FEEDS = {"in": ("query", "key", "value"), "heard": ("out",), "middle": ("up",), "bent": ("down",)}


@dataclass(frozen=True)
class Model:
    """Float weights. ``words`` [V, 384], ``places`` [256, 384], ``norm`` gain and bias; ``layers`` by name; ``general`` and
    ``tuned`` are ways through them.
    """

    pieces: list[str]
    words: NDArray[np.float32]
    places: NDArray[np.float32]
    norm: tuple[NDArray[np.float32], NDArray[np.float32]]
    layers: dict[str, Layer]
    general: list[str]
    tuned: list[str]

    @property
    def shifted(self) -> str:
        """The first layer that the two ways do not share: side features enter before it."""
        own = [layer for layer in self.tuned if layer not in self.general]
        return own[0] if own else self.tuned[3]

    def embedded(self, pieces: NDArray) -> NDArray[np.float32]:
        """Pieces [n] -> [n, 384]."""
        return normed(self.words[pieces] + self.places[: len(pieces)], *self.norm)


@dataclass
class Sizes:
    """Smallest and largest value of each column at each place, over everything that was shown."""

    low: dict[str, NDArray] = field(default_factory=dict)
    high: dict[str, NDArray] = field(default_factory=dict)

    def look(self, place: str, x: NDArray) -> None:
        """Take in activations [pieces, width]."""
        low, high = x.min(0), x.max(0)
        self.low[place] = np.minimum(self.low.get(place, low), low)
        self.high[place] = np.maximum(self.high.get(place, high), high)


def base_layer(raw: Arrays, number: int) -> Layer:
    """A layer of the base model under the names of ``tower.Layer``."""
    at = f"encoder.layer.{number}."
    theirs = {"out": "attention.output.dense", "norm1": "attention.output.LayerNorm", "up": "intermediate.dense",
              "down": "output.dense", "norm2": "output.LayerNorm"}
    made = {f"{ours}.{part}": raw[f"{at}{name}.{part}"] for ours, name in theirs.items() for part in ("weight", "bias")}
    for part in ("weight", "bias"):
        made[f"qkv.{part}"] = np.concatenate([raw[f"{at}attention.self.{name}.{part}"] for name in ("query", "key", "value")])
    return made


def model_of(folder: Path, tuned: Arrays) -> Model:
    """The base model with the tuned layers, which have the names that the base model's have."""
    raw = load_file(folder / "model.safetensors")
    pieces, rows = vocabulary(folder)
    places = raw["embeddings.position_embeddings.weight"][:PIECES_MAX] + raw["embeddings.token_type_embeddings.weight"][0]
    general = [f"base{number}" for number in range(LAYERS)]
    layers = {name: base_layer(raw, number) for number, name in enumerate(general)}
    own = [number for number in range(LAYERS) if f"encoder.layer.{number}.output.dense.weight" in tuned]
    layers |= {f"tuned{number}": base_layer(tuned, number) for number in own}
    way = [f"tuned{number}" if number in own else f"base{number}" for number in range(LAYERS)]
    norm = (raw["embeddings.LayerNorm.weight"], raw["embeddings.LayerNorm.bias"])
    words = raw["embeddings.word_embeddings.weight"][rows]
    return Model(pieces, words, places, norm, layers, general, way)


def sizes_of(model: Model, general: Iterable[NDArray], tuned: Iterable[tuple[NDArray, NDArray]]) -> Sizes:
    """Sizes of the activations: ``general`` are texts as pieces, ``tuned`` such texts with their shift [384]."""
    sizes = Sizes()
    for pieces in general:
        x = model.embedded(pieces)
        for layer in model.general:
            x = through(x, model.layers[layer], lambda place, x, layer=layer: sizes.look(f"{layer}.{place}", x))
    for pieces, shift in tuned:
        x = model.embedded(pieces)
        for layer in model.tuned:
            x = x + shift if layer == model.shifted else x
            x = through(x, model.layers[layer], lambda place, x, layer=layer: sizes.look(f"{layer}.{place}", x))
    return sizes


def rounded(weight: NDArray, levels: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Columns of whole numbers from -levels to levels, and the scale of each column."""
    scale = np.maximum(np.abs(weight).max(0) / levels, 1e-12).astype(np.float32)
    return np.round(weight / scale).astype(np.int8), scale


def layer_arrays(name: str, layer: Layer, sizes: Sizes) -> Arrays:
    """One layer for the graph: matrices [inputs, outputs] of int8 with scale and bias, places with scale and zero point."""
    parts = dict(zip(("query", "key", "value"), np.split(layer["qkv.weight"], 3), strict=True))
    biases = dict(zip(("query", "key", "value"), np.split(layer["qkv.bias"], 3), strict=True))
    parts |= {part: layer[f"{part}.weight"] for part in ("out", "up", "down")}
    biases |= {part: layer[f"{part}.bias"] for part in ("out", "up", "down")}
    made: Arrays = {}
    for place, fed in FEEDS.items():
        at = f"{name}.{place}"
        low, high = sizes.low[at], sizes.high[at]
        size = np.ones(len(low), np.float32)
        if place in SMOOTHED:
            weights = np.maximum(np.abs(np.concatenate([parts[part] for part in fed])).max(0), 1e-6)
            size = np.maximum(np.maximum(-low, high), 1e-3) ** POWER / weights ** (1 - POWER)
            size = (size / size.mean()).astype(np.float32)
            made[f"{at}.size"] = 1 / size
        bottom, top = min(float((low / size).min()), 0.0), max(float((high / size).max()), 0.0)
        scale = np.float32((top - bottom) / 255)
        made[f"{at}.scale"], made[f"{at}.zero"] = np.array(scale), np.array(np.round(-bottom / scale), np.uint8)
        for part in fed:
            made[f"{name}.{part}"], made[f"{name}.{part}.scale"] = rounded(parts[part].T * size[:, None], LEVELS)
            made[f"{name}.{part}.bias"] = biases[part].astype(np.float32)
    for norm in ("norm1", "norm2"):
        made[f"{name}.{norm}.gain"], made[f"{name}.{norm}.bias"] = layer[f"{norm}.weight"], layer[f"{norm}.bias"]
    return made


def encoder_bytes(model: Model, sizes: Sizes, source: str) -> bytes:
    """The file ``encoder.npz``; ``source`` is the hash of what the weights come from."""
    words, scale = rounded(model.words.T, WORD_LEVELS)
    arrays: Arrays = {
        "word": np.ascontiguousarray(words.T), "word.scale": scale[:, None], "place": model.places,
        "norm.gain": model.norm[0], "norm.bias": model.norm[1],
    }
    for name in dict.fromkeys([*model.general, *model.tuned]):
        arrays |= layer_arrays(name, model.layers[name], sizes)
    ways = {"general": (model.general, "mean", None), "tuned": (model.tuned, "mean+max", model.shifted)}
    graphs = {
        f"{name}.{kind}": encoder_graph(arrays, *way, rounds=kind == "int8") for name, way in ways.items() for kind in KINDS
    }
    arrays = {name: array for name, array in arrays.items() if array.size > 1}  # single numbers are in the graphs
    arrays |= {f"graph.{name}": np.frombuffer(graph, np.uint8) for name, graph in graphs.items()}
    arrays["vocabulary"] = np.frombuffer("\n".join(model.pieces).encode("utf-8"), np.uint8)
    meta = {"kind": KIND, "format": FORMAT, "name": "all-MiniLM-L6-v2, int8", "source": source, "recipe": digest(arrays),
            "weights": {name: asked_for(graph) for name, graph in graphs.items()}}
    return archive_bytes(arrays, meta)


STACK = {"head": "head", "head_bias": "head_bias", "side_in": "side_in", "side_out": "side_out", "tuned": "stack_tuned",
         "fast": "stack_fast", "offset": "offset", "threshold": "threshold", "cut": "cut"}


def stack_bytes(tuned: Arrays, encoder: str) -> bytes:
    """The file ``accurate.npz``: what stands on the tuned encoder with the recipe hash ``encoder``."""
    arrays = {ours: np.asarray(tuned[theirs], np.float64) for ours, theirs in STACK.items()}
    arrays["side_in"] = arrays["side_in"].astype(np.float32)
    meta = {"kind": "accurate", "format": 1, "name": "accurate", "version": VERSION, "encoder": encoder,
            "fast": str(tuned["fast_recipe"]), "sides": [str(name) for name in tuned["side_names"]]}
    return archive_bytes(arrays, meta)


def main() -> None:
    """Write the files."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tuned", type=Path)
    asked.add_argument("--data", type=Path, default=Path("../shared/data/gold"), help="Folder of the coded texts.")
    asked.add_argument("--out", type=Path, required=True)
    asked.add_argument("--stack-only", action="store_true", help="The layers are those of the encoder.npz in --out.")
    options = asked.parse_args()
    tuned: Arrays = dict(np.load(options.tuned)) if options.tuned else {}
    if options.stack_only:
        content = (options.out / FILE).read_bytes()
    else:
        folder = base_model()
        model, texts = model_of(folder, tuned), some_texts(options.data)
        sizes = sizes_of(model, general_pieces(texts, model.pieces), tuned_pieces(texts, model.pieces, tuned))
        content = encoder_bytes(model, sizes, hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest())
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / FILE).write_bytes(content)
        print(f"{options.out / FILE}: {len(content) / 1e6:.1f} MB")  # noqa: T201
    if tuned:
        recipe = read_archive(content, FILE, KIND, FORMAT)[1]["recipe"]
        (options.out / STACK_FILE).write_bytes(stack_bytes(tuned, recipe))


if __name__ == "__main__":
    main()
