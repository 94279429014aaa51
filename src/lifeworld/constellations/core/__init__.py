"""What a constellation means: frozen values and pure functions."""
