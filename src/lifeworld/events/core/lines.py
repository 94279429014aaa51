"""What a line of the journal is, and what it says to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Line:
    """A line of the journal: ``position`` counts up in its place, ``who`` names nobody ("user:3"), ``data`` holds keys and numbers.

    ``at`` is when it happened, ISO 8601 in UTC ("2026-05-01T07:30:00Z"); ``customer`` is "" where it is about none, or about one who
    was forgotten.
    """

    position: int
    type: str
    customer: str = ""
    who: str = ""
    at: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The position, as tables call it."""
        return self.position

    @property
    def said(self) -> str:
        """The line as a sentence for people."""
        return sentence(self.type, self.data)


SENTENCES: Mapping[str, str] = {
    "audiences.changed": "An audience has a new version, {version}.",
    "audiences.held_out": "{n} of {of} customers were held out by chance.",
    "audiences.holdout_ended": "A holdout ended.",
    "audiences.refreshed": "An audience has {n} members: {joined} joined, {left} left.",
    "audiences.retired": "An audience was retired.",
    "audiences.saved": "An audience was saved.",
    "audiences.segments_made": "Segments by needs were found, with {n} customers.",
    "audiences.segments_removed": "Segments by needs were removed.",
    "circles.accepted": "A customer said yes to a follower.",
    "circles.asked_to_follow": "A customer asked to follow another.",
    "circles.blocked": "A customer blocked another.",
    "circles.challenge_closed": "A challenge was closed.",
    "circles.challenge_declared": "A challenge was declared.",
    "circles.challenge_joined": "A customer joined a challenge.",
    "circles.challenge_left": "A customer left a challenge.",
    "circles.club_asked": "A customer asked to be in a club.",
    "circles.club_changed": "A club changed.",
    "circles.club_closed": "A club was closed.",
    "circles.club_joined": "A customer joined a club.",
    "circles.club_lead": "A club has one more lead.",
    "circles.club_left": "A customer left a club.",
    "circles.club_let_in": "A club let a customer in.",
    "circles.club_made": "A club was made.",
    "circles.club_put_out": "A club took a customer out.",
    "circles.comment_deleted": "A comment was erased.",
    "circles.commented": "A customer commented.",
    "circles.followed": "A customer follows another.",
    "circles.invited": "A customer was invited to a challenge.",
    "circles.joined": "A customer joined the circle.",
    "circles.kudos": "A customer gave kudos.",
    "circles.kudos_taken": "A customer took kudos back.",
    "circles.left": "A customer left the circle.",
    "circles.profile_changed": "A customer changed what others read of her.",
    "circles.refused": "A customer said no to a follower.",
    "circles.report_settled": "What customers told the place about was settled.",
    "circles.reported": "A customer told the place about what somebody wrote.",
    "circles.shared": "A customer shared something.",
    "circles.unblocked": "A customer unblocked another.",
    "circles.unfollowed": "A customer follows another no more.",
    "circles.unshared": "A customer took back what she shared.",
    "circles.zone_added": "A customer marked a private zone.",
    "circles.zone_changed": "A customer changed a private zone.",
    "circles.zone_removed": "A customer took a private zone away.",
    "events.days_counted": "The days of all events were counted again by the clock of the place.",
    "events.expired": "{n} events were past their keeping and went.",
    "events.replayed": "A reader goes through the events again ({reader}, after {position}).",
    "events.type_declared": "A type of events was declared or changed.",
    "events.type_retired": "A type of events is no longer declared.",
    "events.webhook_added": "An address is told of events from now on.",
    "events.webhook_dead": "Events could not be sent to an address after many tries.",
    "events.webhook_removed": "An address is told of events no more.",
    "events.webhook_started": "An address is told of events again.",
    "events.webhook_stopped": "Telling an address of events was stopped.",
    "events.withdrawn": "{n} events were withdrawn by who had sent them.",
    "goals.abandoned": "A customer gave a goal up.",
    "goals.changed": "A customer's goal changed.",
    "goals.checked": "A customer judged where she is.",
    "goals.declared": "A customer declared a goal.",
    "goals.job_changed": "A job that customers may take up changed.",
    "goals.job_offered": "A job was offered to customers.",
    "goals.job_retired": "A job is offered no more.",
    "goals.link_made": "A link to a customer's goals was made.",
    "goals.link_revoked": "A link to a customer's goals was revoked.",
    "goals.paused": "A customer paused a goal.",
    "goals.rated": "A customer said how important a goal is.",
    "goals.reached": "A customer reached a goal.",
    "goals.resumed": "A customer went on with a goal.",
    "measures.changed": "An indicator was given another definition.",
    "measures.defined": "An indicator was defined.",
    "measures.retired": "An indicator was retired.",
    "places.clock_changed": "The clock by which the days of the place are counted was changed.",
    "places.founded": "The place was founded.",
    "places.added": "The place {path} was added.",
    "places.renamed": "The place was given another name.",
    "places.member_added": "Somebody got the role {role}.",
    "places.member_changed": "Somebody's role became {role}.",
    "places.member_removed": "Somebody lost a role here.",
    "places.key_made": "A key for machines was made.",
    "places.key_revoked": "A key for machines was revoked.",
    "places.embed_added": "A partner's page was allowed to show elements.",
    "places.embed_revoked": "A partner's page may show elements no more.",
    "play.begun": "A play was begun: chance drew who goes without it.",
    "play.declared": "A play was declared, version {version}.",
    "play.dismissed": "A customer did not want what she was offered.",
    "play.for_all": "A play is offered to everybody whom it is for.",
    "play.offered": "A customer was offered a play.",
    "play.reckoned": "What a play does was reckoned, with {held} customers held out and {served} served.",
    "play.retired": "A play ended and is offered no more.",
    "play.taken": "A customer took up what she was offered.",
    "play.type_denied": "A customer said that the guess about her is wrong.",
    "scorecard.asked": "A scorecard was asked for.",
    "scorecard.earnings_read": "A file of earnings came in: {n} were taken, {refused} refused.",
    "scorecard.planned": "It was said how this place is scored, version {version}.",
    "scorecard.scored": "A scorecard was made.",
    "scorecard.weighed": "A customer said how much {n} of six sentences matter to her.",
    "scorecard.weights_withdrawn": "A customer took back what matters to her.",
    "customers.alias_waiting": "{n} keys stay customers by themselves, although events say that they are somebody else.",
    "customers.changed": "What is known of a customer changed ({what}).",
    "customers.followed": "{n} customers were found in the events.",
    "customers.forgotten": "A customer was erased.",
    "voices.study_created": "A study was begun.",
    "voices.study_changed": "The settings of a study changed.",
    "voices.uploaded": "A file of {bytes} bytes arrived.",
    "voices.statements_added": "{n} statements came into a study.",
    "voices.imported": "Codings of {n} statements were imported.",
    "voices.queue_made": "A queue of {n} statements to code was made.",
    "voices.queue_deleted": "A queue of statements to code was taken away.",
    "voices.coded": "A statement was coded.",
    "voices.settled": "A difference between coders was settled.",
    "voices.model_coded": "A model coded {n} statements.",
    "voices.codebook_changed": "A codebook has a new version, {number}.",
    "constellations.deeds_taken": "What {customers} customers did was counted in a study.",
    "constellations.drawn": "A customer drew a map.",
    "constellations.link_made": "A link to draw by was made.",
    "constellations.link_revoked": "A link to draw by was revoked.",
    "constellations.mapping_changed": "What counts as done in a study changed.",
    "worlds.taken_up": "The world «{world}» was taken up, version {version}.",
}
"""What the types of this site's journal mean to people; a type that is not here is told by its name."""


def sentence(type: str, data: Mapping[str, Any]) -> str:
    """A line of the journal as a sentence; what the line does not hold is left to the type's name.

    >>> sentence("voices.statements_added", {"study": 7, "n": 30})
    '30 statements came into a study.'
    >>> sentence("club.joined", {})
    'Club: joined.'
    """
    try:
        return SENTENCES[type].format_map(data)
    except (KeyError, ValueError, IndexError):
        room, _, what = type.partition(".")
        return f"{room.capitalize()}: {(what or 'something happened').replace('_', ' ')}."
