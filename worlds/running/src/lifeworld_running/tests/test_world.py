"""The published exam, with something in every table of this world before it is to be forgotten."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from lifeworld.kit.caller import OWN, Caller
from lifeworld.plugin_web import ProfilePlan, join
from lifeworld.site.worker import work_off
from lifeworld.testing.worlds import Conformance
from lifeworld_running.core.lines import RunnerLine


class TestRunning(Conformance):
    world = "running"
    customers = 6

    def furnish(self, people: Any) -> None:
        """Cleo's files, routes, a segment with its efforts, settings, words, and a shared run."""
        from lifeworld_running.actions.feeling import say_how_it_was
        from lifeworld_running.actions.files import take_file
        from lifeworld_running.actions.segments import make_segment
        from lifeworld_running.actions.settings import set_runner
        from lifeworld_running.actions.sharing import share_activity
        from lifeworld_running.core.club.values import ClubPlan
        from lifeworld_running.core.club.whole import recordings, simulated_club
        from lifeworld_running.files.fit.writing import write_fit
        from lifeworld_running.models import Activity

        cleo = Caller("acme", people.acme.pk, OWN, "goal-link:1", customer="cleo")
        join(cleo, ProfilePlan("Cleo"))
        set_runner(cleo, RunnerLine(heart_rate_max=190.0, heart_rate_rest=55.0))
        club = simulated_club(ClubPlan(runners=1, weeks=2, faulty=0.0))
        for number, run in enumerate(club.runs[:3]):
            take_file(cleo, None, f"{number}.fit", [write_fit(recordings(club, run)[0])])
        first = Activity.objects.filter(customer=people.cleo.pk).order_by("pk")[0]
        say_how_it_was(cleo, first.pk, "It rained, and I was glad.")
        share_activity(cleo, first.pk, "followers")
        make_segment(cleo, first.pk, 500.0, 1_500.0, "Uphill")
        work_off()
        empty = [model.__name__ for model in apps.get_app_config("lifeworld_running").get_models() if not model._default_manager.exists()]
        assert not empty, f"nothing is in {empty}: it would be forgotten whatever forgetting does"
