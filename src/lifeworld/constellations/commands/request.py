"""What a map is asked for, and the way from files to a mapped study."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from lifeworld import __version__
from lifeworld.constellations.commands.facts import NOT_CORRECTED, notes_on, read_facts, taught_by
from lifeworld.constellations.core.coders import with_coders
from lifeworld.constellations.core.comparison.compare import compare_studies
from lifeworld.constellations.core.further import Asked, parsed_by
from lifeworld.constellations.core.mapping import About, map_study
from lifeworld.constellations.core.settings import Settings
from lifeworld.constellations.core.shares.corrected import with_shares
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.corrections import corrections_for
from lifeworld.constellations.files.playbooks import read_playbook
from lifeworld.constellations.files.stored import read_mapped
from lifeworld.engines.core import LocalEngine
from lifeworld.kit.figure import Versions
from lifeworld.kit.progress import progress
from lifeworld.voices.commands.coding import Coding, code_statements, focal_aliases, lexicon_for, options_from
from lifeworld.voices.core.batches import CodedBatch
from lifeworld.voices.core.columns import Columns
from lifeworld.voices.core.statements import Prepared
from lifeworld.voices.files.codebook import read_codebook
from lifeworld.voices.files.coder_codings import read_codings
from lifeworld.voices.files.coders import load_coder
from lifeworld.voices.files.statements import read_statements
from lifeworld.voices.files.study import Study, read_study


@dataclass(frozen=True)
class MapRequest:
    """Everything that `lifeworld map` may be asked for; ``inputs`` are paths, or "-" for standard input."""

    inputs: tuple[str, ...]
    columns: Columns = field(default_factory=Columns)
    focal: str | None = None
    study: Path | None = None
    drawn: Path | None = None
    events: Path | None = None
    coder: str = "fast"
    seed: int | None = None
    workers: int = 2
    corrections: Path | None = None
    out: Path | None = None
    by: tuple[str, ...] = ()
    since: Path | None = None
    device: str = "cpu"
    codings: tuple[Path, ...] = ()

    @staticmethod
    def from_options(inputs: tuple[str, ...], options: Mapping[str, Any], workers: int, out: Path | None = None) -> MapRequest:
        """The request of the terminal's options; corrections are looked for in ``out`` where none are named."""
        asked = options_from(options)
        return MapRequest(
            inputs, asked.columns, asked.focal, options["study"], options["drawn"], options["events"], options["coder"],
            options["seed"], workers, options["corrections"], out,
            tuple(name for name in (options["by"] or "").split(",") if name.strip()), options["since"],
            device=options.get("device") or "cpu", codings=tuple(options.get("codings") or ()),
        )


def map_files(request: MapRequest) -> tuple[MappedStudy, pl.DataFrame]:
    """Read, code and map; returns the study and the list of skipped rows. Nothing is written.

    Errors: InputRefused for anything about the input that cannot be used as it is.
    """
    study = read_study(request.study) if request.study else Study()
    prepared = read_statements(request.inputs, options_from({"columns": request.columns, "focal": request.focal}), study)
    return map_prepared(prepared, study, request), prepared.skipped


def map_prepared(prepared: Prepared, study: Study, request: MapRequest, batch: CodedBatch | None = None) -> MappedStudy:
    """Map statements that were read already; ``batch`` is what a coder found in them, where they are coded, too.

    Errors: InputRefused for corrections, codings, drawn maps, events or a playbook that cannot be used.
    """
    last = read_mapped(request.since) if request.since else None
    corrections = corrections_for(request.corrections or study.corrections, request.out)
    playbook = read_playbook(study.playbook)
    codebook = read_codebook(study.codebook)
    statements = prepared.statements
    lexicon = lexicon_for(study, request.focal)
    drawn, done = read_facts(request.drawn, request.events, study, request.focal or study.focal, statements, lexicon)
    engine = LocalEngine(request.workers)
    if batch is None:
        coding = Coding(load_coder(request.coder, request.device), codebook, lexicon, focal_aliases(study, request.focal))
        with progress("Coding statements", len(statements)) as step:
            batch = code_statements(statements, coding, engine, step)
    about = About(
        study.title or "Customer ecosystems", study.label, study.fictional, prepared.skipped_by_reason,
        notes_on(prepared, codebook, request.coder),
        Versions(codebook.label, batch.coded.coder, f"lifeworld {__version__}"),
    )
    asked = Asked(parsed_by(request.by or study.compare), study.group_label, prepared.outcome_name or "outcome", playbook)
    seed = request.seed if request.seed is not None else study.seed or 0
    with progress("Constellations") as step:
        mapped = map_study(statements, batch, lexicon, about, drawn=drawn, done=done, settings=Settings(seed=seed),
                           corrections=corrections, asked=asked, run=_stepping(engine.map, step))
    if request.codings:
        codings = read_codings(request.codings, statements, codebook)
        taught = taught_by(request.coder)
        mapped = with_coders(with_shares(mapped, codings, seed=seed, taught=taught), codings, seed=seed, taught=taught)
        if mapped.shares is not None and mapped.shares.n_coded:
            mapped = replace(mapped, notes=tuple(note for note in mapped.notes if note != NOT_CORRECTED))
    if last is None:
        return mapped
    since = compare_studies({"last time": last, "this time": mapped}, "Since last time")
    return replace(mapped, comparisons=(since, *mapped.comparisons))


def _stepping(run: Callable[..., Any], step: Callable[[int], None]) -> Callable[..., Any]:
    """An engine's map that tells a progress bar about every finished block."""

    def stepping(work: Callable[[Any], Any], parts: Any) -> Any:
        for result in run(work, parts):
            step(1)
            yield result

    return stepping
