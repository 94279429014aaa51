"""Many partners' views at once are those that are made one by one."""

from __future__ import annotations

from lifeworld.scorecard.core.partner_view import partner_view
from lifeworld.scorecard.core.partner_views import partner_views
from lifeworld.scorecard.core.partners import contributions
from lifeworld.scorecard.core.simulation import world
from lifeworld.scorecard.core.values import Asked


def test_all_at_once_is_one_by_one() -> None:
    frames = world("sound", customers=300, partners=6, seed=3).frames
    asked = Asked(permutations=50, replicates=50)
    found = contributions(frames, asked)
    views = list(partner_views(frames, found, asked))
    assert [view.partner for view in views] == list(found.keys) and len(views) == 6
    assert views == [partner_view(frames, found, key, asked) for key in found.keys]
    assert any(one.enough for view in views for one in view.figures)
