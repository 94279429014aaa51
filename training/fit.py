"""Learning: frozen lower layers are computed once for all texts; the upper ones are fitted by AdamW."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from lifeworld.voices.core.learning import N_CODES, Gold
from training.tower import LAYERS, Embedding, Shape, Tuned, base_layers

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Plan:
    """How the upper layers are fitted."""

    epochs: int = 5
    batch: int = 32
    rate: float = 2e-4
    head_rate: float = 1e-3
    decay: float = 0.01
    warmup: float = 0.1
    valence: float = 0.5
    seed: int = 0


@dataclass(frozen=True)
class Lower:
    """What the frozen layers make of n texts: ``state`` bf16[all pieces, 384]; ``ptr`` int64[n + 1]."""

    state: Tensor
    ptr: Rows


def lower(ids: Sequence[Rows], folder: Path, rows: Rows, frozen: int) -> Lower:
    """Hidden states below the tuned layers, batches of like lengths."""
    embedding, layers = Embedding(folder, rows).eval(), [layer.eval() for layer in base_layers(folder, 0.0)[:frozen]]
    ptr = np.concatenate([[0], np.cumsum([len(one) for one in ids])])
    state = torch.empty(int(ptr[-1]), 384, dtype=torch.bfloat16)
    order = np.argsort([len(one) for one in ids], kind="stable")
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for chosen in np.array_split(order, max(len(order) // 64, 1)):
            length = max(len(ids[row]) for row in chosen)
            padded = torch.zeros(len(chosen), length, dtype=torch.int64)
            for at, row in enumerate(chosen):
                padded[at, : len(ids[row])] = torch.from_numpy(ids[row])
            mask = torch.arange(length)[None] < torch.tensor([len(ids[row]) for row in chosen])[:, None]
            x = embedding(padded)
            for layer in layers:
                x = layer(x, mask[:, None, None])
            for at, row in enumerate(chosen):
                state[ptr[row] : ptr[row + 1]] = x[at, : len(ids[row])].to(torch.bfloat16)
    return Lower(state, ptr)


def batch_of(below: Lower, chosen: Rows) -> tuple[Tensor, Tensor]:
    """Padded states [B, T, 384] and mask bool[B, T] of the chosen texts."""
    counts = torch.from_numpy(below.ptr[chosen + 1] - below.ptr[chosen])
    length = int(counts.max())
    place = torch.from_numpy(below.ptr[chosen])[:, None] + torch.arange(length)[None]
    mask = torch.arange(length)[None] < counts[:, None]
    return below.state[torch.where(mask, place, 0)], mask


def batches(below: Lower, chosen: Rows, size: int, draw: np.random.Generator) -> Iterator[Rows]:
    """Batches in random order, texts of like length together."""
    order = draw.permutation(chosen)
    groups = []
    for start in range(0, len(order), size * 16):
        part = order[start : start + size * 16]
        part = part[np.argsort(below.ptr[part + 1] - below.ptr[part], kind="stable")]
        groups += [part[at : at + size] for at in range(0, len(part), size)]
    for at in draw.permutation(len(groups)):
        yield groups[at]


def loss_of(scores: Tensor, present: Tensor, valence: Tensor, weight: Tensor, plan: Plan) -> Tensor:
    """Cross entropy of codes (disputed ones left out) and of valence (unknown left out), weighted by text."""
    known = torch.isfinite(present)
    each = F.binary_cross_entropy_with_logits(scores[:, :N_CODES], torch.nan_to_num(present), reduction="none")
    codes = (each * known).sum(1)
    sure = torch.isfinite(valence)
    label = torch.where(sure, valence + 1, 0.0).long()
    tone = F.cross_entropy(scores[:, N_CODES:], label, reduction="none") * sure
    return (weight * (codes + plan.valence * tone)).sum() / weight.sum()


def fitted(below: Lower, sides: Tensor, gold: Gold, chosen: Rows, folder: Path, shape: Shape, plan: Plan) -> Tuned:
    """The upper layers and heads, learned from the chosen texts."""
    torch.manual_seed(plan.seed)
    draw = np.random.default_rng(plan.seed)
    model = Tuned(base_layers(folder, shape.dropout)[LAYERS - shape.tuned :], shape).train()
    present, valence = torch.from_numpy(gold.present).float(), torch.from_numpy(gold.valence).float()
    weight = torch.from_numpy(gold.weight).float()
    heads = [value for name, value in model.named_parameters() if not name.startswith("layers.")]
    groups = [{"params": list(model.layers.parameters()), "lr": plan.rate}, {"params": heads, "lr": plan.head_rate}]
    best = torch.optim.AdamW(groups, weight_decay=plan.decay, fused=True)
    total = plan.epochs * int(np.ceil(len(chosen) / plan.batch))
    ramp = torch.optim.lr_scheduler.LambdaLR(
        best, lambda step: min((step + 1) / max(plan.warmup * total, 1), max(total - step, 0) / ((1 - plan.warmup) * total))
    )
    for _ in range(plan.epochs):
        for rows in batches(below, chosen, plan.batch, draw):
            x, mask = batch_of(below, rows)
            with torch.autocast("cpu", torch.bfloat16):
                scores = model(x, mask, sides[rows])
            loss = loss_of(scores.float(), present[rows], valence[rows], weight[rows], plan)
            best.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            best.step()
            ramp.step()
    return model.eval()


def scored(model: Tuned, below: Lower, sides: Tensor, chosen: Rows) -> NDArray[np.float64]:
    """Scores of the chosen texts, float64[m, 15]."""
    found = np.zeros((len(chosen), 15))
    order = np.argsort(below.ptr[chosen + 1] - below.ptr[chosen], kind="stable")
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for at in np.array_split(order, max(len(order) // 64, 1)):
            x, mask = batch_of(below, chosen[at])
            found[at] = model(x, mask, sides[chosen[at]]).float().numpy()
    return found
