"""From the file to the ecosystem: what a runner recorded, with whom, and what she said about it is evidence of her constellation."""

from __future__ import annotations

import pytest

from lifeworld.constellations.models import Moment
from lifeworld.kit.caller import OWN, Caller
from lifeworld.measures.queries.values import value_of
from lifeworld.plugin import world_called
from lifeworld.plugin_web import reader, take_up
from lifeworld.site.worker import work_off
from lifeworld.testing.cast import Cast, cast
from lifeworld_running.actions.activities import change_activity, delete_activity
from lifeworld_running.actions.feeling import say_how_it_was
from lifeworld_running.actions.files import take_file
from lifeworld_running.core.club.values import ClubPlan
from lifeworld_running.core.club.whole import recordings, simulated_club
from lifeworld_running.files.fit.writing import write_fit
from lifeworld_running.models import Activity

pytestmark = pytest.mark.django_db


def begin() -> tuple[Cast, Caller]:
    people = cast()
    world = world_called("running")
    assert world is not None
    take_up(people.caller(people.ana), world)
    return people, Caller("acme", people.acme.pk, OWN, "goal-link:1", customer="cleo")


def test_a_run_ties_its_runner_to_whom_she_ran_with_until_it_is_deleted() -> None:
    people, cleo = begin()
    club = simulated_club(ClubPlan(runners=2, weeks=3, faulty=0.0))
    runs = [run for run in club.runs if run.member == 1][:4]
    for number, run in enumerate(runs):
        take_file(cleo, None, f"{number}.fit", [write_fit(recordings(club, run)[0])])
    first, *others = Activity.objects.filter(customer=people.cleo.pk).order_by("started_us")
    assert len(others) == len(runs) - 1
    change_activity(cleo, first.pk, with_whom="Lena", with_family=True)
    change_activity(cleo, others[0].pk, with_whom="Tom")
    say_how_it_was(cleo, first.pk, "I was so happy to run with my sister Lena. My watch never lost the signal.")
    work_off()

    known = value_of(reader(cleo), "running-longest", people.cleo.pk, from_day=first.day, to_day=others[-1].day)
    longest = max(row.distance_m for row in (first, *others)) / 1000
    assert known.value == pytest.approx(longest, rel=1e-3) and known.trust == "measured"
    made = Moment.objects.get(customer=people.cleo.pk, latest=True)
    rests_on = {(actor["category"], actor["name"]): set(actor["sources"]) for actor in made.body["actors"]}
    assert rests_on["family_friends", "Lena"] == {"said", "done"} and rests_on["peers", "Tom"] == {"done"}
    assert any("said" in sources for (category, _), sources in rests_on.items() if category == "focal_provider")

    delete_activity(cleo, others[0].pk)
    work_off()
    made = Moment.objects.get(customer=people.cleo.pk, latest=True)
    assert "Tom" not in {actor["name"] for actor in made.body["actors"]}
