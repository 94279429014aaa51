import pytest
from lifeworld.testing.cast import cast
pytestmark = pytest.mark.django_db
def test_x():
    p = cast()
    for who in (p.ana, p.vic, p.eva):
        c = p.client(who)
        for url in ("/acme/", "/acme/-/place/", "/acme/-/members/", "/acme/-/keys/", "/acme/-/embeds/", "/acme/-/customers/", f"/acme/-/customers/{p.cleo.pk}/", f"/acme/-/customers/{p.cleo.pk}/erase/", "/acme/-/journal/", "/api/acme/-/events", "/api/acme/-/place", "/api/acme/-/members", f"/api/acme/-/customers/{p.cleo.pk}", "/api/acme/-/customers", f"/api/acme/-/customers/{p.cleo.pk}/export", "/api/openapi.json"):
            r = c.get(url)
            print(who, url, r.status_code, r.content[:300] if r.status_code >= 400 else "")
    assert 0
