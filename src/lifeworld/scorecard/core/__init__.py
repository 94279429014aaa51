"""What the six factors are and how each is measured: frozen values and pure functions over frames."""
