"""What pages ask of statements: lists that go on where they stopped, and one statement with everything around it."""

from __future__ import annotations

import json
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from lifeworld.customers.models import Customer
from lifeworld.kit.caller import Caller, not_found
from lifeworld.voices.core.site_codebook import storable
from lifeworld.voices.core.site_statements import (
    ReadingLine,
    StatementLine,
    StatementPage,
    StatementValue,
    Wanted,
    page_size,
    sentences_of,
)
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.models import Coder, Mark, Reading, Statement
from lifeworld.voices.queries.codebooks import stale_by_version

LINE_CHARS = 400
LOOK_BY_CODE, LOOK_BY_READER, LOOK_BY_WORDS = 3_000, 10_000, 40_000
"""Statements that one page looks through when it searches: by a code of anybody, by one reader, by words. That bounds how long it takes."""


def statements_page(caller: Caller, study: StudyValue, wanted: Wanted | None = None, after: int = 0,
                    limit: int | None = None) -> StatementPage:
    """A page of a study's statements in the order in which they came, behind the one with the key ``after``.

    What others coded is for who may analyse: without ``voices.analyse`` codes and coders are not asked for; an analyst who codes the
    study blind finds by them only what she has read.
    Errors: LifeworldError 403; InputRefused for a page that is too large.
    """
    caller.require("voices.see")
    wanted, rows = wanted or Wanted(), page_size(limit)
    for text in (wanted.words, wanted.customer, wanted.code):
        storable(text)
    if wanted.code or wanted.coder or wanted.read:
        caller.require("voices.analyse")
    here = Statement.objects.filter(study=study.pk, study__place=caller.place_id, pk__gt=after)
    look = _look(wanted)
    end = here.order_by("pk").values_list("pk", flat=True)[look - 1:look].first() if look else None
    found = _wanted(here if end is None else here.filter(pk__lte=end), caller, study.pk, wanted)
    if (wanted.code or wanted.coder) and (me := codes_blind(caller, study)) is not None:
        found = found.filter(Exists(Reading.objects.filter(statement=OuterRef("pk"), coder=me)))
    lines = list(found.order_by("pk").values_list("pk", "key", "customer__key", "text", "at")[:rows + 1])
    shown = lines[:rows]
    present = _present([line[0] for line in shown], wanted.coder)
    told = tuple(StatementLine(pk, key, who, _cut(text), _iso(at), present.get(pk, ())) for pk, key, who, text, at in shown)
    if len(lines) > rows:
        return StatementPage(told, shown[-1][0])
    stopped = end is not None and Statement.objects.filter(study=study.pk, pk__gt=end).exists()
    return StatementPage(told, end if stopped else None, look if stopped else 0)


def _cut(text: str) -> str:
    return text if len(text) <= LINE_CHARS else text[:LINE_CHARS - 1] + "…"


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _look(wanted: Wanted) -> int:
    """How many statements are looked through for a page; 0: all, because an index leads to them."""
    if wanted.customer:
        return 0
    if wanted.code and not wanted.coder:
        return LOOK_BY_CODE
    return LOOK_BY_READER if wanted.coder or wanted.read else LOOK_BY_WORDS if wanted.words.strip() else 0


def _wanted(found: QuerySet[Statement], caller: Caller, study: int, wanted: Wanted) -> QuerySet[Statement]:
    if wanted.words.strip():
        found = found.filter(text__icontains=" ".join(wanted.words.split()))
    if wanted.customer:
        who = Customer.objects.filter(place=caller.place_id, key=wanted.customer).values_list("pk", flat=True).first()
        found = found.filter(customer=who) if who else found.none()
    if wanted.code or wanted.coder:
        readings = Reading.objects.filter(statement=OuterRef("pk"))
        if wanted.coder:
            readings = readings.filter(coder=wanted.coder, study=study)
        if wanted.code:
            readings = readings.annotate(said=Cast("present", TextField())).filter(
                Q(said__contains=f'"{wanted.code}"') | Q(said__contains=json.dumps(wanted.code)))
        found = found.filter(Exists(readings))
    if wanted.read:
        by_people = Exists(Reading.objects.filter(statement=OuterRef("pk"), coder__kind="person"))
        found = found.filter(by_people if wanted.read == "yes" else ~by_people)
    return found


def _present(statements: list[int], coder: int | None) -> dict[int, tuple[str, ...]]:
    if not coder:
        return {}
    rows = Reading.objects.filter(coder=coder, statement__in=statements).values_list("statement", "present")
    return {statement: tuple(codes) for statement, codes in rows}


def statement_of(caller: Caller, study: StudyValue, pk: int) -> StatementValue:
    """One statement with its sentences; with ``voices.analyse`` also who read it and what each found.

    Where the study is blind, an analyst who codes it herself sees others' readings only of what she has read.
    Errors: LifeworldError 403, 404.
    """
    caller.require("voices.see")
    rows = Statement.objects.filter(study=study.pk, study__place=caller.place_id)
    row = rows.filter(pk=pk).select_related("customer").first()
    if row is None:
        raise not_found("statement", pk)
    who = row.customer
    return StatementValue(
        row.pk, row.key, who.key if who else None, who.label if who else "", row.text, row.context, _iso(row.at), row.facts,
        sentences_of(row.text), _readings(caller, study, pk),
        rows.filter(pk__lt=pk).order_by("-pk").values_list("pk", flat=True).first(),
        rows.filter(pk__gt=pk).order_by("pk").values_list("pk", flat=True).first())


def is_hidden(caller: Caller, study: StudyValue, pk: int) -> bool:
    """Whether others' readings of a statement are not shown yet, because the caller codes this study blind and has not read it."""
    me = codes_blind(caller, study)
    return me is not None and not Reading.objects.filter(study=study.pk, coder=me, statement=pk).exists()


def codes_blind(caller: Caller, study: StudyValue) -> int | None:
    """The coder that the caller is, where the study is blind and she has read something of it; else None."""
    if not study.settings.blind or caller.user is None:
        return None
    me = Coder.objects.filter(study=study.pk, user=caller.user).values_list("pk", flat=True).first()
    return me if me is not None and Reading.objects.filter(study=study.pk, coder=me).exists() else None


def _readings(caller: Caller, study: StudyValue, pk: int) -> tuple[ReadingLine, ...]:
    if not caller.may("voices.analyse") or is_hidden(caller, study, pk):
        return ()
    stale = stale_by_version(caller, study.pk)
    marks: dict[int, list[tuple[str, int, int, str]]] = {}
    for reading, code, start, end, quote in Mark.objects.filter(reading__statement=pk).order_by("start", "pk").values_list(
            "reading", "code", "start", "end", "quote"):
        marks.setdefault(reading, []).append((code, start, end, quote))
    rows = Reading.objects.filter(statement=pk).select_related("coder").order_by("coder__kind", "coder__name")
    return tuple(ReadingLine(
        row.coder_id, row.coder.name, row.coder.kind, row.codes, tuple(row.present),
        tuple(code for code in row.present if row.coder.kind != "model" and code in stale.get(row.codebook, ())),
        row.valence, row.memo, tuple(marks.get(row.pk, ()))) for row in rows)
