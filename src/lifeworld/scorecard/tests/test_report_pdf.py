"""The pages for the board: the weakest link and the profile on the first, four at most, the same bytes for the same card."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf
import pytest

from lifeworld.scorecard.core.values import Finding
from lifeworld.scorecard.files.report_pdf import PAGES_MAX, report_pdf
from lifeworld.scorecard.tests.cards import figure, hostile_card, made_card, unknown_card


def pages(made: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(made)).pages]


def test_the_first_page_says_what_is_weakest_and_what_is_not_known() -> None:
    made = report_pdf(made_card(), "Kestrel")
    assert made == report_pdf(made_card(), "Kestrel")
    first, second, *_ = pages(made)
    assert "Scorecard of Kestrel" in first and "The weakest link is «Aligned with success»." in first
    assert "What is not known, and what it needs" in first and "About 68 journeys" in first
    assert all(f"{value}" in first for value in ("0.52", "0.49 to 0.55", "0.18", "not known", "weakest link"))
    assert "What to do next" in second and "Pay for outcomes that customers attained" in second


def test_hostile_texts_are_texts() -> None:
    said = " ".join(pages(report_pdf(hostile_card())))
    assert "</script><i>" in said and "Simulated: a program wrote these data" in said


def test_nothing_known_is_said_and_not_drawn() -> None:
    first = pages(report_pdf(unknown_card()))[0]
    assert "Too little is known to name a weakest link." in first and first.count("not enough") + first.count("Not enough") == 6


@pytest.mark.parametrize("n", [40, 400])
def test_four_pages_hold_any_card(n: int) -> None:
    text = "Something that takes a whole line and more to be said, because it has to be said as it is, and not in other words. " * 4
    card = made_card(warnings=(text,) * 20, inputs={f"frame {i}": {"rows": 10**9, "hash": "f" * 16} for i in range(60)})
    scores = []
    for score in card.scores:
        names = [f"figure {i} of {score.factor} {text}" for i in range(n)]
        findings = tuple(Finding(name, score.factor, "act", text, (name,), next_step=text) for name in names[:n // 4])
        scores.append(replace(score, figures=tuple(figure(name, 0.5, 0.4, 0.6) for name in names), warnings=(text,) * 9, findings=findings))
    made = pages(report_pdf(replace(card, scores=tuple(scores), findings=())))
    assert len(made) <= PAGES_MAX and "more are in the report" in " ".join(made)
