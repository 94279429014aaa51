"""The world of runners, measured: `python -m benchmarks.running [PART ...]` measures, and writes docs/running.md.

Parts: fit, files, analysis, routes, zones, club; without one, all of them.
"""

from __future__ import annotations

import sys

from benchmarks.parts import Page, Part

PARTS = {
    "fit": Part(
        "FIT files",
        "20,000 records and the largest real files, read into columns. The bars: at least as fast as the fastest parser that Python can "
        "call, and five times fitdecode.", ("benchmarks.running_fit",)),
    "files": Part(
        "GPX, and files of every kind, good and broken",
        "The bars: GPX as fast as the fastest parser that Python can call and five times gpxpy; every one of the odd and broken files read "
        "or refused with a reason, none over 2 s or 200 MB; fuzzing finds nothing.", ("benchmarks.running_files",)),
    "analysis": Part(
        "What an activity says",
        "Distance, ascent and moving time beside the streams that Strava computed from the same files. The bars: distance within 0.5 %, "
        "ascent within 10 %.", ("benchmarks.running_analysis",)),
    "routes": Part(
        "The same route",
        "Planted routes with GPS noise of 5 m, and 68 real runs. The bars: 1,000 tracks screened under 100 ms without a false match or a "
        "miss; the routes of 10,000 runs clustered under 30 s.", ("benchmarks.running_routes",)),
    "zones": Part(
        "Private zones under attack",
        "Planted homes on streets, 20 to 60 published tracks each. The bar: under 5 % of zones found within half their radius. The same "
        "attacks on a plain circle have to work.", ("benchmarks.running_zones",)),
    "club": Part(
        "A simulated club", "Simulations; no runner is real. What was planted in it, and what of that is found again.",
        ("benchmarks.running_club",)),
}
PAGE = Page("running.md", "Running, measured", "benchmarks.running", PARTS)

if __name__ == "__main__":
    PAGE.write(sys.argv[1:])
