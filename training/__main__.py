"""The recipe of the accurate coder, in three steps: learn, export, page. See README.md."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
from pathlib import Path

import click
import numpy as np
import torch

from lifeworld.voices.files.artefact import packaged_coder
from training.corpus import Rows, features, read_rows, side_features
from training.export import arrays_of, write
from training.fit import Plan, fitted, lower, scored
from training.frozen import frozen_scores
from training.nested import SINGLE, Ground, Held, calibrated_fast, fast_scores, fold_of, outside, stack_on
from training.page import write_page
from training.pieces import as_ids, base_model, vocabulary
from training.results import ROUTED, doubt
from training.rounding import rounding
from training.stacking import Stack
from training.tower import LAYERS, Shape, Tuned, base_layers
from training.variants import MAIN, VARIANTS, kept_scores, score_file

FOLDER = click.Path(path_type=Path, file_okay=False)
PAGE, FIGURES = Path("docs/accurate.md"), Path("training/accurate.json")
_grounds: dict[int, Ground] = {}


@click.group()
def recipe() -> None:
    """The accurate coder: fine-tuned, joined with the fast one, calibrated."""


@recipe.command("learn")
@click.argument("data", type=FOLDER)
@click.argument("work", type=FOLDER)
@click.option("--processes", default=2, show_default=True, help="How many models are fitted at once, one thread each.")
def learn(data: Path, work: Path, processes: int) -> None:
    """Fit every model of variants.py that WORK does not hold yet; each takes some minutes on one core."""
    work.mkdir(parents=True, exist_ok=True)
    rows, pieces, ids = _inputs(data)
    ready = features(rows)
    sides = torch.from_numpy(side_features(rows, ready.table))
    folder, fold = base_model(), fold_of(rows)
    for tuned in {variant.tuned for variant in VARIANTS.values()}:
        below = lower(ids, folder, vocabulary(folder)[1], LAYERS - tuned)
        _grounds[tuned] = Ground(rows, fold, ready, sides, below, folder)
    ground = next(iter(_grounds.values()))
    if not all(score_file(work, "fast", held).exists() for held in VARIANTS[MAIN].held if held):
        for held, found in fast_scores(ground, np.ones(len(fold), np.bool_)).items():
            np.save(score_file(work, "fast", held), found)
    if not all(score_file(work, "frozen", held).exists() for held in SINGLE):
        plain = as_ids(rows.corpus.texts, pieces)
        for held, found in frozen_scores(plain, folder, vocabulary(folder)[1], rows.corpus.gold, fold).items():
            np.save(score_file(work, "frozen", held), found)
    jobs = [(work, name, held) for name, variant in VARIANTS.items() for held in variant.held
            if not score_file(work, name, held).exists()]
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        for name, held in pool.imap_unordered(_one, jobs):
            click.echo(f"{name}: fitted without folds {held}.", err=True)


def _one(job: tuple[Path, str, Held]) -> tuple[str, Held]:
    """Fit one model and keep its scores; the model of everything is kept itself."""
    torch.set_num_threads(1)
    work, name, held = job
    variant = VARIANTS[name]
    ground = _grounds[variant.tuned]
    sides = ground.sides.shape[1] if variant.lexicon else 0
    kept = ~np.isin(ground.fold, held) & (variant.written | ~ground.rows.extra)
    model = fitted(
        ground.below, ground.sides, ground.rows.corpus.gold, np.flatnonzero(kept), ground.folder,
        Shape(variant.tuned, sides), Plan(),
    )
    np.save(score_file(work, name, held), scored(model, ground.below, ground.sides, np.arange(len(kept))))
    if not held:
        torch.save(model.state_dict(), work / f"{name}.pt")
    return name, held


@recipe.command("export")
@click.argument("data", type=FOLDER)
@click.argument("work", type=FOLDER)
def export(data: Path, work: Path) -> None:
    """Write WORK/tuned.npz from the model of everything; then run `python -m training.quantise`."""
    rows, pieces, _ = _inputs(data)
    coder, scores, fold = packaged_coder(), kept_scores(work), fold_of(rows)
    raw, chosen = outside(scores["fast"], fold), np.flatnonzero(rows.judged | rows.told)
    slope, offset = calibrated_fast(raw, rows.corpus.gold, chosen)
    fast = raw * slope + offset
    stack = stack_on(rows, outside(scores[MAIN], fold), fast, chosen)
    by_itself = Stack(np.zeros(15), np.ones(15), np.zeros(15), coder.threshold)
    model = Tuned(base_layers(base_model(), 0.0)[LAYERS - VARIANTS[MAIN].tuned :], Shape(VARIANTS[MAIN].tuned, len(coder.table.sides)))
    model.load_state_dict(torch.load(work / f"{MAIN}.pt"))
    write(work / "tuned.npz", arrays_of(model.eval(), stack, {
        "side_names": np.array(coder.table.sides), "pieces": np.array(pieces), "fast_recipe": coder.recipe, "focal_in_input": 1,
        "cut": float(np.quantile(doubt(fast[rows.judged], by_itself), ROUTED)),
    }))
    digest = hashlib.sha256((work / "tuned.npz").read_bytes()).hexdigest()
    click.echo(f"{work / 'tuned.npz'}: sha256 {digest}.", err=True)


@recipe.command("page")
@click.argument("data", type=FOLDER)
@click.argument("work", type=FOLDER)
def page(data: Path, work: Path) -> None:
    """Write docs/accurate.md and training/accurate.json from the kept scores."""
    rows, _, _ = _inputs(data)
    figures = write_page(rows, len(packaged_coder().table.sides), work, PAGE, rounding(rows, work))
    FIGURES.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    click.echo(f"{PAGE} and {FIGURES} are written.", err=True)


def _inputs(data: Path) -> tuple[Rows, list[str], list[np.ndarray]]:
    rows = read_rows(data)
    pieces, _ = vocabulary(base_model())
    return rows, pieces, as_ids(rows.corpus.texts, pieces, rows.corpus.focal)


if __name__ == "__main__":
    recipe()
