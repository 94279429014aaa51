"""A small server for the elements' tests: pages under the site's policy, data with an ETag, a stream, and an answering POST."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any

POLICY = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:"
BUNDLE = Path(str(files("lifeworld.site"))) / "static" / "lifeworld" / "elements.js"
ELEMENTS = Path(__file__).resolve().parents[4] / "elements"
KINDS = {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json"}
PAGE = """<!doctype html><html lang="en" dir="{dir}"><head><meta charset="utf-8"><title>test</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<script type="module" src="/elements.js"></script></head><body><main><h1>A page</h1>{body}</main></body></html>"""


@dataclass
class Served:
    """What the server gives and what it was asked."""

    address: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    etags: dict[str, str] = field(default_factory=dict)
    status: int = 200
    asked: list[tuple[str, str]] = field(default_factory=list)
    posted: list[tuple[dict[str, Any], str]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    news: queue.Queue[str | None] = field(default_factory=queue.Queue)

    def page(self, body: str, direction: str = "ltr", path: str = "/page") -> str:
        """A page with this body; its address."""
        self.pages[path] = PAGE.format(body=body, dir=direction)
        return self.address + path


class _Handler(BaseHTTPRequestHandler):
    served: Served

    def log_message(self, *_: object) -> None:
        pass

    def answer(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), "Content-Security-Policy": POLICY, **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        served = self.served
        if path in served.pages:
            self.answer(200, served.pages[path].encode(), KINDS[".html"])
        elif path in served.data:
            served.asked.append((path, self.headers.get("If-None-Match", "")))
            etag = served.etags.get(path, '"1"')
            if served.status != 200:
                self.answer(served.status, b"", "text/plain")
            elif self.headers.get("If-None-Match") == etag:
                self.answer(304, b"", KINDS[".json"], ETag=etag)
            else:
                self.answer(200, json.dumps(served.data[path]).encode(), KINDS[".json"], ETag=etag)
        elif path == "/stream":
            self.stream()
        else:
            self.file(BUNDLE.parent / path.lstrip("/"))

    def file(self, path: Path) -> None:
        if path.is_file():
            self.answer(200, path.read_bytes(), KINDS[path.suffix])
        else:
            self.answer(404, b"", "text/plain")

    def stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        while (said := self.served.news.get()) is not None:
            self.wfile.write(f"data: {said}\n\n".encode())
            self.wfile.flush()

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.served.posted.append((body, self.headers.get("X-CSRFToken", "")))
        status, said = self.served.answers.pop(0) if self.served.answers else (201, {"position": 1})
        self.answer(status, json.dumps(said).encode(), KINDS[".json"])


@contextmanager
def serving() -> Iterator[Served]:
    """A server on this machine for as long as the block lasts."""
    served = Served()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"served": served}))
    server.daemon_threads = True
    served.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        served.news.put(None)
        server.shutdown()
        server.server_close()
        thread.join()
