"""The folder of a run: what was asked and how (run.json), every answer (answers.jsonl), and the codings made of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import read_frame, write_csv, write_json, write_parquet
from lifeworld.kit.records import plain, rebuilt
from lifeworld.voices.core.codebook import Codebook
from lifeworld.voices.core.llm.recorded import RecordedCoder, recorded_coder
from lifeworld.voices.core.llm.records import ANSWERED, LLM_CODINGS
from lifeworld.voices.core.llm.values import Prompt, Settings

RUN, ANSWERS, CODINGS, CODINGS_CSV, ANSWERED_FILE, FAILURES, STABILITY_CSV = (
    "run.json", "answers.jsonl", "codings.parquet", "codings.csv", "answered.parquet", "failures.csv", "stability.csv")
RUN_FILES = (RUN, ANSWERS, CODINGS, CODINGS_CSV, ANSWERED_FILE, FAILURES, STABILITY_CSV)
"""Everything that a run's folder holds. `codings.csv` is the same as the Parquet file; answers.jsonl holds the model's own words."""


@dataclass(frozen=True)
class RunRecord:
    """What a run was, frozen: the same model, settings, instruction and codebook from its first answer to its last.

    ``endpoint`` is host and port. ``finished`` is None while statements wait for an answer. ``counts`` are statements, asks and
    what was rejected; ``tokens_in`` and ``tokens_out`` what the endpoint counted, tries that failed included; ``cost`` in the
    currency of the prices, None without prices. ``answered_by`` are the names that answers gave their model.
    """

    lifeworld: str
    endpoint: str
    settings: Settings
    prompts: tuple[Prompt, ...]
    codebook: Codebook
    codebook_hash: str
    runs: int
    redacted: bool
    started: str
    finished: str | None = None
    answered_by: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    withheld: Mapping[str, int] = field(default_factory=dict)
    tokens_in: int = 0
    tokens_out: int = 0
    price_in: float | None = None
    price_out: float | None = None
    cost: float | None = None


def read_run(folder: Path) -> RunRecord:
    """The record of a run. Errors: InputRefused where the folder holds none, or a damaged one."""
    try:
        said: Any = json.loads((folder / RUN).read_text(encoding="utf-8"))
        record: RunRecord = rebuilt(RunRecord, said)
    except FileNotFoundError as error:
        raise InputRefused("no_run", f"«{folder}» holds no run of a language model.",
                           "Give the folder that `lifeworld voices ask` wrote.") from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise InputRefused("run_damaged", f"«{folder / RUN}» cannot be read: it is damaged or of another version.",
                           "Ask again into a new folder; answers.jsonl may be copied there, so that nothing is paid twice.") from error
    if record.codebook.hash != record.codebook_hash:
        raise InputRefused("run_damaged", f"The codebook in «{folder / RUN}» is not the one that was asked with.",
                           "Take an unchanged copy.")
    return record


def write_run(record: RunRecord, folder: Path) -> None:
    """The record as JSON, atomically."""
    write_json(plain(record), folder / RUN)


def check_same_run(known: RunRecord, record: RunRecord, folder: Path) -> None:
    """Refuse another run in the folder of a finished or begun one: what was recorded stays true.

    More statements, more runs and more wordings are the same run.
    """
    was, wanted = known.settings, record.settings
    changed = [
        what for what, before, now in (
            ("model", was.model, wanted.model), ("temperature", was.temperature, wanted.temperature), ("seed", was.seed, wanted.seed),
            ("codebook", known.codebook_hash, record.codebook_hash),
            ("prompt", known.prompts[0].hash, record.prompts[0].hash), ("redaction", known.redacted, record.redacted),
        ) if before != now
    ]
    if changed:
        raise InputRefused("other_run", f"«{folder}» holds a run with another {', '.join(changed)}.",
                           "Give --out a new folder, so that each run stays as it was recorded.")


def write_codings(codings: pl.DataFrame, answered: pl.DataFrame, failures: pl.DataFrame, stability: pl.DataFrame, folder: Path) -> None:
    """The tables of a run, each whole or not at all; tables without rows are removed rather than kept from an earlier run."""
    write_parquet(codings, folder / CODINGS)
    write_csv(codings, folder / CODINGS_CSV)
    write_parquet(answered, folder / ANSWERED_FILE)
    for frame, name in ((failures, FAILURES), (stability, STABILITY_CSV)):
        if frame.height:
            write_csv(frame, folder / name)
        else:
            (folder / name).unlink(missing_ok=True)


def read_recorded(folder: Path) -> RecordedCoder:
    """The coder of a run's folder, for `--coder llm:FOLDER`. Errors: InputRefused for a folder that is none, damaged or empty."""
    record = read_run(folder)
    frames = []
    for name, schema in ((CODINGS, LLM_CODINGS), (ANSWERED_FILE, ANSWERED)):
        path = folder / name
        if not path.is_file():
            raise InputRefused("run_without_codings", f"The run in «{folder}» has no codings yet.",
                               "Run the same `voices ask` again: it goes on.")
        frame = read_frame(path)
        if dict(frame.schema) != dict(pl.Schema(schema)):
            raise InputRefused("run_damaged", f"«{path}» has other columns than a run writes.", "Take an unchanged copy.")
        frames.append(frame)
    if not frames[1].height:
        raise InputRefused("run_without_answers", f"The run in «{folder}» has no answers.", "Run the same `voices ask` again.")
    return recorded_coder(frames[0], frames[1], record.codebook, record.settings.model)
