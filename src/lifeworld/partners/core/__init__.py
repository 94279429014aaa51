"""What partners offer: frozen values and pure functions."""
