"""Plays on simulated customers: how often what works is found, what does nothing ends, harm is stopped; and false alarms of many looks.

`python -m benchmarks.scorecard_plays` prints the section; `python -m benchmarks.scorecard plays` puts it into docs/scorecard.md.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import replace

from lifeworld.scorecard.core.play_effects import found
from lifeworld.scorecard.core.plays import PlayPlan
from lifeworld.scorecard.core.simulation.plays import planted_outcomes
from lifeworld.scorecard.core.values import Asked

SEEDS, CUSTOMERS, LOOKS = 200, 900, 15
PLAY = PlayPlan("planted", "Planted", "It was planted.", "This simulation", "Nothing.", "Look", "goals/", "Nothing", "attainment", 2.0,
                type="individual-driven")
ASKED = Asked(as_of="2026-05-01", looks="again", query="simulated")
WORLDS = (("it adds 5 T", 5.0, 2.0), ("it does nothing, worth it from 4 T on", 0.0, 4.0), ("it takes 5 T", -5.0, 2.0),
          ("it does nothing, and nothing is too small to be worth it", 0.0, 0.01))
MANY = 1_000_000


def first_verdict(seed: int, effect: float, play: PlayPlan) -> tuple[str, int]:
    """What the first of ``LOOKS`` looks says at which anything may be said, and how many customers were there by then."""
    rows = planted_outcomes(CUSTOMERS, seed, effect)
    for look in range(1, LOOKS + 1):
        n = CUSTOMERS * look // LOOKS
        said = found(play, rows.head(n), ASKED).verdict
        if said != "unknown":
            return said, n
    return "unknown", CUSTOMERS


def report() -> str:
    """The section as Markdown."""
    lines = [f"Each row: {SEEDS} simulated plays with up to {CUSTOMERS} customers, a fifth of them held out, looked at {LOOKS} times and "
             "ended at the first verdict; attainment T with a standard deviation of 10, correlation .6 with what was before.", "",
             "| what was planted | works | nil | harms | not known | customers at the verdict, median |",
             "| --- | --: | --: | --: | --: | --: |"]
    for words, effect, worth in WORLDS:
        ended = [first_verdict(seed, effect, replace(PLAY, worth=worth)) for seed in range(SEEDS)]
        said = Counter(one for one, _ in ended)
        median = sorted(n for _, n in ended)[SEEDS // 2]
        lines.append(f"| {words} | {said['works']} | {said['nil']} | {said['harms']} | {said['unknown']} | {median} |")
    rows = planted_outcomes(MANY, 1, 0.3)
    begun = time.perf_counter()
    verdict = found(PLAY, rows, ASKED).verdict
    return "\n".join([*lines, "", f"One look at {MANY:,} customers takes {time.perf_counter() - begun:.1f} s (verdict: {verdict})."])


if __name__ == "__main__":
    sys.stdout.write(report() + "\n")
