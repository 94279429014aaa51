"""What others could reckon from what they are told: from times, from totals, from numbers of before a zone, from posts that are forged."""

from __future__ import annotations

import pytest
from django.core import serializers
from django.utils import timezone

from lifeworld.circles.actions.posts import change_reach, share
from lifeworld.circles.actions.zones import add_zone, change_zone, remove_zone
from lifeworld.circles.core.values import Fact, PostValue, SharePlan
from lifeworld.circles.models import Post
from lifeworld.circles.queries.challenges import board_of
from lifeworld.circles.queries.posts import feed, post_of, posts_to_tell_again, reach_of, seen_post
from lifeworld.circles.tests.friends import Friends, follows, friends, refused, shared_by
from lifeworld.circles.tests.raced import challenge, ran
from lifeworld.customers.queries import pk_of
from lifeworld.kit.caller import Caller

pytestmark = pytest.mark.django_db
LAT, LON = 52.5186, 13.4083
KM = (Fact("Distance", "8.2", "km"),)


@pytest.fixture
def us() -> Friends:
    return friends()


def told_again(caller: Caller, post: PostValue, km: str) -> None:
    share(caller, SharePlan(post.source, post.key, post.kind, post.title, post.day, (Fact("Distance", km, "km"),), "", "followers"))


def test_others_are_told_the_day_of_a_post_and_not_the_minute(us: Friends) -> None:
    follows(us, us.nora, us.cleo)
    post = shared_by(us.cleo)
    at = timezone.now()
    Post.objects.update(at=at)
    assert post_of(us.cleo, post.pk).at == f"{at:%Y-%m-%dT%H:%M:%S}Z"
    assert [one.at for one in feed(us.nora)] == [f"{at:%Y-%m-%d}T00:00:00Z"]


def test_a_changed_zone_takes_away_the_numbers_of_before_until_they_are_told_again(us: Friends) -> None:
    follows(us, us.nora, us.cleo)
    post, words = shared_by(us.cleo), shared_by(us.cleo, facts=(), source="own")
    cleo = pk_of(us.cleo, us.cleo.customer)
    assert posts_to_tell_again(us.cleo.place_id, "running") == []
    zone = add_zone(us.cleo, LAT, LON, 300)
    for step in (lambda: None, lambda: change_zone(us.cleo, zone.pk, radius_m=500), lambda: remove_zone(us.cleo, zone.pk, sure=True)):
        step()
        assert [one.facts for one in feed(us.nora)] == [(), ()] and seen_post(us.nora, "running", post.key).title == "Morning run"
        assert posts_to_tell_again(us.cleo.place_id, "running") == [(cleo, post.key)]
        assert posts_to_tell_again(us.cleo.place_id, "own") == [] and posts_to_tell_again(us.zoe.place_id, "running") == []
        told_again(us.cleo, post, "7.1")
        assert [one.facts for one in feed(us.nora)] == [(), (Fact("Distance", "7.1", "km"),)]
        assert posts_to_tell_again(us.cleo.place_id, "running") == []
    assert words.facts == ()
    kept = Post.objects.get(pk=post.pk)
    add_zone(us.cleo, LAT + 1, LON, 300)
    waiting = serializers.serialize("jsonl", Post.objects.filter(pk=post.pk))
    for one in serializers.deserialize("jsonl", waiting):
        one.save()  # as a backup writes it back
    assert posts_to_tell_again(us.cleo.place_id, "running") == [(cleo, post.key)]
    kept.save()
    add_zone(us.nora, LAT, LON, 300)
    assert post_of(us.cleo, post.pk).facts, "zones of others change nothing"
    change_zone(us.cleo, add_zone(us.cleo, LAT, LON, 300).pk, label="home")
    change_reach(us.cleo, post.pk, "place")
    assert posts_to_tell_again(us.cleo.place_id, "running") == [(cleo, post.key)], "who sees it is no number of it"


def test_a_post_of_what_is_somebody_elses_opens_nothing(us: Friends) -> None:
    follows(us, us.nora, us.cleo)
    post, cleo = shared_by(us.cleo, key="57"), pk_of(us.cleo, us.cleo.customer)
    forged = shared_by(us.olaf, seen_by="place", key="57", title="Mine")
    with refused(404):
        seen_post(us.olaf, "running", "57", customer=cleo)
    assert seen_post(us.nora, "running", "57", customer=cleo).pk == post.pk
    olaf = pk_of(us.olaf, us.olaf.customer)
    things = [(cleo, "57"), (cleo, "58"), (olaf, "57"), (pk_of(us.pia, us.pia.customer), "59")]
    assert reach_of(us.cleo.place_id, "running", things) == {
        (cleo, "57"): "followers", (cleo, "58"): "me", (olaf, "57"): "place"}, "nobody is said to share who did not join"
    assert forged.mine and reach_of(us.zoe.place_id, "running", things[:1]) == {}


def test_a_board_tells_round_numbers_of_who_has_private_zones(us: Friends) -> None:
    add_zone(us.cleo, LAT, LON, 300)
    ran(us, {"cleo": [(1, {"km": 10.62}, "watch")], "nora": [(1, {"km": 10.73}, "watch")], "olaf": [(1, {"km": 10.51}, "watch")]})
    made = challenge(us, us.cleo, us.cleo, us.nora, us.olaf)

    def shown(caller: Caller) -> list[tuple[float | None, float | None]]:
        return [(line.place.shown, line.place.value) for line in board_of(caller, made.pk).lines]

    assert shown(us.nora) == [(10.73, 10.73), (11.0, 11.0), (10.51, 10.51)], "ranked by what it is"
    assert shown(us.cleo)[1] == (10.62, 10.62), "herself she reads exactly"
