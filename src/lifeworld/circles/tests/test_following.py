"""Joining, following, blocking, leaving: who sees what of whom, and no longer."""

from __future__ import annotations

import pytest

from lifeworld.circles.actions import following, joining, posts
from lifeworld.circles.core.values import ProfilePlan
from lifeworld.circles.models import Block, Comment, Follow, Kudos, Post, Profile
from lifeworld.circles.queries import people
from lifeworld.circles.queries.posts import comments_of, feed, post_of, posts_of, seen_post, seen_posts, shared
from lifeworld.circles.tests.friends import Friends, follows, friends, refused, shared_by
from lifeworld.customers.models import Customer
from lifeworld.events.models import JournalLine
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused

pytestmark = pytest.mark.django_db
ID = "6fa459ea-ee8a-3ca4-894e-db77e160355e"


@pytest.fixture
def us() -> Friends:
    return friends()


def test_nobody_is_there_before_she_joined(us: Friends) -> None:
    assert people.joined(us.pia) is None
    with refused(409, "not_joined"):
        shared_by(us.pia)
    with refused(409, "not_joined"):
        following.follow_with_code(us.pia, people.code_of(us.person(us.cleo)))
    shared_by(us.cleo, "place")
    assert feed(us.pia, everybody=True) == [] and people.people(us.pia) == []
    joining.join(us.pia, ProfilePlan("Pia"))
    assert len(feed(us.pia, everybody=True)) == 1
    with refused(409, "joined_already"):
        joining.join(us.pia, ProfilePlan("Pia"))


@pytest.mark.parametrize("plan", [ProfilePlan(""), ProfilePlan("x" * 61), ProfilePlan("Pia", seen_by="all"),
                                  ProfilePlan("Pia", birth_year=1700), ProfilePlan("Pia", sex="x")])
def test_a_profile_that_may_not_be_is_refused(us: Friends, plan: ProfilePlan) -> None:
    with pytest.raises(InputRefused):
        joining.join(us.pia, plan)
    assert not Profile.objects.filter(customer__key="pia").exists()


def test_following_is_asked_answered_and_ended(us: Friends) -> None:
    post, cleo, nora = shared_by(us.cleo), us.person(us.cleo), us.person(us.nora)
    with refused(404):
        following.follow(us.nora, cleo)  # she finds nobody who does not let herself be found
    assert following.follow_with_code(us.nora, people.code_of(cleo)) == cleo
    assert [each.person for each in people.asking(us.cleo)] == [nora] and feed(us.nora) == []
    with refused(404):
        seen_post(us.nora, "running", post.key)
    following.accept(us.cleo, nora)
    assert [each.pk for each in feed(us.nora)] == [post.pk] and seen_post(us.nora, "running", post.key).author == "Cleo C"
    assert set(seen_posts(us.nora, "running", [post.key, "none"])) == {post.key}
    assert people.person_of(us.nora, cleo).state == "follows" and people.person_of(us.cleo, nora).follows_me == "follows"
    with refused(409, "followed_already"):
        following.follow(us.nora, cleo)
    following.unfollow(us.nora, cleo)
    for ask in (lambda: post_of(us.nora, post.pk), lambda: seen_post(us.nora, "running", post.key), lambda: comments_of(us.nora, post.pk),
                lambda: posts_of(us.nora, cleo)):
        with refused(404):
            ask()
    with refused(404):
        following.unfollow(us.nora, cleo)


def test_a_follower_who_is_told_no_sees_nothing_any_more(us: Friends) -> None:
    follows(us, us.nora, us.cleo)
    post = shared_by(us.cleo)
    following.refuse(us.cleo, us.person(us.nora))
    assert feed(us.nora) == []
    with refused(404):
        posts.give_kudos(us.nora, post.pk)
    with refused(404):
        following.accept(us.cleo, us.person(us.nora))


def test_blocked_people_see_nothing_of_one_another_even_after_joining_again(us: Friends) -> None:
    follows(us, us.nora, us.cleo)
    follows(us, us.cleo, us.nora)
    open_, nora = shared_by(us.cleo, "place"), us.person(us.nora)
    posts.give_kudos(us.nora, open_.pk)
    posts.comment(us.nora, open_.pk, "Fast!", client_id=ID)
    following.block(us.cleo, nora)
    assert not Follow.objects.exists() and not Kudos.objects.exists() and not Comment.objects.exists()
    assert feed(us.nora) == [] and feed(us.nora, everybody=True) == [] and people.people(us.nora) == []
    for ask in (lambda: people.person_of(us.nora, us.person(us.cleo)), lambda: post_of(us.nora, open_.pk),
                lambda: following.follow_with_code(us.nora, people.code_of(us.person(us.cleo)))):
        with refused(404):
            ask()
    joining.leave(us.nora)
    joining.join(us.nora, ProfilePlan("Somebody new", seen_by="place"))
    assert feed(us.nora, everybody=True) == [] and people.people(us.cleo) == []
    assert [each.name for each in people.blocked(us.cleo)] == ["Somebody new"]
    with refused(404):  # she is blocked by the other, and cannot undo that
        following.unblock(us.nora, us.person(us.cleo))
    following.unblock(us.cleo, us.person(us.nora))
    assert [each.pk for each in feed(us.nora, everybody=True)] == [open_.pk] and not Block.objects.exists()


def test_a_third_person_does_not_read_comments_of_whom_she_blocked(us: Friends) -> None:
    post = shared_by(us.cleo, "place")
    posts.comment(us.nora, post.pk, "Hello", client_id=ID)
    assert [each.text for each in comments_of(us.olaf, post.pk)] == ["Hello"] and post_of(us.olaf, post.pk).comments == 1
    follows(us, us.olaf, us.nora)
    following.block(us.olaf, us.person(us.nora))
    assert comments_of(us.olaf, post.pk) == [] and post_of(us.olaf, post.pk).comments == 0
    assert len(comments_of(us.cleo, post.pk)) == 1


def test_leaving_erases_what_she_was_to_others_and_hides_what_she_shared(us: Friends) -> None:
    follows(us, us.nora, us.cleo)
    post, theirs = shared_by(us.cleo, "place"), shared_by(us.nora, "place")
    posts.comment(us.cleo, theirs.pk, "Well done", client_id=ID)
    joining.leave(us.cleo)
    assert feed(us.nora, everybody=True) == [post_of(us.nora, theirs.pk)] and comments_of(us.nora, theirs.pk) == []
    assert not Profile.objects.filter(customer__key="cleo").exists() and not Follow.objects.exists()
    kept = shared(us.cleo, "running", post.key)
    assert kept is not None and kept.seen_by == "me"
    with refused(409, "not_joined"):
        joining.leave(us.cleo)
    joining.join(us.cleo, ProfilePlan("Cleo again"))
    assert [each.pk for each in feed(us.nora, everybody=True)] == [theirs.pk], "her posts do not come back by themselves"


def test_people_are_found_as_far_as_they_let_themselves_be(us: Friends) -> None:
    assert people.people(us.cleo) == []
    joining.change_profile(us.nora, ProfilePlan("Nora N", "I like hills", "place", follows_need_yes=False, birth_year=1980, sex="f"))
    found = people.people(us.cleo, search="nor")
    assert [(each.name, each.about, each.birth_year, each.sex, each.customer) for each in found] == [
        ("Nora N", "I like hills", None, "", None)]
    assert people.people(us.cleo, search="xyz") == [] and people.people(us.cleo, search="%") == []
    assert following.follow(us.cleo, found[0].person) == "follows"
    mine = people.joined(us.nora)
    assert mine is not None and (mine.birth_year, mine.sex) == (1980, "f")


def test_places_and_outsiders_are_apart(us: Friends) -> None:
    post = shared_by(us.cleo, "place")
    for ask in (lambda: post_of(us.zoe, post.pk), lambda: people.person_of(us.zoe, us.person(us.cleo)),
                lambda: following.follow_with_code(us.zoe, people.code_of(us.person(us.cleo))),
                lambda: seen_post(us.zoe, "running", post.key), lambda: posts.give_kudos(us.zoe, post.pk)):
        with refused(404):
            ask()
    assert feed(us.zoe, everybody=True) == []
    team = us.cast.caller(us.cast.ana)
    with refused(404):
        feed(team)
    with refused(403):
        feed(Caller("acme", team.place_id, frozenset({"goals.own"}), customer="cleo"))


def test_herself_and_wrong_codes_are_refused(us: Friends) -> None:
    with pytest.raises(InputRefused):
        following.follow_with_code(us.cleo, people.code_of(us.person(us.cleo)))
    for code in ("", "1", "1-abc", f"{us.person(us.nora)}-000000000000", "x" * 500, "²-1"):
        with refused(404):
            following.follow_with_code(us.cleo, code)
    with pytest.raises(InputRefused):
        following.block(us.cleo, us.person(us.cleo))


def test_the_journal_holds_keys_and_numbers_only(us: Friends) -> None:
    follows(us, us.nora, us.cleo)
    post = shared_by(us.cleo, title="A secret title", body="Secret words")
    posts.comment(us.nora, post.pk, "Secret comment", client_id=ID)
    lines = JournalLine.objects.filter(type__startswith="circles.")
    assert {line.customer for line in lines} <= {"cleo", "nora", "olaf", "zoe"} and lines.count() >= 7
    for line in lines:
        assert all(isinstance(value, int) for value in line.data.values()), line.data


def test_customers_are_named_by_nothing_but_their_profile(us: Friends) -> None:
    follows(us, us.nora, us.cleo)
    shared_by(us.cleo)
    Customer.objects.filter(key="cleo").update(label="Cleopatra Secret")
    assert feed(us.nora)[0].author == "Cleo C" and Post.objects.count() == 1
