"""What a map is asked for, and the way from files to a mapped study."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from lifeworld import __version__
from lifeworld.constellations.core import actor_names
from lifeworld.constellations.core.drawn import drawn_ties
from lifeworld.constellations.core.mapping import About, map_study
from lifeworld.constellations.core.nearness import one_place_each
from lifeworld.constellations.core.settings import Settings
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.drawn import read_drawn
from lifeworld.engines.core import LocalEngine
from lifeworld.events.core import counted
from lifeworld.events.files import read_events
from lifeworld.kit.errors import listed
from lifeworld.kit.figure import Versions
from lifeworld.kit.progress import progress
from lifeworld.voices.commands.coding import Coding, code_statements, focal_aliases, lexicon_for, options_from
from lifeworld.voices.core.codebook import Codebook
from lifeworld.voices.core.columns import Columns
from lifeworld.voices.core.lexicon import Lexicon
from lifeworld.voices.core.statements import Prepared
from lifeworld.voices.files.codebook import default_codebook, read_codebook
from lifeworld.voices.files.coders import check_codebook, load_coder
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

    @staticmethod
    def from_options(inputs: tuple[str, ...], options: Mapping[str, Any], workers: int) -> MapRequest:
        """The request of the terminal's options."""
        asked = options_from(options)
        return MapRequest(
            inputs, asked.columns, asked.focal, options["study"], options["drawn"], options["events"], options["coder"],
            options["seed"], workers,
        )


def _facts(request: MapRequest, study: Study, focal_name: str | None, focal: pl.DataFrame,
           lexicon: Lexicon) -> tuple[pl.DataFrame | None, pl.DataFrame | None]:
    """Drawn maps and events with canonical names."""
    aliases = focal_aliases(study, request.focal).get(focal_name or "", ())
    spellings = dict.fromkeys((focal_name, *aliases), focal_name) if focal_name else {}
    drawn = done = None
    if request.drawn:
        ties = drawn_ties(read_drawn(request.drawn, spellings))
        drawn = one_place_each(actor_names.canonical_names(ties, focal, lexicon))
    if request.events:
        events = read_events(request.events).rename({"actor": "name"})
        named = actor_names.canonical_names(events, focal, lexicon).rename({"name": "actor"})
        done = counted(named).rename({"actor": "name"})
    return drawn, done


def _notes(prepared: Prepared, codebook: Codebook, typed: bool) -> tuple[str, ...]:
    """Sentences that stand beside every result."""
    notes = ["Shares are model-coded and not corrected by a human sample."]
    if not typed:
        notes.append("No row names a customer, so no customer is typed; pooled constellations are shown instead.")
    for columns in prepared.columns:
        named = "".join(f", {role} from «{name}»" for role, name in columns.named().items())
        notes.append(f"Columns used: text from {listed(columns.text)}{named}.")
    if prepared.statements["focal"].null_count() == len(prepared.statements):
        notes.append("No focal provider was named, so a customer's own device counts as one only where the words say so; "
                     "name it with --focal or --focal-column.")
    return (*notes, *check_codebook(codebook, default_codebook()), *prepared.notes)


def map_files(request: MapRequest) -> tuple[MappedStudy, pl.DataFrame]:
    """Read, code and map; returns the study and the list of skipped rows. Nothing is written.

    Errors: InputRefused for anything about the input that cannot be used as it is.
    """
    study = read_study(request.study) if request.study else Study()
    codebook = read_codebook(study.codebook)
    coder = load_coder(request.coder)
    prepared = read_statements(request.inputs, options_from({"columns": request.columns, "focal": request.focal}), study)
    statements = prepared.statements
    lexicon = lexicon_for(study, request.focal)
    focal_name = request.focal or study.focal
    of_customers = actor_names.focal_of_customers(statements)
    drawn, done = _facts(request, study, focal_name, of_customers, lexicon)
    engine = LocalEngine(request.workers)
    coding = Coding(coder, codebook, lexicon, focal_aliases(study, request.focal))
    with progress("Coding statements", len(statements)) as step:
        batch = code_statements(statements, coding, engine, step)
    seed = request.seed if request.seed is not None else study.seed or 0
    about = About(
        study.title or "Customer ecosystems", study.label, study.fictional, prepared.skipped_by_reason,
        _notes(prepared, codebook, bool(statements["customer"].is_not_null().any())),
        Versions(codebook.label, coder.label, f"lifeworld {__version__}"),
    )
    with progress("Constellations") as step:
        run = _stepping(engine.map, step)
        mapped = map_study(statements, batch, lexicon, about, drawn=drawn, done=done, settings=Settings(seed=seed),
                           run=run)
    return mapped, prepared.skipped


def _stepping(run: Callable[..., Any], step: Callable[[int], None]) -> Callable[..., Any]:
    """An engine's map that tells a progress bar about every finished block."""

    def stepping(work: Callable[[Any], Any], parts: Any) -> Any:
        for result in run(work, parts):
            step(1)
            yield result

    return stepping
