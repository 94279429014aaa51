"""lifeworld: see, serve and steer customer ecosystems."""

__version__ = "0.1.0"
