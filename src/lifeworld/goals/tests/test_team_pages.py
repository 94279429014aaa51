"""The team's pages: jobs are offered, figures say when there is too little, links are shown once, only shown goals are seen."""

from __future__ import annotations

import uuid

import pytest

from lifeworld.customers.actions import record_consent
from lifeworld.customers.models import Customer
from lifeworld.goals.actions.declaring import declare_goal
from lifeworld.goals.core.values import FIGURES, GoalPlan
from lifeworld.goals.models import Job
from lifeworld.goals.tests.site_sleepers import hers, population
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
BASE = "/acme/-/goals"
JOB = {"title": "Sleep at night", "kind": "manage", "direction": "increase", "metric": "the hours", "object": "that I sleep",
       "title-0": "How rested I am"}


@pytest.fixture
def people() -> Cast:
    return cast()


def test_a_job_is_offered_changed_and_retired(people: Cast) -> None:
    ben = people.client(people.ben)
    assert ben.post(f"{BASE}/jobs/", JOB).status_code == 302
    job = Job.objects.get()
    assert (job.slug, job.body["outcome"]["metric"], job.body["suggests"][0]["title"]) == ("sleep-at-night", "the hours", "How rested I am")
    assert ben.post(f"{BASE}/jobs/", JOB).status_code == 409
    path = f"{BASE}/jobs/sleep-at-night/"
    assert b"Increase the hours that I sleep." in people.client(people.vic).get(path).content
    assert ben.post(path, {"title": "Sleep well"}).status_code == 302
    job.refresh_from_db()
    assert job.title == "Sleep well" and "outcome" not in job.body
    assert ben.post(f"{path}retire/").status_code == 302
    assert ben.post(f"{path}retire/").status_code == 409
    assert b"offered no more" in ben.get(f"{BASE}/jobs/").content


def test_who_may_not_change_jobs_sees_them_only(people: Cast) -> None:
    vic = people.client(people.vic)
    assert b"Offer it" not in vic.get(f"{BASE}/jobs/").content
    assert vic.post(f"{BASE}/jobs/", JOB).status_code == 403
    for path in ("/", "/jobs/", "/opportunity/", f"/customers/{people.cleo.pk}/"):
        assert vic.get(BASE + path).status_code == 200, path
        assert people.client(people.eva).get(BASE + path).status_code == 403, path
        assert people.client(people.dev).get(BASE + path).status_code == 404, path
    for path in ("/jobs/nothing/", "/9999/", "/customers/9999/"):
        assert vic.get(BASE + path).status_code == 404, path


@pytest.mark.parametrize("bad", [{"title": ""}, {"kind": "fly"}, {"metric": ""}, {"levels-0": "1 2"}, {"levels-0": "a b c d e"},
                                 {"slug": "A B"}])
def test_a_job_that_cannot_be_is_refused(people: Cast, bad: dict[str, str]) -> None:
    assert people.client(people.ben).post(f"{BASE}/jobs/", JOB | bad).status_code == 422


def test_figures_say_when_there_is_too_little(people: Cast) -> None:
    people.client(people.ben).post(f"{BASE}/jobs/", {"title": "Sleep", "slug": "night", "kind": "accomplish"})
    page = people.client(people.vic).get(f"{BASE}/").content.decode()
    assert "0 customers declared 0 goals" in page and "not enough" in page
    population(people, 8)
    page = people.client(people.vic).get(f"{BASE}/").content.decode()
    assert "8 customers declared 8 goals" in page and "not enough: n = 8" in page
    assert "not enough" in people.client(people.vic).get(f"{BASE}/opportunity/").content.decode()
    assert people.client(people.vic).get(f"{BASE}/", {"from": "yesterday"}).status_code == 422
    assert people.client(people.vic).get(f"{BASE}/", {"from": "2026-02-01", "to": "2026-01-01"}).status_code == 422


def test_a_customer_is_called_as_elsewhere(people: Cast) -> None:
    assert "<h1>Goals of Cleo</h1>" in people.client(people.vic).get(f"{BASE}/customers/{people.cleo.pk}/").content.decode()


def test_figures_of_forty_who_agreed(people: Cast) -> None:
    people.client(people.ben).post(f"{BASE}/jobs/", {"title": "Sleep", "slug": "night", "kind": "accomplish"})
    population(people, 40)
    page = people.client(people.vic).get(f"{BASE}/", {"job": "night"}).content.decode()
    assert "40 of them agreed" in page and 'class="line"' in page and "Why they were given up: not enough: n = 10" in page
    assert "Sleep 3" not in page, "goals that nobody shows are in figures only"
    seen = people.client(people.vic).get(f"{BASE}/opportunity/").content.decode()
    assert 'class="dot dot--open"' in seen and "n = 40" in seen
    assert 'href="/acme/-/segments/"' in seen and 'href="/acme/-/audiences/"' in seen  # where the needs of few are seen
    for customer in Customer.objects.filter(key__startswith="sleeper-3"):
        record_consent(people.caller(people.ana), customer.pk, FIGURES, given=False)
    assert "29 of them agreed" in people.client(people.vic).get(f"{BASE}/").content.decode()


def test_a_customer_shows_what_she_shows_and_gets_a_link_once(people: Cast) -> None:
    caller = hers(people, people.cleo)
    secret = declare_goal(caller, GoalPlan(str(uuid.uuid4()), "My own affair", "accomplish"))
    shown = declare_goal(caller, GoalPlan(str(uuid.uuid4()), "Swim together", "accomplish", seen_by="team"))
    ben, path = people.client(people.ben), f"{BASE}/customers/{people.cleo.pk}/"
    page = ben.get(path).content.decode()
    assert "Swim together" in page and "My own affair" not in page
    assert ben.get(f"{BASE}/{shown.pk}/").status_code == 200 and ben.get(f"{BASE}/{secret.pk}/").status_code == 404
    made = ben.post(path, {"label": "Tablet", "days": ""})
    assert made.status_code == 200 and b"<svg" in made.content and made.headers["Cache-Control"] == "no-store"
    assert b'class="secret"' not in ben.get(path).content
    assert ben.post(path, {"label": "", "days": "1"}).status_code == 422
    assert ben.post(path, {"label": "x", "days": "many"}).status_code == 422
    assert people.client(people.vic).post(path, {"label": "x"}).status_code == 403
    link = made.context["links"][0].pk
    assert ben.post(f"{path}links/{link}/revoke/").status_code == 302
    assert ben.post(f"{path}links/{link}/revoke/").status_code == 409
    assert people.client(people.vic).post(f"{path}links/{link}/revoke/").status_code == 403


def test_a_customers_page_seats_her_goals(people: Cast) -> None:
    declare_goal(hers(people, people.cleo), GoalPlan(str(uuid.uuid4()), "Swim together", "accomplish", seen_by="team"))
    page = people.client(people.vic).get(f"/acme/-/customers/{people.cleo.pk}/").content.decode()
    assert "Her goals" in page and "Swim together" in page
