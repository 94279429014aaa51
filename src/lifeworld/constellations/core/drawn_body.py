"""A drawing as it is kept, and as a picture of its own: what a customer who has drawn is shown, before anything else is known."""

from __future__ import annotations

from typing import Any

from lifeworld.constellations.core.drawing import Drawing
from lifeworld.constellations.core.made import rings_of
from lifeworld.voices.core.site_studies import StudySettings

AREA_MIN, AREA_MORE, AREA_MIDDLE = 0.03, 0.12, 0.5
"""Areas of drawn actors in the picture of a drawing alone: of the smallest, how much the largest has more, and of one without a size."""


def body_of(drawing: Drawing) -> dict[str, Any]:
    """The drawing as plain values in the shape in which elements send it: ``drawing_from_json(body_of(drawing)) == drawing``."""
    return {
        "rings": {"k": drawing.rings, "words": list(drawing.words)},
        "actors": [{"id": actor.id, "name": actor.name, "category": actor.category, "ring": actor.ring, "x": actor.x, "y": actor.y,
                    "size": actor.size, "valence": actor.valence} for actor in drawing.actors],
        "ties": [{"a": a, "b": b} for a, b in drawing.ties],
        "question": drawing.question, "drawn_at": drawing.drawn_at, "client_id": drawing.client_id,
    }


def drawn_picture(drawing: Drawing, label: str) -> dict[str, Any]:
    """The drawing alone as a picture: proximity is the ring's; areas follow the drawn sizes, and no number stands for them. It has no type.

    >>> from lifeworld.constellations.core.drawing import drawing_from_json
    >>> sent = {"rings": {"k": 2}, "actors": [{"id": "a", "name": "Club", "category": "peers", "ring": 1, "x": 0, "y": 0.4}]}
    >>> drawn_picture(drawing_from_json(sent), "you")["actors"][0]["proximity"]
    0.75
    """
    k = drawing.rings
    unknown = {"individual": None, "brand": None, "social": None}
    return {
        "customer": {"id": "drawn", "label": label}, "position": 0, "settings": {},
        "type": {"label": "undetermined", "p": unknown, "margin": None, "stability": None, "reasons": []},
        "rings": rings_of(k, drawing.words), "ties": [{"a": a, "b": b} for a, b in drawing.ties],
        "actors": [{
            "id": actor.id, "name": actor.name, "category": actor.category, "focal": actor.category == "focal_provider",
            "relevance": AREA_MIN + AREA_MORE * (AREA_MIDDLE if actor.size is None else actor.size),
            "relevance_low": None, "relevance_high": None,
            "proximity": None if actor.ring is None else 1 - (actor.ring - 0.5) / k,
            "proximity_low": None if actor.ring is None else 1 - actor.ring / k,
            "proximity_high": None if actor.ring is None else 1 - (actor.ring - 1) / k,
            "valence": None if actor.valence is None else float(actor.valence), "sources": ["drawn"], "n_statements": 0, "unnamed": False,
            "x": actor.x, "y": actor.y,
        } for actor in drawing.actors],
        "unmentioned": {"value": None, "low": None, "high": None}, "drivers": [], "notes": [],
    }


CATEGORIES = (
    ("peers", "people who do it too", "a club, a team, a group, others who use the same things"),
    ("family_friends", "family and friends", "partner, parents, children, friends, colleagues of yours"),
    ("focal_provider", "the product or firm", "the one that this study is about"),
    ("other_providers", "other products and firms", "apps, shops, media, other brands"),
    ("strangers", "people you do not know", "passers-by, an audience, people online"),
)
"""The categories in the words of someone who has read nothing about them: code, name, hint."""


def draw_config(settings: StudySettings) -> dict[str, Any]:
    """What `<lw-map-draw>` is asked with: question, rings and categories in the words of the study.

    >>> draw_config(StudySettings(focal="Stride"))["categories"][2]["name"]
    'Stride'
    """
    named = [{"code": code, "name": settings.focal if code == "focal_provider" and settings.focal else name, "hint": hint}
             for code, name, hint in CATEGORIES]
    suggestions = [{"name": settings.focal, "category": "focal_provider"}] if settings.focal else []
    return {"question": settings.question, "rings": {"k": len(settings.rings), "words": list(settings.rings)}, "categories": named,
            "suggestions": suggestions, "self": "me", "ask": {"size": True, "valence": True, "ties": True},
            "thanks": "Thank you for your map."}
