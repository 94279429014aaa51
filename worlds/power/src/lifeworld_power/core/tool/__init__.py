"""The tool of this world: the protocol of `lifeworld.plugin.Tool`, over search, equations and solver."""
