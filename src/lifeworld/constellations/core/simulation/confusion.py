"""How often the shipped coder is right: counts copied from docs/coder.md by ``python -m benchmarks.confusion``; do not edit.

Each row is one code in the order of CODES: texts, those that truly carry it, those the coder called, F1 of "present".
All are out of fold: "dev" on reviews that were coded twice, "interviews" on stories coded by their writers.
"""

from __future__ import annotations

COUNTS: dict[str, tuple[tuple[int, int, int, float], ...]] = {
    "dev": (
        (433, 79, 79, 0.838),  # self
        (445, 411, 411, 0.998),  # focal_provider
        (436, 85, 78, 0.865),  # other_providers
        (436, 35, 35, 0.777),  # peers
        (442, 50, 50, 0.849),  # family_friends
        (445, 2, 0, 0.0),  # strangers
        (436, 55, 50, 0.825),  # mood
        (439, 55, 55, 0.821),  # performance
        (426, 255, 263, 0.893),  # features
        (438, 133, 151, 0.834),  # reliability
        (437, 27, 27, 0.6),  # belonging
        (443, 36, 34, 0.762),  # status
    ),
    "interviews": (
        (850, 482, 506, 0.776),  # self
        (850, 340, 316, 0.767),  # focal_provider
        (850, 71, 62, 0.698),  # other_providers
        (850, 206, 202, 0.703),  # peers
        (850, 172, 161, 0.711),  # family_friends
        (850, 65, 56, 0.643),  # strangers
        (850, 235, 229, 0.757),  # mood
        (850, 175, 178, 0.627),  # performance
        (850, 125, 102, 0.579),  # features
        (850, 135, 101, 0.461),  # reliability
        (850, 185, 191, 0.694),  # belonging
        (850, 113, 104, 0.61),  # status
    ),
}
