"""What the walk needs of a site at size: a session, one of each further thing, and arguments for every address."""

from __future__ import annotations

from typing import Any
from uuid import uuid4


def signed_in(email: str = "person0@example.org") -> str:
    """The cookie of a session of this login, whose row is made as signing in would."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from lifeworld.places.models import User

    user = User.objects.get(email=email)
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def furnish(slug: str) -> None:
    """A queue, a key, a partner's page, a link to draw, a map drawn: one of each."""
    from lifeworld.constellations.actions.draw_links import make_link
    from lifeworld.constellations.actions.drawings import draw
    from lifeworld.customers.models import Customer
    from lifeworld.kit.caller import ROLES, Caller
    from lifeworld.places import actions as places
    from lifeworld.places.models import ApiKey, Place, User
    from lifeworld.voices.models import Queue, QueueItem, Statement, Study, Upload
    from lifeworld.voices.queries.studies import study_of

    if ApiKey.objects.exists():
        return
    place, ana = Place.objects.get(path="acme"), User.objects.get(email="person0@example.org")
    caller = Caller("acme", place.pk, ROLES["owner"], f"user:{ana.pk}", ana.pk, ana.name)
    study = Study.objects.get(slug=slug)
    places.make_key(caller, "a machine", ["places.see"])
    places.add_embed(caller, "a partner", "a page", ["https://partner.example"])
    queue = Queue.objects.create(study=study, kind="random", name="A random sample", who=caller.who)
    some = Statement.objects.filter(study=study).order_by("lot").values_list("pk", flat=True)[:1_000]
    QueueItem.objects.bulk_create([QueueItem(queue=queue, statement_id=pk, rank=i, inclusion=0.01) for i, pk in enumerate(some)])
    Upload.objects.create(study=study, key=uuid4(), filename="empty.csv", size=1, who=caller.who)
    value = study_of(caller, slug)
    make_link(caller, value, "a link")
    actors = [{"id": str(i), "name": name, "category": "peers", "ring": i + 1, "x": 0.3 * (i + 1), "y": 0.1, "size": 0.5}
              for i, name in enumerate(("the club", "Mara"))]
    last = Customer.objects.filter(place=place).order_by("-pk").values_list("pk", flat=True)[0]
    draw(caller, value, last, {"rings": {"k": 3}, "actors": actors, "client_id": str(uuid4())})


def arguments(slug: str) -> dict[str, list[Any]]:
    """Values of every parameter of an address, by its name."""
    from lifeworld.constellations.models import Drawing, DrawLink
    from lifeworld.customers.models import Customer
    from lifeworld.places.models import ApiKey, Embed, User
    from lifeworld.voices.core.codebook import CODES
    from lifeworld.voices.models import Coder, Queue, Statement, Study, Upload

    study = Study.objects.get(slug=slug)

    def keys(rows: Any, most: int = 500, field: str = "pk") -> list[Any]:
        found = list(rows.order_by("pk").values_list(field, flat=True))
        return found[::max(1, len(found) // most)]

    return {
        "place": ["acme"], "study": [slug], "slug": [slug], "statement": keys(Statement.objects.filter(study=study)),
        "customer": keys(Customer.objects.filter(place=study.place)), "coder": keys(Coder.objects.filter(study=study)),
        "queue": keys(Queue.objects.filter(study=study)), "upload": keys(Upload.objects.filter(study=study), field="key"),
        "key": keys(Upload.objects.filter(study=study), field="key"), "link": keys(DrawLink.objects.filter(study=study)),
        "drawing": keys(Drawing.objects.filter(study=study)), "member": keys(User.objects.all()), "api_key": keys(ApiKey.objects.all()),
        "embed": keys(Embed.objects.all(), field="key"), "code": list(CODES), "number": [1], "version": [1], "kind": ["csv", "json"],
        "format": ["csv"], "name": ["comparison"], "view": ["codes"], "what": ["types"], "token": ["none"],
    }


def view_names() -> dict[str, str]:
    """The name of the view behind each pattern."""
    from django.urls import URLPattern, URLResolver, get_resolver

    found: dict[str, str] = {}

    def look(patterns: list[URLPattern | URLResolver], before: str) -> None:
        for one in patterns:
            if isinstance(one, URLResolver):
                if one.app_name != "admin":
                    look(one.url_patterns, before + str(one.pattern))
            else:
                found[before + str(one.pattern)] = one.name or ""

    look(get_resolver().url_patterns, "")
    return found
