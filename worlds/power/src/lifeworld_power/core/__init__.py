"""What power supplies do: frozen values, equations, the exact solver, search."""
