"""Who declares a play: what the place declared itself stays, and two at once do not break anything."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import pytest
from django.db import IntegrityError

from lifeworld.kit.errors import LifeworldError
from lifeworld.scorecard.actions.plays import begin_play, declare_play
from lifeworld.scorecard.models import Play
from lifeworld.scorecard.tests.plays_world import SOONER, STUDY, PlaysWorld, plays_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> PlaysWorld:
    return plays_world(12)


def test_a_world_changes_nothing_that_the_place_declared_itself(world: PlaysWorld) -> None:
    declare_play(world.ana, SOONER, study=STUDY, world="run")
    newer = declare_play(world.ana, replace(SOONER, title="From a newer world"), study=STUDY, world="run")
    assert (newer.plan.title, newer.version) == ("From a newer world", 1)
    own = declare_play(world.ana, replace(SOONER, title="Ours"), study=STUDY)
    assert declare_play(world.ana, SOONER, study=STUDY, world="run") == own
    begin_play(world.ana, SOONER.key, is_not_care=True)
    assert declare_play(world.ana, SOONER, study=STUDY, world="run").plan.title == "Ours" and Play.objects.count() == 1


def test_two_who_declare_at_once_do_not_break_anything(world: PlaysWorld) -> None:
    with patch.object(Play.objects, "create", side_effect=IntegrityError), pytest.raises(LifeworldError) as twice:
        declare_play(world.ana, SOONER, study=STUDY)
    assert twice.value.code == "play_changed" and not Play.objects.exists()
