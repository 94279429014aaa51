"""The pages of events in a real browser: on a phone and on a desk, light and dark, without barriers and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from lifeworld.events.actions.taking import take, take_frame
from lifeworld.events.actions.types import declare_type
from lifeworld.events.actions.webhooks import add_webhook
from lifeworld.events.core.simulation import demo_events
from lifeworld.events.core.values import Incoming
from lifeworld.events.models import Delivery, Webhook
from lifeworld.events.queries.flow import today
from lifeworld.site.tests.real_browser import MARKS, WIDE, Windows, barriers, browser, expect, pictured
from lifeworld.testing.cast import Cast, cast

__all__ = ["browser"]
pytestmark = MARKS
PAGES = ("events/", "events/newest/", "events/types/?type=session", "events/refused/", "webhooks/", "webhooks/{hook}/", "events/sending/")


@pytest.fixture
def windows(browser: Any, live_server: Any) -> Iterator[Windows]:
    opened = Windows(browser, live_server.url)
    yield opened
    opened.close()


@pytest.fixture
def people() -> Cast:
    """A place with twelve weeks of simulated events, a declared type, some refused events, and two webhooks, one of which fails."""
    found = cast()
    ana = found.caller(found.ana)
    declare_type(ana, "session", "A session in the app", {"type": "object", "required": ["minutes"]}, 730)
    take_frame(ana, demo_events([f"runner-{n:02d}" for n in range(1, 41)], last_day=today(ana) - 1))
    take(ana, [Incoming("simulated/app", f"broken-{k}", "session", "runner-03", None, {"mins": 30}) for k in range(3)])
    add_webhook(ana, "https://example.org/all")
    add_webhook(ana, "https://partner.example/hooks/lifeworld?of=acme", ["session", "purchase"])
    hook = Webhook.objects.order_by("-id")[0]
    rows = (("sent", "It answered 200: taken.", 1), ("dead", "There was no answer within 10 seconds.", 9),
            ("waiting", "It answered 503.", 2))
    Delivery.objects.bulk_create(Delivery(webhook=hook, first=100 * k + 1, last=100 * k + 100, n=100, tries=tries, due_at=datetime.now(UTC),
                                          state=state, said=said) for k, (state, said, tries) in enumerate(rows))
    return found


def test_every_page_on_a_phone_and_on_a_desk(people: Cast, windows: Windows) -> None:
    session = people.client(people.ana).cookies["sessionid"].value
    wrong = []
    hook = Webhook.objects.order_by("-id")[0].pk
    for width, scheme in ((360, "light"), (1280, "dark")):  # the other two are those of test_every_page
        page = windows.open(width, 800, session=session, color_scheme=scheme, is_mobile=width < 600, has_touch=width < 600)
        for path in PAGES:
            page.goto("/acme/-/" + path.format(hook=hook))
            pictured(page, f"events-{path.partition('?')[0].strip('/').replace('/', '_').format(hook='one')}-{width}-{scheme}")
            page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
            wide = page.evaluate(WIDE)
            wrong += [f"{path} at {width}, {scheme}: {what}" for what in (*barriers(page), *([f"{wide} px wider"] if wide > 0 else []))]
    assert not wrong


def test_a_type_is_declared_by_keyboard_without_scripts(people: Cast, windows: Windows) -> None:
    session = people.client(people.ana).cookies["sessionid"].value
    page = windows.open(360, 800, session=session, java_script_enabled=False)
    page.goto("/acme/-/events/types/")
    page.get_by_label("Type", exact=True).focus()
    page.keyboard.type("run.finished")
    page.keyboard.press("Tab")
    page.keyboard.type("A run came to its end")
    page.keyboard.press("Tab")
    page.keyboard.type("{not json")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("not valid JSON (line 1")
    box = page.get_by_label("JSON Schema of its data")
    assert box.input_value() == "{not json"
    box.fill('{"type": "object"}')
    box.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("«run.finished» is declared")
    windows.said.clear()  # the browser tells that the first answer was a refusal
