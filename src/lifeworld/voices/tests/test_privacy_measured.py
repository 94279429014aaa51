"""How much of what must be replaced is found: precision and recall on sentences written for this project."""

from __future__ import annotations

import re

import polars as pl
import pytest

from lifeworld.voices.core.privacy.finder import finder
from lifeworld.voices.core.privacy.spans import PERSON
from lifeworld.voices.files.privacy import default_rules
from lifeworld.voices.tests.private_sentences import DEVELOPMENT, UNSEEN

Place = tuple[int, int, int]


def marked(block: str) -> tuple[list[str], dict[str, set[Place]]]:
    """The sentences without braces, and the places of the persons ("p") and of contact data ("c")."""
    texts, gold = [], {"p": set(), "c": set()}
    for row, line in enumerate(block.strip().splitlines()):
        text = ""
        for part in re.split(r"(\{[pc]:[^}]*\})", line):
            if part.startswith("{"):
                gold[part[1]].add((row, len(text), len(text) + len(part) - 4))
            text += part[3:-1] if part.startswith("{") else part
        texts.append(text)
    return texts, gold


def measured(block: str) -> dict[str, tuple[float, float, list[str]]]:
    """(precision, recall, what went wrong) for persons and contact data; a span counts where it holds the marked place."""
    texts, gold = marked(block)
    column, owners = pl.Series(texts), pl.Series([f"speaker {row}" for row in range(len(texts))])
    spans = finder(column, owners, default_rules()).spans(column, owners)
    found = list(zip(spans.row.tolist(), spans.start.tolist(), spans.end.tolist(), spans.reason.tolist(), strict=True))
    scores = {}
    for kind in gold:
        own = [place[:3] for place in found if (place[3] == PERSON) == (kind == "p")]
        caught = [g for g in gold[kind] if any(r == g[0] and s <= g[1] and e >= g[2] for r, s, e, _ in found)]
        right = [p for p in own if any(p[0] == g[0] and p[1] < g[2] and g[1] < p[2] for g in gold["p"] | gold["c"])]
        wrong = [f"- {texts[r][s:e]!r}: {texts[r]}" for r, s, e in gold[kind] - set(caught)]
        wrong += [f"+ {texts[r][s:e]!r}: {texts[r]}" for r, s, e in set(own) - set(right)]
        scores[kind] = (len(right) / max(1, len(own)), len(caught) / max(1, len(gold[kind])), wrong)
    return scores


@pytest.mark.parametrize(("block", "precision", "recall_persons", "recall_contacts"), [
    (DEVELOPMENT, 0.95, 0.95, 0.95), (UNSEEN, 0.9, 0.8, 0.8),
])
def test_enough_is_found_and_little_that_is_none(block: str, precision: float, recall_persons: float, recall_contacts: float) -> None:
    scores = measured(block)
    for kind, recall in (("p", recall_persons), ("c", recall_contacts)):
        assert scores[kind][0] >= precision, scores[kind][2]
        assert scores[kind][1] >= recall, scores[kind][2]
