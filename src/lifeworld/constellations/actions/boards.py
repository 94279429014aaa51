"""Reckoning the board of a study: its population, and the values that go into every constellation of it."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from lifeworld.constellations.actions.making import CUSTOMERS_AT_ONCE, make_again
from lifeworld.constellations.actions.moments import keep_found
from lifeworld.constellations.core.board_data import asked_of, board, with_waves
from lifeworld.constellations.core.further import Asked
from lifeworld.constellations.core.made import whole_found
from lifeworld.constellations.core.mapping import study_from
from lifeworld.constellations.core.settings import Settings
from lifeworld.constellations.core.standing import counted_stood
from lifeworld.constellations.core.study_values import StudyValues
from lifeworld.constellations.core.whose_codes import saying_whose
from lifeworld.constellations.models import Board, Due, Moment, Reckoned
from lifeworld.constellations.queries.exports import about_of
from lifeworld.constellations.queries.journal import forgotten_since, newest
from lifeworld.constellations.queries.material import material
from lifeworld.customers.models import Trait
from lifeworld.kit.caller import Caller
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.models import Upload
from lifeworld.voices.queries.studies import study_with_key

REST = 10.0
"""A board rests this many times as long as it took, so that a team that codes all day keeps the worker for other things."""
REST_S_MIN = 2.0
BOARDS_KEPT = 2
VALUES_MAX = 30


def reckon_due(caller: Caller) -> bool:
    """Reckon one board of the place whose study changed, has rested, and takes nothing in at the moment; True where there was one."""
    for study, changed in Reckoned.objects.filter(study__place=caller.place_id).order_by("study").values_list("study", "changed"):
        last = Board.objects.filter(study=study).order_by("-position").first()
        if last is not None and (last.position >= changed or _rests(last)):
            continue
        if Upload.objects.filter(study=study, state="importing").exists() or Due.objects.filter(study=study).exists():
            continue
        reckon(caller, study)
        return True
    return False


def _rests(board: Board) -> bool:
    """Whether it is too early to reckon again."""
    pause = max(REST_S_MIN, REST * float(board.body.get("took_s", 0)))
    return timezone.now() - board.made_at < timedelta(seconds=pause)


def reckon(caller: Caller, study_pk: int) -> dict[str, Any]:
    """Reckon the board of a study now; where the study's values moved, every constellation is made anew with them."""
    begun = time.monotonic()
    study = study_with_key(caller, study_pk)
    position = newest(caller.place)
    known = material(caller, study)
    statements, wave = with_waves(known.statements)
    known = replace(known, statements=statements)
    if known.nothing:
        return _keep(study, position, {"n_customers": 0, "n_statements": 0, "took_s": 0.0, "types": {}}, StudyValues())
    whole = whole_found(statements, known.batch, known.lexicon, known.drawn, done=known.done)
    asked = Asked(asked_of(statements), study.settings.group_label)
    stood = counted_stood(known.stands)
    mapped = saying_whose(study_from(whole.found, whole.pools, about_of(study, known, whole.notes), Settings(), asked), stood)
    before = Reckoned.objects.filter(study=study_pk).values_list("values", flat=True).first()
    same = before is not None and StudyValues.from_json(before).same_as(whole.values)
    if not same or Moment.objects.filter(study=study_pk, latest=True).count() != len(whole.found.constellations):
        keep_found(study, whole.found, known, position)
    body = board(mapped, wave, stood, round(time.monotonic() - begun, 3))
    body["traits"] = _traits(whole.found.constellations["customer"].head(1).to_list(), study.place_id)
    _keep(study, position, body, whole.values)
    if not same:
        _make_later_ones_again(caller, study_pk, position)
    return body


def _make_later_ones_again(caller: Caller, study: int, position: int) -> None:
    """Constellations that were made while the board was reckoned were made with the values of before."""
    later = list(Moment.objects.filter(study=study, latest=True, position__gt=position).values_list("customer", flat=True))
    for at in range(0, len(later), CUSTOMERS_AT_ONCE):
        make_again(caller, study, later[at:at + CUSTOMERS_AT_ONCE])


def _traits(customers: list[str], place: int) -> dict[str, list[str]]:
    """Traits with few values, by which a list of customers can be narrowed."""
    if not customers:
        return {}
    found: dict[str, list[str]] = {}
    for name, value in Trait.objects.filter(customer__place=place).order_by("name", "value").values_list("name", "value").distinct():
        found.setdefault(name, []).append(value)
    return {name: values for name, values in found.items() if 1 < len(values) <= VALUES_MAX}


@transaction.atomic
def _keep(study: StudyValue, position: int, body: dict[str, Any], values: StudyValues) -> dict[str, Any]:
    """Keep the board and the values; older boards go. One that counts somebody who was forgotten meanwhile is not kept."""
    if forgotten_since(study.place, position):
        return body
    Reckoned.objects.update_or_create(study_id=study.pk, defaults={"values": values.json(), "position": position})
    Board.objects.update_or_create(study_id=study.pk, position=position, defaults={"body": body})
    kept = Board.objects.filter(study=study.pk).order_by("-position").values_list("pk", flat=True)[:BOARDS_KEPT]
    Board.objects.filter(study=study.pk).exclude(pk__in=list(kept)).delete()
    return body
