"""Asking a language model: what the asking itself costs, with a server on this machine that answers by rule, and misbehaves.

`python -m benchmarks.asking` also prints what the terminal says, as docs/how-to/language-models.md shows it. No language model is
measured: the rules know five words.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import polars as pl
from click.testing import CliRunner

from benchmarks.measure import table, timed
from lifeworld.voices.commands import voices
from lifeworld.voices.core.llm.prompts import prompts
from lifeworld.voices.core.llm.quotes import located
from lifeworld.voices.core.llm.values import Question, Settings
from lifeworld.voices.files.codebook import default_codebook
from lifeworld.voices.files.llm.asking import Asker
from lifeworld.voices.files.llm.client import Client
from lifeworld.voices.files.llm.endpoint import endpoint_from
from lifeworld.voices.files.llm.folder import read_recorded
from lifeworld.voices.files.llm.job import Job, unanswered
from lifeworld.voices.files.llm.pace import Pace
from lifeworld.voices.files.llm.store import opened_store
from lifeworld.voices.tests.language_model import Said, Script, codings_of, completion, language_model, statement_of

RUNNERS = files("lifeworld.testing") / "runners"
FAULTS = (Said(500), Said(429), Said(hang_up=True), completion("no JSON here"), completion('{"codings": [{', "length"),
          Said(body=b"<html>sign in</html>"), Said(body=completion({"codings": []}).body, cut=9), Said(body=b'{"choices": []}'))


def runners() -> pl.DataFrame:
    """The statements of the forty fictional runners."""
    return pl.read_csv((RUNNERS / "statements.csv").read_bytes())


def misbehaving(nth: int, request: dict) -> Said | None:
    """Every fourth request fails in one of eight ways; other answers hold an invented quote and an invented code each."""
    if nth % 4 == 3:
        return FAULTS[nth // 4 % len(FAULTS)]
    said = codings_of(statement_of(request))
    said["codings"] += [{"code": "mood", "quote": "words that nobody said"}, {"code": "joy", "quote": "run"}]
    return completion(said, tokens=(len(json.dumps(request["messages"])) // 4, len(json.dumps(said)) // 4))


def asked(script: Script, at_once: int, folder: Path) -> tuple[float, int, int, int]:
    """Questions a second, requests, answers and failures of one run over the runners; pauses between tries are left out."""
    rows = runners()
    questions = tuple(Question(*row, focal="Kestrel") for row in rows.select("id", "text").rows())
    book = default_codebook()
    job = Job(questions, tuple(range(len(questions))), prompts(book), 1, Settings("rules"), book)
    found: list[int] = []
    with language_model(script) as server:
        endpoint = endpoint_from({"LIFEWORLD_LLM_URL": server.url, "LIFEWORLD_LLM_MODEL": "rules"})

        def work() -> None:
            with opened_store(folder / f"{len(found)}.jsonl") as store, closing(Client(endpoint)) as client:
                failures = Asker(client, store, job.settings, Pace(wait=lambda s: None)).ask_all(
                    unanswered(job.asks(), store), at_once, lambda n: None)
                found[:] = [*found, len(store.lines), len(failures)]

        seconds = timed(work, 1).best
    return len(questions) / seconds, len(server.requests), found[-2], found[-1]


def report() -> str:
    """The tables."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        for title, script, at_once in (("behaves", lambda nth, request: None, 1), ("behaves", lambda nth, request: None, 8),
                                       ("misbehaves in every fourth reply", misbehaving, 8)):
            folder = Path(name) / f"{title[:4]}{at_once}"
            folder.mkdir()
            rate, requests, answers, failures = asked(script, at_once, folder)
            rows.append([title, str(at_once), f"{rate:,.0f}", f"{requests:,}", f"{answers:,}", f"{failures:,}"])
    texts = runners()["text"].to_list()
    middle = [(text, " ".join(text.split()[2:6])) for text in texts]
    exact = [(text, quote) for text, quote in middle if quote]
    loose = [(text, quote.replace(" ", "  ").replace("'", "\u2019")) for text, quote in exact]
    speeds = [[what, f"{len(pairs) / timed(lambda pairs=pairs: [located(*pair) for pair in pairs]).best:,.0f}",
               f"{sum(located(*pair) is not None for pair in pairs):,} of {len(pairs):,}"]
              for what, pairs in (("as they stand", exact), ("with other spaces and apostrophes", loose))]
    return "\n\n".join((
        table(["a server on this machine that", "at once", "questions/s", "requests", "answered", "failed"], rows),
        table(["quotes", "checked/s", "found"], speeds)))


def shown() -> str:
    """What the terminal says on statements of the forty runners, asked twice each, with the server that misbehaves."""
    with tempfile.TemporaryDirectory() as name, language_model(misbehaving) as server:
        folder = Path(name)
        (folder / "statements.csv").write_bytes((RUNNERS / "statements.csv").read_bytes())
        study = (RUNNERS / "study.toml").read_text(encoding="utf-8")
        (folder / "study.toml").write_text(f"{study}\n[llm]\nsend = true\n", encoding="utf-8")
        environment = {"LIFEWORLD_LLM_URL": server.url, "LIFEWORLD_LLM_MODEL": "rules", "LIFEWORLD_LLM_KEY": ""}
        before = Path.cwd()
        os.chdir(folder)
        try:
            done = CliRunner().invoke(voices, [
                "ask", "statements.csv", "--study", "study.toml", "--limit", "120", "--runs", "2", "--price-in", "0.4", "--price-out",
                "1.6", "--at-once", "16", "--out", "asked", "--yes"], env=environment)
            coder = read_recorded(folder / "asked")
        finally:
            os.chdir(before)
        return f"{done.output}\n{coder.label}"


if __name__ == "__main__":
    print(report(), shown(), sep="\n\n")
