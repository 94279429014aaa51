"""Every page of the site in a real browser, on a phone and on a desk: no barrier, nothing on the console, nothing wider than the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from lifeworld.constellations.actions.draw_links import make_link
from lifeworld.customers.actions import add_alias, record_consent
from lifeworld.customers.models import Customer
from lifeworld.events.actions.webhooks import add_webhook
from lifeworld.goals.actions.declaring import declare_goal
from lifeworld.goals.actions.jobs import offer_job
from lifeworld.goals.actions.links import make_link as make_goal_link
from lifeworld.goals.core.values import GoalPlan
from lifeworld.kit.caller import Caller
from lifeworld.places.actions import add_embed, add_place, make_key
from lifeworld.places.models import User
from lifeworld.places.queries import caller_signed_in
from lifeworld.plugin_web import web_worlds
from lifeworld.site.demo import OWNER, PATH, SLUG
from lifeworld.site.founding import add_member
from lifeworld.site.tests.furnished_circles import found_of, own_caller
from lifeworld.site.tests.furnished_plays import with_plays
from lifeworld.site.tests.furnished_scorecard import with_scorecard
from lifeworld.site.tests.furnished_tools import with_partners, with_tools
from lifeworld.site.tests.real_browser import MARKS, WIDE, Windows, barriers, chromium, pictured, until
from lifeworld.site.tests.routes import routes
from lifeworld.site.tests.test_demo import the_demo_shows_customers_in_charge
from lifeworld.site.worker import work_off
from lifeworld.voices.actions.codebooks import change_code
from lifeworld.voices.actions.exchange import import_file
from lifeworld.voices.actions.queues import make_queue
from lifeworld.voices.actions.uploads import begin_upload, take_files
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.models import Coder, Statement
from lifeworld.voices.queries.exchange import written
from lifeworld.voices.queries.studies import study_of

pytestmark = MARKS
NOT_HERE = {"embed/<str:token>/": "opens once, and inside a partner's page alone: test_places_browser",
            "embed/<str:token>/goals/": "for the element inside it",
            "<place:place>/-/studies/<slug:study>/exchange/imports/<uuid:upload>/": "the study that was brought in has it, see _asked()",
            "<place:place>/-/studies/<slug:study>/exchange/imports/<uuid:upload>/losses.csv": "a file",
            "healthz": "for machines", "metrics": "for machines", "account/sign-out/": "a button"}
STUDIES = "<place:place>/-/studies/<slug:study>/"
FILES = {"kind", "form", "export"}
"""Parameters of files."""
QUERY = {STUDIES + "ecosystems/figure/": "?key=customers_who_say/mood", STUDIES + "compare/cell/": "?code=peers"}
"""What must be asked for."""
TABLE = b"customer,text\nrunner-01,We run.\nrunner-02\n"
TALK = b"Interviewer: How do you run?\nMara: With my sister, every morning.\nInterviewer: And the watch?\nMara: It tells me to move.\n"
STUDY = f"/{PATH}/-/studies/{SLUG}/"
READY = "html[data-coding=ready]"
DRAWN = ("lw-activity, lw-chart, lw-constellation, lw-design-desk, lw-effect, lw-figure, lw-goal, lw-map-draw, lw-route-compare, "
         "lw-scorecard, lw-type-bar")
"""Elements that a script draws."""
FILLED = "lw-design-desk :is(.caution, [data-part=said]:has-text('combinations'))"
"""A desk that has its designs, or says why it has none."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as launched:
        yield launched


@pytest.fixture
def windows(browser: Any, live_server: Any) -> Iterator[Windows]:
    opened = Windows(browser, live_server.url)
    yield opened
    opened.close()


@dataclass(frozen=True)
class Demo:
    """The demo with an object of every kind: its owner, values of the parameters of addresses, and pages that only a query shows."""

    owner: User
    values: dict[str, object]
    asked: tuple[str, ...]


@pytest.fixture
def demo() -> Demo:
    """The demo, and what it lacks: links, keys, a place inside, a queue, uploads, an import, an older codebook, a consent."""
    the_demo_shows_customers_in_charge()
    add_member(OWNER, "elsewhere", "viewer")
    user = User.objects.get(email=OWNER)
    caller = caller_signed_in(PATH, user.pk)
    assert caller is not None
    study = study_of(caller, SLUG)
    customer = Customer.objects.get(place__path=PATH, key="runner-03").pk
    add_alias(caller, customer, "orla@example.org")
    record_consent(caller, customer, "quotes", given=True, source="interview")
    add_place(caller, "berlin", "Berlin, Mitte")
    change_code(caller, SLUG, "mood", {"definition": "Joy or anger, worry or calm, as the speaker tells it."}, 1)
    link, token = make_link(caller, study, "Fair in Bremen")
    job = offer_job(caller, "first-ten", "Run my first ten kilometres", "accomplish").slug
    key = next((web.demo_customer for _, web in web_worlds() if web.demo_customer), "runner-03")
    runner = Customer.objects.get(place__path=PATH, key=key).pk
    goal = declare_goal(caller, GoalPlan(str(UUID(int=7)), "Run far", "accomplish", job=job), customer=runner).pk
    goal_link, goal_token = make_goal_link(caller, runner, "Phone")
    values = {
        "place": PATH, "study": SLUG, "slug": SLUG, "customer": customer, "member": user.pk, "code": "peers", "version": 1, "link": link,
        "statement": Statement.objects.filter(study=study.pk, key="runner-03-s01").values_list("pk", flat=True)[0], "token": token,
        "upload": take_files(caller, SLUG, [("more.csv", [TABLE], len(TABLE))]).key, "queue": make_queue(caller, study, "random", 20),
        "job": job, "goal": goal, "goal_link": goal_link, "goal_token": goal_token,
        "world": "running", **found_of(caller, runner, goal_token), **with_partners(caller, "fair", customer), **with_tools(caller, "fair"),
        **with_scorecard(caller, "fair-volt", own_caller(goal_token)), **with_plays(caller, "fair", runner),
        "indicator": "cadence", "audience": "well-on-their-legs", "segmentation": "needs", "segment": 3, "holdout": "letter",
        "webhook": add_webhook(caller, "https://hook.example/events").id,
        "embed": add_embed(caller, "Shop", "below the order", ["https://shop.example"]).key,
        "api_key": make_key(caller, "nightly upload", ["voices.see"], 365).id, "uidb64": urlsafe_base64_encode(force_bytes(user.pk))}
    pages = _asked(caller, study, customer)
    work_off()
    return Demo(user, values, pages)


def _asked(caller: Caller, study: StudyValue, customer: int) -> tuple[str, ...]:
    one, two = Coder.objects.filter(study=study.pk, kind="person").values_list("pk", flat=True)
    talk = take_files(caller, SLUG, [("mara.txt", [TALK], len(TALK))]).key
    begun = begin_upload(caller, SLUG, "half.csv", 10**6).key
    content = written(caller, study, "qdpx")[0]
    brought = import_file(caller, "runners.qdpx", [content], len(content), "", "Brought in")
    return (f"/{PATH}/-/tools/shelf/?go=1", f"/{PATH}/-/studies/{brought.study.slug}/exchange/imports/{brought.key}/", *(
        STUDY + path for path in (
        f"uploads/{talk}/", f"uploads/{begun}/", "statements/?words=club", f"compare/?coders={one}&coders={two}",
        f"tables/?variable=fact:group&coder={one}", "settle/?code=peers", "exchange/?as=qdpx", f"draw/?customer={customer}")))


def pages(demo: Demo, client: Client) -> Iterator[str]:
    """Addresses of every route that answers a page to whoever asks, and the ones that need a query."""
    for route in routes():
        if route.is_api or route.pattern in NOT_HERE or FILES & set(route.names):
            continue
        reset = {"token": default_token_generator.make_token(demo.owner)} if "uidb64" in route.names else {}
        address = route.address({**demo.values, **reset}) + QUERY.get(route.pattern, "")
        address += f"?d={demo.values['address']}" if route.pattern.endswith("/compare") else ""
        answer = client.get(address)
        html = answer.headers.get("Content-Type", "").startswith("text/html")
        b"".join(answer.streaming_content if answer.streaming else ())
        if answer.status_code == 200 and html:
            yield address
        else:
            assert answer.status_code in {200, 302, 405}, f"{address} answers {answer.status_code}"


def looked_at(page: Any, address: str, width: int) -> list[str]:
    """What is wrong with a page: barriers, with everything that opens open, and whether it is wider than the screen."""
    page.goto(address)
    if page.locator("#coding-data").count():
        page.wait_for_selector(READY, state="attached")
    if page.locator(DRAWN).count():
        until(page, f"[...document.querySelectorAll('{DRAWN}')].every(one => one.shadowRoot?.childElementCount)")
    if page.locator("lw-design-desk").count():
        page.wait_for_selector(FILLED, state="attached")
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    wide = page.evaluate(WIDE)
    pictured(page, f"every-{address.strip('/').replace('/', '_').replace('?', '+')}-{width}")
    return [f"{address} at {width}: {what}" for what in (*barriers(page), *([f"{wide} px wider than the screen"] if wide > 0 else []))]


def test_every_page_on_a_phone_and_on_a_desk(demo: Demo, windows: Windows) -> None:
    client, nobody = Client(), Client()
    client.force_login(demo.owner)
    open_doors = list(pages(demo, nobody))
    signed_in = [*(address for address in pages(demo, client) if address not in open_doors), *demo.asked]
    for address in signed_in:  # what is reckoned when it is first asked for is ready afterwards
        client.get(address)
    work_off()
    assert len(signed_in) > 35
    assert len(open_doors) > 20
    wrong = []
    for width, scheme in ((360, "dark"), (1280, "light")):
        session = client.cookies["sessionid"].value
        for who, addresses in ((session, signed_in), ("", open_doors)):
            page = windows.open(width, 800, session=who, is_mobile=width < 600, has_touch=width < 600,
                                color_scheme=scheme)
            for address in addresses:
                wrong += looked_at(page, address, width)
            if who:
                assert windows.said == []
                wrong += looked_at(page, f"{STUDY}nothing/", width)
                windows.said.clear()  # the browser tells that nothing was there
    assert not wrong
