"""A seller's server on this machine, whose answers a test chooses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


@dataclass
class Shop:
    """``answer`` gives status, headers and body for each asking; ``asked`` has the headers of each in lower case."""

    url: str = ""
    answer: Callable[[dict[str, str]], tuple[int, dict[str, str], bytes]] = lambda headers: (404, {}, b"")
    asked: list[dict[str, str]] = field(default_factory=list)
    hold: Event | None = None
    length: bool = True


def _handler(shop: Shop) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            shop.asked.append(headers)
            status, more, body = shop.answer(headers)
            try:
                self.send_response(status)
                for name, value in {**({"Content-Length": str(len(body))} if shop.length else {}), **more}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
                self.wfile.flush()
                if shop.hold is not None:
                    shop.hold.wait(20)
            except OSError:
                pass  # whoever asked has gone

        def log_message(self, *said: object) -> None:
            pass

    return Handler


@contextmanager
def shop() -> Iterator[Shop]:
    """A server for the length of a test."""
    made = Shop()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    server.handle_error = lambda *about: None  # a caller that hangs up is part of the tests
    made.url = f"http://127.0.0.1:{server.server_port}/feeds/offers.csv"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        if made.hold is not None:
            made.hold.set()
        server.shutdown()
        thread.join()
        server.server_close()
