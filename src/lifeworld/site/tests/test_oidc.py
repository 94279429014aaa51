"""Signing in with an organisation's accounts, against a provider of the test's own on this machine."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.test import Client, override_settings
from django.urls import include, path

from lifeworld.site import environment, urls
from lifeworld.testing.cast import cast

pytestmark = pytest.mark.django_db
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
urlpatterns = [path("account/oidc/", include("mozilla_django_oidc.urls")), *urls.urlpatterns]


def b64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def signed(claims: dict[str, Any]) -> str:
    body = f"{b64(json.dumps({'alg': 'RS256', 'kid': 'k'}).encode())}.{b64(json.dumps(claims).encode())}"
    return f"{body}.{b64(KEY.sign(body.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


class Provider(BaseHTTPRequestHandler):
    """Vouches for whatever address the test says."""

    claims: dict[str, Any] = {}  # noqa: RUF012
    user: dict[str, Any] = {}  # noqa: RUF012

    def _say(self, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        public = KEY.public_key().public_numbers()
        keys = {"keys": [{"kty": "RSA", "kid": "k", "alg": "RS256", "n": number(public.n), "e": number(public.e)}]}
        self._say(keys if self.path == "/keys" else self.user)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._say({"access_token": "a", "id_token": signed(self.claims)})

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    at = f"http://127.0.0.1:{server.server_port}"
    for name, value in {"CLIENT_ID": "lifeworld", "CLIENT_SECRET": "s", "AUTHORIZATION_URL": f"{at}/authorize", "TOKEN_URL": f"{at}/token",
                        "USER_URL": f"{at}/user", "KEYS_URL": f"{at}/keys"}.items():
        monkeypatch.setenv(f"LIFEWORLD_OIDC_{name}", value)
    with override_settings(ROOT_URLCONF=__name__, AUTHENTICATION_BACKENDS=["lifeworld.site.oidc.Accounts"], **environment.oidc_settings()):
        yield
    server.shutdown()
    server.server_close()
    thread.join()


def come_in(email: str, audience: str = "lifeworld", verified: bool | None = True) -> Client:
    browser = Client()
    asked = parse_qs(urlsplit(browser.get("/account/oidc/authenticate/").headers["Location"]).query)
    assert "code_challenge" in asked
    Provider.claims = {"aud": audience, "nonce": asked["nonce"][0], "email": email}
    Provider.claims["iss"] = "https://accounts.example"
    Provider.user = {"sub": "1", "email": email, **({} if verified is None else {"email_verified": verified})}
    browser.get("/account/oidc/callback/", {"code": "c", "state": asked["state"][0]})
    return browser


def test_a_member_comes_in_by_the_verified_address(provider: None) -> None:
    cast()
    assert come_in("Ana@example.org").get("/acme/").status_code == 200


@pytest.mark.parametrize(("email", "audience", "verified"), [
    ("nobody@example.org", "lifeworld", True), ("ana@example.org", "lifeworld", False),
    ("ana@example.org", "lifeworld", None)])
def test_strangers_and_unverified_addresses_stay_outside(provider: None, email: str, audience: str, verified: bool | None) -> None:
    cast()
    assert come_in(email, audience, verified).get("/acme/").status_code == 302


def test_a_token_for_another_application_is_refused(provider: None) -> None:
    cast()
    browser = Client(raise_request_exception=False)
    asked = parse_qs(urlsplit(browser.get("/account/oidc/authenticate/").headers["Location"]).query)
    Provider.claims = {"aud": "another", "nonce": asked["nonce"][0], "email": "ana@example.org"}
    Provider.user = {"sub": "1", "email": "ana@example.org", "email_verified": True}
    assert browser.get("/account/oidc/callback/", {"code": "c", "state": asked["state"][0]}).status_code == 400
    assert browser.get("/acme/").status_code == 302


def test_a_provider_that_says_nothing_of_verifying_is_believed_where_it_is_named(provider: None, monkeypatch: pytest.MonkeyPatch) -> None:
    cast()
    monkeypatch.setenv("LIFEWORLD_OIDC_ISSUER", "https://accounts.example")
    assert come_in("ana@example.org", verified=None).get("/acme/").status_code == 200
    assert come_in("ana@example.org", verified=False).get("/acme/").status_code == 302
