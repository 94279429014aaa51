"""The first steps of a site: a root place is founded, somebody gets a role in it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from lifeworld.events.actions import record
from lifeworld.kit.caller import ROLES, Caller
from lifeworld.kit.errors import InputRefused
from lifeworld.places.core import checked_path
from lifeworld.places.models import Membership, Place, User


def checked_password(password: str, user: User) -> str:
    """The password, where it is good enough. Errors: InputRefused with every reason."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InputRefused("weak_password", "This password cannot be taken. " + " ".join(error.messages), "Choose another one.") from None
    return password


@transaction.atomic
def add_member(email: str, path: str, role: str, *, name: str = "", operator: bool = False,
               password: str | Callable[[], str] | None = None) -> User:
    """Give a person a role in a place; a root place that is not there is founded, an inner one is refused.

    ``password`` is asked for only where the login is new. Errors: InputRefused for a bad address, path or password.
    """
    try:
        validate_email(email)
    except ValidationError:
        raise InputRefused("bad_email", f"«{email}» is no e-mail address.", "Write it like ana@example.org.") from None
    place = Place.objects.filter(path=checked_path(path)).first()
    if place is None:
        if "/" in path:
            raise InputRefused("no_place", f"There is no place «{path}» yet.", "An owner of the place around it adds it on its page.")
        place = Place.objects.create(path=path, name=path)
        record(Caller(path, place.pk, ROLES["owner"]), "places.founded")
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User(email=email.lower(), name=name or email.split("@", maxsplit=1)[0])
        chosen = password() if callable(password) else password
        if chosen is None:
            user.set_unusable_password()
        else:
            user.set_password(checked_password(chosen, user))
        user.save()
    if operator:
        user.is_staff = user.is_superuser = True
        user.save(update_fields=["is_staff", "is_superuser"])
    Membership.objects.update_or_create(user=user, place=place, defaults={"role": role})
    record(Caller(place.path, place.pk, ROLES["owner"]), "places.member_added", data={"user": user.pk, "role": role})
    return user
