"""Who did something is said on pages by name, and asked once however long a list is."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lifeworld.partners.models import Partner
from lifeworld.scorecard.models import EarningsImport, Score
from lifeworld.site.tests.furnished_scorecard import with_scorecard
from lifeworld.testing.cast import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["/acme/-/scorecard/", "/acme/-/scorecard/earnings/"])
def test_a_page_asks_as_much_for_a_long_list_as_for_a_short_one(page: str) -> None:
    people = cast()
    ana = people.client(people.ana)
    Partner.objects.create(place=people.acme, key="volt", name="Volt", state="verified")
    with_scorecard(people.caller(people.ana), "volt")

    def asked() -> tuple[int, str]:
        ana.get(page)  # what is kept between requests is there
        with CaptureQueriesContext(connection) as questions:
            answer = ana.get(page)
        return len(questions), answer.content.decode()

    few, text = asked()
    assert "Ana" in text and "Ben" not in text
    row, now = Score.objects.get(), timezone.now()
    for who in (f"user:{people.ben.pk}", "worker", "user:999999"):
        Score.objects.create(place=people.acme, state="done", asked=row.asked, as_of=row.as_of, axes=row.axes, card=row.card, who=who,
                             definitions=row.definitions, made_at=now, done_at=now)
        EarningsImport.objects.create(place=people.acme, filename="a.csv", state="done", who=who, made_at=now)
    many, text = asked()
    assert many == few and (page.endswith("scorecard/") or ("Ben" in text and "the work in the background" in text))
