"""Paths of places in addresses."""


class PlacePath:
    """One to six parts of lower-case letters, digits and hyphens; the words of the hall's own addresses begin no path."""

    regex = (
        r"(?!(?:admin|api|account|static|healthz|metrics|draw|embed|goals|own|elements|stream|problems|invited|desks)(?:/|$))"
        r"[a-z0-9][a-z0-9-]{0,39}(?:/[a-z0-9][a-z0-9-]{0,39}){0,5}")

    def to_python(self, value: str) -> str:
        """The path."""
        return value

    def to_url(self, value: str) -> str:
        """The path."""
        return value
