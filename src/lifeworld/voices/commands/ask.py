"""`lifeworld voices ask`: a language model codes statements, every coding with words of the text, kept and never paid twice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import polars as pl

from lifeworld import __version__
from lifeworld.kit.errors import InputRefused, RunFailed
from lifeworld.kit.folders import check_folder
from lifeworld.kit.progress import progress
from lifeworld.voices.commands.asking_shown import show_plan, show_results
from lifeworld.voices.commands.coding import options_from
from lifeworld.voices.commands.options import column_options
from lifeworld.voices.core.llm.cost import Prices, estimated
from lifeworld.voices.core.llm.leaving import Leaving, Wishes, leaving
from lifeworld.voices.core.llm.prompts import WORDINGS, prompts
from lifeworld.voices.core.llm.records import Answered, answered_frame, codings_frame
from lifeworld.voices.core.llm.stability import stability
from lifeworld.voices.core.llm.values import Failure, Settings, Usage
from lifeworld.voices.files.codebook import read_codebook
from lifeworld.voices.files.llm.asking import Ask, Asker
from lifeworld.voices.files.llm.client import TIMEOUT_S, Client
from lifeworld.voices.files.llm.endpoint import Endpoint, endpoint_from, prices_from
from lifeworld.voices.files.llm.folder import ANSWERS, RUN, RUN_FILES, RunRecord, check_same_run, read_run, write_codings, write_run
from lifeworld.voices.files.llm.job import Job, collected, drawn, failure_rows, unanswered
from lifeworld.voices.files.llm.pace import Pace, Stopped
from lifeworld.voices.files.llm.store import Store, opened_store
from lifeworld.voices.files.privacy import default_rules, read_redactions
from lifeworld.voices.files.statements import read_statements
from lifeworld.voices.files.study import Study, read_study

_NOT_HERE = ("coder", "device")


def _asked_columns(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of columns without those that choose another coder."""
    command = column_options(command)
    kept = [option for option in vars(command)["__click_params__"] if option.name not in _NOT_HERE]
    command.__click_params__ = kept  # type: ignore[attr-defined]
    return command


@dataclass(frozen=True, eq=False)
class _Run:
    """Everything that is settled before anything is sent."""

    endpoint: Endpoint
    job: Job
    leaving: Leaving
    statements: pl.DataFrame
    record: RunRecord
    prices: Prices
    queue: str | None
    inclusion: float | None


@click.command("ask")
@click.argument("path", nargs=-1, required=True, metavar="INPUT...")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True,
              help="Folder of the run; the same command goes on where it ended.")
@_asked_columns
@click.option("--runs", type=click.IntRange(1, 20), default=1, show_default=True, help="How often each statement is asked about.")
@click.option("--paraphrases", type=click.IntRange(0, WORDINGS - 1), default=0, show_default=True,
              help="Further wordings of the instruction, each asked in every run.")
@click.option("--limit", type=click.IntRange(1), help="Ask about so many statements, drawn at random.")
@click.option("--temperature", type=click.FloatRange(0, 2), default=0.0, show_default=True, help="How freely the model chooses its words.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of the draw, and of the model's first run.")
@click.option("--price-in", type=float, help="Price of a million tokens read; else LIFEWORLD_LLM_PRICE_IN.")
@click.option("--price-out", type=float, help="Price of a million tokens written; else LIFEWORLD_LLM_PRICE_OUT.")
@click.option("--at-once", type=click.IntRange(1, 64), default=4, show_default=True, help="Questions under way at the same time.")
@click.option("--per-minute", type=click.FloatRange(0, min_open=True), help="Questions a minute at most.")
@click.option("--timeout", type=click.FloatRange(0, 3600, min_open=True), default=TIMEOUT_S, show_default=True,
              help="Seconds that an answer may take.")
@click.option("--yes", is_flag=True, help="Send without asking first.")
def ask(path: tuple[str, ...], out: Path, yes: bool, at_once: int, per_minute: float | None, timeout: float, **options: Any) -> None:
    """Let a language model code statements by the study's codebook.

    Address, model and key come from LIFEWORLD_LLM_URL, LIFEWORLD_LLM_MODEL and LIFEWORLD_LLM_KEY (none for servers that want
    none): any OpenAI-compatible endpoint, one on this machine included. Nothing is sent unless the study file says
    `send = true` under [llm], and unless you agree to what is shown first. A coding counts only with words that stand in the
    statement.

    \b
      lifeworld voices ask answers.csv --study study.toml --limit 50 --out asked
      lifeworld voices ask answers.csv --study study.toml --runs 3 --out asked
      lifeworld voices agree asked/codings.parquet people.csv
    """
    run = _settled(path, options)
    check_folder(out, RUN_FILES)
    if (out / RUN).exists():
        known = read_run(out)
        check_same_run(known, run.record, out)
        run = replace(run, record=replace(run.record, started=known.started))
    out.mkdir(parents=True, exist_ok=True)
    with opened_store(out / ANSWERS) as store:
        asks = run.job.asks()
        waiting = unanswered(asks, store)
        before = estimated([(one.prompt, one.question) for one in waiting], store.spent, len(store.lines))
        show_plan(run.endpoint, run.record, run.leaving, run.job.rows, len(asks), waiting, before, run.prices)
        if waiting and not yes:
            _confirm(out)
        write_run(run.record, out)
        failures, ended = _ask(run, store, waiting, at_once, Client(run.endpoint, timeout), Pace(per_minute))
        _finish(run, store, failures, out, ended)


def _settled(path: tuple[str, ...], options: dict[str, Any]) -> _Run:
    """Endpoint, study, statements, what may leave, and the record of the run. Errors: InputRefused before anything is sent."""
    endpoint = endpoint_from()
    prices = prices_from(options["price_in"], options["price_out"])
    study = read_study(options["study"]) if options["study"] else Study()
    if not study.llm.send:
        raise InputRefused(
            "llm_not_allowed", "The study does not say that its statements may be sent to a language model, so nothing was sent.",
            "Put `send = true` under [llm] into the study file and name it with --study. That holds for a server on this machine as well, "
            "because it may pass on what it gets.",
        )
    read = read_statements(path, options_from(options), study)
    for note in read.notes:
        click.echo(note, err=True)
    wishes = Wishes(study.llm.redact, study.privacy.pseudonyms, study.privacy.quote_without_consent, study.privacy.health != "withhold")
    out = leaving(read.statements, default_rules(), wishes, read_redactions(study.redact) if study.redact else ())
    if not out.questions:
        raise InputRefused("nothing_to_ask", f"All {read.statements.height:,} statements are withheld, so there is nothing to ask about.",
                           "Check consent, [privacy] of the study file, and the texts.")
    codebook = read_codebook(study.codebook)
    settings = Settings(endpoint.model, options["temperature"], options["seed"])
    rows = drawn(out.questions, options["limit"], settings.seed)
    questions = tuple(out.questions[row] for row in rows)
    job = Job(questions, rows, prompts(codebook, 1 + options["paraphrases"]), options["runs"], settings, codebook)
    withheld = dict(out.withheld.group_by("reason").len().sort("reason").rows())
    record = RunRecord(
        __version__, endpoint.name, settings, job.prompts, codebook, codebook.hash, job.runs, study.llm.redact,
        datetime.now(UTC).isoformat(timespec="seconds"), withheld=withheld, price_in=prices.read, price_out=prices.written)
    queue, inclusion = ("random", len(rows) / len(out.questions)) if len(rows) < len(out.questions) else (None, None)
    return _Run(endpoint, job, out, read.statements, record, prices, queue, inclusion)


def _confirm(out: Path) -> None:
    """Ask at the terminal whether to send; an ``out`` that was made for this is removed. Errors: InputRefused where nobody agrees."""
    try:
        agreed = click.confirm("Send?", err=True)
    except click.Abort:
        agreed = False
    if not agreed:
        if [entry.name for entry in out.iterdir()] == [ANSWERS] and not (out / ANSWERS).stat().st_size:
            (out / ANSWERS).unlink()
            out.rmdir()
        raise InputRefused("llm_not_confirmed", "Nothing was sent, because nobody agreed to it.",
                           "Answer y, or give --yes where nobody can.")


def _ask(run: _Run, store: Store, waiting: list[Ask], at_once: int, client: Client, pace: Pace) -> tuple[list[Failure], str | None]:
    """Ask what waits; failures, and why the run ended early (None = it did not; "" = a person ended it)."""
    asker = Asker(client, store, run.job.settings, pace)
    failures: list[Failure] = []
    with closing(client), progress("Asking", len(waiting)) as step:
        try:
            failures = asker.ask_all(waiting, at_once, step)
        except Stopped as error:
            return asker.failed, str(error)
        except KeyboardInterrupt:
            return asker.failed, ""
    return failures, None


def _finish(run: _Run, store: Store, failures: list[Failure], out: Path, ended: str | None) -> None:
    """Write what came of the run, and say so. Errors: RunFailed where it ended early or nothing was answered."""
    answered = collected(run.job, store, run.leaving)
    texts = dict(run.statements.select("id", "text").rows())
    codings = codings_frame(answered, texts, run.job.codebook.names, queue=run.queue, inclusion=run.inclusion)
    customers = dict(run.statements.select("id", "customer").rows())
    flips = stability(codings, run.job.codebook.names, customers, seed=run.job.settings.seed)
    missing = failure_rows(run.job, store, failures)
    record = _counted(run, store, answered, codings, missing)
    write_codings(codings, answered_frame(answered, run.statements), missing, flips, out)
    write_run(record, out)
    if ended is not None:
        why = f"The endpoint {run.endpoint.name} {ended}." if ended else "Stopped before the end."
        raise RunFailed("asking_ended", f"{why} {len(answered):,} of {len(run.job.asks()):,} answers are kept in «{out}».",
                        "Run the same command again: it goes on, and nothing is paid twice.")
    show_results(record, flips, missing, out)
    if not answered:
        raise RunFailed("nothing_answered", f"No statement was answered; «{out}» says why in failures.csv.",
                        "See to the endpoint and run the same command again.")


def _counted(run: _Run, store: Store, answered: list[Answered], codings: pl.DataFrame, missing: pl.DataFrame) -> RunRecord:
    """The record with what the run came to; tokens and tries are those of the whole folder."""
    lines = [store.lines[one.key] for one in run.job.asks() if one.key in store.lines]
    usage = Usage(store.spent.tokens_in, store.spent.tokens_out)
    rejected = [one.answer.rejected for one in answered]
    counts = {
        "statements": run.statements.height, "asked_about": len(run.job.questions), "answers": len(answered), "failed": missing.height,
        "tries": store.tries, "codings": int(codings["present"].sum()), "rejected_quotes": sum(one.quotes for one in rejected),
        "invented_codes": sum(one.codes for one in rejected), "malformed": sum(one.malformed for one in rejected),
    }
    return replace(
        run.record, finished=None if missing.height else datetime.now(UTC).isoformat(timespec="seconds"), counts=counts,
        answered_by=tuple(sorted({line.model for line in lines if line.model})), formats=tuple(sorted({line.format for line in lines})),
        tokens_in=usage.tokens_in, tokens_out=usage.tokens_out, cost=run.prices.cost(usage))
