"""A small study of the site for tests of coding: Ana's, with invented statements of invented customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lifeworld.customers.models import Customer
from lifeworld.testing.cast import Cast
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.site_coding import MarkValue
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.models import Coder, Reading, Statement, Study
from lifeworld.voices.queries.studies import study_of

EMOJI = "My wife 👩‍👧 runs with me. The club waits for us! I like it, café́ included."
"""A family joined by a zero-width joiner (three code points, five UTF-16 units) and an accent that combines."""
TEXTS = (EMOJI, "The watch loses its signal in the woods.", "I sleep better since I walk every day. My sister walks too.",
         "Nobody else in my street runs.", "The app and my old phone do not talk to each other.")


def make_study(people: Cast, texts: Sequence[str] = TEXTS, **settings: Any) -> StudyValue:
    """A study of «acme»; statement ``s0`` is of customer ``c0`` and so on."""
    study = create_study(people.caller(people.ana), "Runners", settings)
    customers = [Customer.objects.create(place=people.acme, key=f"c{n}") for n in range(len(texts))]
    Statement.objects.bulk_create([Statement(study_id=study.pk, customer=customers[n], key=f"s{n}", text=text, context="What is it like?")
                                   for n, text in enumerate(texts)])
    Study.objects.filter(pk=study.pk).update(n_statements=len(texts), n_customers=len(texts))
    return study_of(people.caller(people.ana), study.slug)


def statement(study: StudyValue, key: str) -> int:
    """The table's key of a statement."""
    return Statement.objects.get(study=study.pk, key=key).pk


def mark(text: str, quote: str, code: str, **more: Any) -> MarkValue:
    """A mark of the first place where these words stand."""
    at = text.index(quote)
    return MarkValue(at, at + len(quote), code, quote, **more)


def model_reads(study: StudyValue, said: dict[str, dict[str, float]], threshold: float = 0.5) -> Coder:
    """The study's model has read these statements: {statement: {code: probability}}."""
    coder = Coder.objects.get(study=study.pk, kind="model")
    for key, codes in said.items():
        present = [code for code in CODES if codes.get(code, 0) >= threshold]
        Reading.objects.create(study_id=study.pk, statement_id=statement(study, key), coder=coder, codebook=1, codes=codes, present=present)
    Coder.objects.filter(pk=coder.pk).update(n_readings=len(said))
    return coder
