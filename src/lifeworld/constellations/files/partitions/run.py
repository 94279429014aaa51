"""A partitioned map from end to end: scatter, settle, look at the spread, map each partition, add up, write."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import polars as pl

from lifeworld.constellations.core.partial.figures import study_figures, study_quotes
from lifeworld.constellations.core.partial.values import Partial, added
from lifeworld.constellations.core.playbooks import Playbook, advised
from lifeworld.constellations.core.pools import pools_from, pools_of
from lifeworld.constellations.core.saturation.saturated import saturation_from
from lifeworld.constellations.core.schemas import ACTORS_FOUND
from lifeworld.constellations.core.spread import CUSTOMERS_MAX, Spreading
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.core.type_profiles import profiles_from
from lifeworld.constellations.files.partials import read_partial
from lifeworld.constellations.files.partitions.coded import spread_of
from lifeworld.constellations.files.partitions.found import ROWS_PER_GROUP, TABLES, Done, map_partition
from lifeworld.constellations.files.partitions.inputs import absolute
from lifeworld.constellations.files.partitions.names import differing, respell
from lifeworld.constellations.files.partitions.picked import Picked, pick, picked, want
from lifeworld.constellations.files.partitions.recipe import InputPart, Partition, Recipe
from lifeworld.constellations.files.partitions.scatter import Scattered, scatter
from lifeworld.constellations.files.partitions.settle import Settled, settle
from lifeworld.engines.core import Engine
from lifeworld.engines.files.kept import Kept, Named
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.figure import Versions
from lifeworld.kit.progress import progress
from lifeworld.voices.core.statements import SKIPPED_SCHEMA

Part = TypeVar("Part", bound=Named)
Result = TypeVar("Result")


@dataclass(frozen=True, eq=False)
class Mapped:
    """What a partitioned map found: the study with the rows of the customers that a report shows, and what was left out.

    ``study.figures``, ``pooled``, ``saturation`` and ``n_customers`` are those of all customers; the other frames hold some.
    """

    study: MappedStudy
    skipped: pl.DataFrame
    scattered: Scattered
    repeated: int
    n_statements: int


@dataclass(frozen=True)
class Told:
    """What a study is called and what it asked for, as far as a partitioned map can do it."""

    title: str
    label: str
    fictional: bool
    outcome: str
    playbook: Playbook | None
    code_version: str


def map_inputs(inputs: Sequence[str], recipe: Recipe, told: Told, engine: Engine) -> Mapped:
    """Map files of any size on an engine; everything but the report and what is said of the run lies in ``work/out`` then.

    The result is the same for each engine and any number of partitions, up to rounding in the last digits of sums. Finished
    partitions are kept in the folder of work, so the same call goes on where one was cut short.
    Errors: InputRefused for inputs that cannot be used, RunFailed where a worker is lost again and again.
    """
    scattered = _scattered(inputs, recipe, engine)
    parts = [Partition(number, recipe) for number in range(recipe.partitions)]
    settled = _all("Sorting by customer", settle, Settled, parts, recipe, engine)
    shutil.rmtree(recipe.path("pieces"), ignore_errors=True)  # every partition is settled and kept
    n_statements = sum(one.statements for one in settled)
    if not n_statements:
        raise InputRefused("no_text", f"No row of the {len(inputs)} file(s) has any usable text.",
                           "Check the text column, or name another with --text.")
    _check_ids(recipe, n_statements)
    pools, pool_notes = pools_of(_census(recipe), n_statements, sum(one.speakers for one in settled))
    spread = _spread(recipe, parts, engine) if any(one.customers for one in settled) else None
    parts = [replace(part, pools=tuple(pools), spread=spread) for part in parts]
    done = _all("Mapping customers", map_partition, Done, parts, recipe, engine, n_statements, lambda one: one.statements)
    everybody = _added(recipe, parts)
    study = _study(everybody, recipe, told, pools, pool_notes, next(one for one in done if one.coder))
    study = _with_some_rows(study, everybody, parts, recipe, engine)
    repeated = sum(one.repeated for one in settled)
    return Mapped(study, _skipped(recipe), scattered, repeated, n_statements)


def _all(title: str, work: Callable[[Part], Result], kind: type[Result], parts: Sequence[Part], recipe: Recipe, engine: Engine,
         total: int | None = None, amount: Callable[[Result], int] = lambda _: 1) -> list[Result]:
    """The results of all parts in order, each computed once and kept; progress is told."""
    kept = Kept(work, kind, str(recipe.path("kept", work.__name__)))
    found = []
    with progress(title, len(parts) if total is None else total) as step:
        for result in engine.map(kept, parts):
            found.append(result)
            step(amount(result))
    return found


def _scattered(inputs: Sequence[str], recipe: Recipe, engine: Engine) -> Scattered:
    """Read all inputs into pieces; the sums of what they held."""
    parts = [InputPart(number, path, recipe, absolute(path)) for number, path in enumerate(inputs)]
    found = _all("Reading", scatter, Scattered, parts, recipe, engine)
    return Scattered(*(sum(getattr(one, name) for one in found) for name in Scattered.__dataclass_fields__))


def _census(recipe: Recipe) -> pl.DataFrame:
    """How much each focal provider and group has in all partitions."""
    frames = [pl.read_ipc(path) for path in sorted(recipe.path("settled").glob("*.census"))]
    return pl.concat(frames).group_by("kind", "name").agg(pl.col("n", "customers").sum()).sort("kind", "name")


def _check_ids(recipe: Recipe, n_statements: int) -> None:
    """An id must name one statement; within a partition that is settled, across partitions it is refused.

    Errors: InputRefused where rows of different customers share an id.
    """
    if recipe.columns.id is None:
        return
    hashes = pl.concat([pl.read_ipc(path) for path in sorted(recipe.path("settled").glob("*.ids"))])["hash"]
    shared = n_statements - hashes.n_unique()
    if shared:
        raise InputRefused("id_of_several", f"{shared:,} ids in the column «{recipe.columns.id}» stand in rows of different customers.",
                           "Make ids unique, or leave the id out with «--id ''»: ids are then made from the content.")


def _spread(recipe: Recipe, parts: Sequence[Partition], engine: Engine) -> tuple[float, float]:
    """What one statement tells, from the first customers in the order of their names, as in a map that is not partitioned."""
    firsts = pl.concat([pl.read_ipc(path) for path in sorted(recipe.path("settled").glob("*.customers"))])["customer"]
    until = firsts.sort().head(CUSTOMERS_MAX)[-1]
    sums = _all("Looking at the spread", spread_of, Spreading, [replace(part, until=until) for part in parts], recipe, engine)
    total = sum(sums, Spreading()).spread
    return total.actors, total.drivers


def _added(recipe: Recipe, parts: Sequence[Partition]) -> Partial:
    """The partial results of all partitions added up in their order; parts with another spelling of a name are brought into line."""
    folders = [path for part in parts if (path := recipe.path("partials", part.name)).is_dir()]
    everybody = added(read_partial(folder) for folder in folders)
    for folder in folders:
        names = pl.read_ipc(folder / "names.arrow") if (folder / "names.arrow").is_file() else None
        if spelling := differing(names, everybody.names):
            tables = [recipe.path("out", f"{name}.parquet", f"{folder.name}.parquet") for name in ("actors", "ties")]
            respell(tables, spelling, ROWS_PER_GROUP)
    _write_nobodys(everybody, recipe)
    return everybody


def _write_nobodys(everybody: Partial, recipe: Recipe) -> None:
    """Write the actors of statements that have no customer as a part of their own."""
    actors = everybody.actors_of_nobody
    if actors is None:
        return
    spelled = dict(everybody.names.rows()) if everybody.names is not None else {}
    named = ~(pl.col("actor").str.ends_with(":(unnamed)") | (pl.col("actor") == "self"))
    folded = pl.col("name").str.to_lowercase()
    frame = actors.with_columns(name=pl.when(named).then(folded.replace(spelled)).otherwise("name"))
    path = recipe.path("out", "actors.parquet", "part-without-customer.parquet")
    frame.with_columns(customer=pl.lit(None, pl.String)).select(list(ACTORS_FOUND)).write_parquet(path)


def _study(everybody: Partial, recipe: Recipe, told: Told, pools: Sequence[tuple[str, str]], pool_notes: tuple[str, ...],
           done: Done) -> MappedStudy:
    """The study of all customers, without rows."""
    versions = Versions(done.codebook, done.coder, told.code_version)
    settings = recipe.settings
    empty: dict[str, Any] = {name: pl.DataFrame() for name in TABLES}
    profiles = profiles_from(everybody, versions)
    figures = (*study_figures(everybody, versions), *(figure for profile in profiles for figure in profile.figures()))
    saturated = saturation_from(everybody, versions=versions, seed=settings.seed, quotes=study_quotes(everybody))
    return MappedStudy(
        told.title, told.fictional, told.label, **empty, pooled=pools_from(everybody, pools, settings), figures=figures, versions=versions,
        settings={"seed": settings.seed, "draws": settings.draws, "bootstraps": settings.bootstraps, "rho": settings.rho},
        notes=pool_notes, n_customers=everybody.count("customers"), saturation=saturated,
        playbook=advised(told.playbook, profiles) if told.playbook is not None and profiles else {},
    )


def _with_some_rows(study: MappedStudy, everybody: Partial, parts: Sequence[Partition], recipe: Recipe, engine: Engine) -> MappedStudy:
    """The study with the rows of the customers that the report shows and of those that are quoted."""
    examples = [example for figure in study.every_figure() for example in figure.evidence.examples]
    customers = {*everybody.top("shown")["customer"].to_list(), *(example.customer for example in examples if example.customer)}
    want(recipe, customers, {example.statement for example in examples if example.statement and not example.customer})
    _all("Picking customers to show", pick, Picked, parts, recipe, engine)
    rows: dict[str, Any] = {name: picked(recipe, name) for name in TABLES}
    return replace(study, **rows)


def _skipped(recipe: Recipe) -> pl.DataFrame:
    """All rows that were left out, in the order of their files."""
    frames = [pl.read_ipc(path) for path in sorted(recipe.path("skipped").glob("*.arrow"))]
    found = pl.concat(frames) if frames else pl.DataFrame(schema=SKIPPED_SCHEMA)
    return found.sort("file", "row", "field", "id", nulls_last=False)

