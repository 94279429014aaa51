"""Posts: shared, changed, taken back; kudos and comments; what the place is told about; who sees what, in the database as in the core."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifeworld.circles.actions import following, posts
from lifeworld.circles.actions.moderating import settle_report
from lifeworld.circles.core.values import Fact, SharePlan
from lifeworld.circles.core.visibility import may_see
from lifeworld.circles.models import Block, Comment, Follow, Post, Profile, Report
from lifeworld.circles.queries.community import reports
from lifeworld.circles.queries.posts import comments_of, feed, post_of, shared, thing_of, visible
from lifeworld.circles.queries.whose import eyes_of
from lifeworld.circles.tests.friends import DAY, Friends, follows, friends, refused, shared_by
from lifeworld.kit.errors import InputRefused

pytestmark = pytest.mark.django_db
ID, ID2 = "6fa459ea-ee8a-3ca4-894e-db77e160355e", "16fd2706-8baf-433b-82eb-8c7fada847da"


@pytest.fixture
def us() -> Friends:
    return friends()


def plan(**more: Any) -> SharePlan:
    return SharePlan(**{"source": "running", "key": "activity/5", "kind": "run", "title": "Morning run", "day": DAY, **more})


def test_a_thing_is_shared_once_and_changed_after(us: Friends) -> None:
    follows(us, us.nora, us.cleo)
    first = posts.share(us.cleo, plan(seen_by="me"))
    assert feed(us.nora) == [] and first.seen_by == "me"
    posts.comment(us.cleo, first.pk, "Note to myself", client_id=ID)
    again = posts.share(us.cleo, plan(title="Evening run", facts=(Fact("Distance", "8.2", "km"),), trust=0.9))
    assert (again.pk, again.title, again.comments, again.trust) == (first.pk, "Evening run", 1, 0.9)
    assert feed(us.nora)[0].facts == (Fact("Distance", "8.2", "km"),)
    posts.share(us.nora, plan())  # the same key of another customer is another post
    assert Post.objects.count() == 2
    assert posts.unshare(us.cleo, "running", "activity/5") is True
    assert posts.unshare(us.cleo, "running", "activity/5") is False and not Comment.objects.exists()
    assert posts.unshare_of(us.nora.place_id, "running", "activity/5") == 1


@pytest.mark.parametrize("change", [
    {"source": "Run ning"}, {"kind": ""}, {"title": ""}, {"title": "x" * 201}, {"body": "x" * 2001}, {"seen_by": "world"}, {"trust": 1.5},
    {"link": "https://example.org/"}, {"link": "//example.org/"}, {"link": "../../"}, {"link": "running/../x/"}, {"link": "running?x=1"},
    {"facts": tuple(Fact("a", "b") for _ in range(13))}, {"facts": (Fact("", "b"),)}, {"key": ""}])
def test_what_a_post_may_not_be_is_refused(us: Friends, change: dict[str, Any]) -> None:
    with pytest.raises(InputRefused):
        posts.share(us.cleo, plan(**change))
    assert not Post.objects.exists()


def test_kudos_are_given_once_and_not_to_oneself(us: Friends) -> None:
    follows(us, us.nora, us.cleo)
    post = shared_by(us.cleo)
    posts.give_kudos(us.nora, post.pk)
    assert (post_of(us.nora, post.pk).liked, post_of(us.cleo, post.pk).kudos) == (True, 1)
    with refused(409, "kudos_given"):
        posts.give_kudos(us.nora, post.pk)
    with refused(409, "own_post"):
        posts.give_kudos(us.cleo, post.pk)
    with refused(404):
        posts.give_kudos(us.olaf, post.pk)
    posts.take_kudos(us.nora, post.pk)
    with refused(404):
        posts.take_kudos(us.nora, post.pk)


def test_a_comment_is_kept_once_as_plain_text_and_erased_by_who_may(us: Friends) -> None:
    follows(us, us.nora, us.cleo)
    post = shared_by(us.cleo)
    said = posts.comment(us.nora, post.pk, " <b>Strong</b>\n run ", client_id=ID)
    assert posts.comment(us.nora, post.pk, "<b>Strong</b> run", client_id=ID) == said and said.text == "<b>Strong</b> run"
    with refused(409, "client_id_taken"):
        posts.comment(us.nora, post.pk, "Other words", client_id=ID)
    for words in ("", "   ", "x" * 1001):
        with pytest.raises(InputRefused):
            posts.comment(us.nora, post.pk, words, client_id=ID2)
    with refused(404):
        posts.comment(us.olaf, post.pk, "Hello", client_id=ID2)
    with refused(404):
        posts.delete_comment(us.olaf, said.pk)
    posts.delete_comment(us.cleo, said.pk)  # under her own post
    assert comments_of(us.cleo, post.pk) == []
    own = posts.comment(us.nora, post.pk, "Again", client_id=ID2)
    posts.delete_comment(us.nora, own.pk)
    assert not Comment.objects.exists()


def test_too_many_in_a_time_are_refused(us: Friends, monkeypatch: pytest.MonkeyPatch) -> None:
    for where, bound in ((posts, "COMMENTS"), (posts, "POSTS"), (following, "FOLLOWED")):
        monkeypatch.setattr(where, bound, replace(getattr(where, bound), most=1))
    post = shared_by(us.cleo, "place")
    with refused(429, "too_many"):
        shared_by(us.cleo)
    posts.share(us.cleo, plan(key=post.key, title="Changed", seen_by="place"))  # changing is not one more
    posts.comment(us.nora, post.pk, "One", client_id=ID)
    with refused(429, "too_many"):
        posts.comment(us.nora, post.pk, "Two", client_id=ID2)
    posts.comment(us.nora, post.pk, "One", client_id=ID)
    follows(us, us.nora, us.cleo)
    with refused(409, "too_many"):
        follows(us, us.nora, us.olaf)


def test_the_place_reads_what_it_is_told_about_and_hides_it(us: Friends) -> None:
    team = us.cast.caller(us.cast.ben)
    post = shared_by(us.cleo, "place", body="Rude words")
    said = posts.comment(us.nora, post.pk, "Ruder words", client_id=ID)
    assert reports(team) == []
    posts.report(us.olaf, post.pk, said.pk)
    posts.report(us.olaf, post.pk)
    with refused(409, "reported_already"):
        posts.report(us.olaf, post.pk)
    with refused(404):
        posts.report(us.olaf, post.pk, said.pk + 1)
    assert [(each.author, each.words) for each in reports(team)] == [("Nora N", "Ruder words"), ("Cleo C", "Morning run. Rude words")]
    with refused(403):
        reports(us.cast.caller(us.cast.vic))
    first, second = reports(team)
    settle_report(team, first.pk, hide=True)
    assert [each.text for each in comments_of(us.olaf, post.pk)] == [""] and comments_of(us.nora, post.pk)[0].text == "Ruder words"
    with refused(409, "report_settled"):
        settle_report(team, first.pk, hide=True)
    with refused(404):
        settle_report(us.cast.caller(us.cast.dev, us.cast.other), second.pk, hide=True)
    settle_report(team, second.pk, hide=True)
    assert feed(us.nora, everybody=True) == [] and post_of(us.cleo, post.pk).hidden
    with refused(404):
        post_of(us.olaf, post.pk)
    assert Report.objects.filter(outcome="hidden").count() == 2


def test_a_feed_goes_on_where_it_ended(us: Friends) -> None:
    made = [shared_by(us.cleo).pk for _ in range(5)]
    first = feed(us.cleo, limit=2)
    rest = feed(us.cleo, before=first[-1].pk, limit=10)
    assert [each.pk for each in (*first, *rest)] == made[::-1]
    assert shared(us.cleo, "running", "nothing") is None


TIES = st.fixed_dictionaries({
    "seen_by": st.sampled_from(["me", "followers", "place"]), "hidden": st.booleans(), "follow": st.sampled_from(["", "asked", "follows"]),
    "block": st.sampled_from(["", "mine", "hers"]), "author_joined": st.booleans(), "viewer_joined": st.booleans()})


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ties=TIES)
def test_the_database_answers_as_the_core_does(us: Friends, ties: dict[str, Any]) -> None:
    Post.objects.all().delete()
    Follow.objects.all().delete()
    Block.objects.all().delete()
    cleo, nora = (Profile.objects.get(customer__key=key) for key in ("cleo", "nora"))
    place, now = cleo.place_id, cleo.joined_at
    row = Post.objects.create(place_id=place, customer_id=cleo.customer_id, source="running", key="1", kind="run", title="Run", day=DAY,
                              at=now, seen_by=ties["seen_by"], hidden_at=now if ties["hidden"] else None)
    if ties["follow"]:
        Follow.objects.create(place_id=place, customer_id=nora.customer_id, other_id=cleo.customer_id, state=ties["follow"], at=now)
    if ties["block"]:
        pair = (nora, cleo) if ties["block"] == "mine" else (cleo, nora)
        Block.objects.create(place_id=place, customer_id=pair[0].customer_id, other_id=pair[1].customer_id, at=now)
    gone = [one for one, there in ((cleo, ties["author_joined"]), (nora, ties["viewer_joined"])) if not there]
    Profile.objects.filter(pk__in=[one.pk for one in gone]).delete()
    try:
        eyes = eyes_of(us.nora)
        meant = may_see(eyes, thing_of(row, ties["author_joined"]))
        assert visible(us.nora, eyes).filter(pk=row.pk).exists() == meant
        assert visible(us.cleo, eyes_of(us.cleo)).filter(pk=row.pk).exists(), "her own she always sees"
        if meant:
            assert ties["seen_by"] != "me" and not ties["hidden"] and not ties["block"]
    finally:
        for one in gone:
            one.save(force_insert=True)
