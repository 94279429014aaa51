"""The client: no redirects, no endless replies, a proxy only where something leaves, and an end by Ctrl-C that nothing survives."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import pytest

from lifeworld.voices.files.llm.asking import Asker
from lifeworld.voices.files.llm.client import BODY_BYTES_MAX, Client, Unreached
from lifeworld.voices.files.llm.endpoint import endpoint_from
from lifeworld.voices.files.llm.job import unanswered
from lifeworld.voices.files.llm.pace import Pace
from lifeworld.voices.files.llm.store import InputRefused, fcntl, opened_store
from lifeworld.voices.tests.language_model import Said, language_model
from lifeworld.voices.tests.test_llm_asking import job

BODY = {"messages": [{}, {"content": '{"statement": "hello"}'}]}


def endpoint(url: str, key: str = ""):
    return endpoint_from({"LIFEWORLD_LLM_URL": url, "LIFEWORLD_LLM_KEY": key, "LIFEWORLD_LLM_MODEL": "rules"})


@pytest.mark.parametrize(("url", "path", "local", "encrypted"), [
    ("http://localhost:11434/v1/", "/v1/chat/completions", True, True), ("https://models.example/v1", "/v1/chat/completions", False, True),
    ("http://[::1]:8000", "/chat/completions", True, True), ("http://gpu.lan/v1/chat/completions", "/v1/chat/completions", False, False),
    ("https://models.example/v1?api-version=2", "/v1/chat/completions?api-version=2", False, True),
])
def test_addresses(url: str, path: str, local: bool, encrypted: bool) -> None:
    found = endpoint(url)
    assert (found.path, found.local, found.encrypted) == (path, local, encrypted)


def test_a_reply_that_never_ends_is_given_up() -> None:
    times = iter([0.0, 1e9])
    with language_model() as server:
        client = Client(endpoint(server.url), 5, clock=lambda: next(times))
        with closing(client), pytest.raises(Unreached, match="in time"):
            client.post(BODY)
    with language_model(lambda nth, request: Said(body=b"x" * (BODY_BYTES_MAX + 1))) as server:
        client = Client(endpoint(server.url), 30)
        with closing(client), pytest.raises(Unreached, match="as expected"):
            client.post(BODY)


def test_redirects_are_not_followed() -> None:
    with language_model() as other, language_model(lambda nth, request: Said(307, b"", (("Location", other.url),))) as server:
        with closing(Client(endpoint(server.url, "sk-1"), 5)) as client:
            assert client.post(BODY).status == 307
        assert not other.requests


def test_one_connection_serves_many_questions_and_a_lost_one_is_opened_anew() -> None:
    with language_model(lambda nth, request: Said(hang_up=True) if nth == 1 else None) as server, closing(
            Client(endpoint(server.url), 5)) as client:
        assert client.post(BODY).status == 200
        with pytest.raises(Unreached, match="closed the connection"):
            client.post(BODY)
        assert client.post(BODY).status == 200


def test_a_proxy_of_the_environment_is_used_for_what_leaves_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with language_model() as proxy, language_model() as server:
        monkeypatch.setenv("http_proxy", proxy.url.removesuffix("/v1").replace("//", "//me:pw@"))
        with closing(Client(endpoint("http://models.invalid/v1"), 5)) as client:
            assert client.post(BODY).status == 200
        assert proxy.paths == ["http://models.invalid/v1/chat/completions"]
        assert proxy.headers[0]["Proxy-Authorization"] == "Basic bWU6cHc=" and proxy.headers[0]["Host"] == "models.invalid"
        with closing(Client(endpoint(server.url), 5)) as client:
            client.post(BODY)
        assert len(server.requests) == len(proxy.requests) == 1


def test_ctrl_c_ends_all_threads_and_keeps_what_was_answered(tmp_path: Path) -> None:
    before = threading.active_count()
    texts = tuple(f"text {nth}" for nth in range(40))

    def interrupted(n: int) -> None:
        raise KeyboardInterrupt

    with language_model(lambda nth, request: Said(stall=True) if nth >= 3 else None) as server, opened_store(
            tmp_path / "answers.jsonl") as store, closing(Client(endpoint(server.url), 60)) as client:
        asker = Asker(client, store, job().settings, Pace())
        with pytest.raises(KeyboardInterrupt):
            asker.ask_all(unanswered(job(texts=texts).asks(), store), 4, interrupted)
        assert 1 <= len(store.lines) <= 3 and len(server.requests) < len(texts)
    assert threading.active_count() == before


@pytest.mark.skipif(fcntl is None, reason="this system has no file locks of this kind")
def test_two_runs_into_one_folder_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    with opened_store(path), pytest.raises(InputRefused, match="Another run"), opened_store(path):
        pass


def test_a_file_that_holds_no_answers_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "answers.jsonl").write_text("dear diary\n", encoding="utf-8")
    with pytest.raises(InputRefused, match="holds no answers"), opened_store(tmp_path / "answers.jsonl"):
        pass
    assert (tmp_path / "answers.jsonl").read_text(encoding="utf-8") == "dear diary\n"
