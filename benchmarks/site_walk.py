"""Every page of the running site asked sixty times over varied arguments, as a signed-in owner: server time and time until all is there.

Arguments are drawn by number, and links of a page to itself (the next of a list, another sort) are followed like a person would.
"""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import numpy as np

from benchmarks.site_seed import SEED
from lifeworld.kit.streams import stream_keys, words

ASKED = 60
SELF_LINK = re.compile(r'href="([^"#]*\?[^"#]+)"')
QUERIES: Mapping[str, tuple[dict[str, Any], ...]] = {
    "statements": ({}, {"words": "shoulders"}, {"words": "leaderboard club"}, {"words": "zzzz"}, {"customer": "c000123"}, {"code": "peers"},
                   {"code": "status"}, {"read": "yes"}, {"read": "no"}, {"after": 90_000}, {"code": "strangers", "read": "yes"}),
    "customers": ({}, {"search": "c0001"}, {"search": "c00999"}, {"search": "nobody"}, {"after": "c005000"}),
    "journal": ({}, {"after": 40_000}, {"before": 40_000}),
    "ecosystems": ({}, {"type": "undetermined"}),
    "compare_cell": ({"code": "peers"}, {"code": "mood", "view": "differ"}, {"code": "status", "kind": "differ"}),
    "compare": ({}, {"coders": (1, 2)}),
    "settle": ({"next": "1"}, {"code": "peers"}),
}
"""What is asked of a page besides its bare address."""


@dataclass
class Route:
    """How long the answers of one route took, in milliseconds, and their statuses."""

    name: str
    server: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    size: list[int] = field(default_factory=list)
    status: dict[int, int] = field(default_factory=dict)
    slowest: tuple[float, str] = (0.0, "")

    def p(self, q: float, of: str = "server") -> float:
        """A quantile of the times."""
        return float(np.quantile(getattr(self, of), q)) if self.server else float("nan")


class Browser:
    """A signed-in browser without pictures, on one connection."""

    def __init__(self, url: str, cookie: str) -> None:
        self.host, self.cookie = urlsplit(url).netloc, cookie
        self.connection = http.client.HTTPConnection(self.host, timeout=120)

    def get(self, address: str) -> tuple[int, float, float, str]:
        """Status, server milliseconds, wall milliseconds and text of an answer."""
        begun = time.perf_counter()
        try:
            self.connection.request("GET", address, headers={"Cookie": self.cookie})
            answer = self.connection.getresponse()
        except (http.client.HTTPException, ConnectionError):
            self.connection.close()
            self.connection.request("GET", address, headers={"Cookie": self.cookie})
            answer = self.connection.getresponse()
        body = answer.read()
        wall = (time.perf_counter() - begun) * 1000
        timing = answer.headers.get("Server-Timing", "")
        server = float(timing.rpartition("dur=")[2]) if "dur=" in timing else wall
        return answer.status, server, wall, body.decode("utf-8", "replace")


def pages() -> list[tuple[str, Any]]:
    """Pages of the URLconf, by the names of their routes; the API's and the administration's are left out."""
    from lifeworld.site.tests.routes import PARAMETER, routes

    found = {one.pattern: one for one in routes() if not one.is_api and not one.pattern.startswith(("account/oidc", "metrics"))}
    return sorted((PARAMETER.sub(lambda part: "{" + part["name"] + "}", pattern), one) for pattern, one in found.items())


def drawn(values: Mapping[str, list[Any]], names: list[str], n: int) -> Iterator[dict[str, Any]]:
    """``n`` choices of arguments, by number."""
    lots = words(stream_keys(SEED, np.arange(n, dtype=np.uint64)), max(1, len(names)))
    for i in range(n):
        yield {name: values[name][int(lots[i, j] % np.uint64(len(values[name])))] for j, name in enumerate(names)}


def walk(url: str, cookie: str, values: Mapping[str, list[Any]], view_names: Mapping[str, str], asked: int = ASKED, *,
         files: bool = True) -> list[Route]:
    """Ask every page; routes that are only for sending are left out."""
    browser, told = Browser(url, cookie), []
    for shown, route in pages():
        if "exchange/export" in shown or any(name not in values for name in route.names):  # whole studies as files are not asked for
            told.append(Route(shown))
            continue
        if is_file(shown) and not files:
            continue
        one = Route(shown)
        queries = QUERIES.get(view_names.get(route.pattern, ""), ({},))
        links: list[str] = []
        for i, arguments in enumerate(drawn(values, route.names, 2 if is_file(shown) else asked)):
            query = urlencode(queries[i // 2 % len(queries)], doseq=True)
            bare = route.address(arguments)
            address = links.pop(0) if links and i % 2 else bare + (f"?{query}" if query else "")
            status, server, wall, text = browser.get(address)
            if status == 405:
                break
            if i == 0:  # the first of a kind loads templates
                status, server, wall, text = browser.get(address)
            one.status[status] = one.status.get(status, 0) + 1
            one.server.append(server)
            one.wall.append(wall)
            one.size.append(len(text))
            one.slowest = max(one.slowest, (server, address))
            links = [found for found in own_links(text, address) if found != address][:6] or links
        else:
            told.append(one)
    return told


def is_file(shown: str) -> bool:
    """Whether a route gives a file to keep, made when it is asked for, and no page."""
    return "{kind}" in shown or shown.endswith(".csv")


def own_links(text: str, address: str) -> list[str]:
    """Links of a page to itself with another question."""
    path = address.partition("?")[0]
    found = (link.replace("&amp;", "&") for link in SELF_LINK.findall(text))
    return [path + link if link.startswith("?") else link for link in dict.fromkeys(found) if link.startswith(("?", path + "?"))]
