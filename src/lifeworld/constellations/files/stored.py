"""A folder of results read back: enough of the mapped study to compare and to show it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from lifeworld.constellations.core.comparison.values import Comparison
from lifeworld.constellations.core.corrections.values import Applied
from lifeworld.constellations.core.impact.values import Impact
from lifeworld.constellations.core.protection.values import Policy
from lifeworld.constellations.core.saturation.values import Saturation
from lifeworld.constellations.core.schemas import FILES, Schema
from lifeworld.constellations.core.shares.values import Shares
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.kit.errors import InputRefused, listed
from lifeworld.kit.figure import Evidence, Example, Figure, Versions
from lifeworld.kit.records import plain, rebuilt

ABOUT_FILE = "study.json"
"""What a study is called and how it was made: everything of a MappedStudy that is neither a frame nor a figure."""

FIGURES_FILE = "figures.json"
FURTHER: Mapping[str, Any] = {
    "comparisons": tuple[Comparison, ...], "impact": Impact | None, "saturation": tuple[Saturation, ...],
    "corrections": tuple[Applied, ...], "shares": Shares | None,
}
"""What a study was asked for beyond the map, and the types by which it is read back."""

STATEMENTS_MAX = 1_000_000
"""A partitioned map with more statements is not read back as a whole; its figures, pools and report are complete."""

NOT_KEPT = "What the study is, its notes and its settings were not kept in the folder, because an earlier version wrote it."


def about_study(study: MappedStudy, policy: Policy | None = None) -> dict[str, Any]:
    """The content of ``study.json``; ``policy`` is how what leaves the study was protected."""
    return {
        "title": study.title, "label": study.label, "fictional": study.fictional, "notes": list(study.notes),
        "skipped": dict(study.skipped), "settings": dict(study.settings), "versions": asdict(study.versions),
        "n_customers": study.n_customers, "playbook": {label: list(advice) for label, advice in study.playbook.items()},
        "policy": plain(policy), **{name: plain(getattr(study, name)) for name in FURTHER},
    }


def read_policy(folder: Path) -> Policy:
    """How the last run protected what left the study; the default policy where it did not say.

    Errors: InputRefused where ``study.json`` is damaged.
    """
    about = _json(folder / ABOUT_FILE, dict) if (folder / ABOUT_FILE).is_file() else {}
    try:
        return rebuilt(Policy | None, about.get("policy")) or Policy()
    except (TypeError, ValueError, KeyError) as error:
        raise _damaged(folder / ABOUT_FILE, f"the policy is not what it should be ({error})") from error


def read_mapped(folder: Path) -> MappedStudy:
    """The study in a folder that ``lifeworld map`` wrote: its frames, figures and what it is called.

    A folder of an earlier version lacks columns that came later (they are unknown then) and says so in a note where it
    lacks ``study.json``. What a folder holds is not protected: protect it before it is shown.
    Tables may be files, or folders of part files as a partitioned map writes them.
    Errors: InputRefused where the folder does not exist, holds no study, holds a damaged file, or more than fits into memory.
    """
    if not folder.is_dir():
        raise InputRefused("no_such_folder", f"There is no folder «{folder}».", "Give the folder that lifeworld map wrote with --out.")
    names = [f"{name}.parquet" for name in FILES] + [FIGURES_FILE]
    missing = [name for name in names if not (folder / name).exists()]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise InputRefused("no_results", f"«{folder}» holds no mapped study: {listed(missing)} {verb} missing.",
                           f"Map it first: lifeworld map INPUT --out {folder}")
    _check_size(folder)
    frames = {name: _frame(folder / f"{name}.parquet", schema) for name, schema in FILES.items()}
    figures = tuple(_figure(folder / FIGURES_FILE, entry) for entry in _json(folder / FIGURES_FILE, list))
    about = _json(folder / ABOUT_FILE, dict) if (folder / ABOUT_FILE).is_file() else {}
    told: dict[str, Any] = {**_told(folder, about, len(frames["constellations"]), figures), **_further(folder / ABOUT_FILE, about)}
    return MappedStudy(figures=figures, **{**frames, **told})


def _check_size(folder: Path) -> None:
    """Refuse tables that would not fit into memory together. Errors: InputRefused."""
    path = folder / "statements.parquet"
    if not path.is_dir():
        return
    try:
        n = int(pl.scan_parquet(path).select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _damaged(path, str(error).splitlines()[0]) from error
    if n > STATEMENTS_MAX:
        raise InputRefused(
            "too_large_to_hold",
            f"«{folder}» holds {n:,} statements, and this needs all of them in memory; the limit is {STATEMENTS_MAX:,}.",
            "Read its tables part by part (polars.scan_parquet), take figures.json and pooled.parquet, or map a part of the customers.",
        )


def _told(folder: Path, about: Mapping[str, Any], n_customers: int, figures: tuple[Figure, ...]) -> dict[str, Any]:
    """What a study is called and how it was made; an older folder lacks some of it. Errors: InputRefused where it is damaged."""
    versions = about.get("versions") or (asdict(figures[0].versions) if figures else {})
    notes = about.get("notes", (NOT_KEPT,))
    tables = {name: about.get(name, {}) for name in ("settings", "skipped", "playbook")}
    wrong = [name for name, table in tables.items() if not isinstance(table, dict)]
    wrong += [] if isinstance(notes, list | tuple) else ["notes"]
    if wrong:
        raise _damaged(folder / ABOUT_FILE, f"{listed(wrong)} should hold other kinds of values")
    try:
        return {
            "title": str(about.get("title") or folder.resolve().name), "fictional": bool(about.get("fictional", False)),
            "label": str(about.get("label", "")), "versions": Versions(**versions), "settings": tables["settings"],
            "notes": tuple(map(str, notes)), "skipped": {reason: int(n) for reason, n in tables["skipped"].items()},
            "n_customers": int(about.get("n_customers", n_customers)),
            "playbook": {label: tuple(map(str, advice)) for label, advice in tables["playbook"].items()},
        }
    except (TypeError, ValueError) as error:
        raise _damaged(folder / ABOUT_FILE, f"an entry is not what it should be ({error})") from error


def _further(path: Path, about: Mapping[str, Any]) -> dict[str, Any]:
    """Comparisons and the like, as far as the folder has them."""
    try:
        return {name: rebuilt(kind, about[name]) for name, kind in FURTHER.items() if name in about}
    except (TypeError, ValueError, KeyError) as error:
        raise _damaged(path, f"an entry is not what it should be ({error})") from error


def _damaged(path: Path, reason: str) -> InputRefused:
    return InputRefused("damaged_results", f"«{path}» cannot be read: {reason}.", "Map the study again, or restore the file.")


def _frame(path: Path, schema: Schema) -> pl.DataFrame:
    """One Parquet file with the columns of today; those that it does not have are unknown."""
    try:
        frame = pl.read_parquet(path)
        if path.is_dir():  # part files, whose customers are divided by hash
            by = [name for name in ("customer", "id", "statement", "relevance", "actor") if name in frame.columns]
            frame = frame.sort(by, descending=[name == "relevance" for name in by], nulls_last=True, maintain_order=True)
        return frame.select(
            (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name) for name, (dtype, _) in schema.items()
        )
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _damaged(path, str(error).splitlines()[0]) from error


def _json(path: Path, kind: type) -> Any:
    """The content of a JSON file, of the expected kind."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise _damaged(path, str(error)) from error
    if not isinstance(content, kind):
        raise _damaged(path, f"it should hold a {'list' if kind is list else 'table'} at its top")
    return content


def _figure(path: Path, entry: Mapping[str, Any]) -> Figure:
    """A figure from its plain values (``Figure.json``)."""
    try:
        evidence = entry["evidence"]
        plain = {name: entry[name] for name in ("name", "kind", "value", "unit", "low", "high", "method", "n", "n_unit",
                                                "n_customers", "n_needed", "source", "as_of")}
        level = {} if entry["level"] is None else {"level": entry["level"]}
        seen = datetime.fromisoformat(entry["observed_at"]) if entry["observed_at"] else None
        examples = tuple(Example(**example) for example in evidence["examples"])
        return Figure(
            **plain, **level, observed_at=seen, versions=Versions(**entry["versions"]), warnings=tuple(entry["warnings"]),
            evidence=Evidence(evidence["query"], evidence["n"], examples),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(path, f"an entry is no figure ({type(error).__name__}: {error})") from error
