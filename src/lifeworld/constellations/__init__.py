"""One customer's own ecosystem, and many of them together."""
