"""`make bench` first half: run every benchmark and write docs/benchmarks.md. The second is `python -m benchmarks.proof`.

With SCALE=FOLDER in the environment also the partitioned map up to 10^7 statements, which takes most of an hour.
"""

from __future__ import annotations

import os
import platform
import sys
from importlib import metadata
from pathlib import Path

from benchmarks import accurate, asking, coder, constellations, end_to_end, impact, interviews, scale, shares, shares_beside
from benchmarks.texts import pool

OUT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
PACKAGES = ("numpy", "scipy", "polars", "scikit-learn", "model2vec", "networkx", "onnxruntime")


def cpu() -> str:
    """The processor's name."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} × {names[0]}" if names else platform.processor()


def main() -> None:
    """Run all and write."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    parts = [
        "# Benchmarks", "<!-- made by `make bench` -->", "",
        f"Measured on {cpu()}, Python {platform.python_version()}, {versions}. Other work may have shared the machine: read the "
        f"ratios. Texts are cut from {pool()[1]}.",
        "", "## Coding", "", coder.report(), "", "## Accurate tier", "", accurate.report(), "",
        "## Constellations", "",
        "Synthetic coded statements, from probabilities to ties, drivers, types, 64 draws and 50 bootstraps. The peer does the "
        "same for 300 customers, one at a time; it leaves out conditions, grades and reasons. "
        "Workers are threads; where a second one brings little, the blocks wait for each other's interpreter lock.", "",
        constellations.report(), "", "## Whole commands", "", end_to_end.report(), "", "## Interviews and exports", "",
        interviews.report(), "", "## Driver impact", "", impact.report(), "", "## Corrected shares", "",
        shares_beside.report(), "", shares.report(), "", "## Language models", "", asking.report(),
    ]
    folder = os.environ.get("SCALE")
    if folder:
        parts += ["", "## Scale", "", scale.report([100_000, 1_000_000, 10_000_000], Path(folder), ["local", "dask"])]
    OUT.write_text("\n".join(parts) + "\n", encoding="utf-8")
    sys.stderr.write(f"{OUT.name} is written\n")


if __name__ == "__main__":
    main()
