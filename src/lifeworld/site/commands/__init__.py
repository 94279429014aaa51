"""The terminal's door of the site: `lifeworld serve | user | backup | restore | upgrade | work`."""

from lifeworld.site.commands.keeping import backup_command, restore_command, upgrade_command
from lifeworld.site.commands.serve import serve_command, work_command
from lifeworld.site.commands.user import user_commands

__all__ = ["backup_command", "restore_command", "serve_command", "upgrade_command", "user_commands", "work_command"]
