"""Pages with the world's elements that no server gives: a browser's requests are answered here, any other is noted and refused."""

from __future__ import annotations

import json
import math
from importlib.resources import files
from pathlib import Path
from typing import Any

BUNDLE = Path(str(files("lifeworld_running"))) / "static" / "lifeworld" / "running" / "elements.js"
ELEMENTS = Path(__file__).resolve().parents[3] / "elements"
SITE = "http://running.test"
POLICY = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:"
PAGE = """<!doctype html><html lang="en" dir="{dir}"><head><meta charset="utf-8"><title>test</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css">
<script type="module" src="/elements.js"></script></head><body><main><h1>A page</h1>{body}</main></body></html>"""
LOOK = """html { color-scheme: light dark } main { max-width: 1200px; margin: auto; padding: 16px }
body { margin: 0; background: light-dark(#faf8f4, #14171c); color: light-dark(#1d2126, #eceae4) }"""


class Answers:
    """What a browser gets from ``SITE``; ``refused`` holds every other address that a page asked."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.data: dict[str, Any] = {}
        self.refused: list[str] = []

    def page(self, body: str, direction: str = "ltr") -> str:
        """A page with this body; its address."""
        self.pages["/page"] = PAGE.format(body=body, dir=direction)
        return SITE + "/page"

    def __call__(self, route: Any) -> None:
        url = route.request.url
        path = url.removeprefix(SITE)
        head = {"Content-Security-Policy": POLICY}
        if path in self.pages:
            route.fulfill(body=self.pages[path], content_type="text/html; charset=utf-8", headers=head)
        elif path in self.data:
            route.fulfill(body=json.dumps(self.data[path]), content_type="application/json", headers=head | {"ETag": '"1"'})
        elif path == "/elements.js":
            route.fulfill(body=BUNDLE.read_bytes(), content_type="text/javascript", headers=head)
        elif path == "/page.css":
            route.fulfill(body=LOOK, content_type="text/css", headers=head)
        else:
            self.refused.append(url)
            route.abort()


def element(tag: str, data: Any, attributes: str = "") -> str:
    """An element with its data on the page."""
    return f'<{tag} {attributes}><script type="application/json">{json.dumps(data)}</script></{tag}>'


def split(number: int, length_m: float, seconds: float) -> dict[str, Any]:
    """A split as the contract has it."""
    return {"number": number, "from_m": 1000.0 * (number - 1), "length_m": length_m, "seconds": seconds, "moving_s": seconds,
            "ascent_m": 7.0, "descent_m": 5.0, "gap_pace_s_km": 300.0, "heart_rate": 151.0}


def activity(n: int = 1801, **change: Any) -> dict[str, Any]:
    """A run around a round lake of 3.6 km: two metres and .6 seconds a point; 90 s are missing in the middle."""
    turn = [2 * math.pi * i / (n - 1) for i in range(n)]
    half = n // 2
    data: dict[str, Any] = {
        "activity": {"id": "1", "title": "Around the lake", "when": "Saturday, 2 May 2026"}, "unit": "km",
        "points": {
            "time_s": [round(0.6 * i + (90 if i >= half else 0), 1) for i in range(n)], "distance_m": [2.0 * i for i in range(n)],
            "lat": [52.5 + 0.005 * math.sin(t) for t in turn], "lon": [13.4 + 0.008 * math.cos(t) for t in turn],
            "altitude_m": [40 + 9 * math.sin(3 * t) for t in turn], "speed_m_s": [2 / 0.6 + 0.4 * math.sin(5 * t) for t in turn],
            "heart_rate": [None if i < 50 else 150 for i in range(n)]},
        "breaks": [{"at": half, "why": "gap"}],
        "totals": {"distance_m": 2.0 * (n - 1), "moving_s": 0.6 * (n - 1), "elapsed_s": 0.6 * (n - 1) + 90, "pace_s_km": 300},
        "splits_km": [split(1, 1000, 300), split(2, 1000, 290), split(3, 1000, 310), split(4, 600, 178)],
        "splits_mile": [split(1, 1609.344, 480)],
        "efforts": [{"name": "1 km", "length_m": 1000, "seconds": 285, "from_s": 240, "from_m": 800, "note": "your best so far"}],
        "zones": [[0, 60], [114, 900]], "reliability": {"trust": 0.9, "verified": True, "why": ["The device measured every second."]}}
    return data | change


def route(runs: int = 9) -> dict[str, Any]:
    """Runs of one route of 5 km, each a little faster; the third was run the other way round."""
    grid = [50.0 * i for i in range(101)]
    all_runs = []
    for i in range(runs):
        pace = 330 - 4 * i
        all_runs.append({
            "id": str(i), "date": f"2026-0{1 + i // 3}-{4 + 8 * (i % 3):02}", "name": "Run", "url": f"/runs/{i}/", "elapsed_s": 5 * pace,
            "pace_s_km": pace, "gap_pace_s_km": pace - 4, "heart_rate": 150, "reversed": i == 2, "verified": i != 4, "partial": False,
            "at_s": None if i == 2 else [round(m * pace / 1000, 1) for m in grid]})
    band = [{"date": "2026-01-04", "value": 330, "low": 322, "high": 338}, {"date": "2026-03-20", "value": 298, "low": 290, "high": 306}]
    trend = {"measure": "pace_s_km", "words": "The trend is not yet distinguishable from none.", "distinguishable": False, "band": band,
             "level": 0.9, "n": runs, "method": "Theil-Sen"}
    return {"route": {"id": "3", "name": "Along the canal", "length_m": 5000}, "unit": "km", "grid_m": grid, "reference": "best",
            "lat": [52.5 + m / 111_320 for m in grid], "lon": [13.4 + 0.001 * math.sin(m / 400) for m in grid],
            "altitude_m": [30 + 5 * math.sin(m / 700) for m in grid], "runs": all_runs, "trend": trend}
