"""Asking a real server that misbehaves: every question is answered, or listed with the reason, and nothing is paid twice."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lifeworld.voices.core.llm.prompts import prompts
from lifeworld.voices.core.llm.values import Failure, Question, Settings
from lifeworld.voices.files.codebook import default_codebook
from lifeworld.voices.files.llm.asking import Ask, Asker
from lifeworld.voices.files.llm.client import Client, retry_after_s
from lifeworld.voices.files.llm.endpoint import endpoint_from
from lifeworld.voices.files.llm.job import Job, unanswered
from lifeworld.voices.files.llm.pace import Pace, Stopped
from lifeworld.voices.files.llm.store import opened_store
from lifeworld.voices.tests.language_model import LanguageModel, Said, Script, codings_of, completion, language_model, statement_of

KEY = "sk-secret-9f3a"
TEXTS = ("my wife gave it to me", "our club meets online", "the app and its crash", "nothing to say", "proud of it")


class Clock:
    """A clock that moves only when somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def job(model: str = "rules", runs: int = 1, texts: tuple[str, ...] = TEXTS) -> Job:
    questions = tuple(Question(f"s{nth}", text, "Kestrel") for nth, text in enumerate(texts))
    book = default_codebook()
    return Job(questions, tuple(range(len(questions))), prompts(book), runs, Settings(model), book)


class Asked:
    """What came of asking: failures, the clock, the content of each answered statement, why it ended."""

    def __init__(self, server: LanguageModel, path: Path, of: Job, *, timeout_s: float = 5.0, at_once: int = 1,
                 per_minute: float | None = None, key: str = KEY) -> None:
        environment = {"LIFEWORLD_LLM_URL": server.url, "LIFEWORLD_LLM_KEY": key, "LIFEWORLD_LLM_MODEL": of.settings.model}
        self.clock, self.ended, self.failures = Clock(), "", []
        with opened_store(path / "answers.jsonl") as store, closing(Client(endpoint_from(environment), timeout_s)) as client:
            self.asker = Asker(client, store, of.settings, Pace(per_minute, self.clock, self.clock.wait))
            waiting: list[Ask] = unanswered(of.asks(), store)
            try:
                self.failures: list[Failure] = self.asker.ask_all(waiting, at_once, lambda n: None)
            except Stopped as error:
                self.ended = str(error)
            self.lines = dict(store.lines)
            self.spent, self.tries = store.spent, store.tries


def asked(script: Script, tmp_path: Path, of: Job | None = None, **how: object) -> tuple[Asked, LanguageModel]:
    with language_model(script) as server:
        return Asked(server, tmp_path, of or job(), **how), server


def once(said: Said) -> Script:
    return lambda nth, request: said if nth == 0 else None


def test_every_question_is_answered_with_schema_key_and_settings(tmp_path: Path) -> None:
    found, server = asked(lambda nth, request: None, tmp_path)
    assert not found.failures and len(found.lines) == len(TEXTS)
    body = server.requests[0]
    assert body["response_format"]["json_schema"]["strict"] is True
    assert body["temperature"] == 0.0 and body["seed"] == 0 and body["model"] == "rules"
    assert {header["Authorization"] for header in server.headers} == {f"Bearer {KEY}"}
    assert (found.spent.tokens_in, found.spent.tokens_out, found.tries) == (500, 100, 5)


def test_a_server_without_a_key_gets_none(tmp_path: Path) -> None:
    _, server = asked(lambda nth, request: None, tmp_path, key="")
    assert all("Authorization" not in header for header in server.headers)


@pytest.mark.parametrize("said", [
    Said(500, b"{}"), Said(503, b"<html>busy</html>"), Said(body=b"<html>login</html>"), Said(body=b"[]"), Said(hang_up=True),
    Said(body=b'{"choices": []}'), Said(body=b'{"choices": [{"message": {"content": "{}"}}, {"message": {"content": "{}"}}]}'),
    Said(body=b'{"choices": [{"message": {"content": null}}]}'), completion("I would rather talk about it."), completion('{"codings": 7}'),
    Said(body=completion({"codings": []}).body, cut=5), completion('{"codings": [{"code": "mo', "length"), Said(body=b"\xff\xfe" * 40),
    Said(body=b'{"choices": ' + b"[" * 100_000), Said(429, b"{}", (("Retry-After", "3"),)),
])
def test_one_bad_reply_is_tried_again(said: Said, tmp_path: Path) -> None:
    found, server = asked(once(said), tmp_path)
    assert not found.failures and len(found.lines) == len(TEXTS)
    assert len(server.requests) == len(TEXTS) + 1


def test_retry_after_is_waited_for_and_backoff_grows(tmp_path: Path) -> None:
    found, _ = asked(once(Said(429, b"{}", (("Retry-After", "17"),))), tmp_path)
    assert 17 <= found.clock.waits[0] <= 18
    found, _ = asked(lambda nth, request: Said(500) if nth < 3 else None, tmp_path, job("other"))
    first, second, third = found.clock.waits[:3]
    assert 0.5 <= first <= 1 and 1 <= second <= 2 and 2 <= third <= 4
    assert retry_after_s("Sun, 22 Nov 2026 08:00:30 GMT", datetime(2026, 11, 22, 8, tzinfo=UTC)) == 30


def test_a_stalling_server_is_given_up_and_the_rest_is_kept(tmp_path: Path) -> None:
    found, _ = asked(lambda nth, request: Said(stall=True) if "club" in statement_of(request) else None, tmp_path, timeout_s=0.3)
    assert [(one.statement, one.reason, one.tries) for one in found.failures] == [("s1", "it did not answer in time", 6)]
    assert len(found.lines) == len(TEXTS) - 1


def test_cut_off_answers_get_more_room(tmp_path: Path) -> None:
    _, server = asked(lambda nth, request: completion('{"codings": [', "length") if request["max_tokens"] < 4000 else None, tmp_path)
    assert [request["max_tokens"] for request in server.requests[:3]] == [2000, 4000, 2000]


def test_answers_that_nobody_can_read_are_listed_and_what_they_cost_is_counted(tmp_path: Path) -> None:
    found, server = asked(lambda nth, request: completion("no") if "wife" in statement_of(request) else None, tmp_path)
    assert [(one.statement, one.tries) for one in found.failures] == [("s0", 3)]
    assert len({request["seed"] for request in server.requests[:3]}) == 3
    assert found.spent.tokens_in == 700


def test_what_an_endpoint_does_not_know_is_left_out_and_remembered(tmp_path: Path) -> None:
    def script(nth: int, request: dict) -> Said | None:
        if "temperature" in request:
            return Said(400, b'{"error": {"message": "Unsupported parameter: temperature"}}')
        if "max_tokens" in request:
            return Said(400, b'{"error": "use max_completion_tokens"}')
        return Said(422, b"{}") if request.get("response_format", {}).get("type") == "json_schema" else None

    found, server = asked(script, tmp_path)
    assert not found.failures and len(server.requests) == len(TEXTS) + 3
    assert found.asker.shape.format == "json_object" and not found.asker.shape.temperature
    assert {line.format for line in found.lines.values()} == {"json_object"}


def test_a_question_that_is_refused_in_every_shape_is_listed(tmp_path: Path) -> None:
    found, _ = asked(lambda nth, request: Said(400, b'{"error": {"message": "no\x1b[31m"}}') if "club" in statement_of(request) else None,
                     tmp_path)
    assert [one.statement for one in found.failures] == ["s1"] and "\x1b" not in found.failures[0].reason
    assert found.asker.shape.format == "json_schema"


def test_a_filter_that_withholds_an_answer_is_not_asked_again(tmp_path: Path) -> None:
    found, server = asked(lambda nth, request: completion("", "content_filter") if "club" in statement_of(request) else None, tmp_path)
    assert [(one.statement, one.tries) for one in found.failures] == [("s1", 1)] and len(server.requests) == len(TEXTS)


@pytest.mark.parametrize("said", [
    Said(401, json.dumps({"error": {"message": f"bad key {KEY}"}}).encode()), Said(403),
    Said(404, b'{"error": {"message": "no such model"}}'),
    Said(429, b'{"error": {"code": "insufficient_quota"}}'), Said(302, b"", (("Location", "http://127.0.0.1:9/"),)),
])
def test_what_no_try_can_mend_ends_the_run_at_once(said: Said, tmp_path: Path) -> None:
    found, server = asked(lambda nth, request: said, tmp_path)
    assert found.ended and KEY not in found.ended and len(server.requests) == 1 and not found.clock.waits


def test_an_endpoint_that_is_down_ends_the_run_instead_of_trying_for_hours(tmp_path: Path) -> None:
    found, server = asked(lambda nth, request: Said(503), tmp_path, job(texts=tuple(f"text {n}" for n in range(30))))
    assert "8 questions in a row" in found.ended and len(server.requests) == 48


def test_nobody_listening_is_said_in_words(tmp_path: Path) -> None:
    with language_model() as server:
        pass
    found = Asked(server, tmp_path, job())
    assert [one.reason for one in found.failures] == ["nobody listens there"] * len(TEXTS)


def test_a_rate_limit_spaces_the_questions(tmp_path: Path) -> None:
    found, _ = asked(lambda nth, request: None, tmp_path, per_minute=30)
    assert found.clock.waits == [2.0] * (len(TEXTS) - 1)


def test_results_are_the_same_for_any_number_at_once(tmp_path: Path) -> None:
    (tmp_path / "many").mkdir()
    one, _ = asked(lambda nth, request: None, tmp_path)
    many, _ = asked(lambda nth, request: None, tmp_path / "many", at_once=8)
    assert {key: line.content for key, line in one.lines.items()} == {key: line.content for key, line in many.lines.items()}


def test_a_killed_run_goes_on_and_pays_nothing_twice(tmp_path: Path) -> None:
    found, _ = asked(lambda nth, request: Said(401) if nth == 3 else None, tmp_path)
    assert found.ended and len(found.lines) == 3
    path = tmp_path / "answers.jsonl"
    whole = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(whole[:2]) + whole[2][:40])  # the power went while the third was written
    again, server = asked(lambda nth, request: None, tmp_path)
    assert not again.failures and len(again.lines) == len(TEXTS)
    assert server.texts == list(TEXTS[2:])
    last, silent = asked(lambda nth, request: None, tmp_path)
    assert not silent.requests and last.lines == again.lines


def test_another_model_run_or_word_is_asked_anew_and_the_same_words_once(tmp_path: Path) -> None:
    asked(lambda nth, request: None, tmp_path)
    for of, n in ((job("other"), 5), (job(runs=2), 5), (job(texts=(*TEXTS, "a new one", "a new one")), 1)):
        _, server = asked(lambda nth, request: None, tmp_path, of)
        assert len(server.requests) == n


@pytest.mark.parametrize("padding", [0, 170, 196])
def test_a_refusal_that_repeats_the_key_is_listed_without_it(padding: int, tmp_path: Path) -> None:
    said = Said(400, json.dumps({"error": {"message": "x" * padding + KEY}}).replace("-", "\\u002d").encode())
    found, _ = asked(lambda nth, request: said, tmp_path)
    assert [one.statement for one in found.failures] == [f"s{nth}" for nth in range(len(TEXTS))]
    assert all(KEY[:6] not in one.reason for one in found.failures)
    assert KEY[:6].encode() not in (tmp_path / "answers.jsonl").read_bytes()


def test_the_key_is_in_no_file_even_if_the_server_repeats_it(tmp_path: Path) -> None:
    def script(nth: int, request: dict) -> Said | None:
        said = codings_of(statement_of(request)) | {"note": KEY}
        return Said(400, json.dumps({"error": {"message": f"temperature {KEY}"}}).encode()) if nth == 0 else completion(said)

    found, _ = asked(script, tmp_path)
    assert len(found.lines) == len(TEXTS)
    assert KEY.encode() not in (tmp_path / "answers.jsonl").read_bytes()
    assert KEY not in repr(found.asker.client.endpoint) + repr(vars(found.asker))
