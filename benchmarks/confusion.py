"""Copy the shipped coder's confusion from docs/coder.md into the simulator: `python -m benchmarks.confusion`."""

from __future__ import annotations

import re
from pathlib import Path

from lifeworld.voices.core.codebook import CODES

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "coder.md"
OUT = ROOT / "src" / "lifeworld" / "constellations" / "core" / "simulation" / "confusion.py"
HEAD = '''"""How often the shipped coder is right: counts copied from docs/coder.md by ``python -m benchmarks.confusion``; do not edit.

Each row is one code in the order of CODES: texts, those that truly carry it, those the coder called, F1 of "present".
All are out of fold: "dev" on reviews that were coded twice, "interviews" on stories coded by their writers.
"""

from __future__ import annotations

COUNTS: dict[str, tuple[tuple[int, int, int, float], ...]] = {
'''


def counts(page: str) -> dict[str, list[tuple[int, int, int, float]]]:
    """The two tables of the page: dev first, interviews and diaries second."""
    found: dict[str, list[tuple[int, int, int, float]]] = {"dev": [], "interviews": []}
    for code in CODES:
        rows = re.findall(rf"^\| {code} \| (\d+) \| (\d+) \| [\d.]+ \| (\d+) \| ([\d.]+) \|", page, re.MULTILINE)
        for name, (n, positives, called, f1) in zip(found, rows, strict=True):
            found[name].append((int(n), int(positives), int(called), float(f1)))
    return found


def briers(page: str) -> dict[str, list[float]]:
    """The Brier scores of the same tables."""
    found: dict[str, list[float]] = {"dev": [], "interviews": []}
    for code in CODES:
        rows = re.findall(rf"^\| {code} \|.*\| ([\d.]+) \| [\d.]+ \|$", page, re.MULTILINE)
        for name, brier in zip(found, rows, strict=True):
            found[name].append(float(brier))
    return found


def module(page: str) -> str:
    """The text of the simulator's module."""
    parts = []
    for name, rows in counts(page).items():
        lines = "".join(f"        {row},  # {code}\n" for code, row in zip(CODES, rows, strict=True))
        parts.append(f'    "{name}": (\n{lines}    ),\n')
    return HEAD + "".join(parts) + "}\n"


if __name__ == "__main__":
    OUT.write_text(module(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
