"""The customer's own pages among friends, as a browser without scripts uses them; and the pages of the team."""

from __future__ import annotations

from uuid import uuid4

import pytest

from lifeworld.circles.actions.posts import comment, report
from lifeworld.circles.models import Challenge, Club, Comment, Follow, Post, Profile, Report, Zone
from lifeworld.circles.queries.people import code_of, joined
from lifeworld.circles.tests.friends import Friends, address_of, follows, friends, page, shared_by
from lifeworld.circles.tests.raced import challenge, ran, today
from lifeworld.goals.core.days import day_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def us() -> Friends:
    return friends()


def test_she_joins_by_a_form_that_says_what_it_means(us: Friends) -> None:
    address = address_of(us, us.pia)
    first = page(address)
    assert first.status_code == 200 and b"What joining means" in first.content and first.headers["Cache-Control"] == "no-store"
    for path in ("people/", "clubs/", "challenges/", "me/"):
        assert page(f"{address}{path}").status_code == 302
    assert page(f"{address}zones/").status_code == 200
    refused = page(address, do="join", name="Pia")
    assert refused.status_code == 422 and b'value="Pia"' in refused.content and joined(us.pia) is None
    assert page(address, do="join", name="Pia <b>", agree="yes", seen_by="place").status_code == 302
    assert b"Pia &lt;b&gt;" in page(f"{address}me/").content
    assert page(address, do="join", name="Pia", agree="yes", seen_by="place").status_code == 409
    assert page(address, do="fly").status_code == 422
    form = {"name": "Pia", "seen_by": "me", "follows_need_yes": "no", "birth_year": "1990", "sex": "f"}
    assert page(f"{address}me/", do="change", **form).status_code == 302
    assert Profile.objects.get(name="Pia").birth_year == 1990
    assert b'"name": "Pia"' in page(f"{address}everything.json").content
    assert page(f"{address}me/", do="leave").status_code == 422
    assert page(f"{address}me/", do="leave", sure="yes").headers["Location"] == address and joined(us.pia) is None


def test_posts_kudos_and_comments_by_forms(us: Friends) -> None:
    follows(us, us.nora, us.cleo)
    hers, noras = address_of(us, us.cleo), address_of(us, us.nora)
    for _ in range(2):
        form = {"title": "Who runs on Sunday?", "body": "<i>Nine</i>", "seen_by": "followers", "client_id": "1"}
        assert page(hers, do="write", **form).status_code == 302
    post = Post.objects.get()
    shared_by(us.cleo, "place")
    feed = page(noras).content.decode()
    assert "Who runs on Sunday?" in feed and "&lt;i&gt;Nine" in feed and f"{noras.removesuffix('friends/')}running/activities/5/" in feed
    assert "Morning run" in page(f"{noras}?of=everybody").content.decode() and page(f"{noras}?before=x").status_code == 200
    assert page(noras, do="kudos", post=post.pk).status_code == 302 and page(noras, do="kudos", post=post.pk).status_code == 409
    one = f"posts/{post.pk}/"
    assert page(f"{noras}{one}", do="comment", text="I do", client_id=str(uuid4())).status_code == 302
    assert page(f"{noras}{one}", do="comment", text="", client_id=str(uuid4())).status_code == 422
    shown = page(f"{hers}{one}").content.decode()
    assert "I do" in shown and "Nora N" in shown and page(f"{address_of(us, us.olaf)}{one}").status_code == 404
    assert page(f"{hers}{one}", do="report", comment=Comment.objects.get().pk).status_code == 302
    assert page(f"{hers}{one}", do="uncomment", comment=Comment.objects.get().pk).status_code == 302
    assert page(f"{hers}{one}", do="reach", seen_by="place").status_code == 302
    assert page(f"{noras}{one}", do="unshare").status_code == 422
    assert page(f"{hers}{one}", do="unshare").headers["Location"] == hers and page(f"{hers}{one}").status_code == 404


def test_people_by_forms(us: Friends) -> None:
    hers, noras = address_of(us, us.cleo), address_of(us, us.nora)
    cleo, nora = us.person(us.cleo), us.person(us.nora)
    assert page(f"{noras}people/", do="code", code=code_of(cleo)).status_code == 302
    assert page(f"{noras}people/", do="code", code="1-1").status_code == 404
    assert b"They ask to follow you" in page(f"{hers}people/").content
    assert page(f"{hers}people/", do="accept", person=nora).status_code == 302
    assert b"Cleo C" in page(f"{noras}people/?search=x").content and page(f"{noras}people/{cleo}/").status_code == 200
    assert page(f"{hers}people/{nora}/", do="block", person=nora).headers["Location"] == f"{hers}people/"
    assert b"You blocked" in page(f"{hers}people/").content and page(f"{noras}people/{cleo}/").status_code == 404
    assert page(f"{hers}people/{nora}/").status_code == 200 and not Follow.objects.exists()
    assert page(f"{hers}people/", do="unblock", person=nora).status_code == 302
    assert page(f"{hers}people/", do="follow", person="x").status_code == 422


def test_clubs_by_forms(us: Friends) -> None:
    hers, noras, nora = address_of(us, us.cleo), address_of(us, us.nora), us.person(us.nora)
    assert page(f"{hers}clubs/", do="make", name="Runners", entry="asked", seen_by="place").status_code == 302
    assert page(f"{hers}clubs/", do="make", name="").status_code == 422
    one = f"clubs/{Club.objects.get().pk}/"
    assert b"Runners" in page(f"{noras}clubs/").content and page(f"{noras}{one}", do="join").status_code == 302
    assert b"Cleo C" not in page(f"{noras}{one}").content
    assert b"asks to be in" in page(f"{hers}{one}").content and page(f"{noras}{one}", do="let_in", person=nora).status_code == 403
    for do in ("let_in", "lead", "put_out"):
        assert page(f"{hers}{one}", do=do, person=nora).status_code == 302
    assert page(f"{hers}{one}", do="change", name="Hills", entry="open", seen_by="members").status_code == 302
    assert page(f"{noras}{one}").status_code == 404
    assert page(f"{hers}{one}", do="close").headers["Location"] == f"{hers}clubs/" and page(f"{hers}{one}").status_code == 404


def test_challenges_by_forms(us: Friends) -> None:
    ran(us, {"cleo": [(1, {"km": 12.5}, "watch")]})
    hers, noras = address_of(us, us.cleo), address_of(us, us.nora)
    form = {"do": "declare", "client_id": str(uuid4()), "title": "A week", "indicator": "km", "from_day": day_text(today() - 5),
            "to_day": day_text(today()), "handicap": "none", "reach": "place"}
    assert page(f"{hers}challenges/", **form).status_code == 302
    for wrong in ({"table": "{", "handicap": "age_grade"}, {"to_day": ""}, {"reach": "club:x"}, {"reach": "club:99"}):
        assert page(f"{hers}challenges/", **form | {"client_id": str(uuid4())} | wrong).status_code in {404, 422}, wrong
    one = f"challenges/{Challenge.objects.get().pk}/"
    assert page(f"{noras}{one}", do="join").status_code == 422
    for address in (hers, noras):
        assert page(f"{address}{one}", do="join", agree="yes").status_code == 302
    shown = page(f"{noras}{one}").content.decode()
    assert "1. Cleo C: 12.5 km" in shown and "<caption>" in shown and "Nora N (you)" in shown and "not known yet" in shown
    assert page(f"{noras}{one}", do="leave").status_code == 302 and "Cleo C" not in page(f"{noras}{one}").content.decode()
    assert page(f"{noras}{one}", do="close").status_code == 404 and page(f"{hers}{one}", do="close").status_code == 302
    assert page(f"{hers}{one}", do="close").status_code == 409 and page(f"{address_of(us, us.zoe)}{one}").status_code == 404


def test_zones_by_forms(us: Friends) -> None:
    address = f"{address_of(us, us.pia)}zones/"
    assert b'value="52.1"' in page(f"{address}?lat=52.1&lon=13.1").content
    assert page(address, do="add", lat="52,5187", lon="13.4083", radius_m="300", label="home").status_code == 302
    assert page(address, do="add", lat="here", lon="13.4083", radius_m="300").status_code == 422
    zone = Zone.objects.get().pk
    assert b"home" in page(address).content and b"home" not in page(f"{address_of(us, us.nora)}zones/").content
    assert page(address, do="change", zone=zone, radius_m="200", label="home").status_code == 422
    assert page(address, do="change", zone=zone, radius_m="400", label="flat").status_code == 302
    assert page(address, do="remove", zone=zone).status_code == 422 and page(address, do="remove", zone=zone, sure="yes").status_code == 302
    assert not Zone.objects.exists()


def test_links_that_are_not_good_open_nothing(us: Friends) -> None:
    for path in ("", "people/", "clubs/", "challenges/", "zones/", "me/", "everything.json", "posts/1/"):
        assert page(f"/own/not-a-link/friends/{path}").status_code == 404


def test_pages_of_the_team(us: Friends) -> None:
    ran(us, {"cleo": [(1, {"km": 5}, "watch")]})
    ben, vic, eva, dev = (us.cast.client(getattr(us.cast, name)) for name in ("ben", "vic", "eva", "dev"))
    post = shared_by(us.cleo, "place")
    said = comment(us.nora, post.pk, "Rude <b>", client_id=str(uuid4()))
    report(us.olaf, post.pk, said.pk)
    theirs = challenge(us, us.cleo, title="Theirs")
    home = vic.get("/acme/-/circles/")
    assert home.status_code == 200 and b"Rude" not in home.content and eva.get("/acme/-/circles/").status_code == 403
    assert dev.get("/acme/-/circles/").status_code == 404
    form = {"client_id": str(uuid4()), "title": "All of us", "indicator": "km", "from_day": day_text(today() - 5),
            "to_day": day_text(today())}
    assert vic.post("/acme/-/circles/challenges/", form).status_code == 403
    assert ben.post("/acme/-/circles/challenges/", form | {"title": "", "client_id": str(uuid4())}).status_code == 422
    made = ben.post("/acme/-/circles/challenges/", form)
    assert made.status_code == 302 and b"Nobody is in it yet" in vic.get(made.headers["Location"]).content
    listed = vic.get("/acme/-/circles/challenges/").content
    assert b"All of us" in listed and b"Theirs" not in listed
    assert vic.get(f"/acme/-/circles/challenges/{theirs.pk}/").status_code == 404
    assert vic.post(made.headers["Location"]).status_code == 403 and ben.post(made.headers["Location"]).status_code == 302
    assert ben.post(made.headers["Location"]).status_code == 409
    assert vic.get("/acme/-/circles/reports/").status_code == 403
    told = ben.get("/acme/-/circles/reports/").content
    assert b"Rude &lt;b&gt;" in told
    pk = Report.objects.get().pk
    assert ben.post("/acme/-/circles/reports/", {"report": pk, "do": "hide"}).status_code == 302
    assert ben.post("/acme/-/circles/reports/", {"report": pk, "do": "hide"}).status_code == 409
