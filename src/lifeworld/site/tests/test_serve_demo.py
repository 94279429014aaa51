"""`lifeworld serve --demo` says where to look: also at the desks that are open to everybody, at every start."""

from __future__ import annotations

import pytest

from lifeworld.site import demo
from lifeworld.site.commands import serve
from lifeworld.testing.cast import Cast
from lifeworld.tools.actions.desks import close_desk, open_desk
from lifeworld.tools.tests.shelved import people

__all__ = ["people"]
pytestmark = pytest.mark.django_db


def test_open_desks_are_told_at_every_start(people: Cast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    ana = people.caller(people.ana)
    shut, desk = (open_desk(ana, "shelf", title) for title in ("Shut", "Garage shelves"))
    close_desk(ana, "shelf", shut.pk)
    monkeypatch.setattr(demo, "fill_demo", lambda: None)
    monkeypatch.setattr(demo, "owner_of_demo", lambda: ana)
    serve._demo("127.0.0.1", 8123)
    told = capsys.readouterr().out
    assert f"«Garage shelves», a desk that is open to everybody: http://127.0.0.1:8123/desks/{desk.key}/" in told
    assert "Shut" not in told
