"""A feed's file is fetched from an address on the internet: bounded in bytes and seconds, never from a private network, no redirects.

The name is resolved once, every address it has must be public, and the connection goes to an address that was looked at: the same rules as
for what webhooks send.
"""

from __future__ import annotations

import http.client
import os
import ssl
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from lifeworld.events.files.calling import FAILURES, Call, called, checked_url, resolved, why_not
from lifeworld.kit.errors import InputRefused

SECONDS, SILENCE = 300.0, 30.0
BYTES_MAX = 512 * 1024**2
CHUNK = 1 << 20
NOT_MODIFIED = 304
_WORDS = {"webhook_address": ("This is no address from which a feed can be fetched, or it names a user, a password or a fragment.",
                              "Give one like https://example.org/offers.csv; secrets stand in the environment."),
          "webhook_not_https": ("Feeds are fetched over https only.", "Give an address that begins with https://."),
          "webhook_private": ("The address leads into a private network, from which no feeds are fetched.",
                              "Give an address on the internet.")}


@dataclass(frozen=True)
class Fetched:
    """What an address gave. ``status`` 0: nothing came back; ``said``: in our words; the bytes are in the file where ``is_new``."""

    status: int
    said: str
    size: int = 0
    etag: str = ""
    modified: str = ""
    name: str = ""

    @property
    def is_new(self) -> bool:
        """Whether there is a file to be read."""
        return self.status == 200


def checked_address(url: str, *, private: bool) -> str:
    """The address, checked before it is kept. Errors: InputRefused."""
    try:
        return checked_url(url, private=private)
    except InputRefused as error:
        message, next_step = _WORDS.get(error.code, (error.message, error.next_step))
        raise InputRefused(error.code.replace("webhook", "feed"), message, next_step) from None


def fetch(url: str, into: Path, headers: Mapping[str, str], *, private: bool = False, seconds: float = SECONDS, bytes_max: int = BYTES_MAX,
          resolve: Callable[[str, int], list[str]] = resolved, trusted: ssl.SSLContext | None = None) -> Fetched:
    """Fetch the file of an address into ``into``; nothing half-written stays there. ``headers`` may ask for what is new only."""
    try:
        with called(checked_address(url, private=private), private=private, seconds=seconds, resolve=resolve, trusted=trusted,
                    wait=min(seconds, SILENCE), spared="nothing was fetched") as call:
            fetched = _answer(call, into, headers, bytes_max)
            if call.cut.is_set():  # what was cut off looks like a short answer
                raise TimeoutError
    except FAILURES as error:
        fetched = Fetched(0, why_not(error, f"It was not through within {seconds:g} seconds."))
    if not fetched.is_new:
        into.unlink(missing_ok=True)
    return fetched


def _answer(call: Call, into: Path, headers: Mapping[str, str], bytes_max: int) -> Fetched:
    call.talk.request("GET", call.target, headers={"Host": call.parts.netloc, "User-Agent": "lifeworld-feeds", "Connection": "close",
                                                   "Accept-Encoding": "identity", **headers})
    with closing(call.talk.getresponse()) as answer:
        if answer.status == NOT_MODIFIED:
            return Fetched(NOT_MODIFIED, "It answered 304: nothing changed.")
        if answer.status != 200:
            more = ", and redirects are not followed" if 300 <= answer.status < 400 else ""
            return Fetched(answer.status, f"It answered {answer.status}{more}.")
        told = answer.headers.get("Content-Length", "")
        size = _written(answer, into, bytes_max)
        if size > bytes_max:
            return Fetched(413, f"The file has more than {bytes_max // 1024**2:,} MiB.")
        if told.isdecimal() and size != int(told):
            return Fetched(0, f"The connection broke off after {size:,} of {int(told):,} bytes.")
        return Fetched(200, "It answered 200.", size, _told(answer, "ETag", 300), _told(answer, "Last-Modified", 100),
                       Path(call.parts.path).name[:200] or "feed")


def _told(answer: http.client.HTTPResponse, name: str, chars_max: int) -> str:
    """A header that is sent back at the next asking; "" where it could not be."""
    text = answer.headers.get(name, "").strip()
    return text if len(text) <= chars_max and text.isascii() and text.isprintable() else ""


def _written(answer: http.client.HTTPResponse, into: Path, bytes_max: int) -> int:
    """Write the body down; returns its bytes, one more than allowed where there are too many."""
    size = 0
    into.parent.mkdir(parents=True, exist_ok=True)
    with into.open("wb") as file:
        while chunk := answer.read(CHUNK):
            size += len(chunk)
            if size > bytes_max:
                return bytes_max + 1
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size
