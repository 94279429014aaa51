"""Eight people who code at once over HTTP, and how soon a browser shows the main pages."""

from __future__ import annotations

import http.client
import json
import time
from dataclasses import dataclass
from threading import Thread
from urllib.parse import urlsplit

import numpy as np

from lifeworld.testing.serving import Site

READINGS_EACH = 50
CSRF = "benchmarkbenchmarkbenchmarkbench"  # 32 characters, in the cookie and in the header
PAINTS = 5
PAINTED = """() => new Promise(tell => new PerformanceObserver(seen => {
  for (const one of seen.getEntries()) if (one.name === "first-contentful-paint") tell(one.startTime);
}).observe({type: "paint", buffered: true}))"""


@dataclass(frozen=True)
class Coded:
    """Milliseconds of each round trip, seconds of all together, and how many readings the site does not know afterwards."""

    wall: list[float]
    server: list[float]
    seconds: float
    lost: int

    def p(self, q: float, of: str = "wall") -> float:
        """A quantile of the times."""
        return float(np.quantile(getattr(self, of), q))


def coded(site: Site, slug: str, cookies: list[str], statements: list[list[int]]) -> Coded:
    """Each person keeps a reading of each of their statements, one after another; everybody at the same time."""
    wall: list[float] = []
    server: list[float] = []
    lost: list[int] = []

    def ask(connection: http.client.HTTPConnection, cookie: str, method: str, statement: int,
            body: object = None) -> tuple[int, str, bytes]:
        connection.request(method, f"/api/acme/-/studies/{slug}/coding/{statement}", json.dumps(body) if body else None, {
            "Cookie": f"{cookie}; csrftoken={CSRF}", "X-CSRFToken": CSRF, "Content-Type": "application/json", "Accept": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Server-Timing", ""), answer.read()

    def person(cookie: str, own: list[int]) -> None:
        connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=120)
        for statement in own:
            begun = time.perf_counter()
            reading = {"codes": ["peers"], "version": 0, "client_id": f"b{statement}"}
            status, timing, said = ask(connection, cookie, "PUT", statement, reading)
            if status != 200:
                raise RuntimeError(said[:300])
            wall.append((time.perf_counter() - begun) * 1000)
            server.append(float(timing.rpartition("dur=")[2]))
        for statement in own:
            _, _, said = ask(connection, cookie, "GET", statement)
            reading = json.loads(said)["reading"]
            lost.append(int(reading["codes"] != ["peers"] or reading["version"] != 1))

    threads = [Thread(target=person, args=(cookie, own)) for cookie, own in zip(cookies, statements, strict=True)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Coded(wall, server, time.perf_counter() - begun, sum(lost) + sum(map(len, statements)) - len(lost))


def first_paints(site: Site, cookie: str, addresses: list[str]) -> dict[str, float]:
    """Milliseconds until a browser without anything in its cache first shows something of a page; the median of five."""
    from playwright.sync_api import sync_playwright

    name, _, value = cookie.partition("=")
    told = {}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        for address in addresses:
            times = []
            for _ in range(PAINTS):
                context = browser.new_context(viewport={"width": 1280, "height": 900})
                context.add_cookies([{"name": name, "value": value, "url": site.url}])
                page = context.new_page()
                page.goto(site.url + address)
                times.append(float(page.evaluate(PAINTED)))
                context.close()
            told[address] = float(np.median(times))
        browser.close()
    return told
