"""Script per frame of the design desk: `python -m benchmarks.desk_frames [N]` drives a real browser over a desk of N designs (100,000).

A brush is drawn across the trade-off, a filter's handle is dragged, the pointer wanders, another axis is taken, the parallel view is
brushed: all with the mouse, one move a frame. From the browser's own trace: the longest piece of script without a break, and the most
script between two frames, on the page's thread, in milliseconds of the processor (what the bar of 16 ms is about) and of the clock
(which counts other programs too). Answers are read on a thread of their own and are not part of it.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.__main__ import cpu
from lifeworld.tools.tests.desk_server import serving

BROWSER = os.environ.get("LIFEWORLD_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
SCRIPT = {"FunctionCall", "FireAnimationFrame", "EventDispatch", "TimerFire", "RunMicrotasks", "EvaluateScript", "v8.callFunction"}
FRAME = "BeginMainThreadFrame"
CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline.frame", "devtools.timeline.frame", "v8"]
MOVES = 60
BAR_MS = 16


def traced(page: Page, work: Callable[[], None]) -> list[dict[str, Any]]:
    """What the browser noted while the work was done."""
    talk = page.context.new_cdp_session(page)
    events: list[dict[str, Any]] = []
    done: list[bool] = []
    talk.on("Tracing.dataCollected", lambda found: events.extend(found["value"]))
    talk.on("Tracing.tracingComplete", lambda _: done.append(True))
    talk.send("Tracing.start", {"traceConfig": {"includedCategories": CATEGORIES}, "transferMode": "ReportEvents"})
    work()
    frames(page, 20)
    talk.send("Tracing.end")
    while not done:
        frames(page, 1)
    return events


def frames(page: Page, n: int) -> None:
    """Let so many frames pass."""
    page.evaluate("n => new Promise(done => { const next = () => (n-- > 0 ? requestAnimationFrame(next) : done()); next(); })", n)


@dataclass(frozen=True)
class Piece:
    """A piece of script without a break: when it began and ended, and how long the processor worked on it, in milliseconds."""

    start: float
    end: float
    cpu: float


def pieces(events: list[dict[str, Any]]) -> tuple[list[Piece], list[float]]:
    """Outermost pieces of script on the page's thread, and when frames began."""
    begun = [(one["pid"], one["tid"]) for one in events if one["name"] == FRAME]
    thread = max(set(begun), key=begun.count)
    on_thread = [one for one in events if (one["pid"], one["tid"]) == thread]
    script = [one for one in on_thread if one["name"] in SCRIPT and one.get("ph") == "X"]
    found: list[Piece] = []
    for one in sorted(script, key=lambda one: (one["ts"], -one["dur"])):
        start, end = one["ts"] / 1000, (one["ts"] + one["dur"]) / 1000
        if not found or start >= found[-1].end:
            found.append(Piece(start, end, one.get("tdur", one["dur"]) / 1000))
    return found, sorted(one["ts"] / 1000 for one in on_thread if one["name"] == FRAME)


def row(name: str, events: list[dict[str, Any]]) -> str:
    """A line of the table: the longest piece of script, the most script between two frames, by processor and by clock."""
    found, begun = pieces(events)
    frames_ = [[one for one in found if a <= one.start < b] for a, b in pairwise(begun)]
    cpu_, clock = ([sum(map(of, each)) for each in frames_] for of in (lambda one: one.cpu, lambda one: one.end - one.start))
    over = sum(each > BAR_MS for each in cpu_)
    return f"| {name} | {len(begun)} | {max(one.cpu for one in found):.1f} | {max(cpu_):.1f} | {over} | {max(clock):.1f} |"


def drag(page: Page, from_: tuple[float, float], to: tuple[float, float]) -> None:
    """Drag with the mouse, one move a frame."""
    page.mouse.move(*from_)
    page.mouse.down()
    wander(page, from_, to)
    page.mouse.up()


def wander(page: Page, from_: tuple[float, float], to: tuple[float, float]) -> None:
    """Move the mouse, one step a frame."""
    for i in range(1, MOVES + 1):
        page.mouse.move(from_[0] + (to[0] - from_[0]) * i / MOVES, from_[1] + (to[1] - from_[1]) * i / MOVES)
        frames(page, 1)


def spots(page: Page, part: str, *shares: tuple[float, float]) -> list[tuple[float, float]]:
    """Places in a part of the desk, by shares of its width and height."""
    box = page.locator(part).bounding_box() or {"x": 0, "y": 0, "width": 0, "height": 0}
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in shares]


def turn(page: Page) -> None:
    """Clear all filters and take another measure across."""
    page.get_by_role("button", name="Clear").click()
    page.locator(".axis-pick select").nth(0).select_option(label="Area")


def tasks(page: Page) -> dict[str, Callable[[], None]]:
    """What people do, by name."""
    scatter, parallel = "[data-part=scatter]", "[data-part=parallel]"
    return {
        "brush the trade-off": lambda: drag(page, *spots(page, scatter, (0.2, 0.15), (0.8, 0.8))),
        "drag a filter's handle": lambda: drag(page, *spots(page, ".hist__high >> nth=2", (0.96, 0.5), (0.4, 0.5))),
        "point at designs": lambda: wander(page, *spots(page, scatter, (0.15, 0.75), (0.75, 0.2))),
        "clear, take another axis": lambda: turn(page),
        "order by other weights": lambda: page.get_by_role("button", name="High efficiency").click(),
        "open all measures": lambda: page.get_by_role("button", name="All measures").click(),
        "brush an axis": lambda: drag(page, *spots(page, parallel, (0.215, 0.2), (0.215, 0.7))),
        "point at lines": lambda: wander(page, *spots(page, parallel, (0.1, 0.3), (0.9, 0.6))),
    }


def main(n: int) -> None:
    """Measure and print the table."""
    with serving(n) as served, sync_playwright() as runner:
        browser = runner.chromium.launch(executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(served.desk())
        page.locator("[data-part=said]").get_by_text("combinations considered").wait_for()
        frames(page, 30)
        print(f"{n:,} designs, {cpu()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, Chromium {browser.version}, no GPU, "
              "1280 x 1000 pixels\n")
        print("| what people do | frames | longest piece, ms | most in a frame, ms | frames over 16 ms | most by the clock, ms |")
        print("| --- | ---: | ---: | ---: | ---: | ---: |")
        for name, work in tasks(page).items():
            page.evaluate("window.scrollTo(0, 0)")
            print(row(name, traced(page, work)), flush=True)
        browser.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
