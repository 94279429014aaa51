"""Another password; a link to set one that is no good any more."""

from __future__ import annotations

import pytest

from lifeworld.testing.cast import PASSWORD, cast

pytestmark = pytest.mark.django_db
NEW = "quite another one for tests"


def test_a_password_is_changed_with_the_old_one_and_other_sessions_end() -> None:
    people = cast()
    here, elsewhere = people.client(people.eva), people.client(people.eva)
    asked = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    wrong = here.post("/account/password/", {**asked, "old_password": "wrong"})
    assert wrong.status_code == 200 and elsewhere.get("/acme/").status_code == 200
    done = here.post("/account/password/", asked, follow=True)
    assert "Your new password is set" in done.content.decode()
    assert here.get("/acme/").status_code == 200
    assert elsewhere.get("/acme/").status_code == 302
    assert people.client(None).get("/account/password/").status_code == 302


def test_a_link_that_was_used_or_is_too_old_says_what_to_do() -> None:
    people = cast()
    shown = people.client(None).get("/account/new-password/MQ/not-a-token/").content.decode()
    assert "This link opens nothing any more" in shown
    assert "<button>New password</button>" not in shown
