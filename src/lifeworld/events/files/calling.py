"""One call to an address on the internet: checked, resolved once, and sent to the address that was checked, never to another."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Timer
from urllib.parse import SplitResult, urlsplit

from lifeworld.events.core.webhooks import is_public
from lifeworld.kit.errors import InputRefused

SECONDS = 10.0
ANSWER_BYTES = 64 * 1024
URL_CHARS = 500
_PLAIN = re.compile(r"[\x21-\x7e]+")
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]+\]")


@dataclass(frozen=True)
class Reply:
    """What an address answered: ``status`` 0 where nothing came back; ``said`` in our words, never in those of the address."""

    status: int
    said: str

    @property
    def is_taken(self) -> bool:
        """Whether the address took it: 2xx and nothing else."""
        return 200 <= self.status < 300


def checked_url(url: str, *, private: bool) -> str:
    """The address, checked before it is kept. ``private``: http and addresses of this machine and network are allowed.

    Errors: InputRefused for what is no https address, names a user, or is an IP address that is not public.
    """
    text = url.strip()
    parts = _parts(text)
    host = (parts.hostname or "") if parts else ""
    if len(text) > URL_CHARS or parts is None or not host or parts.scheme not in {"https", "http"}:
        raise InputRefused("webhook_address", "This is no address to which events can be sent.",
                           f"Give one like https://example.org/events, of at most {URL_CHARS} plain characters.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise InputRefused("webhook_address", "The address of a webhook holds a user, a password or a fragment.",
                           "Leave it out: the signature tells the receiver who sends.")
    if private:
        return text
    if parts.scheme != "https":
        raise InputRefused("webhook_not_https", "Events are sent over https only.", "Give an address that begins with https://.")
    if host == "localhost" or host.endswith(".localhost") or (_is_ip(host) and not is_public(host)):
        raise InputRefused("webhook_private", "The address leads into a private network, where no events are sent.",
                           "Give an address on the internet.")
    return text


def _parts(text: str) -> SplitResult | None:
    """The parts of an address in plain characters; None where it is none."""
    try:
        parts = urlsplit(text)
        fits = _PLAIN.fullmatch(text) and _HOST.fullmatch(parts.netloc.rpartition("@")[2].removesuffix(f":{parts.port}"))
    except ValueError:
        return None
    return parts if fits else None


def _is_ip(host: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET6 if ":" in host else socket.AF_INET, host)
    except OSError:
        return bool(re.fullmatch(r"[0-9.]+|0x[0-9a-fA-F.x]+", host))  # 127.1, 2130706433 and 0x7f.1 are addresses to some resolvers
    return True


def resolved(host: str, port: int) -> list[str]:
    """The IP addresses of a name. Errors: OSError where it has none."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def post(url: str, body: bytes, headers: Mapping[str, str], *, private: bool = False, seconds: float = SECONDS,
         resolve: Callable[[str, int], list[str]] = resolved, trusted: ssl.SSLContext | None = None) -> Reply:
    """Send a body and say what came back, within ``seconds`` in all; redirects are not followed and no proxy is asked.

    The name is resolved once; where any of its addresses is not public nothing is sent (unless ``private``), and the connection goes to
    an address that was looked at. ``trusted``: whose certificates are believed, else those of this machine.
    """
    try:
        with called(checked_url(url, private=private), private=private, seconds=seconds, resolve=resolve, trusted=trusted) as call:
            status = _asked(call, body, headers)
    except FAILURES as error:
        return Reply(0, why_not(error, f"There was no answer within {seconds:g} seconds."))
    return Reply(status, _words(status))


@dataclass(frozen=True)
class Call:
    """An open connection to an address that was looked at: how it is talked to, what is asked of it, and whether its time was up."""

    talk: http.client.HTTPConnection
    parts: SplitResult
    target: str
    cut: Event


FAILURES = (InputRefused, OSError, UnicodeError, http.client.HTTPException)
"""What may go wrong in a call; ``why_not`` has words for each."""


def why_not(error: Exception, late: str) -> str:
    """What went wrong in a call, in a whole sentence; ``late``: what to say where its time was up."""
    if isinstance(error, InputRefused):
        return error.message
    if isinstance(error, (socket.gaierror, UnicodeError)):
        return "The name of the address could not be found."
    if isinstance(error, ssl.SSLError):
        return "The certificate of the address is not good, or it speaks no TLS."
    return late if isinstance(error, TimeoutError) else "The connection failed or broke off."


@contextmanager
def called(url: str, *, private: bool, seconds: float, resolve: Callable[[str, int], list[str]] = resolved,
           trusted: ssl.SSLContext | None = None, wait: float | None = None, spared: str = "nothing was sent") -> Iterator[Call]:
    """A connection for one exchange; a clock cuts it after ``seconds`` in all, because an answer, or a handshake, may drip for ever.

    ``wait``: how long silence may last, else ``seconds``; ``spared``: what did not happen where the address is not called.
    Errors: ``FAILURES``; InputRefused where an address of the name is not public.
    """
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _allowed(resolve(str(parts.hostname), port), private, spared)
    line = socket.create_connection((address, port), timeout=wait or seconds)
    cut = Event()

    def cut_off() -> None:
        cut.set()
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    ends = Timer(seconds, cut_off)
    ends.daemon = True
    ends.start()
    try:
        if parts.scheme == "https":
            context = trusted or ssl.create_default_context()
            line = context.wrap_socket(line, server_hostname=str(parts.hostname), do_handshake_on_connect=False)
            line.do_handshake()  # on the line that the clock can cut
        talk = http.client.HTTPConnection(str(parts.hostname))
        talk.sock = line
        yield Call(talk, parts, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), cut)
    except (OSError, http.client.HTTPException):
        if cut.is_set():
            raise TimeoutError from None
        raise
    finally:
        ends.cancel()
        line.close()


def _allowed(addresses: list[str], private: bool, spared: str) -> str:
    """The first of the addresses of a name. Errors: InputRefused where one of them is not public."""
    if addresses and (private or all(is_public(address) for address in addresses)):
        return addresses[0]
    raise InputRefused("webhook_private", f"The address leads into a private network: {spared}.", "Give one on the internet.")


def _asked(call: Call, body: bytes, headers: Mapping[str, str]) -> int:
    """The status of the answer; of its body no more than ``ANSWER_BYTES`` is read, and nothing of it is kept."""
    call.talk.request("POST", call.target, body,
                      {"Host": call.parts.netloc, "User-Agent": "lifeworld-webhooks", "Connection": "close", **headers})
    with closing(call.talk.getresponse()) as answer:
        if call.cut.is_set():  # a head that was cut off looks like a short one
            raise TimeoutError
        with suppress(OSError, http.client.HTTPException):
            answer.read(ANSWER_BYTES)
        return answer.status


def _words(status: int) -> str:
    if 200 <= status < 300:
        return f"It answered {status}: taken."
    if 300 <= status < 400:
        return f"It answered {status}, and redirects are not followed."
    return f"It answered {status}: it wants no more." if status == 410 else f"It answered {status}."
