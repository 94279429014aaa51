"""How often the shipped coder is right: counts copied from docs/coder.md by ``python -m benchmarks.confusion``; do not edit.

Each row is one code in the order of CODES: texts, those that truly carry it, those the coder called, F1 of "present".
All are out of fold: "dev" on reviews that were coded twice, "interviews" on stories coded by their writers.
"""

from __future__ import annotations

COUNTS: dict[str, tuple[tuple[int, int, int, float], ...]] = {
    "dev": (
        (433, 79, 81, 0.827),  # self
        (445, 411, 411, 0.997),  # focal_provider
        (436, 85, 77, 0.868),  # other_providers
        (436, 35, 34, 0.769),  # peers
        (442, 50, 48, 0.85),  # family_friends
        (445, 2, 0, 0.0),  # strangers
        (436, 55, 50, 0.821),  # mood
        (439, 55, 54, 0.841),  # performance
        (426, 255, 265, 0.888),  # features
        (438, 133, 145, 0.841),  # reliability
        (437, 27, 30, 0.627),  # belonging
        (443, 36, 33, 0.773),  # status
    ),
    "interviews": (
        (850, 482, 501, 0.786),  # self
        (850, 340, 321, 0.784),  # focal_provider
        (850, 71, 62, 0.707),  # other_providers
        (850, 206, 205, 0.709),  # peers
        (850, 172, 158, 0.726),  # family_friends
        (850, 65, 60, 0.645),  # strangers
        (850, 235, 233, 0.752),  # mood
        (850, 175, 180, 0.657),  # performance
        (850, 125, 101, 0.594),  # features
        (850, 135, 106, 0.487),  # reliability
        (850, 185, 196, 0.725),  # belonging
        (850, 113, 107, 0.643),  # status
    ),
}
