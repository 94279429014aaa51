"""Colours: contrast with both grounds, and apart from each other for normal and colour-blind eyes."""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations

import numpy as np
import pytest

from lifeworld.constellations.files.report.assets import assets

TYPES = ("t-individual", "t-brand", "t-social", "t-undetermined")
CATEGORIES = ("c-self", "c-focal", "c-other", "c-peers", "c-family", "c-strangers")
THEMES = {"light": 1, "dark": 2}

# Machado, Oliveira & Fernandes (2009), severity 1, doi 10.1109/TVCG.2009.113: protanopia, deuteranopia, tritanopia.
EYES = {
    "normal": np.eye(3),
    "protan": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deutan": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritan": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}
TO_LMS = np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
                   [0.0883024619, 0.2817188376, 0.6299787005]])
TO_OKLAB = np.array([[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
                     [0.0259040371, 0.7827717662, -0.8086757660]])


@cache
def token(name: str, theme: str) -> np.ndarray:
    """Linear RGB of a token: the one place where colours are defined is read, not copied."""
    found = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\);", assets().style)
    assert found, name
    value = np.array([int(found.group(THEMES[theme])[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(a: np.ndarray, b: np.ndarray) -> float:
    light, dark = sorted((float(a @ [0.2126, 0.7152, 0.0722]), float(b @ [0.2126, 0.7152, 0.0722])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def apart(a: str, b: str, theme: str, eye: str) -> float:
    """Distance in OKLab, times 100, as that eye sees the two."""
    one, other = (TO_OKLAB @ np.cbrt(TO_LMS @ np.clip(EYES[eye] @ token(name, theme), 0, None)) for name in (a, b))
    return 100 * float(np.linalg.norm(one - other))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["ground", "surface"])
def test_marks_have_three_to_one_and_words_four_and_a_half(theme: str, ground: str) -> None:
    behind = token(ground, theme)
    for name in TYPES + CATEGORIES + ("edge", "focus"):
        assert contrast(token(name, theme), behind) >= 3, name
    for name in ("ink", "soft", "caution"):
        assert contrast(token(name, theme), behind) >= 4.5, name
    assert contrast(token("ink", theme), token("marker", theme)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("eye", EYES)
def test_types_and_categories_stay_apart_for_every_eye(theme: str, eye: str) -> None:
    for family in (TYPES, CATEGORIES):
        for a, b in combinations(family, 2):
            assert apart(a, b, theme, eye) >= 8, (a, b)
    for a in TYPES:
        for b in CATEGORIES:
            assert apart(a, b, theme, eye) >= 5.5, (a, b)


def test_colours_of_types_and_categories_are_defined_once() -> None:
    for name in TYPES + CATEGORIES:
        assert len(re.findall(rf"--{name}:", assets().style)) == 1
    outside = re.sub(r":root \{.*?\n\}", "", assets().style, count=1, flags=re.DOTALL)
    assert set(re.findall(r"#[0-9a-f]{6}\b", outside)) <= {"#ffffff", "#f4f2ee"}  # paper, in the print style
