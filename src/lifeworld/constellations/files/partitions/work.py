"""The folder of work of a partitioned map: beside the results, hidden, named by its recipe, gone when the results are there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from lifeworld.constellations.files.partitions.recipe import Recipe


def work_folder(out: Path, named: str) -> Path:
    """Where the work of this recipe lies; on the disk of the results, so that they are moved and not copied."""
    final = out.resolve()
    return final.parent / f".{final.name}-work-{named}"


def clear_work(recipe: Recipe, out: Path) -> None:
    """Remove the folder of work, and those that other recipes left beside the same results."""
    final = out.resolve()
    own = re.compile(re.escape(f".{final.name}-work-") + "[0-9a-f]{16}")
    for folder in (Path(recipe.work), *(one for one in final.parent.iterdir() if own.fullmatch(one.name))):
        shutil.rmtree(folder, ignore_errors=True)
