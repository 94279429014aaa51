"""The sports that files name, in one set of words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

SPORTS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "running": ("run", "runs", "jog", "jogging", "9", "laufen", "trailrun", "trailrunning", "treadmill", "treadmillrunning", "trackrunning",
                "virtualrun", "virtualrunning", "streetrunning", "course", "courseapied", "correr", "corrida", "hardlopen"),
    "walking": ("walk", "nordicwalking", "nordicwalk", "speedwalking", "casualwalking"),
    "hiking": ("hike", "mountaineering", "rucking"),
    "cycling": ("bike", "biking", "ride", "cycle", "1", "roadbiking", "roadcycling", "mountainbiking", "mountainbikeride", "gravelride",
                "gravelcycling", "virtualride", "ebikeride", "indoorcycling", "commute"),
    "swimming": ("swim", "openwaterswimming", "lapswimming", "poolswim"),
    "rowing": ("row", "indoorrowing"), "skiing": ("ski", "nordicski", "crosscountryskiing", "backcountryski", "alpineski"),
    "driving": ("drive", "car"),
})
_WORDS = {word: sport for sport, words in SPORTS.items() for word in (sport, *words)}
ON_FOOT = frozenset({"running", "walking", "hiking"})


def sport_of(text: str) -> str:
    """The sport that a file's word stands for; a word that is not known stays as it is, "other" and the like are "".

    >>> sport_of("Running"), sport_of("Trail Run"), sport_of("9"), sport_of("HKWorkoutActivityTypeCycling"), sport_of("Other")
    ('running', 'running', 'running', 'cycling', '')
    """
    word = re.sub(r"^hkworkoutactivitytype|[^a-z0-9]", "", text.strip().casefold())
    if word in ("", "other", "generic", "workout", "unknown", "uncategorized", "default", "multisport"):
        return ""
    return _WORDS.get(word, text.strip().casefold().removeprefix("hkworkoutactivitytype")[:40])
