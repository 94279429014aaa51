"""What the environment says, as values for Django's settings."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from lifeworld.kit.errors import InputRefused

SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=10000; PRAGMA wal_autocheckpoint=10000; "
    "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;")
"""One writer at a time, readers never wait; measured in docs/site.md."""


def is_on(name: str) -> bool:
    """Whether a switch is on: 1, true, yes, on."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """A whole number. Errors: InputRefused for anything else."""
    text = os.environ.get(name, "").strip()
    if text and not text.isdecimal():
        raise InputRefused("setting_no_number", f"The setting {name} is «{text}», which is no whole number.",
                           f"Write it like {name}={default}.")
    return int(text) if text else default


def hosts_of(text: str) -> list[str]:
    """Names under which the site may be asked, from a list with commas."""
    return [host.strip() for host in text.split(",") if host.strip()]


def secret_key(data: Path, *, public: bool) -> str:
    """The key that signs sessions: LIFEWORLD_SECRET_KEY; on one's own machine one is made and kept beside the data, for its owner only.

    Errors: InputRefused where the site is public (PostgreSQL or HTTPS) and no key was given.
    """
    if given := os.environ.get("LIFEWORLD_SECRET_KEY", ""):
        return given
    if public:
        raise InputRefused("no_secret_key", "LIFEWORLD_SECRET_KEY is not set, and this site is not only for this machine.",
                           "Set it to at least 50 random characters, the same for every process.")
    kept = data / "secret_key"
    if not kept.exists():
        data.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    return kept.read_text()


def database_of(url: str, data: Path) -> dict[str, Any]:
    """SQLite beside the data, or the PostgreSQL that DATABASE_URL names (postgres://user:password@host:port/name).

    Errors: InputRefused for another kind of database.
    """
    if not url:
        data.mkdir(parents=True, exist_ok=True)
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": data / "lifeworld.sqlite3", "CONN_MAX_AGE": None,
                "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 10, "init_command": SQLITE_START},
                "TEST": {"NAME": data / "test.sqlite3"}}
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise InputRefused("database_unknown", f"DATABASE_URL names a database of the kind «{parts.scheme}».",
                           "Use postgres://user:password@host:port/name, or leave it out for SQLite.")
    options = dict(parse_qsl(parts.query))
    return {"ENGINE": "django.db.backends.postgresql", "NAME": unquote(parts.path.lstrip("/")), "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""), "HOST": options.pop("host", parts.hostname or ""), "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


COUNTED_AT_ONCE = 100_000
"""Askers whose tries are counted at the same time; with Django's 300 anybody could push others out by asking under many names."""


def cache_of(kind: str) -> dict[str, Any]:
    """Where limits are counted: in memory of one process, or in the database where several serve (LIFEWORLD_CACHE=database)."""
    if kind == "database":
        return {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache", "OPTIONS": {"MAX_ENTRIES": COUNTED_AT_ONCE}}
    return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": COUNTED_AT_ONCE}}


def logging_of(level: str) -> dict[str, Any]:
    """One JSON object a line on standard error, without personal text."""
    return {"version": 1, "disable_existing_loggers": False,
            "formatters": {"json": {"()": "lifeworld.site.watch.JsonLines"}},
            "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["out"], "level": "WARNING"},
            "loggers": {"lifeworld": {"level": level.upper()}, "django.request": {"level": "ERROR"}}}


def oidc_settings() -> dict[str, Any]:
    """Django's settings from LIFEWORLD_OIDC_*; empty where none are given."""
    told = {name: os.environ.get(f"LIFEWORLD_OIDC_{name}", "") for name in
            ("CLIENT_ID", "CLIENT_SECRET", "AUTHORIZATION_URL", "TOKEN_URL", "USER_URL", "KEYS_URL")}
    return {
        "OIDC_RP_CLIENT_ID": told["CLIENT_ID"], "OIDC_RP_CLIENT_SECRET": told["CLIENT_SECRET"],
        "OIDC_OP_AUTHORIZATION_ENDPOINT": told["AUTHORIZATION_URL"], "OIDC_OP_TOKEN_ENDPOINT": told["TOKEN_URL"],
        "OIDC_OP_USER_ENDPOINT": told["USER_URL"], "OIDC_OP_JWKS_ENDPOINT": told["KEYS_URL"], "OIDC_RP_SIGN_ALGO": "RS256",
        "OIDC_USE_PKCE": True, "OIDC_CREATE_USER": False, "OIDC_TIMEOUT": 10, "LOGIN_REDIRECT_URL_FAILURE": "/account/sign-in/",
    }
