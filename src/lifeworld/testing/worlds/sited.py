"""The part of the exam that needs the site: taking a world up, its addresses, what it forgets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from lifeworld.plugin import World
    from lifeworld.plugin_web import WebWorld

TABLES = 5


def webbed(it: World) -> WebWorld:
    """The world's pages; a world without any is not asked about them."""
    if not it.web:
        pytest.skip("the world has no pages")
    from lifeworld.plugin_web import web_of

    found = web_of(it)
    assert found is not None
    return found


def taken_up(it: World) -> Any:
    """The cast, in a place that took the world up."""
    from lifeworld.plugin_web import take_up
    from lifeworld.testing.cast import cast

    people = cast()
    take_up(people.caller(people.ana), it)
    return people


class Sited:
    """Tests of a world in the site; a part of `Conformance`."""

    @pytest.mark.django_db
    def test_a_place_takes_the_world_up_once(self, it: World) -> None:
        """Taken up again, nothing is twice and nothing changes; a viewer may not."""
        from lifeworld.events.models import EventType
        from lifeworld.goals.models import Job
        from lifeworld.kit.errors import LifeworldError
        from lifeworld.measures.models import Indicator
        from lifeworld.plugin_web import take_up, worlds_of

        people = taken_up(it)
        tables = (EventType, Indicator, Job)
        before = [list(table._default_manager.order_by("pk").values("pk")) for table in tables]
        versions = list(Indicator.objects.order_by("pk").values_list("version", flat=True))
        take_up(people.caller(people.ana), it)
        assert before == [list(table._default_manager.order_by("pk").values("pk")) for table in tables]
        assert versions == list(Indicator.objects.order_by("pk").values_list("version", flat=True))
        assert EventType.objects.filter(declared=True).count() == len(it.types) and Indicator.objects.count() == len(it.indicators)
        assert worlds_of(people.acme.pk)[it.name][0] == it.version and worlds_of(people.other.pk) == {}
        with pytest.raises(LifeworldError, match=r"worlds\.manage"):
            take_up(people.caller(people.vic), it)

    @pytest.mark.django_db
    def test_its_plays_are_ready_and_nobody_is_offered_one_before_it_is_begun(self, it: World) -> None:
        """Each leads to a page that a customer's link opens, asks for what the place has, and begins when somebody says so."""
        from lifeworld.goals.actions.links import make_link
        from lifeworld.plugin_web import take_up
        from lifeworld.scorecard.actions.plays import begin_play
        from lifeworld.scorecard.core.plays import own_address
        from lifeworld.scorecard.queries.plays import plays

        if not it.plays:
            pytest.skip("the world brings no plays")
        people = taken_up(it)
        ana = people.caller(people.ana)
        take_up(ana, it)
        ready = plays(ana)
        assert [one.plan for one in ready] == sorted(it.plays, key=lambda one: one.key) and {one.state for one in ready} == {"ready"}
        token = make_link(ana, people.cleo.pk, "hers")[1]
        for one in ready:
            page = people.client(None).get(own_address(one.plan.leads, token), follow=True)
            assert page.status_code == 200, f"the play «{one.plan.key}» leads to «{one.plan.leads}», which does not open"
            assert begin_play(ana, one.plan.key, is_not_care=True).state == "running"

    @pytest.mark.django_db
    def test_its_first_page_opens_where_it_was_taken_up_and_nowhere_else(self, it: World) -> None:
        """A viewer sees it, an outsider and a place without the world see nothing."""
        from django.urls import reverse

        web = webbed(it)
        if not web.start:
            pytest.skip("the world has no page for a place")
        people = taken_up(it)
        start = reverse(web.start, args=["acme"])
        assert f"/-/{it.name}/" in start
        for who in (people.ana, people.vic):
            assert people.client(who).get(start).status_code == 200
        assert people.client(people.dev).get(start).status_code == 404
        assert people.client(people.dev).get(reverse(web.start, args=["other"])).status_code == 404
        assert people.client(None).get(start).status_code in {302, 401}

    @pytest.mark.django_db
    def test_a_customers_own_page_opens_with_her_link_alone(self, it: World) -> None:
        """Kept by nobody in between, and closed with the link."""
        from django.urls import reverse

        from lifeworld.goals.actions.links import make_link, revoke_link

        web = webbed(it)
        if not web.own_start:
            pytest.skip("the world has no page for a customer")
        people = taken_up(it)
        link, token = make_link(people.caller(people.ana), people.cleo.pk, "hers")
        page = people.client(None).get(reverse(web.own_start, args=[token]))
        assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store" and page.headers["X-Robots-Tag"] == "noindex"
        assert people.client(None).get(reverse(web.own_start, args=["wrong" + token])).status_code == 404
        revoke_link(people.caller(people.ana), link)
        assert people.client(None).get(reverse(web.own_start, args=[token])).status_code == 404

    @pytest.mark.django_db
    def test_addresses_say_what_they_need(self, it: World) -> None:
        """Views of places take the place, open doors are marked, routes of machines stand below the world's name."""
        web = webbed(it)
        for pattern in web.own_urls:
            assert getattr(pattern.callback, "open_door", False), f"{pattern.name} is behind a customer's link: set open_door = True"
        for pattern in web.urls:
            assert not getattr(pattern.callback, "open_door", False), f"{pattern.name} is open to everybody"
        front = f"/{{place:place}}/-/{it.name}/"
        for path in web.router.path_operations if web.router is not None else ():
            assert path.startswith(front), f"the route {path} begins with something else than {front}"

    @pytest.mark.django_db
    def test_who_is_erased_is_in_no_table(self, it: World) -> None:
        """What is kept of a customer is given to her as plain values, and goes with her."""
        from django.apps import apps

        from lifeworld.customers.models import Customer

        web = webbed(it)
        people = taken_up(it)
        self.furnish(people)
        own = list(apps.get_app_config(it.app).get_models()) if it.app else []
        naming = [(model, field.name) for model in own for field in model._meta.concrete_fields if field.related_model is Customer]
        pk, ana = people.cleo.pk, people.client(people.ana)
        given = ana.get(f"/api/acme/-/customers/{pk}/everything").json()
        assert web.export_of is None or it.name in given
        if naming:
            assert web.forget is not None and web.export_of is not None, "the world has tables that name customers"
        assert ana.post(f"/acme/-/customers/{pk}/erase/now/", {"sure": "yes"}).status_code == 302
        assert not Customer.objects.filter(pk=pk).exists()
        left = [f"{model.__name__}.{name}" for model, name in naming if model._default_manager.filter(**{name: pk}).exists()]
        assert not left

    def furnish(self, people: Any) -> None:
        """Give Cleo something in every table of the world: a world overrides this, so that forgetting is tested on something."""
