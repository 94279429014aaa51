"""Settings of the site; every one comes from the environment (docs/reference/settings.md).

Nothing is needed for SQLite on one's own machine.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from csp.constants import NONE, SELF

from lifeworld import __version__
from lifeworld.plugin import worlds
from lifeworld.site.environment import cache_of, database_of, hosts_of, is_on, logging_of, number, oidc_settings, secret_key

VERSION = __version__
HERE = Path(__file__).parent
DATA_DIR = Path(os.environ.get("LIFEWORLD_DATA", "lifeworld-data")).resolve()
UPLOAD_DIR = DATA_DIR / "uploads"
DEBUG = is_on("LIFEWORLD_DEBUG")
HTTPS = is_on("LIFEWORLD_HTTPS")
SECRET_KEY = secret_key(DATA_DIR, public=HTTPS or "DATABASE_URL" in os.environ)
ALLOWED_HOSTS = [*hosts_of(os.environ.get("LIFEWORLD_HOSTS", "localhost,[::1]")), "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and host != "*"]
STREAM_URL = os.environ.get("LIFEWORLD_STREAM_URL", "").rstrip("/")
STREAM_PORT = number("LIFEWORLD_STREAM_PORT", 0)
UPLOAD_BYTES_MAX = number("LIFEWORLD_UPLOAD_BYTES_MAX", 2 * 1024**3)
UPLOAD_PART_BYTES_MAX = 8 * 1024**2
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_PART_BYTES_MAX + 64 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_TEMP_DIR = tempfile.gettempdir()

INSTALLED_APPS = [
    "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
    "django.contrib.staticfiles", "csp", "ninja",
    "lifeworld.places", "lifeworld.customers", "lifeworld.events", "lifeworld.voices", "lifeworld.constellations",
    "lifeworld.measures", "lifeworld.goals", "lifeworld.circles", "lifeworld.audiences", "lifeworld.partners",
    "lifeworld.tools", "lifeworld.scorecard", "lifeworld.site",
    *(world.app for world in worlds() if world.app),
]
MIDDLEWARE = [
    "lifeworld.site.watch.Watch",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "lifeworld.site.live.Live",
    "lifeworld.site.errors.Rendered",
    "lifeworld.site.limits.Limits",
    "lifeworld.site.entrance.Entrance",
    "lifeworld.site.worlds.OnlyWhereTakenUp",
]
ROOT_URLCONF = "lifeworld.site.urls"
WSGI_APPLICATION = "lifeworld.site.wsgi.application"
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": [HERE / "templates"],
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages", "lifeworld.site.context.hall",
    ]},
}]
DATABASES = {"default": database_of(os.environ.get("DATABASE_URL", ""), DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": cache_of(os.environ.get("LIFEWORLD_CACHE", ""))}

AUTH_USER_MODEL = "places.User"
PASSWORD_HASHERS = ["lifeworld.site.passwords.Argon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CSRF_FAILURE_VIEW = "lifeworld.site.errors.no_csrf"
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "sign_in", "home", "sign_in"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
OIDC = "LIFEWORLD_OIDC_CLIENT_ID" in os.environ
if OIDC:
    INSTALLED_APPS.append("mozilla_django_oidc")
    AUTHENTICATION_BACKENDS.append("lifeworld.site.oidc.Accounts")
    globals().update(oidc_settings())
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY, SESSION_COOKIE_SAMESITE, CSRF_COOKIE_SAMESITE = True, "Lax", "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS and not is_on("LIFEWORLD_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if is_on("LIFEWORLD_BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {
    "default-src": [SELF], "script-src": [SELF], "style-src": [SELF], "img-src": [SELF, "data:"], "font-src": [SELF],
    "connect-src": [SELF], "object-src": [NONE], "base-uri": [NONE], "form-action": [SELF],
    "frame-ancestors": [NONE],
}}

LANGUAGE_CODE, TIME_ZONE, USE_TZ, USE_I18N = "en", "UTC", True, True
STATIC_URL = "/static/"
STATIC_ROOT = None  # files are served from where they are installed
STATICFILES_DIRS = [("report", HERE.parent / "constellations" / "files" / "report" / "css")]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(UPLOAD_DIR)}},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if 'LIFEWORLD_EMAIL_HOST' in os.environ else 'console'}.EmailBackend"
EMAIL_HOST = os.environ.get("LIFEWORLD_EMAIL_HOST", "localhost")
EMAIL_PORT = number("LIFEWORLD_EMAIL_PORT", 25)
EMAIL_HOST_USER = os.environ.get("LIFEWORLD_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("LIFEWORLD_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = is_on("LIFEWORLD_EMAIL_TLS")
DEFAULT_FROM_EMAIL = os.environ.get("LIFEWORLD_EMAIL_FROM", "lifeworld@localhost")
LOGGING = logging_of(os.environ.get("LIFEWORLD_LOG_LEVEL", "INFO"))
WEBHOOKS_PRIVATE = is_on("LIFEWORLD_WEBHOOKS_PRIVATE")
METRICS_TOKEN = os.environ.get("LIFEWORLD_METRICS_TOKEN", "")
LOGIN_TRIES_MAX, LOGIN_TRIES_SECONDS = number("LIFEWORLD_LOGIN_TRIES_MAX", 10), 15 * 60
EXPENSIVE_ASKS_MAX, EXPENSIVE_ASKS_SECONDS = number("LIFEWORLD_EXPENSIVE_ASKS_MAX", 30), 60
