"""What a tool found, written into a folder: candidates as columns, a summary, the best design in full."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from lifeworld.kit.frames import write_json, write_parquet, write_text
from lifeworld.partners.core.supply import Supply
from lifeworld.tools.core.records import record
from lifeworld.tools.core.reports import FORMULA, bom_csv, design_json, file_name
from lifeworld.tools.core.values import Candidates, Tool
from lifeworld.tools.core.wire import check_json
from lifeworld.tools.files.report_pdf import report_pdf

OWN = ("candidates.parquet", "summary.json", "design.json", "bom.csv", "report.pdf")


def own_names(it: Tool) -> tuple[str, ...]:
    """Names of all files that ``write`` may write."""
    return (*OWN, *(file_name(one) for one in it.exports))


def write(folder: Path, it: Tool, spec: Mapping[str, Any], supply: Supply, candidates: Candidates, best: list[int]) -> None:
    """Candidates as columns, a summary, and the first of the best in full with its exports."""
    write_parquet(frame_of(it, candidates), folder / "candidates.parquet")
    pointed = [it.named(candidates, row) for row in best]
    named = [{"title": title, "parts": parts, "turned": turned}
             for title, (parts, turned) in zip(it.titles(candidates, best), pointed, strict=True)]
    summary = {"tool": it.name, "version": it.version, "catalogue": it.catalogue, "spec": dict(spec), "n": len(candidates),
               "kept_of": max(len(candidates), candidates.kept_of), "considered": candidates.considered, "dominated": candidates.dominated,
               "best": named, "notes": list(candidates.notes),
               "rejected": [{"rule": one.rule, "title": one.title, "slot": one.slot, "count": one.count,
                             "nearest": check_json(one.nearest) if one.nearest else None} for one in candidates.rejected]}
    write_json(summary, folder / "summary.json")
    if not named:
        return
    design = it.design(spec, *pointed[0], supply)
    body = record(it, design, supply)
    write_text(design_json(body), folder / "design.json")
    write_text(bom_csv(body), folder / "bom.csv")
    (folder / "report.pdf").write_bytes(report_pdf(body, it.schema))
    for one in it.exports:
        made = one.make(design)
        (folder / file_name(one)).write_bytes(made.encode("utf-8") if isinstance(made, str) else made)


def candidates_file(it: Tool, candidates: Candidates, kind: str) -> bytes:
    """All candidates as ``frame_of`` has them: "parquet", or "csv" in which no text begins as a formula of a spreadsheet."""
    frame, out = frame_of(it, candidates), io.BytesIO()
    if kind == "parquet":
        frame.write_parquet(out)
    else:
        formula = pl.col(pl.String).str.slice(0, 1).is_in(FORMULA)
        frame.with_columns(pl.when(formula).then("'" + pl.col(pl.String)).otherwise(pl.col(pl.String)).name.keep()).write_csv(out)
    return out.getvalue()


def frame_of(it: Tool, candidates: Candidates) -> pl.DataFrame:
    """Candidates as a table: measures with their bounds, settings, groups in words, whether each is of the front. NaN becomes null."""
    columns: dict[str, Any] = {}
    for measure in it.measures:
        for suffix, values in (("", candidates.values), ("_low", candidates.low), ("_high", candidates.high)):
            if measure.key in values:
                columns[measure.key + suffix] = pl.Series(values[measure.key], dtype=pl.Float64).fill_nan(None)
    columns |= {f"set_{key}": pl.Series(values, dtype=pl.Float64) for key, values in candidates.settings.items()}
    for group in candidates.groups:
        columns[group.key] = pl.Series(group.labels, dtype=pl.String).gather(pl.Series(group.codes))
    columns |= {f"part_{slot}": pl.Series(rows, dtype=pl.Int32) for slot, rows in candidates.parts.items()}
    return pl.DataFrame(columns | ({"front": pl.Series(candidates.front)} if len(candidates.front) == len(candidates) else {}))
