"""Where places, users, roles and keys are kept."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

ROLE_CHOICES = [(role, role) for role in ("owner", "analyst", "coder", "viewer", "customer")]


class Place(models.Model):
    """A store in a store: ``path`` names it for good ("acme/berlin"); its parent is the path without the last part."""

    path = models.CharField(max_length=255, unique=True)
    name = models.CharField(max_length=200)
    settings = models.JSONField(default=dict, blank=True)
    timezone = models.CharField(max_length=64, default="UTC")
    """By whose clock the days of this place are counted (IANA name)."""
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.path


class Users(BaseUserManager["User"]):
    """Logins by e-mail address, which is compared without case."""

    def create_user(self, email: str, password: str | None = None, *, name: str = "", **extra: Any) -> User:
        """A login; without a password nobody can sign in until one is set."""
        user = self.model(email=self.normalize_email(email).lower(), name=name or email.split("@", maxsplit=1)[0], **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        """An operator: a login that may use the administration."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)

    def get_by_natural_key(self, username: str | None) -> User:
        """The login of this address, without case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A login of a person; never a customer."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    timezone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Users] = Users()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What a user is in a place, and in the places inside it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    place = models.ForeignKey(Place, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=ROLE_CHOICES)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One role a user in a place."""

        constraints = (models.UniqueConstraint(fields=["user", "place"], name="one_role_a_place"),)


class ApiKey(models.Model):
    """A machine's key to a place. Only a digest is kept; ``prefix`` tells people which key it is."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=200)
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)


class Embed(models.Model):
    """A partner's page that may show elements of a place: its origins, its placement, and the secret that signs its tokens."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="embeds")
    key = models.CharField(max_length=32, unique=True)
    partner = models.CharField(max_length=200)
    placement = models.CharField(max_length=100)
    origins = models.JSONField(default=list)
    secret = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)


class UsedToken(models.Model):
    """An embed token that was used: it is not taken a second time. Rows go when the token would have expired."""

    token = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)


class TakenUp(models.Model):
    """A world that a place took up: what it brought is declared here, and its pages open here."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="worlds")
    world = models.CharField(max_length=30)
    version = models.CharField(max_length=40)
    study = models.CharField(max_length=60, blank=True)
    """The slug of the study in which customers' words about it are kept; "" for none."""
    who = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        """Taken up once."""

        constraints = (models.UniqueConstraint(fields=["place", "world"], name="one_world_a_place"),)
