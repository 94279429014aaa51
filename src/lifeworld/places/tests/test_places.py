"""Places lie in places; who is in one is in those inside; one owner stays; nobody gives more than she has."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.events.models import JournalLine
from lifeworld.kit.caller import RIGHTS, ROLES, SCOPES, Caller
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.places import actions, queries
from lifeworld.places.core import around, checked_name, checked_origins, checked_path, checked_scopes
from lifeworld.places.models import ApiKey, Embed, Membership, Place, User
from lifeworld.testing.cast import Cast, cast

PATHS = st.lists(st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True), min_size=1, max_size=6).map("/".join)


@given(PATHS)
def test_a_path_is_around_itself_and_its_parents(path: str) -> None:
    assert checked_path(path) == path
    assert around(path)[0] == path and around(path)[-1] == path.split("/", maxsplit=1)[0]
    assert all(longer.startswith(f"{shorter}/") for longer, shorter in zip(around(path), around(path)[1:], strict=False))


@pytest.mark.parametrize("path", ["", "/", "Acme", "acme/", "acme//x", "-acme", "a/b/c/d/e/f/g", "acmé", "a" * 41, "acme\n"])
def test_what_no_path_is(path: str) -> None:
    with pytest.raises(InputRefused):
        checked_path(path)


@given(st.text())
def test_a_name_is_one_line_or_refused(text: str) -> None:
    try:
        name = checked_name(text)
    except InputRefused:
        return
    assert 1 <= len(name) <= 200 and name == " ".join(name.split()) and "\x00" not in name


@pytest.mark.parametrize("origin", ["shop.example", "http://shop.example", "https://", "https://shop.example/path", "https://*.example",
                                    "https://shop.example;script-src *", "javascript:alert(1)", "https://shop.example 'unsafe-inline'"])
def test_what_no_origin_is(origin: str) -> None:
    with pytest.raises(InputRefused):
        checked_origins([origin])


@given(st.sets(st.sampled_from(SCOPES), min_size=1), st.randoms(use_true_random=False))
def test_scopes_forget_their_order(scopes: set[str], chance: object) -> None:
    shuffled = list(scopes) * 2
    chance.shuffle(shuffled)
    assert checked_scopes(shuffled) == [scope for scope in SCOPES if scope in scopes]


def test_every_right_has_words() -> None:
    assert list(RIGHTS) == list(SCOPES)


def refused(status: int, call: Callable[[], object]) -> LifeworldError:
    with pytest.raises(LifeworldError) as error:
        call()
    assert error.value.status == status
    return error.value


def inside(people: Cast, path: str, user: User, role: str = "owner") -> Caller:
    return Caller(path, Place.objects.get(path=path).pk, ROLES[role], f"user:{user.pk}", user.pk, user.name)


@pytest.mark.django_db
def test_places_are_added_inside_and_found_from_both_sides() -> None:
    people = cast()
    ana = people.caller(people.ana)
    berlin = actions.add_place(ana, "berlin", "  Berlin  ")
    mitte = actions.add_place(inside(people, "acme/berlin", people.ana), "mitte", "Mitte")
    assert (berlin.path, berlin.name, mitte.path) == ("acme/berlin", "Berlin", "acme/berlin/mitte")
    assert [(one.path, one.n_inside) for one in queries.places_inside(ana)] == [("acme/berlin", 1)]
    trail = queries.places_around(inside(people, "acme/berlin/mitte", people.ana))
    assert [one.path for one in trail] == ["acme", "acme/berlin", "acme/berlin/mitte"]
    assert JournalLine.objects.get(place="acme").data == {"path": "acme/berlin"}


@pytest.mark.django_db
def test_a_role_holds_in_the_places_inside_and_not_around() -> None:
    people = cast()
    actions.add_place(people.caller(people.ana), "berlin", "Berlin")
    assert people.client(people.vic).get("/acme/berlin/").status_code == 200
    Membership.objects.create(user=people.dev, place=Place.objects.get(path="acme/berlin"), role="viewer")
    assert [people.client(people.dev).get(path).status_code for path in ("/acme/berlin/", "/acme/")] == [200, 404]
    assert queries.caller_signed_in("acme/berlin", people.dev.pk).scopes == ROLES["viewer"]


@pytest.mark.django_db
def test_a_path_is_taken_once_and_parents_come_first() -> None:
    people = cast()
    ana = people.caller(people.ana)
    actions.add_place(ana, "berlin", "Berlin")
    refused(409, lambda: actions.add_place(ana, "berlin", "Again"))
    refused(422, lambda: actions.add_place(ana, "berlin/mitte", "Mitte"))
    refused(422, lambda: actions.add_place(ana, "x", " "))
    refused(403, lambda: actions.add_place(people.caller(people.ben), "y", "Y"))
    assert Place.objects.count() == 3 and JournalLine.objects.count() == 1


@pytest.mark.django_db
def test_a_place_is_given_another_name_and_keeps_its_path() -> None:
    people = cast()
    client = people.client(people.ana)
    assert client.post("/acme/-/place/name/", {"name": "Acme & Co"}).status_code == 302
    assert "Acme &amp; Co" in client.get("/acme/").content.decode()
    refused(403, lambda: actions.rename_place(people.caller(people.vic), "Mine"))


@pytest.mark.django_db(transaction=True)
def test_whoever_is_invited_sets_a_password_by_the_letter_and_enters() -> None:
    people = cast()
    user = actions.invite(people.caller(people.ana), "Gus@Example.org", "Gus", "coder", site="https://life.example/")
    assert [letter.to for letter in mail.outbox] == [["gus@example.org"]]
    link = re.search(r"https://life\.example(/account/new-password/\S+)", mail.outbox[0].body)
    assert link and not User.objects.get(pk=user).has_usable_password()
    assert next(one.waiting for one in queries.members(people.caller(people.ana)) if one.user == user)
    browser = people.client(None)
    form = browser.get(link[1], follow=True)
    done = browser.post(form.request["PATH_INFO"], {"new_password1": "long enough words", "new_password2": "long enough words"})
    assert done.status_code == 302 and browser.login(username="gus@example.org", password="long enough words")  # noqa: S106
    assert browser.get("/acme/").status_code == 200
    assert people.client(None).get(link[1], follow=True).context["validlink"] is False, "the letter is good once"


@pytest.mark.django_db(transaction=True)
def test_an_invitation_is_sent_again_and_a_member_is_not_invited_twice() -> None:
    people = cast()
    ana = people.caller(people.ana)
    for _ in range(2):
        actions.invite(ana, "gus@example.org", "", "coder", site="https://life.example")
    assert len(mail.outbox) == 2 and Membership.objects.filter(user__email="gus@example.org").count() == 1
    refused(409, lambda: actions.invite(ana, people.ben.email, "", "viewer", site="https://life.example"))
    assert Membership.objects.get(user=people.ben).role == "analyst" and len(mail.outbox) == 2
    actions.invite(ana, people.dev.email, "Not Dev", "viewer", site="https://life.example")
    assert "/acme/" in mail.outbox[2].body and "password" not in mail.outbox[2].body
    assert User.objects.get(pk=people.dev.pk).name == "Dev"


@pytest.mark.django_db
@pytest.mark.parametrize(("email", "role"), [("nonsense", "coder"), ("", "coder"), ("gus@example.org", "king"), ("gus@example.org", "")])
def test_whom_nobody_can_invite(email: str, role: str) -> None:
    people = cast()
    refused(422, lambda: actions.invite(people.caller(people.ana), email, "", role, site="x"))
    refused(403, lambda: actions.invite(people.caller(people.vic), email, "", role, site="x"))
    assert not mail.outbox


@pytest.mark.django_db
def test_the_last_owner_stays() -> None:
    people = cast()
    ana = people.caller(people.ana)
    refused(409, lambda: actions.remove_member(ana, people.ana.pk))
    refused(409, lambda: actions.change_role(ana, people.ana.pk, "viewer"))
    actions.change_role(ana, people.ben.pk, "owner")
    actions.remove_member(ana, people.ana.pk)
    refused(409, lambda: actions.remove_member(people.caller(people.ben), people.ben.pk))
    assert [one.role for one in queries.members(people.caller(people.ben)) if one.name == "Ben"] == ["owner"]


@pytest.mark.django_db
def test_an_owner_around_is_an_owner_and_one_without_a_login_is_none() -> None:
    people = cast()
    actions.add_place(people.caller(people.ana), "berlin", "Berlin")
    Membership.objects.create(user=people.dev, place=Place.objects.get(path="acme/berlin"), role="owner")
    actions.remove_member(inside(people, "acme/berlin", people.dev), people.dev.pk)
    User.objects.filter(pk=people.ben.pk).update(is_active=False)
    Membership.objects.filter(user=people.ben).update(role="owner")
    refused(409, lambda: actions.remove_member(people.caller(people.ana), people.ana.pk))


@pytest.mark.django_db
def test_nobody_gives_or_takes_more_than_she_has() -> None:
    people = cast()
    little = Caller("acme", people.acme.pk, frozenset({"places.manage", "places.see"}), "key:1")
    refused(403, lambda: actions.invite(little, "gus@example.org", "", "owner", site="x"))
    refused(403, lambda: actions.change_role(little, people.vic.pk, "analyst"))
    refused(403, lambda: actions.remove_member(little, people.ana.pk))
    refused(403, lambda: actions.make_key(little, "more", ["voices.see"]))
    refused(404, lambda: actions.remove_member(people.caller(people.ana), people.dev.pk))
    assert Membership.objects.count() == 6 and not ApiKey.objects.exists()


@pytest.mark.django_db
def test_a_key_is_shown_once_works_and_is_revoked() -> None:
    people = cast()
    client = people.client(people.ana)
    asked = client.get("/acme/-/keys/?right=events.record").content.decode()
    assert 'value="events.record" checked' in asked and asked.count(" checked") == 1 and RIGHTS["events.record"] in asked
    page = client.post("/acme/-/keys/new/", {"name": "script", "scopes": ["events.see", "places.see"], "days": "30"})
    secret = re.search(r'id="secret">(lw_[^<]+)<', page.content.decode())
    assert secret and page.headers["Cache-Control"] == "no-store" and secret[1] not in client.get("/acme/-/keys/").content.decode()
    key = {"Authorization": f"Bearer {secret[1]}"}
    nobody = people.client(None)
    assert [nobody.get(f"/api/acme/-/{one}", headers=key).status_code for one in ("events", "customers")] == [200, 403]
    known, = queries.api_keys(people.caller(people.ana))
    assert (known.name, known.scopes, known.state) == ("script", ("places.see", "events.see"), "good")
    pk = ApiKey.objects.get().pk
    for _ in range(2):
        assert client.post(f"/acme/-/keys/{pk}/revoke/").status_code == 302
    assert nobody.get("/api/acme/-/journal", headers=key).status_code == 401
    assert [line.type for line in JournalLine.objects.order_by("id")] == ["places.key_made", "places.key_revoked"]


@pytest.mark.django_db
@pytest.mark.parametrize("form", [{"name": "", "scopes": ["events.see"]}, {"name": "x"}, {"name": "x", "scopes": ["everything"]},
                                  {"name": "x", "scopes": ["events.see"], "days": "0"},
                                  {"name": "x", "scopes": ["events.see"], "days": "soon"},
                                  {"name": "x", "scopes": ["events.see"], "days": "99999999999"}])
def test_keys_that_are_not_made(form: dict[str, object]) -> None:
    people = cast()
    assert people.client(people.ana).post("/acme/-/keys/new/", form).status_code == 422
    assert people.client(people.ben).post("/acme/-/keys/new/", form).status_code == 403


@pytest.mark.django_db
def test_partners_pages_come_and_go() -> None:
    people = cast()
    client = people.client(people.ana)
    form = {"partner": "Shop", "placement": "below the order", "origins": "https://shop.example https://Shop.example/ http://localhost:3000"}
    assert client.post("/acme/-/embeds/new/", form).status_code == 302
    one, = queries.embeds(people.caller(people.ana))
    assert one.origins == ("https://shop.example", "http://localhost:3000") and not one.revoked
    page = client.get("/acme/-/embeds/").content.decode()
    assert one.key in page and Embed.objects.get().secret not in page
    assert client.post(f"/acme/-/embeds/{one.key}/revoke/").status_code == 302
    assert queries.embeds(people.caller(people.ana))[0].revoked
    assert client.post("/acme/-/embeds/new/", {**form, "origins": "*"}).status_code == 422
    assert client.post("/acme/-/embeds/nothing/revoke/").status_code == 404


@pytest.mark.django_db
def test_machines_do_what_pages_do() -> None:
    people = cast()
    client = people.client(people.ana)

    def send(method: str, what: str, body: object = None) -> tuple[int, object]:
        answer = getattr(client, method)(f"/api/acme/-/{what}", body, content_type="application/json")
        return answer.status_code, answer.json() if answer.content else None

    assert send("post", "places", {"part": "berlin", "name": "Berlin"}) == (201, {"path": "acme/berlin", "name": "Berlin", "n_inside": 0})
    assert send("post", "places", {"part": "berlin", "name": "Berlin"})[0] == 409
    assert send("patch", "place", {"name": "Acme"}) == (204, None)
    assert client.get("/api/acme/-/place").json()["inside"][0]["path"] == "acme/berlin"
    status, made = send("post", "members", {"email": "gus@example.org", "role": "viewer"})
    assert status == 201 and send("patch", f"members/{made['user']}", {"role": "coder"})[0] == 204
    assert [one["role"] for one in client.get("/api/acme/-/members").json() if one["user"] == made["user"]] == ["coder"]
    assert send("delete", f"members/{made['user']}")[0] == 204 and send("delete", f"members/{made['user']}")[0] == 404
    status, key = send("post", "keys", {"name": "script", "scopes": ["places.see"]})
    assert status == 201 and key["secret"].startswith(key["prefix"])
    assert send("delete", f"keys/{key['id']}")[0] == 204
    assert client.get("/api/acme/-/keys").json()[0]["state"] == "revoked"
    status, page = send("post", "embeds", {"partner": "Shop", "placement": "x", "origins": ["https://shop.example"]})
    assert status == 201 and send("delete", f"embeds/{page['key']}")[0] == 204
    assert client.get("/api/acme/-/embeds").json()[0]["revoked"] is True
    problem = people.client(people.vic).get("/api/acme/-/members")
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert (problem.status_code, problem.json()["code"]) == (403, "not_allowed")


@pytest.mark.django_db
def test_who_may_code_is_known_to_whoever_makes_queues() -> None:
    people = cast()
    assert [name for _, name in queries.who_may(people.caller(people.ben), "voices.code")] == ["Ana", "Ben", "Eva", "Finn"]
    refused(403, lambda: queries.who_may(people.caller(people.eva), "voices.code"))


@pytest.mark.django_db
def test_the_trail_names_only_places_that_one_may_enter() -> None:
    people = cast()
    inner = Place.objects.create(path="acme/berlin", name="Berlin")
    Place.objects.create(path="acme/berlin/mitte", name="Mitte")
    Membership.objects.create(user=people.dev, place=inner, role="viewer")
    deepest = "acme/berlin/mitte"
    trails = {}
    for user in (people.ana, people.dev):
        caller = queries.caller_signed_in(deepest, user.pk)
        assert caller is not None
        trails[user.name] = [one.path for one in queries.places_around(caller)]
        assert {people.client(user).get(f"/{path}/").status_code for path in trails[user.name]} == {200}
    assert trails == {"Ana": ["acme", "acme/berlin", deepest], "Dev": ["acme/berlin", deepest]}


@pytest.mark.django_db
def test_an_invitation_says_whether_letters_go_out_and_offers_no_role_that_does_nothing(settings: object) -> None:
    people = cast()
    browser = people.client(people.ana)
    assert 'value="customer"' not in browser.get("/acme/-/members/").content.decode()
    told = browser.post("/acme/-/members/invite/", {"email": "zoe@example.org", "role": "viewer"}, follow=True).content.decode()
    assert "a letter is on its way" in told
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    told = browser.post("/acme/-/members/invite/", {"email": "yul@example.org", "role": "viewer"}, follow=True).content.decode()
    assert "sends no letters" in told


@pytest.mark.django_db
def test_the_clock_of_a_place_is_one_that_there_is_and_places_inside_begin_with_it() -> None:
    people = cast()
    ana, client = people.caller(people.ana), people.client(people.ana)
    assert client.post("/acme/-/place/clock/", {"timezone": "europe/berlin"}).status_code == 302
    assert 'value="Europe/Berlin"' in client.get("/acme/-/place/").content.decode()
    actions.set_timezone(ana, "Europe/Berlin")
    assert JournalLine.objects.filter(type="places.clock_changed").count() == 1, "the same clock again is no change"
    for wrong in ("", "Europe/Berlín", "posix/Europe/Berlin", "../etc/passwd", "x" * 500):
        refused(422, lambda wrong=wrong: actions.set_timezone(ana, wrong))
    refused(403, lambda: actions.set_timezone(people.caller(people.ben), "UTC"))
    client.post("/api/acme/-/places", {"part": "berlin", "name": "Berlin"}, content_type="application/json")
    assert client.get("/api/acme/berlin/-/place").json()["timezone"] == "Europe/Berlin"
    change = {"timezone": "America/New_York", "name": "Acme NY"}
    assert client.patch("/api/acme/-/place", change, content_type="application/json").status_code == 204
    assert client.patch("/api/acme/-/place", {"timezone": "Nowhere"}, content_type="application/json").status_code == 422
    assert Place.objects.filter(path="acme", timezone="America/New_York", name="Acme NY").exists()
    assert people.client(people.ben).patch("/api/acme/-/place", {}, content_type="application/json").status_code == 403
