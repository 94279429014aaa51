"""The learned coder as arrays: what the graph of the accurate tier is built from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.stacking import Stack
from training.tower import LAYERS, WIDTH, Layer, Tuned

NAMES = {
    "out": "attention.output.dense", "norm1": "attention.output.LayerNorm", "up": "intermediate.dense",
    "down": "output.dense", "norm2": "output.LayerNorm",
}


def layer_arrays(layer: Layer, number: int) -> dict[str, NDArray[np.float32]]:
    """One layer under the names of the base model's file."""
    at = f"encoder.layer.{number}."
    state = {name: value.numpy().astype(np.float32) for name, value in layer.state_dict().items()}
    found = {f"{at}{theirs}.{part}": state[f"{ours}.{part}"] for ours, theirs in NAMES.items() for part in ("weight", "bias")}
    for part in ("weight", "bias"):
        for row, name in enumerate(("query", "key", "value")):
            found[f"{at}attention.self.{name}.{part}"] = state[f"qkv.{part}"][row * WIDTH : (row + 1) * WIDTH]
    return found


def arrays_of(model: Tuned, stack: Stack, described: Mapping[str, object]) -> dict[str, NDArray]:
    """Everything: layers, heads, stack; ``described`` are names and hashes that belong with them."""
    state = {name: value.numpy().astype(np.float32) for name, value in model.state_dict().items()}
    found: dict[str, NDArray] = {}
    for at, layer in enumerate(model.layers):
        found |= layer_arrays(layer, LAYERS - len(model.layers) + at)
    found |= {
        "tuned_from": np.array(LAYERS - len(model.layers)), "head": state["head.weight"].T, "head_bias": state["head.bias"],
        "side_in": state["side_in.weight"].T, "side_out": state["side_out.weight"].T,
        "stack_tuned": stack.tuned, "stack_fast": stack.fast, "offset": stack.offset, "threshold": stack.threshold,
    }
    return found | {name: np.asarray(value) for name, value in described.items()}


def write(path: Path, arrays: Mapping[str, NDArray]) -> None:
    """One NumPy archive."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        np.savez(out, **arrays)
