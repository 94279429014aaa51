"""Indicators are defined, changed and retired; each starts the making of days, which the worker does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict
from lifeworld.measures.actions.following import first_day
from lifeworld.measures.actions.writing import alone
from lifeworld.measures.core.values import Indicator, IndicatorValue
from lifeworld.measures.models import DayValue, Standing, Touched
from lifeworld.measures.models import Indicator as Row
from lifeworld.measures.queries.kept import kept, today_of

INDICATORS_MAX = 200


@transaction.atomic
def define(caller: Caller, definition: Indicator | Mapping[str, Any]) -> IndicatorValue:
    """A new indicator of the place. The same definition again changes nothing and answers what there is.

    Errors: 403; InputRefused for a definition that is wrong; 409 where the slug has another one, or the place has too many.
    """
    caller.require("measures.manage")
    wanted = _checked(definition)
    there = Row.objects.filter(place=caller.place_id, slug=wanted.slug).first()
    if there is not None:
        if there.retired_at is None and Indicator.from_json(there.body) == wanted:
            return _answer(caller, wanted.slug)
        raise _taken(wanted.slug)
    if Row.objects.filter(place=caller.place_id, retired_at=None).count() >= INDICATORS_MAX:
        raise conflict("many_indicators", f"The place has {INDICATORS_MAX} indicators, which is as many as it may have.",
                       "Retire one that nobody needs.")
    try:
        with transaction.atomic():
            made = Row.objects.create(place_id=caller.place_id, slug=wanted.slug, body=wanted.to_json(), as_of=today_of(caller))
    except IntegrityError:
        raise _taken(wanted.slug) from None
    record(caller, "measures.defined", data={"indicator": made.pk})
    return _answer(caller, wanted.slug)


@transaction.atomic
def change(caller: Caller, slug: str, definition: Indicator | Mapping[str, Any], *, version: int | None = None) -> IndicatorValue:
    """Another definition under the same slug: the next version, whose days are made from all events again.

    Errors: 403; 404; InputRefused; 409 where ``version`` is given and somebody changed it since, or it is retired.
    """
    caller.require("measures.manage")
    alone(caller.place)
    one = kept(caller.place_id, slug)
    wanted = _checked(definition)
    if wanted.slug != slug:
        raise conflict("slug_stays", f"An indicator keeps its slug, which is «{slug}».", "Define another one, and retire this.")
    if one.retired:
        raise conflict("indicator_retired", f"The indicator «{slug}» is retired.", "Define another one with a new slug.")
    if version is not None and version != one.version:
        raise conflict("indicator_changed", f"The indicator «{slug}» was changed meanwhile: it has version {one.version} now.",
                       "Look at it as it is now, and change it again.")
    if wanted == one.definition:
        return _answer(caller, slug)
    changed = Row.objects.filter(pk=one.pk, version=one.version).update(body=wanted.to_json(), version=one.version + 1)
    if not changed:
        raise conflict("indicator_changed", f"The indicator «{slug}» was changed at the same moment.", "Look at it, and try again.")
    otherwise = _measures(wanted) != _measures(one.definition)
    if otherwise:
        Row.objects.filter(pk=one.pk).update(building=0, rolled=0)
        DayValue.objects.filter(indicator=one.pk, day__lt=first_day(kept(caller.place_id, slug), today_of(caller))).delete()
    record(caller, "measures.changed", data={"indicator": one.pk, "otherwise": otherwise})
    return _answer(caller, slug)


@transaction.atomic
def retire(caller: Caller, slug: str) -> IndicatorValue:
    """An indicator is not followed any more; what it measured so far stays, and its slug is not given to another. Errors: 403; 404."""
    caller.require("measures.manage")
    alone(caller.place)
    one = kept(caller.place_id, slug)
    if not one.retired:
        Row.objects.filter(pk=one.pk).update(retired_at=timezone.now(), building=None, rolled=None)
        Touched.objects.filter(indicator=one.pk).delete()
        record(caller, "measures.retired", data={"indicator": one.pk})
    return _answer(caller, slug)


def _measures(definition: Indicator) -> dict[str, Any]:
    """What of a definition says what is measured: without what it is called and how it is shown."""
    return {name: said for name, said in definition.to_json().items() if name not in {"title", "unit", "direction"}}


def _checked(definition: Indicator | Mapping[str, Any]) -> Indicator:
    return definition.checked() if isinstance(definition, Indicator) else Indicator.from_json(definition)


def _taken(slug: str) -> Exception:
    return conflict("indicator_there", f"There is an indicator «{slug}» already, with another definition, or a retired one.",
                    "Change that one, or choose another slug.")


def _answer(caller: Caller, slug: str) -> IndicatorValue:
    one = kept(caller.place_id, slug)
    n = Standing.objects.filter(indicator=one.pk).count()
    return IndicatorValue(one.pk, one.definition, one.version, one.as_of, one.building is not None, one.retired, n)
