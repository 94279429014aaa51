"""The mark of a place moves with everything that audiences rest on, and not with what this room writes itself."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.utils import timezone

from lifeworld.audiences.actions.audiences import change_audience, refresh_audience, save_audience
from lifeworld.audiences.actions.holdouts import end_holdout, open_holdout
from lifeworld.audiences.core import expression as e
from lifeworld.audiences.queries.marks import mark_of
from lifeworld.constellations.models import Due, Reckoned
from lifeworld.events.models import Cursor, Event, JournalLine
from lifeworld.measures.models import Indicator, Touched
from lifeworld.testing.cast import cast
from lifeworld.voices.models import Study

pytestmark = pytest.mark.django_db


def test_the_mark_moves_with_everything_that_audiences_rest_on() -> None:
    everybody = cast()
    place, caller = everybody.acme, everybody.caller(everybody.ana)
    indicator = Indicator.objects.create(place=place, slug="pace", body={}, building=0)
    study = Study.objects.create(place=place, slug="runners", title="Runners")
    reckoned = Reckoned.objects.create(study=study)
    changes = (
        lambda: JournalLine.objects.create(place="acme", type="customers.changed", at=timezone.now()),
        lambda: Event.objects.create(place=place.pk, source=1, key="1", type=1, at_us=0, received_us=0, day=0, data={}),
        lambda: Cursor.objects.create(reader="events/measures", place="acme", position=3),
        lambda: Touched.objects.create(indicator=indicator, subject=1, day=1),
        lambda: Touched.objects.all().delete(),
        lambda: Indicator.objects.update(building=None),
        lambda: Indicator.objects.update(as_of=20_000),
        lambda: Due.objects.create(study=study, customer=everybody.cleo, position=1),
        lambda: Reckoned.objects.filter(pk=reckoned.pk).update(position=5),
        lambda: save_audience(caller, "Everybody", e.Everyone(), slug="everybody"),
        lambda: change_audience(caller, "everybody", version=1, expression=e.Consent("news")))
    marks = [mark_of(caller)]
    for change in changes:
        change()
        marks.append(mark_of(caller))
    assert all(before != after for before, after in pairwise(marks))


def test_what_this_room_works_out_and_other_places_do_not_move_it() -> None:
    everybody = cast()
    caller = everybody.caller(everybody.ana)
    save_audience(caller, "Everybody", e.Everyone(), slug="everybody")
    before = mark_of(caller)
    refresh_audience(caller, "everybody")
    open_holdout(caller, "tips", "Tips", share=0.5, withheld="A tip", is_not_care=True)
    end_holdout(caller, "tips")
    JournalLine.objects.create(place="other", type="customers.changed", at=timezone.now())
    Event.objects.create(place=everybody.other.pk, source=1, key="1", type=1, at_us=0, received_us=0, day=0, data={})
    Cursor.objects.create(reader="keeping/walked", place="acme", position=3)
    assert mark_of(caller) == before
