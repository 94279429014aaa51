"""After how many customers hardly any new code or actor appears (Guest, Namey & Chen 2020)."""
