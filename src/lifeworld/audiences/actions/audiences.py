"""What changes audiences: they are saved, changed, retired, and worked out again."""

from __future__ import annotations

import re
import time

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.text import slugify

from lifeworld.audiences.core import expression as e
from lifeworld.audiences.core.checks import refused
from lifeworld.audiences.core.values import AudienceValue, Refreshed
from lifeworld.audiences.models import Audience, Holdout, Stay
from lifeworld.audiences.queries.audiences import value_of
from lifeworld.audiences.queries.compiling import compiled, expanded_here, keys_of
from lifeworld.audiences.queries.conditions import table
from lifeworld.audiences.queries.marks import mark_of
from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused

AUDIENCES_MAX = 1000
TITLE_CHARS_MAX = 200
SLUG_CHARS_MADE = 60
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
NAMED = {e.Measure: ("indicator", "indicator"), e.Type: ("study", "study"), e.Driver: ("study", "study"),
         e.Segment: ("segmentation", "segmentation"), e.Goal: ("job", "job")}
"""What has to be there before an audience may ask for it; events, traits and purposes may come later."""


@transaction.atomic
def save_audience(caller: Caller, title: str, expression: e.Condition, *, slug: str = "") -> AudienceValue:
    """A new audience; without a slug one is made from the title. Errors: 403; 409 for a slug that is taken; 422."""
    caller.require("audiences.manage")
    slug = checked_slug(slug) if slug else _free_slug(caller, checked_title(title))
    _check(caller, slug, expression)
    if Audience.objects.filter(place=caller.place_id).count() >= AUDIENCES_MAX:
        raise conflict("too_many_audiences", f"There are {AUDIENCES_MAX:,} audiences here already.", "Change one that nobody uses.")
    try:
        with transaction.atomic():
            row = Audience.objects.create(place_id=caller.place_id, slug=slug, title=checked_title(title), expression=e.to_json(expression))
    except IntegrityError as error:
        raise conflict("slug_taken", f"An audience of this place is called «{slug}» already.", "Choose another name.") from error
    record(caller, "audiences.saved", data={"audience": row.pk})
    return value_of(row)


@transaction.atomic
def change_audience(caller: Caller, slug: str, *, version: int, title: str | None = None,
                    expression: e.Condition | None = None) -> AudienceValue:
    """Title and expression; None stays as it is. Errors: 403; 404; 409 for a version that is not the newest; 422."""
    row = _mine(caller, slug, version)
    if title is not None:
        row.title = checked_title(title)
    if expression is not None:
        _check(caller, slug, expression)
        row.expression, row.mark = e.to_json(expression), ""
    row.version += 1
    row.save(update_fields=["title", "expression", "mark", "version"])
    if expression is not None:
        _check_the_others(caller, slug)
    record(caller, "audiences.changed", data={"audience": row.pk, "version": row.version})
    return value_of(row)


@transaction.atomic
def retire_audience(caller: Caller, slug: str, *, version: int) -> None:
    """The audience is asked for no more; what it was stays. Errors: 403; 404; 409, also where others rest on it."""
    row = _mine(caller, slug, version)
    others = Audience.objects.filter(place=caller.place_id, retired_at=None).exclude(pk=row.pk)
    if resting := [title for title, body in others.values_list("title", "expression") if slug in e.rests_on(e.from_json(body))]:
        raise conflict("audience_in_use", f"The audience «{resting[0]}» rests on this one.", "Change that one first.")
    if Holdout.objects.filter(audience=row, ended_at=None).exists():
        raise conflict("audience_in_use", "A holdout of this audience is open.", "End the holdout first.")
    now = timezone.now()
    Audience.objects.filter(pk=row.pk).update(retired_at=now, version=row.version + 1)
    Stay.objects.filter(audience=row, until=None).update(until=now)
    record(caller, "audiences.retired", data={"audience": row.pk})


@transaction.atomic
def refresh_audience(caller: Caller, slug: str) -> Refreshed:
    """Work out who is in the audience now: stays of those who left end, stays of those who joined begin. Errors: 403; 404.

    All of it or nothing; asked twice, the second time changes nothing. The journal gets a line where somebody joined or left.
    """
    row = _mine(caller, slug)
    begun, now, mark = time.monotonic(), timezone.now(), mark_of(caller)
    sql, parameters = compiled(caller, e.from_json(row.expression), beginning=slug).members
    stay, at = table(Stay), connection.ops.adapt_datetimefield_value(now)
    gone = (f"customer_id NOT IN ({sql})" if connection.vendor == "sqlite"
            else f"NOT EXISTS (SELECT 1 FROM ({sql}) m WHERE m.id = {stay}.customer_id)")  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {stay} SET until = %s WHERE audience_id = %s AND until IS NULL AND {gone}",  # noqa: S608
                       (at, row.pk, *parameters))
        left = cursor.rowcount
        # EXCEPT is worked out before the first row goes in; looked for one by one, the rows that go in would be looked through again
        cursor.execute(f"INSERT INTO {stay} (audience_id, customer_id, since) SELECT %s, x.id, %s FROM ({sql} EXCEPT "  # noqa: S608
                       f"SELECT customer_id FROM {stay} WHERE audience_id = %s AND until IS NULL) x", (row.pk, at, *parameters, row.pk))
        joined = cursor.rowcount
    n = Stay.objects.filter(audience=row, until=None).count()
    took = int((time.monotonic() - begun) * 1000)
    Audience.objects.filter(pk=row.pk).update(n=n, worked_out_at=now, mark=mark, took_ms=took)
    if joined or left:
        record(caller, "audiences.refreshed", data={"audience": row.pk, "joined": joined, "left": left, "n": n})
    return Refreshed(joined, left, n)


def checked_slug(slug: str) -> str:
    """The slug. Errors: InputRefused."""
    if not SLUG.fullmatch(slug):
        raise InputRefused("slug_refused", "This cannot stand in an address.", "Use up to 80 small letters, digits and dashes.")
    return slug


def checked_title(title: str, what: str = "title", chars_max: int = TITLE_CHARS_MAX) -> str:
    """The title on one line. Errors: InputRefused."""
    title = " ".join(title.split())
    if not title or len(title) > chars_max or not title.isprintable():
        raise InputRefused(f"{what}_refused", f"The {what} is empty, too long, or holds control characters.",
                           f"Write 1 to {chars_max} characters.")
    return title


def _free_slug(caller: Caller, title: str) -> str:
    """A slug of the place that is free, made from the title."""
    folded = slugify(title)[:SLUG_CHARS_MADE].strip("-_").replace("_", "-") or "audience"
    taken = set(Audience.objects.filter(place=caller.place_id, slug__startswith=folded).values_list("slug", flat=True))
    return next(name for name in (folded, *(f"{folded}-{n}" for n in range(2, AUDIENCES_MAX + 2))) if name not in taken)


def _check(caller: Caller, slug: str, expression: e.Condition) -> None:
    """Errors: InputRefused where the expression cannot be asked here."""
    e.checked(expression)
    expanded_here(caller, expression, slug)
    known = keys_of(caller, expression)
    for leaf in e.leaves_of(expression):
        kind, field = NAMED.get(type(leaf), ("", ""))
        name = getattr(leaf, field, "")
        if kind and name and (kind, name) not in known:
            raise refused(f"{type(leaf).__name__.lower()}.{field}", f"asks for the {kind} «{name}», which is not here",
                          "Look at the list of what there is.")


def _check_the_others(caller: Caller, slug: str) -> None:
    """Errors: 409 where an audience that rests on this one could not be asked any more."""
    others = Audience.objects.filter(place=caller.place_id, retired_at=None).exclude(slug=slug)
    for other, title, body in others.values_list("slug", "title", "expression"):
        condition = e.from_json(body)
        if not e.rests_on(condition):
            continue
        try:
            expanded_here(caller, condition, other)
        except InputRefused as error:
            raise conflict("audience_in_use", f"The audience «{title}» rests on this one and could not be asked any more.",
                           "Change that one first, or ask for less here.") from error


def _mine(caller: Caller, slug: str, version: int | None = None) -> Audience:
    """The audience of the caller's place, held until the transaction ends."""
    caller.require("audiences.manage")
    row = Audience.objects.select_for_update().filter(place=caller.place_id, slug=slug, retired_at=None).first()
    if row is None:
        raise not_found("audience", slug)
    if version is not None and row.version != version:
        raise conflict("audience_changed", f"Somebody changed this audience meanwhile: it is version {row.version}, not {version}.",
                       "Look at it again, then change it.")
    return row
