"""The encoder in float32 with NumPy, one text at a time: what the rounded one is compared with, and where the sizes of its
activations are read off.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf, softmax

from training.tower import EPSILON, HEADS, WIDTH

Float = NDArray[np.float32]
Layer = dict[str, Float]
Look = Callable[[str, Float], None]
"""Is shown the activations [pieces, width] at each place: in, heard, middle, bent."""


def normed(x: Float, gain: Float, bias: Float) -> Float:
    """Rows of mean 0 and variance 1, times gain plus bias."""
    centred = x - x.mean(-1, keepdims=True)
    return np.asarray(centred / np.sqrt((centred**2).mean(-1, keepdims=True) + EPSILON) * gain + bias)


def through(x: Float, layer: Layer, look: Look) -> Float:
    """One layer; x float32[pieces, 384]. Weights are [outputs, inputs], as torch keeps them."""
    look("in", x)
    qkv = x @ layer["qkv.weight"].T + layer["qkv.bias"]
    query, key, value = qkv.reshape(len(x), 3, HEADS, WIDTH // HEADS).transpose(1, 2, 0, 3)
    share = softmax(query @ key.transpose(0, 2, 1) * (WIDTH // HEADS) ** -0.5, axis=-1)
    heard = (share @ value).transpose(1, 0, 2).reshape(len(x), WIDTH)
    look("heard", heard)
    x = normed(x + heard @ layer["out.weight"].T + layer["out.bias"], layer["norm1.weight"], layer["norm1.bias"])
    look("middle", x)
    up = x @ layer["up.weight"].T + layer["up.bias"]
    bent = up * (0.5 + 0.5 * erf(up * 0.5**0.5))
    look("bent", bent)
    return normed(x + bent @ layer["down.weight"].T + layer["down.bias"], layer["norm2.weight"], layer["norm2.bias"])
