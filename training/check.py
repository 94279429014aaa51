"""How far the rounded encoder is from the float one, on coded texts that its scales were not read off from.

`python -m training.check [--tuned TUNED.npz]` prints cosines of the general embedding and differences of the tuned scores.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lifeworld.voices.files.accurate import packaged_accurate
from lifeworld.voices.files.encoder import embed
from lifeworld.voices.files.training import CodedText, read_coded, read_reserved
from training.measured_on import PIECES_MAX, general_pieces, tuned_pieces
from training.pieces import base_model
from training.quantise import Arrays, Model, model_of
from training.reference import through

N = 120


def float_vectors(model: Model, texts: list[CodedText]) -> NDArray[np.float32]:
    """General embeddings in float32."""
    found = []
    for pieces in general_pieces(texts, model.pieces):
        x = model.embedded(pieces)
        for layer in model.general:
            x = through(x, model.layers[layer], lambda place, x: None)
        found.append(x.mean(0) / np.linalg.norm(x.mean(0)))
    return np.array(found)


def float_scores(model: Model, texts: list[CodedText], tuned: Arrays) -> NDArray[np.float32]:
    """Scores of the tuned encoder in float32, without the side features' own part."""
    found = []
    for pieces, shift in tuned_pieces(texts, model.pieces, tuned):
        x = model.embedded(pieces)
        for layer in model.tuned:
            x = x + shift if layer == model.shifted else x
            x = through(x, model.layers[layer], lambda place, x: None)
        found.append(np.concatenate([x.mean(0), x.max(0)]) @ tuned["head"] + tuned["head_bias"])
    return np.array(found)


def main() -> None:
    """Print the comparison."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tuned", type=Path)
    asked.add_argument("--data", type=Path, default=Path("../shared/data/gold"))
    options = asked.parse_args()
    tuned: Arrays = dict(np.load(options.tuned)) if options.tuned else {}
    model = model_of(base_model(), tuned)
    texts = read_coded(options.data / "dev.jsonl", read_reserved(options.data / "reserved.txt"))
    texts = [text for text in texts if len(text.text) < 4 * PIECES_MAX][::3][:N]
    words, focal = [text.text for text in texts], [text.focal for text in texts]
    cosine = (embed(words) * float_vectors(model, texts)).sum(1)
    print(f"general: cosine mean {cosine.mean():.4f}, lowest {cosine.min():.4f} ({len(texts)} texts)")  # noqa: T201
    if tuned:
        coder = packaged_accurate()
        found = coder.base.scored(words, focal)
        ours = coder.own_scores(words, focal, found) - found.sides @ coder.stack.side_out
        theirs = float_scores(model, texts, tuned)
        apart = np.abs(ours - theirs)
        alike = np.corrcoef(ours.ravel(), theirs.ravel())[0, 1]
        print(f"tuned: scores differ by {apart.mean():.3f} in the mean, correlation {alike:.4f}")  # noqa: T201


if __name__ == "__main__":
    main()
