"""A small HTTP client for one endpoint: JSON out, bytes back, one kept connection a thread, no redirects, bounded in time and size.

The standard library is enough for one address; redirects are not followed, because the key would go with them.
"""

from __future__ import annotations

import base64
import http.client
import json
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from lifeworld import __version__
from lifeworld.voices.files.llm.endpoint import Endpoint

TIMEOUT_S = 120.0
BODY_BYTES_MAX = 16_000_000


class Unreached(Exception):
    """The endpoint could not be reached or did not finish; ``fatal`` says that another try is of no use."""

    def __init__(self, reason: str, *, fatal: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fatal = fatal


@dataclass(frozen=True)
class Response:
    """Status, body, the seconds of Retry-After (None without one) and where a redirect leads ("" = nowhere)."""

    status: int
    body: bytes
    retry_after_s: float | None = None
    location: str = ""


class Client:
    """Posts to one endpoint from any number of threads; close it when done."""

    def __init__(self, endpoint: Endpoint, timeout_s: float = TIMEOUT_S, clock: Callable[[], float] = time.monotonic,
                 now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.endpoint = endpoint
        self.timeout_s = timeout_s
        self._clock, self._now = clock, now
        self._own = threading.local()
        self._all: list[http.client.HTTPConnection] = []
        self._lock = threading.Lock()
        self._tls = ssl.create_default_context() if endpoint.scheme == "https" else None
        self._proxy = None if endpoint.local or proxy_bypass(endpoint.host) else getproxies().get(endpoint.scheme)

    def post(self, body: dict[str, Any]) -> Response:
        """Send one body as JSON. Errors: Unreached."""
        connection = self._connection()
        deadline = self._clock() + self.timeout_s
        try:
            connection.request("POST", self._target(), json.dumps(body, ensure_ascii=True).encode(), self._headers())
            response = connection.getresponse()
            read = self._read(response, deadline)
        except ssl.SSLCertVerificationError as error:
            self._drop(connection)
            raise Unreached(f"has a certificate that is not trusted ({error.verify_message})", fatal=True) from error
        except (OSError, http.client.HTTPException) as error:
            self._drop(connection)
            raise Unreached(_why(error)) from error
        if response.will_close:
            self._drop(connection)
        after = retry_after_s(response.getheader("Retry-After"), self._now())
        return Response(response.status, read, after, response.getheader("Location") or "")

    def close(self) -> None:
        """Close every connection; a request in flight in another thread fails."""
        with self._lock:
            for connection in self._all:
                _shut(connection)
            self._all.clear()

    def _read(self, response: http.client.HTTPResponse, deadline: float) -> bytes:
        """The body, whole, before the deadline: a server that sends a byte now and then does not hold a thread for ever."""
        parts, size = [], 0
        while part := response.read1(65_536):
            parts.append(part)
            size += len(part)
            if size > BODY_BYTES_MAX:
                raise http.client.HTTPException("its reply is too large")
            if self._clock() > deadline:
                raise TimeoutError
        if response.length:
            raise http.client.IncompleteRead(b"")
        response.close()  # else the connection takes no further request
        return b"".join(parts)

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": f"lifeworld/{__version__}"}
        if self.endpoint.key:
            headers["Authorization"] = f"Bearer {self.endpoint.key}"
        if self._proxy and self._tls is None:
            headers |= _proxy_headers(self._proxy)
        return headers

    def _target(self) -> str:
        through = self._proxy and self._tls is None
        return f"http://{self.endpoint.name}{self.endpoint.path}" if through else self.endpoint.path

    def _connection(self) -> http.client.HTTPConnection:
        connection: http.client.HTTPConnection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._opened()
            self._own.connection = connection
            with self._lock:
                self._all.append(connection)
        return connection

    def _opened(self) -> http.client.HTTPConnection:
        host, port = self.endpoint.host, self.endpoint.port
        proxy = urlsplit(self._proxy if "://" in self._proxy else f"http://{self._proxy}") if self._proxy else None
        to, at = (proxy.hostname or "", proxy.port) if proxy else (host, port)
        if self._tls is None:
            return http.client.HTTPConnection(to, at, timeout=self.timeout_s)
        secure = http.client.HTTPSConnection(to, at, timeout=self.timeout_s, context=self._tls)
        if self._proxy:
            secure.set_tunnel(host, port, _proxy_headers(self._proxy))
        return secure

    def _drop(self, connection: http.client.HTTPConnection) -> None:
        self._own.connection = None
        with self._lock:
            if connection in self._all:
                self._all.remove(connection)
        connection.close()


def retry_after_s(header: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, given as a number or a date; None where it says neither.

    >>> retry_after_s("7", datetime.now(UTC)), retry_after_s("soon", datetime.now(UTC))
    (7.0, None)
    """
    if not header:
        return None
    said = header.strip()
    if said.isascii() and said.replace(".", "", 1).isdigit():
        return float(said)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    return max(0.0, (until if until.tzinfo else until.replace(tzinfo=UTC)).timestamp() - now.timestamp())


def _shut(connection: http.client.HTTPConnection) -> None:
    """Close a connection that another thread may be reading from: the reader wakes with an error."""
    socket = connection.sock
    if socket is not None:
        try:
            socket.shutdown(2)
        except OSError:
            connection.sock = None
    connection.close()


def _proxy_headers(proxy: str) -> dict[str, str]:
    parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    if not parts.username:
        return {}
    user = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Proxy-Authorization": f"Basic {base64.b64encode(user.encode()).decode()}"}


def _why(error: Exception) -> str:
    """Why there was no reply, in words that hold nothing of what was sent."""
    match error:
        case TimeoutError():
            why = "it did not answer in time"
        case ConnectionRefusedError():
            why = "nobody listens there"
        case http.client.RemoteDisconnected() | ConnectionError():
            why = "it closed the connection"
        case http.client.IncompleteRead():
            why = "its reply broke off"
        case OSError():
            why = f"it cannot be reached ({error.strerror or type(error).__name__})"
        case _:
            why = "it does not speak HTTP as expected"
    return why
