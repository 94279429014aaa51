"""Posts, kudos and comments in the words of Activity Streams 2.0, the vocabulary of ActivityPub: Person, Note, Like.

Only the shape: nothing is sent to other servers. ``base`` is the address of the circle for machines, without a slash at its end.
Source: W3C Recommendation «Activity Vocabulary», 2017.
"""

from __future__ import annotations

from typing import Any

from lifeworld.circles.core.values import CommentValue, PostValue, ProfileValue

CONTEXT = "https://www.w3.org/ns/activitystreams"


def person(base: str, profile: ProfileValue) -> dict[str, Any]:
    """A profile as an actor."""
    return {"@context": CONTEXT, "type": "Person", "id": f"{base}/people/{profile.person}", "name": profile.name,
            "summary": profile.about}


def note(base: str, post: PostValue) -> dict[str, Any]:
    """A post as a Note. Its reach is the circle's own, so it is never addressed to the public.

    >>> post = PostValue(5, 2, "Cleo", 9, "running", "a/5", "run", "Morning run", 20574, "2026-05-01T07:30:00Z", (), "", "followers", "",
    ...                  None, 0, 0, False, False)
    >>> found = note("/api/acme/-/circles", post)
    >>> found["attributedTo"], found["to"]
    ('/api/acme/-/circles/people/2', ['/api/acme/-/circles/people/2/followers'])
    """
    to = {"me": [f"{base}/people/{post.person}"], "followers": [f"{base}/people/{post.person}/followers"], "place": [base]}[post.seen_by]
    return {"@context": CONTEXT, "type": "Note", "id": f"{base}/posts/{post.pk}", "attributedTo": f"{base}/people/{post.person}",
            "name": post.title, "content": post.body, "mediaType": "text/plain", "published": post.at, "to": to,
            "attachment": [{"type": "PropertyValue", "name": fact.label, "value": f"{fact.value} {fact.unit}".strip()}
                           for fact in post.facts],
            "likes": {"type": "Collection", "totalItems": post.kudos}, "replies": {"type": "Collection", "totalItems": post.comments}}


def like(base: str, post: int, who: int) -> dict[str, Any]:
    """Kudos as a Like."""
    return {"@context": CONTEXT, "type": "Like", "actor": f"{base}/people/{who}", "object": f"{base}/posts/{post}"}


def reply(base: str, post: int, comment: CommentValue) -> dict[str, Any]:
    """A comment as a Note in reply to a post."""
    return {"@context": CONTEXT, "type": "Note", "id": f"{base}/posts/{post}/comments/{comment.pk}",
            "attributedTo": f"{base}/people/{comment.person}", "inReplyTo": f"{base}/posts/{post}", "content": comment.text,
            "mediaType": "text/plain", "published": comment.at}
