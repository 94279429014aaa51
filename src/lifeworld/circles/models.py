"""Where it is kept what customers are to one another and share. Nothing of it is there before a customer opted in, but her zones."""

from __future__ import annotations

from django.db import models

from lifeworld.customers.models import Customer
from lifeworld.measures.models import Indicator
from lifeworld.places.models import Place


class Profile(models.Model):
    """A customer who joined: what the others call her, who finds her. Others name her by ``id``; her key is never told to them."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    customer = models.OneToOneField(Customer, models.CASCADE, related_name="circle_profile")
    name = models.CharField(max_length=60)
    about = models.CharField(max_length=300, blank=True)
    seen_by = models.CharField(max_length=10, default="followers")
    """Who reads the profile: me, followers or place (everybody who joined here). Whoever finds nobody may still be told the number."""
    follows_need_yes = models.BooleanField(default=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(max_length=1, blank=True)
    """f or m, for tables of age grades, which know no other; "" where she did not say."""
    joined_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        """Listed by name."""

        indexes = (models.Index(fields=["place", "seen_by", "name", "id"], name="profile_name"),)


class Follow(models.Model):
    """``customer`` follows ``other``, or asked to."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="circle_follows")
    other = models.ForeignKey(Customer, models.CASCADE, related_name="circle_followers")
    state = models.CharField(max_length=10, default="asked")
    """asked or follows."""
    at = models.DateTimeField()

    class Meta:
        """Once."""

        constraints = (models.UniqueConstraint(fields=["customer", "other"], name="one_follow"),)
        indexes = (models.Index(fields=["place", "state"], name="follow_place"),
                   models.Index(fields=["other", "state"], name="follow_other"))


class Block(models.Model):
    """``customer`` and ``other`` see nothing of one another. It outlives profiles, so that joining again does not undo it."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="circle_blocks")
    other = models.ForeignKey(Customer, models.CASCADE, related_name="circle_blocked_by")
    at = models.DateTimeField()

    class Meta:
        """Once."""

        constraints = (models.UniqueConstraint(fields=["customer", "other"], name="one_block"),)


class Club(models.Model):
    """A group of customers. ``entry``: open, or asked (a lead lets in). Members see one another's names."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    about = models.CharField(max_length=500, blank=True)
    entry = models.CharField(max_length=10, default="asked")
    seen_by = models.CharField(max_length=10, default="place")
    """place: everybody who joined finds it; members: only they."""
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """Listed by name."""

        indexes = (models.Index(fields=["place", "name"], name="club_name"),)


class Member(models.Model):
    """A customer in a club, or who asked to be. ``role``: member or lead; ``state``: asked or in."""

    club = models.ForeignKey(Club, models.CASCADE, related_name="members")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="circle_clubs")
    role = models.CharField(max_length=10, default="member")
    state = models.CharField(max_length=10, default="in")
    at = models.DateTimeField()

    class Meta:
        """Once."""

        constraints = (models.UniqueConstraint(fields=["club", "customer"], name="one_member"),)
        indexes = (models.Index(fields=["customer", "state"], name="member_customer"),)


class Post(models.Model):
    """What a customer shares, or a world for her. ``source`` and ``key`` name what it is about there ("running", "activity/5").

    ``facts``: label, value and unit of each, an empty object until they are told again (``queries.posts``); ``link``: where the thing is
    read, below the reader's own address; ``trust``: 0 to 1 as the world says, null where it does not. A post that she takes back is
    deleted; one that the place hides has ``hidden_at``.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="circle_posts")
    source = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    day = models.IntegerField()
    """Of what it is about, since 1970 by the clock of the place."""
    at = models.DateTimeField()
    facts = models.JSONField(default=list)
    body = models.TextField(blank=True)
    seen_by = models.CharField(max_length=10, default="me")
    """me, followers or place."""
    link = models.CharField(max_length=200, blank=True)
    trust = models.FloatField(null=True)
    hidden_at = models.DateTimeField(null=True)

    class Meta:
        """One post of a thing; feeds go by number, newest first."""

        constraints = (models.UniqueConstraint(fields=["customer", "source", "key"], name="one_post_a_thing"),)
        indexes = (models.Index(fields=["customer", "id"], name="post_customer"),
                   models.Index(fields=["place", "seen_by", "id"], name="post_place"))


class Kudos(models.Model):
    """A customer likes a post."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="kudos")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="circle_kudos")
    at = models.DateTimeField()

    class Meta:
        """Once."""

        constraints = (models.UniqueConstraint(fields=["post", "customer"], name="one_kudos"),)


class Comment(models.Model):
    """What a customer wrote under a post; plain text. ``client_id``: sent twice, kept once."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="comments")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="circle_comments")
    client_id = models.UUIDField()
    text = models.CharField(max_length=1000)
    at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True)

    class Meta:
        """Kept once."""

        constraints = (models.UniqueConstraint(fields=["post", "customer", "client_id"], name="one_comment_a_client_id"),)


class Report(models.Model):
    """A customer tells the people of the place about a post or a comment, which they may read from then on. ``outcome``: kept, hidden."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="circle_reports")
    post = models.ForeignKey(Post, models.CASCADE, related_name="reports")
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="reports")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)

    class Meta:
        """Looked at oldest first."""

        indexes = (models.Index(fields=["place", "settled_at", "id"], name="report_place"),)


class Challenge(models.Model):
    """Who gets how far by an indicator from one day to another (both included). ``customer``: who declared it; null: the place.

    ``reach``: place (everybody who joined), club, or invited. ``handicap``: none, own_improvement or age_grade; ``table`` then holds
    {"name", "source", "factors": {"f": {"40": .95}, "m": {}}}.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="circle_challenges")
    client_id = models.UUIDField()
    title = models.CharField(max_length=120)
    about = models.CharField(max_length=1000, blank=True)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    from_day = models.IntegerField()
    to_day = models.IntegerField()
    verified_only = models.BooleanField(default=False)
    handicap = models.CharField(max_length=20, default="none")
    table = models.JSONField(null=True)
    reach = models.CharField(max_length=10, default="invited")
    club = models.ForeignKey(Club, models.CASCADE, null=True, related_name="challenges")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """Sent twice, kept once; listed by their last day."""

        constraints = (models.UniqueConstraint(fields=["place", "client_id"], name="one_challenge_a_client_id"),)
        indexes = (models.Index(fields=["place", "reach", "to_day"], name="challenge_place"),)


class Invited(models.Model):
    """A customer who may join a challenge that is for the invited."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="invited")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="circle_invitations")
    at = models.DateTimeField()

    class Meta:
        """Once."""

        constraints = (models.UniqueConstraint(fields=["challenge", "customer"], name="one_invitation"),)


class Entrant(models.Model):
    """A customer in a challenge; ``agreed_at``: when she agreed that the others in it read her number."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="entrants")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="circle_entries")
    joined_at = models.DateTimeField()
    agreed_at = models.DateTimeField()

    class Meta:
        """Once."""

        constraints = (models.UniqueConstraint(fields=["challenge", "customer"], name="one_entrant"),)


class ZoneSecret(models.Model):
    """What shapes all zones of a customer: made once, kept until she is forgotten, told to nobody.

    It outlives every zone, because the same spot hidden in two shapes would tell where the spot is.
    """

    customer = models.OneToOneField(Customer, models.CASCADE, related_name="circle_zone_secret")
    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    secret = models.BigIntegerField()


class Zone(models.Model):
    """A place of a customer that others do not learn: home, work. Hers even where she has not joined.

    ``before``: radii that it had; what they hid stays hidden, because two shapes around one spot would tell where it is.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="circle_zones")
    label = models.CharField(max_length=60, blank=True)
    lat = models.FloatField()
    lon = models.FloatField()
    radius_m = models.FloatField()
    before = models.JSONField(default=list)
    made_at = models.DateTimeField()
