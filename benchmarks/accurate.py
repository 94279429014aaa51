"""The accurate coder, the cascade and the embedding beside sentence-transformers' encode, one thread each, on the same texts.

The peer needs torch, so it runs in the environment whose Python LIFEWORLD_TORCH_PYTHON names (`make bench-torch` makes one);
without it the table says "not measured here".
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from benchmarks.measure import table
from benchmarks.texts import ROOT, many, pool
from lifeworld.voices.core.encoding import BATCH_PIECES
from lifeworld.voices.files.coders import CODERS, load_coder
from lifeworld.voices.files.encoder import embed, packaged_encoder, packaged_weights

N, N_PEER, RUNS = 2_000, 600, 3
N_CUT = 40_000
QUALITY = ROOT / "training" / "accurate.json"
TORCH = "LIFEWORLD_TORCH_PYTHON"


def rates(work: Callable[[], object], n: int) -> tuple[float, float]:
    """Texts a second of the clock and of the processor's own time, each the best of three."""
    wall, cpu = [], []
    for _ in range(RUNS):
        begun, used = time.perf_counter(), time.process_time()
        work()
        wall.append(n / (time.perf_counter() - begun))
        cpu.append(n / (time.process_time() - used))
    return max(wall), max(cpu)


def peer(texts: list[str], cut: list[str]) -> dict | None:
    """What benchmarks/encode_torch.py says in its own environment; None where there is none."""
    python = os.environ.get(TORCH, str(ROOT / ".venv-torch" / "bin" / "python"))
    if not Path(python).exists():
        return None
    with tempfile.TemporaryDirectory() as scratch:
        asked, answered = Path(scratch) / "asked.json", Path(scratch) / "answered.json"
        asked.write_text(json.dumps({"texts": texts, "cut": cut}), encoding="utf-8")
        subprocess.run([python, str(ROOT / "benchmarks" / "encode_torch.py"), str(asked), str(answered)], check=True)
        return dict(json.loads(answered.read_text(encoding="utf-8")))


def cut_alike(texts: list[str], theirs: list[list[str]]) -> str:
    """How many texts our word pieces cut like theirs, where their vocabulary's pieces are ours too."""
    cutter = packaged_encoder("general").cutter
    found = cutter.cut(texts)
    same = covered = 0
    for row, pieces in enumerate(theirs):
        if all(piece in cutter.number for piece in pieces):
            covered += 1
            own = [cutter.vocabulary[piece] for piece in found.piece[found.text_ptr[row] : found.text_ptr[row + 1]]]
            same += own == pieces
    return (f"Word pieces: {same:,} of {covered:,} texts are cut exactly as the tokenizers library cuts them; "
            f"{len(theirs) - covered:,} of {len(theirs):,} texts hold pieces outside the kept vocabulary.")


def frontier(speeds: dict[str, float]) -> str:
    """Quality against speed: the out-of-fold alphas that `make accurate` wrote, beside this run's speeds."""
    if not QUALITY.exists():
        return "The quality of the coders was not measured here (`make accurate` writes it)."
    alpha = json.loads(QUALITY.read_text(encoding="utf-8"))["alpha"]
    rows = [[name, f"{alpha[name]:.3f}" if name in alpha else "not measured", f"{speeds[name]:,.0f}"] for name in CODERS]
    return table(["coder", "mean alpha over eleven codes, out of fold ([accurate.md](accurate.md))", "texts/s of one core"], rows)


def choices(texts: list[str]) -> str:
    """What two choices of the run time buy: pieces in a batch, and leaving "add, then normalise" unfused."""
    import onnxruntime

    encoder = packaged_encoder("general")
    cut = encoder.windows(encoder.pieces(texts))

    def through(session: object, pieces: int) -> float:
        return rates(lambda: [session.run(None, {"pieces": batch}) for _, batch in cut.batches(pieces)], len(texts))[1]

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    weights = packaged_weights()
    options.add_external_initializers(weights.meta["weights"]["general.int8"], encoder.given)
    fused = onnxruntime.InferenceSession(weights.arrays["graph.general.int8"].tobytes(), options)
    rows = [[f"{pieces:,} pieces a batch", f"{through(encoder.session, pieces):,.0f}"] for pieces in (128, 256, 512, 1024, 4096)]
    rows.append([f"{BATCH_PIECES:,} pieces a batch, onnxruntime's fused kernel", f"{through(fused, BATCH_PIECES):,.0f}"])
    return table([f"general embedding of {len(texts):,} texts", "texts/s by the processor's own time"], rows)


def report() -> str:
    """Tables and sentences."""
    texts = many(N_CUT)
    focal: list[str | None] = ["Fitbit"] * len(texts)
    some, own = texts[:N], focal[:N]
    coders = {name: load_coder(name) for name in CODERS}
    cutter = packaged_encoder("general").cutter
    measured = {
        "fast": (rates(lambda: coders["fast"].code(texts, focal), N_CUT), "lifeworld fast: twelve codes and valence"),
        "cascade": (rates(lambda: coders["cascade"].code(some, own), N), "lifeworld cascade"),
        "accurate": (rates(lambda: coders["accurate"].code(some, own), N), "lifeworld accurate: twelve codes and valence"),
        "embed": (rates(lambda: embed(some), N), "lifeworld: general embedding (384 numbers)"),
        "cut": (rates(lambda: cutter.cut(texts), N_CUT), "lifeworld: word pieces alone"),
    }
    real = pool()[0]
    theirs = peer(some[:N_PEER], real)
    rows = [[words, f"{wall:,.0f}", f"{cpu:,.0f}", f"{cpu / max(theirs['cpu']):,.1f}×" if theirs else ""]
            for (wall, cpu), words in measured.values()]
    shown = [f"{max(theirs['wall']):,.0f}", f"{max(theirs['cpu']):,.0f}", "1×"] if theirs else ["not measured here", "", ""]
    rows.append(["sentence-transformers: encode (float32)", *shown])
    speeds = {name: measured[name][0][1] for name in CODERS}
    sys.stderr.write(f"accurate coder: {speeds['accurate']:,.0f} texts/s of one core\n")
    head = table(["what (texts of 22 words, one thread)", "texts/s by the clock, best of 3", "by the processor's own time",
                  "rate against the peer (own time)"], rows)
    versions = ", ".join(f"{name} {version}" for name, version in theirs["versions"].items()) if theirs else ""
    notes = [f"Peer: {versions}.", cut_alike(real, theirs["pieces"])] if theirs else []
    return "\n\n".join([head, *notes, frontier(speeds), choices(texts[:N_PEER]), "CUDA was not measured here."])


if __name__ == "__main__":
    sys.stdout.write(report() + "\n")
