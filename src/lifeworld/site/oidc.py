"""Signing in with an organisation's own accounts (OpenID Connect): only people who were added by their e-mail address come in."""

from __future__ import annotations

import os
from typing import Any

from django.core.exceptions import SuspiciousOperation
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from lifeworld.places.models import User


class Accounts(OIDCAuthenticationBackend):  # type: ignore[misc]
    """The login with the verified e-mail address that the provider vouches for; none is made."""

    def filter_users_by_claims(self, claims: dict[str, Any]) -> list[User]:
        """The active login of the address, without case; none where the provider has not verified it.

        A provider that says nothing of verifying is believed only where LIFEWORLD_OIDC_ISSUER names it: one that serves many
        organisations lets their people write any address.
        """
        email = str(claims.get("email") or "").lower()
        verified = claims.get("email_verified", bool(os.environ.get("LIFEWORLD_OIDC_ISSUER")))
        if not email or str(verified).lower() != "true":
            return []
        return list(User.objects.filter(email=email, is_active=True))

    def verify_token(self, token: Any, **kwargs: Any) -> dict[str, Any]:
        """The token's claims. Errors: SuspiciousOperation where it was made for another application or by another provider."""
        claims: dict[str, Any] = super().verify_token(token, **kwargs)
        audience = claims.get("aud")
        if self.OIDC_RP_CLIENT_ID not in (audience if isinstance(audience, list) else [audience]):
            raise SuspiciousOperation("the token is for another application")
        issuer = os.environ.get("LIFEWORLD_OIDC_ISSUER")
        if issuer and claims.get("iss") != issuer:
            raise SuspiciousOperation("the token is of another provider")
        return claims
