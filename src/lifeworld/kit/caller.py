"""Who asks: a frozen value that the hall resolves once, and that every action and query takes before anything else."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.kit.errors import LifeworldError

SCOPES = (
    "places.see", "places.manage", "customers.see", "customers.change", "events.see", "events.record", "events.manage", "voices.see",
    "voices.code", "voices.analyse", "constellations.see", "constellations.draw", "constellations.analyse", "constellations.embed",
    "measures.see", "measures.manage", "goals.own", "goals.see", "goals.manage", "circles.own", "circles.see", "circles.manage",
    "audiences.see", "audiences.manage", "partners.own", "partners.see", "partners.offers", "partners.manage", "tools.use", "tools.see",
    "tools.manage", "scorecard.see", "scorecard.manage", "worlds.own", "worlds.see", "worlds.manage",
)
"""What may be allowed, as ``room.verb``. ``voices.code`` codes blind; ``voices.analyse`` sees everybody's codings, uploads, settles.
``constellations.embed`` asks for tokens with which a partner's page shows one element. ``events.record`` sends events in,
``events.manage`` declares types, webhooks and how long events are kept. ``goals.own``, ``circles.own`` and ``worlds.own`` are a
customer's rights over her own goals, friends and what a world keeps for her. ``partners.own`` is a partner's own right over what it
offers; ``tools.use`` runs tools and keeps designs, and is all that a visitor of an open desk has."""

RIGHTS: dict[str, str] = {
    "places.see": "see the place", "places.manage": "change the place, its members and keys",
    "customers.see": "see customers", "customers.change": "add, change and erase customers",
    "events.see": "read events and the journal", "events.record": "send events in", "events.manage": "declare types, webhooks and keeping",
    "voices.see": "read statements and results", "voices.code": "code statements, blind",
    "voices.analyse": "upload, settle, see everybody's codings",
    "constellations.see": "see customers' ecosystems", "constellations.draw": "draw them",
    "constellations.analyse": "reckon, correct and export them", "constellations.embed": "show one element on a partner's page",
    "measures.see": "read measures", "measures.manage": "define and change measures",
    "goals.own": "act as a customer on her own goals", "goals.see": "see figures, and goals that are shown",
    "goals.manage": "offer jobs, make links for customers",
    "circles.own": "act as a customer among other customers", "circles.see": "see figures of circles, and open challenges",
    "circles.manage": "make challenges, moderate what is written",
    "audiences.see": "see audiences and segments", "audiences.manage": "choose audiences, hold customers out",
    "partners.own": "act as a partner on its own offers", "partners.see": "see partners and what they offer",
    "partners.offers": "send offers in", "partners.manage": "invite and verify partners, choose suppliers",
    "tools.use": "run tools, keep designs", "tools.see": "see everybody's designs", "tools.manage": "open desks, change designs",
    "scorecard.see": "read the scorecard and its plays", "scorecard.manage": "set the scorecard up, score, bring earnings in, offer plays",
    "worlds.own": "act as a customer on what a world keeps for her", "worlds.see": "see a world's figures",
    "worlds.manage": "take up a world, bring customers' files in",
}
"""What each right is in words, for people who make a key."""

_SEE = frozenset({"places.see", "customers.see", "events.see", "voices.see", "constellations.see", "measures.see", "goals.see",
                  "circles.see", "audiences.see", "partners.see", "tools.use", "tools.see", "scorecard.see", "worlds.see"})
_CODE = frozenset({"places.see", "voices.code"})
OWN = frozenset({"goals.own", "circles.own", "worlds.own"})
"""What a customer may do who comes in by her own link."""
ROLES: dict[str, frozenset[str]] = {
    "owner": frozenset(SCOPES),
    "analyst": _SEE | {
        "customers.change", "events.record", "voices.code", "voices.analyse", "constellations.draw", "constellations.analyse",
        "measures.manage", "goals.manage", "circles.manage", "audiences.manage",
        "partners.offers", "partners.manage", "tools.manage", "scorecard.manage", "worlds.manage"},
    "coder": _CODE,
    "viewer": _SEE,
    "customer": frozenset({"constellations.draw", *OWN}),
}
"""What each role may do in its place and in the places inside it. A coder reads statements to code and nothing that others coded."""


@dataclass(frozen=True)
class Caller:
    """Who asks, in which place, with which rights.

    ``place`` is the path ("acme/berlin"), ``place_id`` its key; ``who`` says who it is without a name ("user:3", "key:8", "link:5",
    "terminal"); ``user`` the key of the login or None; ``name`` what colleagues read ("Ana"); ``customer`` the key of the customer who
    asks about herself, else ""; ``timezone`` the IANA name of the place's clock, by which its days are counted.
    """

    place: str
    place_id: int
    scopes: frozenset[str]
    who: str = "terminal"
    user: int | None = None
    name: str = ""
    customer: str = ""
    timezone: str = "UTC"

    def may(self, scope: str) -> bool:
        """Whether the caller has this right.

        >>> Caller("acme", 1, ROLES["viewer"]).may("voices.code")
        False
        """
        return scope in self.scopes

    def require(self, scope: str) -> None:
        """Nothing, where the caller has the right. Errors: LifeworldError 403."""
        if scope not in self.scopes:
            raise LifeworldError(403, "not_allowed", f"You may not do this in «{self.place}»: the right «{scope}» is missing.",
                                 "An owner of the place can make a key that has it." if self.who.startswith("key:")
                                 else "Ask an owner of the place to give you a role that has it.")


def not_found(what: str, name: object) -> LifeworldError:
    """The refusal of something that is not there, or not for this caller: both look alike.

    >>> print(not_found("study", "runners"))
    There is no study «runners» here. Look at the list of what there is, or ask an owner for access.
    """
    return LifeworldError(404, "not_found", f"There is no {what} «{name}» here.",
                          "Look at the list of what there is, or ask an owner for access.")


def conflict(code: str, message: str, next_step: str) -> LifeworldError:
    """The refusal of what cannot be done in the state in which things are."""
    return LifeworldError(409, code, message, next_step)
