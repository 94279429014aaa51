"""Every variable of the environment that the site reads; docs/reference/settings.md is made from this, and a test holds it to the code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """A variable of the environment: its name, what holds without it, what it means."""

    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable("DATABASE_URL", "SQLite in LIFEWORLD_DATA",
             "postgres://user:password@host:port/name of the PostgreSQL to keep everything in."),
    Variable("LIFEWORLD_DATA", "lifeworld-data", "Folder of the SQLite database and of uploaded files."),
    Variable("LIFEWORLD_SECRET_KEY", "made for your own machine",
             "Signs sessions and links. Needed with PostgreSQL or HTTPS: at least 50 random characters, the same for every process."),
    Variable("LIFEWORLD_HOSTS", "localhost,[::1]", "Names under which the site may be asked, with commas; 127.0.0.1 is always one."),
    Variable("LIFEWORLD_HTTPS", "off", "on: cookies only over HTTPS, redirect to it, HSTS for a year."),
    Variable("LIFEWORLD_BEHIND_PROXY", "off",
             "on: the proxy in front says scheme and address (X-Forwarded-Proto, X-Forwarded-For) and ends HTTPS."),
    Variable("LIFEWORLD_STREAM_URL", "", "Where pages find live news behind a proxy, as /stream."),
    Variable("LIFEWORLD_STREAM_PORT", "the port after that of `serve`", "Where pages find live news without a proxy; `serve` sets it."),
    Variable("LIFEWORLD_CACHE", "memory", "database: limits are counted in the database, for several web processes."),
    Variable("LIFEWORLD_UPLOAD_BYTES_MAX", "2147483648", "Largest file that may be uploaded, in bytes."),
    Variable("LIFEWORLD_LOGIN_TRIES_MAX", "10", "Tries to sign in within 15 minutes, for each login and each address."),
    Variable("LIFEWORLD_EXPENSIVE_ASKS_MAX", "30",
             "Asks within a minute of what costs much, and of doors without a login, for each asker."),
    Variable("LIFEWORLD_WEBHOOKS_PRIVATE", "off",
             "on: webhooks may go to addresses of this machine and network, also without HTTPS. Only where you trust whoever adds them."),
    Variable("LIFEWORLD_FEED_...", "",
             "What is sent as «Authorization» to the address of a partner's feed, which names the variable. Its name goes on with the "
             "outermost place in capitals (a hyphen as two underscores) and «_», so that no other place can use it; its value is the one "
             "host to which it may be sent, a space, and what is sent: LIFEWORLD_FEED_ACME_VOLT=\"shop.example Bearer abc\"."),
    Variable("LIFEWORLD_METRICS_TOKEN", "", "Who sends it as a bearer may read /metrics; without it this machine alone may."),
    Variable("LIFEWORLD_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR; one JSON object a line on standard error."),
    Variable("LIFEWORLD_EMAIL_HOST", "", "Server that sends mail; without it mail is printed on standard output."),
    Variable("LIFEWORLD_EMAIL_PORT", "25", "Its port."),
    Variable("LIFEWORLD_EMAIL_USER", "", "Its login."),
    Variable("LIFEWORLD_EMAIL_PASSWORD", "", "Its password."),
    Variable("LIFEWORLD_EMAIL_TLS", "off", "on: STARTTLS."),
    Variable("LIFEWORLD_EMAIL_FROM", "lifeworld@localhost", "Sender of mail."),
    Variable("LIFEWORLD_OIDC_CLIENT_ID", "",
             "Turns signing in with your organisation's accounts on (OpenID Connect, pip install 'lifeworld[oidc]'): the name of "
             "this site there. Only people who were added by their address come in."),
    Variable("LIFEWORLD_OIDC_CLIENT_SECRET", "", "Its secret."),
    Variable("LIFEWORLD_OIDC_AUTHORIZATION_URL", "", "The provider's authorization endpoint."),
    Variable("LIFEWORLD_OIDC_TOKEN_URL", "", "Its token endpoint."),
    Variable("LIFEWORLD_OIDC_USER_URL", "", "Its userinfo endpoint."),
    Variable("LIFEWORLD_OIDC_KEYS_URL", "", "Its keys (JWKS)."),
    Variable("LIFEWORLD_OIDC_ISSUER", "not checked",
             "Its issuer, as its tokens name it. Without it, only addresses that the provider says it has verified come in."),
    Variable("LIFEWORLD_PASSWORD", "asked for", "Password of a login that `lifeworld user add` makes."),
    Variable("LIFEWORLD_DEBUG", "off", "on: errors show where they come from. Never for others."),
)
