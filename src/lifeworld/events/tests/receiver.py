"""An address that is told of events, on this machine: a real server on a thread, whose answers a test chooses."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from lifeworld.events.core.webhooks import signature


@dataclass
class Received:
    """What came: headers in lower case and bodies. ``answer`` says the status of each; ``hold`` keeps answers back until it is set."""

    url: str = ""
    answer: Callable[[int], int] = lambda n: 200
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    hold: Event | None = None
    arrived: Event = field(default_factory=Event)
    location: str = ""
    extra: bytes = b""

    def events(self) -> list[dict[str, Any]]:
        return [event for body in self.bodies for event in json.loads(body)]

    def is_signed(self, n: int, secret: str) -> bool:
        sent = self.headers[n]
        return sent["webhook-signature"] == signature(secret, sent["webhook-id"], int(sent["webhook-timestamp"]), self.bodies[n])


def _handler(received: Received) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.headers.append({name.lower(): value for name, value in self.headers.items()})
            received.bodies.append(body)
            received.arrived.set()
            if received.hold is not None:
                received.hold.wait(20)
            try:
                self.send_response(received.answer(len(received.bodies)))
                if received.location:
                    self.send_header("Location", received.location)
                self.end_headers()
                self.wfile.write(received.extra)
            except OSError:
                pass  # whoever asked has gone

        def log_message(self, *said: object) -> None:
            pass

    return Handler


@contextmanager
def receiver(context: ssl.SSLContext | None = None) -> Iterator[Received]:
    """A server for the length of a test."""
    received = Received()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(received))
    server.handle_error = lambda *about: None  # a caller that hangs up is part of the tests
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    received.url = f"{'https' if context else 'http'}://127.0.0.1:{server.server_port}/events?of=acme"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield received
    finally:
        if received.hold is not None:
            received.hold.set()
        server.shutdown()
        thread.join()
        server.server_close()
