"""A small server for the desk's tests: a page under the site's policy, and a tool that answers with made candidates."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any

from lifeworld.tools.core.wire import preset_json
from lifeworld.tools.tests.made_candidates import PRESETS, answer, made_candidates

POLICY = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:"
SITE = Path(str(files("lifeworld.site"))) / "static" / "lifeworld"
TOKENS = Path(str(files("lifeworld.constellations"))) / "files" / "report" / "css" / "tokens.css"
KINDS = {".css": "text/css", ".js": "text/javascript"}
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Desk</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/tokens.css"><link rel="stylesheet" href="/site.css"><script type="module" src="/desk.js"></script></head>
<body class="wide"><main><h1>A desk</h1>{body}</main></body></html>"""


def _number(title: str, unit: str, group: str, **more: Any) -> dict[str, Any]:
    return {"type": "number", "title": title, "x-unit": unit, "x-group": group, **more}


SCHEMA: dict[str, Any] = {
    "type": "object", "required": ["vin_min", "vin_max", "vout", "iout"],
    "properties": {
        "vin_min": _number("Input, least", "V", "Supply", minimum=0.5, maximum=100, default=14),
        "vin_max": _number("Input, most", "V", "Supply", minimum=0.5, maximum=100, default=22),
        "vout": _number("Output", "V", "Output", minimum=0.5, maximum=60, default=3.3),
        "iout": _number("Output current", "A", "Output", minimum=0.01, maximum=40, default=2),
        "ambient": _number("Surroundings", "°C", "Output", default=30),
        "frequency": {"type": ["number", "null"], "title": "Frequency", "minimum": 5e4, "maximum": 4e6, "x-unit": "Hz", "x-group": "Limits",
                      "x-advanced": True, "description": "Left empty, the search chooses it."},
        "shielded": {"type": "boolean", "title": "Only shielded inductors", "default": False, "x-group": "Limits", "x-advanced": True},
    }}
URLS = {"base": "/tool/", **{name: f"/tool/{name}" for name in ("configure", "named", "save", "compare")}}
DATA: dict[str, Any] = {
    "tool": {"name": "made", "title": "Made", "about": "", "version": "1", "catalogue": "made parts of 2026-11-01"}, "schema": SCHEMA,
    "spec": {}, "measures": [], "presets": [preset_json(one) for one in PRESETS], "quantity": 1, "currency": "EUR",
    "currencies": ["EUR", "USD"], "region": "",
    "sellers": [{"key": "alpha", "title": "Alpha Parts"}, {"key": "beta", "title": "Beta Parts"}],
    "choice": {"default": "allowed", "sellers": {}, "is_default": True}, "csrf": "token", "urls": URLS}


@dataclass
class Served:
    """What the server gives and what it was asked. By the number that stands in the field ``vout``: problems that it will ``refuse`` with,
    and how ``slow`` it is: nothing is answered before that event.
    """

    address: str = ""
    n: int = 400
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    csrf: list[str] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    refuse: dict[float, dict[str, Any]] = field(default_factory=dict)
    kept: dict[int, bytes] = field(default_factory=dict)
    slow: dict[float, threading.Event] = field(default_factory=dict)

    def page(self, body: str, path: str = "/page") -> str:
        """A page with this body; its address."""
        self.pages[path] = PAGE.format(body=body)
        return self.address + path

    def desk(self, **more: Any) -> str:
        """A page with a desk on it; its address."""
        script = json.dumps({**DATA, **more}).replace("<", "\\u003c")
        return self.page(f'<script type="application/json" id="desk">{script}</script>'
                         '<lw-design-desk from="desk"><p>Without scripts.</p></lw-design-desk>')

    def reply(self, path: str, said: dict[str, Any]) -> tuple[int, bytes]:
        """The tool's answer."""
        if path.endswith("/configure"):
            spec = said["spec"]
            if (problem := self.refuse.get(spec["vout"])) is not None:
                return 422, json.dumps(problem).encode()
            if (waits := self.slow.get(spec["vout"])) is not None:
                waits.wait()
            n = 0 if spec["vout"] > spec["vin_min"] else self.n if spec["iout"] >= 1 else self.n // 2
            if n not in self.kept:
                self.kept[n] = json.dumps(answer(made_candidates(n), spec)).encode()
            return 200, self.kept[n]
        if path.endswith("/named"):
            rows = [{"title": f"U{row['parts']['U']} with L{row['parts']['L']}", "turned": row["settings"],
                     "parts": {slot: f"{slot.lower()}-{at}" for slot, at in row["parts"].items()}} for row in said["rows"]]
            return 200, json.dumps({"rows": rows}).encode()
        mark = f"{said['parts']['U']}.{said['parts']['L']}"
        return 201, json.dumps({"hash": mark, "url": f"d/{mark}/", "created": True}).encode()


class _Handler(BaseHTTPRequestHandler):
    served: Served

    def log_message(self, *_: object) -> None:
        pass

    def answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), "Content-Security-Policy": POLICY}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        file = TOKENS if path == "/tokens.css" else SITE / path.lstrip("/")
        if path in self.served.pages:
            self.answer(200, self.served.pages[path].encode(), "text/html; charset=utf-8")
        elif path.startswith("/tool/"):
            self.answer(200, PAGE.format(body=f"<p>{path}</p>").encode(), "text/html; charset=utf-8")
        elif file.is_file() and file.suffix in KINDS:
            self.answer(200, file.read_bytes(), KINDS[file.suffix])
        else:
            self.answer(404, b"", "text/plain")

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.served.asked.append((self.path, said))
        self.served.csrf.append(self.headers.get("X-CSRFToken", ""))
        status, body = self.served.reply(self.path, said)
        with suppress(ConnectionError):  # the desk took its question back
            self.answer(status, body, "application/json" if status < 400 else "application/problem+json")


@contextmanager
def serving(n: int = 400) -> Iterator[Served]:
    """A server on this machine for as long as the block lasts."""
    served = Served(n=n)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"served": served}))
    server.daemon_threads = True
    served.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        for waits in served.slow.values():
            waits.set()
        server.shutdown()
        server.server_close()
        thread.join()
