"""`lifeworld voices evaluate`: how well a coder codes texts that were coded before."""

from __future__ import annotations

import json
from pathlib import Path

import click
import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.evaluation import evaluate as evaluated
from lifeworld.voices.core.evaluation import markdown
from lifeworld.voices.files.artefact import packaged_coder, read_coder
from lifeworld.voices.files.training import gold_of, read_coded, text_id


@click.command("evaluate")
@click.argument("coded", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--coder", "artefact", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Coder to test; default: the packaged fast coder.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File for the table: .json or .md.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the resampled intervals.")
def evaluate(coded: Path, artefact: Path | None, out: Path | None, seed: int) -> None:
    """Compare a coder with the codes in CODED (JSON Lines: text, focal, and codes, or agreed and disputed).

    For each code: prevalence, F1, Krippendorff's alpha with a 90 % interval, Brier score and calibration error. Disputed
    codes are left out. From alpha .80 on rely on a code; from .667 on draw tentative conclusions.

    \b
      lifeworld voices evaluate dev.jsonl --out table.md
    """
    if out and out.suffix not in (".json", ".md"):
        raise InputRefused("out_format", f"«{out.name}» ends neither in .json nor in .md.", "Choose one of the two.")
    texts = read_coded(coded)
    if not texts:
        raise InputRefused("coded_empty", f"{coded} holds no coded text.", "Give one JSON object a line.")
    coder = read_coder(artefact) if artefact else packaged_coder()
    present, valence = gold_of(texts)
    found = coder.code([text.text for text in texts], [text.focal for text in texts])
    table = evaluated(found, present, valence, seed=seed)
    ids = np.array([int(text_id(text.text), 16) for text in texts], np.uint64)
    n_learned = int(np.isin(ids, coder.learned_from).sum())
    note = f"The coder learned from {n_learned:,} of these {len(texts):,} texts" + (
        ", so these figures flatter it." if n_learned else "."
    )
    if out and out.suffix == ".json":
        content = {"coder": coder.label, "codebook": coder.codebook, "n": len(texts), "n_learned_from": n_learned,
                   "note": note, "codes": table.to_dicts()}
        out.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    elif out:
        out.write_text(f"{note}\n\n{markdown(table)}\n", encoding="utf-8")
    _show(table, f"{coder.label} on {coded.name}")
    click.echo(note)


def _show(table: pl.DataFrame, title: str) -> None:
    shown = Table(title=title)
    columns = ["code", "n", "positives", "called", "f1", "alpha", "alpha_low", "alpha_high", "brier", "ece"]
    for name in columns:
        shown.add_column(name, justify="left" if name == "code" else "right")
    for row in table.select(columns).iter_rows():
        shown.add_row(*("–" if c is None else f"{c:.2f}" if isinstance(c, float) else str(c) for c in row))
    Console(width=120).print(shown)
