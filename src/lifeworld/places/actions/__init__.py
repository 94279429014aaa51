"""What changes places: places inside places, members, keys for machines, partners' pages."""

from lifeworld.places.actions.clock import checked_timezone, set_timezone, timezones
from lifeworld.places.actions.embeds import add_embed, forget_used_tokens, revoke_embed, use_token
from lifeworld.places.actions.keys import NewKey, make_key, revoke_key
from lifeworld.places.actions.members import change_role, invite, remove_member
from lifeworld.places.actions.places import add_place, rename_place

__all__ = [
    "NewKey", "add_embed", "add_place", "change_role", "checked_timezone", "forget_used_tokens", "invite", "make_key", "remove_member",
    "rename_place", "revoke_embed", "revoke_key", "set_timezone", "timezones", "use_token",
]
