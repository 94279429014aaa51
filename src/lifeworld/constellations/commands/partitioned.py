"""`lifeworld map` partition by partition: when it is chosen, what it cannot do, and what it writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from lifeworld import __version__
from lifeworld.constellations.commands.facts import notes_on
from lifeworld.constellations.commands.release import released
from lifeworld.constellations.commands.request import MapRequest
from lifeworld.constellations.core.protection.values import Policy
from lifeworld.constellations.core.settings import Settings
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.corrections import CORRECTIONS_FILE
from lifeworld.constellations.files.partitions.estimate import columns_of, estimated_rows
from lifeworld.constellations.files.partitions.inputs import absolute, fingerprint, is_address
from lifeworld.constellations.files.partitions.recipe import STATEMENTS_PER_PARTITION, Recipe, columns_over, recipe_hash
from lifeworld.constellations.files.partitions.run import Mapped, Told, map_inputs
from lifeworld.constellations.files.partitions.sample import sampled
from lifeworld.constellations.files.partitions.work import clear_work, work_folder
from lifeworld.constellations.files.playbooks import read_playbook
from lifeworld.constellations.files.results import write_partitioned
from lifeworld.engines.files.named import engine_named
from lifeworld.kit.errors import InputRefused, listed
from lifeworld.voices.core.statements import STATEMENT_SCHEMA, Gathered, Prepared, settled
from lifeworld.voices.files.codebook import read_codebook
from lifeworld.voices.files.coders import load_coder
from lifeworld.voices.files.study import Study
from lifeworld.voices.files.transcripts.found import is_transcript

IN_MEMORY_MAX = 300_000
"""About so many statements are mapped in memory where no engine is asked for."""

LOCAL = "local"
WHOLE = "It looks at all customers at once, and a partitioned map never holds them all."


def is_partitioned(request: MapRequest, study: Study, options: Mapping[str, Any]) -> bool:
    """Whether the map is made partition by partition: where that is asked for, or where there is much and nothing stands against it."""
    if options.get("engine") or options.get("partitions") or any(map(is_address, request.inputs)):
        return True
    if any(one == "-" or is_transcript(one, request.columns) for one in request.inputs) or _against(request, study, options):
        return False
    return estimated_rows(request.inputs) > IN_MEMORY_MAX


def _against(request: MapRequest, study: Study, options: Mapping[str, Any]) -> list[str]:
    """What was asked for that needs all customers at once."""
    corrected = request.corrections or study.corrections or (request.out is not None and (request.out / CORRECTIONS_FILE).is_file())
    asked = {
        "--drawn (proximity is predicted from all maps)": request.drawn, "--events": request.events,
        "--by (differences between customers)": request.by or study.compare, "--since": request.since, "corrections": corrected,
        "--key-table": options.get("key_table"), "--codings": options.get("codings"),
    }
    return [name for name, value in asked.items() if value]


def _check(request: MapRequest, study: Study, options: Mapping[str, Any]) -> None:
    """Refuse what a partitioned map cannot do, each with its reason. Errors: InputRefused."""
    against = _against(request, study, options)
    if against:
        raise InputRefused("not_partitioned", f"A partitioned map cannot do {listed(against)}. {WHOLE}",
                           "Map without --engine and --partitions where memory suffices (about 4 KiB a statement), or leave it out.")
    places = [absolute(one) for one in request.inputs]
    if len(set(places)) < len(places):
        twice = next(one for one, place in zip(request.inputs, places, strict=True) if places.count(place) > 1)
        raise InputRefused("input_twice", f"The input «{twice}» is named more than once.",
                           "Name each file once, also where a pattern finds it: the same words would count twice.")
    odd = [one for one in request.inputs if one == "-" or (not is_address(one) and is_transcript(one, request.columns))]
    if odd:
        raise InputRefused("not_partitioned", f"A partitioned map reads files of rows, not {listed(odd)}.",
                           "Give CSV, JSON Lines or Parquet files, or map without --engine.")


def map_partitioned(request: MapRequest, study: Study, policy: Policy, options: Mapping[str, Any],
                    out: Path) -> tuple[MappedStudy, pl.DataFrame]:
    """Map files of any size and write the folder of results. Returns the study as far as the terminal speaks of it, and skipped rows.

    Errors: InputRefused for inputs and wishes that cannot be, RunFailed where workers are lost or the disk is full.
    """
    _check(request, study, options)
    recipe, name = _recipe(request, study, options, out), options.get("engine") or LOCAL
    told = Told(study.title or "Customer ecosystems", study.label, study.fictional, recipe.columns.outcome or "outcome",
                read_playbook(study.playbook), f"lifeworld {__version__}")
    with engine_named(name, request.workers) as engine:
        mapped = map_inputs(request.inputs, recipe, told, engine)
    whole = _with_notes(mapped, recipe, study)
    write_partitioned(whole, released(whole, policy), policy, mapped.skipped, recipe.path("out"), out)
    clear_work(recipe, out)
    return whole, mapped.skipped


def _recipe(request: MapRequest, study: Study, options: Mapping[str, Any], out: Path) -> Recipe:
    """Columns, partitions and the folder of work. Errors: InputRefused."""
    wanted, focal = columns_over(request.columns, request.focal, study)
    columns = columns_of(request.inputs, wanted)
    n_texts = max(1, len(columns.text))
    partitions = options.get("partitions") or max(1, -(-estimated_rows(request.inputs) * n_texts // STATEMENTS_PER_PARTITION))
    seed = request.seed if request.seed is not None else study.seed or 0
    path = None if request.study is None else str(request.study.resolve())
    recipe = Recipe(columns, focal, path, request.coder, Settings(seed=seed), partitions, "", request.device)
    label = load_coder(request.coder, request.device).label
    named = recipe_hash(recipe, tuple(fingerprint(one) for one in request.inputs), label)
    return replace(recipe, work=str(work_folder(out, named)))


def _with_notes(mapped: Mapped, recipe: Recipe, study: Study) -> MappedStudy:
    """The study with the sentences that stand beside every result, and how many rows were left out for which reason."""
    codebook, some, counted = read_codebook(study.codebook), sampled(recipe), mapped.scattered
    statements = pl.concat([some, mapped.study.statements.select(some.columns)])
    no_rows = pl.DataFrame(schema={**STATEMENT_SCHEMA, "part": pl.Int64})
    nothing = Gathered(no_rows, mapped.skipped.clear(), False, counted.rows, counted.n_without_text, counted.n_bad_outcomes,
                       counted.n_bad_consents, counted.n_bad_times)
    notes = [*settled([nothing]).notes]
    if mapped.repeated:
        notes.insert(0, f"{mapped.repeated:,} statements without an id repeat another one's customer, time and text; "
                     "they were kept as statements of their own.")
    prepared = Prepared(statements, mapped.skipped, counted.rows, counted.n_without_text, counted.n_bad_outcomes, tuple(notes),
                        (recipe.columns,), recipe.columns.outcome or "")
    beside = [f"Mapped in {recipe.partitions:,} partition(s); figures and tables hold all customers, the report shows some of them."]
    if recipe.columns.outcome:
        beside.append(f"What goes with «{recipe.columns.outcome}» was not weighed, because that looks at all customers at once.")
    whole = (*notes_on(prepared, codebook, recipe.coder), *beside, *mapped.study.notes)
    return replace(mapped.study, notes=whole, skipped=prepared.skipped_by_reason)

