"""Places: stores in stores, users and roles, API keys, embeds."""
