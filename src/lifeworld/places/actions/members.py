"""Who has a role in a place: invited, changed, removed. Nobody gives or takes more than the own rights, and one owner stays."""

from __future__ import annotations

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.places import queries
from lifeworld.places.core import around, checked_name, scopes_of
from lifeworld.places.models import Membership, Place, User


@transaction.atomic
def invite(caller: Caller, email: str, name: str, role: str, *, site: str) -> int:
    """Give a role to whoever has this address; a new login gets a letter with a link to set a password. Returns the login's key.

    ``site`` is where the site stands ("https://life.example"). An address that waits for its password gets another letter.
    Errors: 403; 409 for a member; 422 for what is no address or role.
    """
    caller.require("places.manage")
    email = _checked_email(email)
    _require_no_more(caller, role)
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, name=checked_name(name or email.split("@", maxsplit=1)[0]))
    waiting = not user.has_usable_password()
    if not waiting or not Membership.objects.filter(user=user, place=caller.place_id, role=role).exists():
        _give(caller, user, role)
    _write(user, caller, site, waiting=waiting)
    return user.pk


@transaction.atomic
def change_role(caller: Caller, user: int, role: str) -> None:
    """Another role for a member of this place. Errors: 403; 404; 409 where no owner would be left; 422."""
    caller.require("places.manage")
    _require_no_more(caller, role)
    membership = _membership(caller, user)
    if membership.role == "owner" and role != "owner":
        _require_another_owner(caller, membership)
    Membership.objects.filter(pk=membership.pk).update(role=role)
    record(caller, "places.member_changed", data={"user": user, "role": role})


@transaction.atomic
def remove_member(caller: Caller, user: int) -> None:
    """The member has no role in this place any more; the login stays. Errors: 403; 404; 409 where no owner would be left."""
    caller.require("places.manage")
    membership = _membership(caller, user)
    if membership.role == "owner":
        _require_another_owner(caller, membership)
    membership.delete()
    record(caller, "places.member_removed", data={"user": user})


def _give(caller: Caller, user: User, role: str) -> None:
    if Membership.objects.filter(user=user, place=caller.place_id).exists():
        raise conflict("member_already", "This person has a role in this place already.", "Change the role instead.")
    Membership.objects.create(user=user, place_id=caller.place_id, role=role)
    record(caller, "places.member_added", data={"user": user.pk, "role": role})


def _membership(caller: Caller, user: int) -> Membership:
    """The membership given in this place, held with the place until the transaction ends, so that two owners cannot remove each other."""
    Place.objects.select_for_update().filter(path__in=around(caller.place)).order_by("pk").first()
    membership = Membership.objects.filter(place=caller.place_id, user=user).first()
    if membership is None:
        raise not_found("member", user)
    _require_no_more(caller, membership.role)
    return membership


def _require_another_owner(caller: Caller, membership: Membership) -> None:
    if not queries.owners(caller.place, but=membership.pk):
        raise conflict("last_owner", f"«{caller.place}» would have no owner.", "Make somebody else an owner first.")


def _require_no_more(caller: Caller, role: str) -> None:
    """Nobody gives or takes a role that may do more than the giver. Errors: 403; 422 for an unknown role."""
    if not scopes_of(role) <= caller.scopes:
        raise LifeworldError(403, "not_allowed", f"The role «{role}» may do more in «{caller.place}» than you may.",
                             "Ask an owner of the place to do it.")


def _checked_email(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise InputRefused("bad_email", "This is no e-mail address.", "Write it like ana@example.org.") from error
    return email


def _write(user: User, caller: Caller, site: str, *, waiting: bool) -> None:
    """A letter, sent when the transaction has ended well: how to set a password, or that a place was added."""
    if waiting:
        uid, token = urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)
        what, where = "Set a password here; the link is good for three days", reverse("password_reset_confirm", args=[uid, token])
    else:
        what, where = "You find it here", reverse("place", args=[caller.place])
    text = f"{caller.name or 'An owner'} gave you a role in «{caller.place}» on lifeworld.\n\n{what}:\n{site.rstrip('/')}{where}\n"
    transaction.on_commit(lambda: send_mail(f"You have a role in {caller.place}", text, None, [user.email]) and None)
