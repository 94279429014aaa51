"""A language model on this machine that answers by rule, and misbehaves as told: a real server of the real protocol."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WORDS = {"wife": "family_friends", "club": "peers", "app": "focal_provider", "proud": "mood", "crash": "reliability"}
"""Words that make the model give a code; each is its own quote."""


@dataclass(frozen=True)
class Said:
    """One answer of the server: status, headers and body; ``stall`` waits for the end of the test, ``cut`` leaves so many bytes off."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    stall: bool = False
    cut: int = 0
    hang_up: bool = False


Script = Callable[[int, dict[str, Any]], Said | None]


def statement_of(request: dict[str, Any]) -> str:
    """The words that a request asks about."""
    return str(json.loads(request["messages"][1]["content"])["statement"])


def codings_of(text: str) -> dict[str, Any]:
    """What the model says of a text when it behaves."""
    found = [
        {"code": code, "quote": word, "basis": "explicit", "rationale": f"says {word}", "confidence": 0.9}
        for word, code in WORDS.items() if word in text.split()
    ]
    return {"codings": found, "valence": 0.5 if "proud" in text else 0.0}


def completion(content: Any, finish: str = "stop", tokens: tuple[int, int] = (100, 20)) -> Said:
    """A body with status 200 that holds these words."""
    text = content if isinstance(content, str) else json.dumps(content)
    body = {
        "model": "rules-1", "choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": finish}],
        "usage": {"prompt_tokens": tokens[0], "completion_tokens": tokens[1]},
    }
    return Said(body=json.dumps(body).encode())


@dataclass
class LanguageModel:
    """The running server: its address, every request it got, and the headers and path of each."""

    url: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """The statements that were asked about, in order."""
        return [statement_of(request) for request in self.requests]


@contextmanager
def language_model(script: Script = lambda nth, request: None) -> Iterator[LanguageModel]:
    """A server that answers request ``nth`` (0, 1, ...) as ``script`` says, or by its rules where that is None."""
    ended, lock = threading.Event(), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                nth = len(model.requests)
                model.requests.append(body)
                model.headers.append(dict(self.headers.items()))
                model.paths.append(self.path)
            said = script(nth, body) or completion(codings_of(statement_of(body)))
            if said.stall:
                ended.wait(30)
            if said.stall or said.hang_up:
                self.close_connection = True
                return
            self.send_response(said.status)
            for name, value in said.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body[: len(said.body) - said.cut])
            self.close_connection = self.close_connection or said.cut > 0

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def handle(self) -> None:
            with suppress(OSError):
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    model = LanguageModel(f"http://127.0.0.1:{server.server_address[1]}/v1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield model
    finally:
        ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
