"""Customers' ecosystems as they are kept: lists of them, one with its history, and the words that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import polars as pl
from django.db.models import Exists, OuterRef, QuerySet

from lifeworld.constellations.core.drawn_and_said import Unmatched, unmatched
from lifeworld.constellations.core.history import causes, changes
from lifeworld.constellations.core.made import LABELS
from lifeworld.constellations.core.standing import STOOD, standing
from lifeworld.constellations.models import Drawing, Due, Moment
from lifeworld.constellations.queries.deeds import customers_with, kept_mapping
from lifeworld.constellations.queries.journal import is_behind, what_happened
from lifeworld.constellations.queries.readings import readings_of
from lifeworld.customers.models import Customer, Trait
from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.errors import InputRefused, listed
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.models import Statement
from lifeworld.voices.queries.statements import statements_frame

PAGE = 24
PAGE_MAX = 200
MOMENTS_MAX = 12
STATEMENTS_MAX = 200
CONTEXT = 160
"""Characters of a statement around a quote."""


@dataclass(frozen=True)
class Listed:
    """Some customers' pictures in the order of a list, and where the next page begins ("" = there is none)."""

    pictures: tuple[dict[str, Any], ...]
    after: str


@dataclass(frozen=True)
class Ecosystem:
    """One customer's ecosystem: ``picture`` with its moments; ``behind``: something happened since it was made."""

    customer: int
    key: str
    label: str
    position: int
    picture: dict[str, Any]
    behind: bool


@dataclass(frozen=True)
class Quote:
    """Words that name an actor, with some of the statement around them; ``statement`` is its key of the table."""

    statement: int
    key: str
    before: str
    words: str
    after: str


@dataclass(frozen=True)
class Said:
    """A statement of the customer: whose codes stand (a word of STOOD), which are present, and what to know of it."""

    statement: int
    key: str
    text: str
    stood: str
    codes: tuple[str, ...]
    stale: bool
    even: bool


def ecosystems(caller: Caller, study: StudyValue, *, type: str = "", trait: tuple[str, str] | None = None, after: str = "",
               limit: int = PAGE) -> Listed:
    """Customers of the study, the undetermined first, within a type in the order in which they came in.

    ``trait`` is a name and a value that all of them have; ``after`` is where the page before ended.
    Errors: LifeworldError 403; InputRefused for an unknown type or a place that is none.
    """
    caller.require("constellations.see")
    if type and type not in LABELS:
        raise InputRefused("unknown_type", f"There is no type «{type[:40]}».", f"Use one of {listed(LABELS)}.")
    first, beyond = _cursor(after)
    wanted = min(max(limit, 1), PAGE_MAX) + 1
    found: list[tuple[int, dict[str, Any]]] = []
    for rank, label in enumerate(LABELS):
        if rank < first or (type and label != type) or len(found) >= wanted:
            continue
        rows = _latest(caller, study).filter(type=label)
        rows = rows.filter(customer__gt=beyond) if rank == first else rows
        if trait is not None:
            rows = rows.filter(Exists(Trait.objects.filter(customer=OuterRef("customer"), name=trait[0], value=trait[1])))
        found += [(rank, _shown(row)) for row in rows.order_by("customer").values(*COLUMNS)[:wanted - len(found)]]
    page = found[:wanted - 1]
    more = f"{page[-1][0]}-{page[-1][1]['customer']['pk']}" if len(found) == wanted else ""
    return Listed(tuple(picture for _, picture in page), more)


def newer_than(caller: Caller, study: StudyValue, position: int, limit: int = PAGE) -> Listed:
    """Customers whose ecosystem was made after a position of the journal, oldest first; ``after`` is the position to ask from next."""
    caller.require("constellations.see")
    rows = list(_latest(caller, study).filter(position__gt=position).order_by("position", "customer").values(*COLUMNS)[:PAGE_MAX + 1])
    page = rows[:min(max(limit, 1), PAGE_MAX)]
    while len(page) < len(rows) and page and rows[len(page)]["position"] == page[-1]["position"]:
        page.append(rows[len(page)])  # a position is told whole, so that asking from it loses nobody
    return Listed(tuple(_shown(row) for row in page), str(page[-1]["position"]) if len(page) < len(rows) else "")


COLUMNS = ("customer", "customer__key", "customer__label", "position", "body")


def _latest(caller: Caller, study: StudyValue) -> QuerySet[Moment]:
    return Moment.objects.filter(study=study.pk, study__place=caller.place_id, latest=True)


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """The picture with who it is about."""
    body = dict(row["body"])
    key = row["customer__key"]
    body["customer"] = {"id": key, "label": row["customer__label"] or key, "pk": row["customer"]}
    return body | {"position": row["position"], "settings": {}}


def _cursor(after: str) -> tuple[int, int]:
    """The rank of the type and the customer after whom a page begins. Errors: InputRefused."""
    if not after:
        return 0, 0
    rank, _, customer = after.partition("-")
    if not (rank.isdecimal() and customer.isdecimal()) or int(rank) >= len(LABELS) or len(customer) > 18:
        raise InputRefused("bad_cursor", f"«{after[:40]}» is not where a page ended.", "Take «after» from the page before.")
    return int(rank), int(customer)


def ecosystem(caller: Caller, study: StudyValue, customer: int) -> Ecosystem:
    """One customer's ecosystem with how it came about. Errors: LifeworldError 403; 404 where there is none."""
    caller.require("constellations.see")
    row = _latest(caller, study).filter(customer=customer).values(*COLUMNS).first()
    if row is None:
        raise not_found("customer ecosystem", customer)
    picture, key = _shown(row), row["customer__key"]
    picture["moments"] = _moments(study, customer)
    due = Due.objects.filter(study=study.pk, customer=customer, position__gt=row["position"])
    behind = due.exists() or is_behind(caller, key, row["position"])
    return Ecosystem(customer, key, row["customer__label"] or key, row["position"], picture, behind)


def is_there(caller: Caller, study: StudyValue, customer: int) -> bool:
    """Whether the study has anything of this customer, said, done or drawn."""
    mine = Customer.objects.filter(pk=customer, place=caller.place_id)
    return mine.filter(Exists(Statement.objects.filter(study=study.pk, customer=OuterRef("pk")))).exists() or mine.filter(
        Exists(Drawing.objects.filter(study=study.pk, customer=OuterRef("pk")))).exists() or (
        mine.exists() and bool(customers_with(caller.place_id, study.pk, kept_mapping(study.pk).mapping, [customer])))


def _moments(study: StudyValue, customer: int) -> list[dict[str, Any]]:
    """Earlier states, oldest first."""
    rows = Moment.objects.filter(study=study.pk, customer=customer, latest=False).order_by("-position").values(
        "position", "made_at", "body")[:MOMENTS_MAX]
    return [{"position": row["position"], "time": row["made_at"].isoformat(timespec="seconds"), "type": row["body"]["type"],
             "actors": row["body"]["actors"], "ties": row["body"]["ties"], "rings": row["body"]["rings"]} for row in reversed(rows)]


def steps(caller: Caller, study: StudyValue, one: Ecosystem) -> list[dict[str, Any]]:
    """What changed from each state to the next, newest first: position, time, what (sentences), why (a sentence or "")."""
    states = [*one.picture["moments"], {**one.picture, "time": ""}]
    found = []
    for before, after in pairwise(states):
        did = any("done" in actor["sources"] for state in (before, after) for actor in state["actors"])
        happened = what_happened(caller, study, one.key, before["position"], after["position"], did=did)
        found.append({"position": after["position"], "time": after["time"], "what": changes(before, after), "why": causes(happened)})
    return found[::-1]


def said_and_drawn(picture: Mapping[str, Any]) -> Unmatched:
    """Who is named but not drawn in one picture, and who is drawn but not named."""
    rows = [(picture["customer"]["id"], actor["name"], actor["category"], actor["sources"]) for actor in picture["actors"]
            if not actor["unnamed"]]

    def of(source: str) -> pl.DataFrame:
        own = [(who, name, category) for who, name, category, sources in rows if source in sources]
        own = own or [(picture["customer"]["id"], None, None)]
        return pl.DataFrame(own, schema={"customer": pl.String, "name": pl.String, "category": pl.String}, orient="row")

    return unmatched(of("said"), of("drawn"))


def quotes_of(caller: Caller, study: StudyValue, picture: Mapping[str, Any]) -> dict[str, list[Quote]]:
    """The words behind each actor of a picture. Errors: LifeworldError 403: words are for those who may read statements."""
    caller.require("voices.see")
    keys = sorted({place[0] for actor in picture["actors"] for place in actor["quotes"]})
    texts = _texts(caller, study, keys)
    return {actor["id"]: [_quote(texts[key], key, start, end) for key, start, end in actor["quotes"] if key in texts]
            for actor in picture["actors"]}


def quotes_at(caller: Caller, study: StudyValue, places: Sequence[Sequence[Any]]) -> list[Quote]:
    """The words at places [statement, start, end]; those of statements that are gone are left out. Errors: LifeworldError 403."""
    caller.require("voices.see")
    texts = _texts(caller, study, sorted({place[0] for place in places}))
    return [_quote(texts[key], key, start, end) for key, start, end in places if key in texts]


def _texts(caller: Caller, study: StudyValue, keys: Sequence[str]) -> dict[str, tuple[int, str]]:
    rows = Statement.objects.filter(study=study.pk, study__place=caller.place_id, key__in=list(keys)[:500])
    return {key: (pk, text) for pk, key, text in rows.values_list("pk", "key", "text")}


def _quote(found: tuple[int, str], key: str, start: int | None, end: int | None) -> Quote:
    """The span in its statement; without a span the whole statement, shortened."""
    pk, text = found
    if start is None or end is None or not 0 <= start < end <= len(text):
        return Quote(pk, key, _short(text, 2 * CONTEXT), "", "")
    before, after = text[:start], text[end:]
    if len(before) > CONTEXT:
        before = "… " + before[-CONTEXT:].partition(" ")[2]
    return Quote(pk, key, before, text[start:end], _short(after, CONTEXT))


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rpartition(" ")[0] + " …"


def statements_said(caller: Caller, study: StudyValue, customer: str) -> list[Said]:
    """What the customer said, with whose codes stand for each statement; the first STATEMENTS_MAX. Errors: LifeworldError 403."""
    caller.require("voices.see")
    frame = statements_frame(caller, study.pk, customers=[customer], with_pk=True).head(STATEMENTS_MAX)
    stands = standing_of(study, frame)
    return [Said(pk, key, text, stood, codes, stale, even) for (pk, key, text), (stood, codes, stale, even) in zip(
        frame.select("pk", "id", "text").iter_rows(), stands, strict=True)]


def standing_of(study: StudyValue, frame: pl.DataFrame) -> Iterable[tuple[str, tuple[str, ...], bool, bool]]:
    """Whose codes stand for each of these few statements: a word, the codes, whether they are stale, whether people were even."""
    stands = standing(*readings_of(study, frame["pk"].to_numpy(), every=False))
    return [(STOOD[int(stands.stood[row])], tuple(code for code, there in zip(CODES, stands.present[row], strict=True) if there),
             bool(stands.stale[row]), bool(stands.even[row])) for row in range(frame.height)]
