"""The transformer: layers of the base model, of which the lower ones stay frozen and shared, and heads for the codes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

WIDTH, HEADS, LAYERS = 384, 12, 6
OUTPUTS = 15
EPSILON = 1e-12


@dataclass(frozen=True)
class Shape:
    """What the tuned model looks like: the last ``tuned`` layers learn, those below are shared with the general encoder;
    ``sides`` is the number of side features (0 = they are not used); ``dropout`` is that of learning.
    """

    tuned: int = 3
    sides: int = 0
    dropout: float = 0.1
    pooling: str = "mean+max"


class Layer(nn.Module):
    """One layer of BERT: self-attention, then two dense layers, each added and normalised."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.up = nn.Linear(WIDTH, 4 * WIDTH)
        self.down = nn.Linear(4 * WIDTH, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """States [B, T, 384] after the layer; mask bool[B, 1, 1, T]."""
        b, t, _ = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        near = (q @ k.transpose(-1, -2)) * (WIDTH // HEADS) ** -0.5  # the fused kernel is slower backwards on a CPU
        seen = near.masked_fill(~mask, -1e4).softmax(-1).to(v.dtype) @ v
        x = self.norm1(x + self.drop(self.out(seen.transpose(1, 2).reshape(b, t, WIDTH))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


def base_layers(folder: Path, dropout: float) -> list[Layer]:
    """The six layers with the base model's weights."""
    raw = load_file(folder / "model.safetensors")
    made = []
    for number in range(LAYERS):
        at = f"encoder.layer.{number}."
        layer = Layer(dropout)
        own = {
            "out": "attention.output.dense", "norm1": "attention.output.LayerNorm", "up": "intermediate.dense",
            "down": "output.dense", "norm2": "output.LayerNorm",
        }
        state = {f"{ours}.{part}": raw[f"{at}{theirs}.{part}"] for ours, theirs in own.items() for part in ("weight", "bias")}
        for part in ("weight", "bias"):
            state[f"qkv.{part}"] = torch.cat([raw[f"{at}attention.self.{name}.{part}"] for name in ("query", "key", "value")])
        layer.load_state_dict(state)
        made.append(layer)
    return made


class Embedding(nn.Module):
    """Word pieces and their places; ``rows`` are those of the kept vocabulary in the base model's table."""

    def __init__(self, folder: Path, rows: NDArray) -> None:
        super().__init__()
        raw = load_file(folder / "model.safetensors")
        self.word = nn.Parameter(raw["embeddings.word_embeddings.weight"][torch.from_numpy(rows)].clone())
        place = raw["embeddings.position_embeddings.weight"] + raw["embeddings.token_type_embeddings.weight"][0]
        self.place = nn.Parameter(place.clone())
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.norm.load_state_dict({part: raw[f"embeddings.LayerNorm.{part}"] for part in ("weight", "bias")})

    def forward(self, ids: Tensor) -> Tensor:
        """From ids [B, T] to [B, T, 384]."""
        return self.norm(self.word[ids] + self.place[: ids.shape[1]])


class Tuned(nn.Module):
    """The layers that learn and the heads. Side features enter at the bottom, added to every piece, and at the heads."""

    def __init__(self, layers: list[Layer], shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.layers = nn.ModuleList(layers)
        self.drop = nn.Dropout(shape.dropout)
        pooled = WIDTH * (shape.pooling.count("+") + 1)
        self.head = nn.Linear(pooled, OUTPUTS)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        if shape.sides:
            self.side_in = nn.Linear(shape.sides, WIDTH, bias=False)
            self.side_out = nn.Linear(shape.sides, OUTPUTS, bias=False)
            nn.init.zeros_(self.side_in.weight)
            nn.init.zeros_(self.side_out.weight)

    def forward(self, x: Tensor, mask: Tensor, sides: Tensor) -> Tensor:
        """Scores [B, 15] from states [B, T, 384], mask bool[B, T] and side features [B, S]."""
        if self.shape.sides:
            x = x + self.side_in(sides)[:, None]
        for layer in self.layers:
            x = layer(x, mask[:, None, None])
        real = mask[..., None]
        parts = []
        if "mean" in self.shape.pooling:
            parts.append((x * real).sum(1) / real.sum(1))
        if "max" in self.shape.pooling:
            parts.append(x.masked_fill(~real, -1e4).amax(1))
        if "cls" in self.shape.pooling:
            parts.append(x[:, 0])
        scores = self.head(self.drop(torch.cat(parts, -1)))
        return scores + self.side_out(sides) if self.shape.sides else scores
