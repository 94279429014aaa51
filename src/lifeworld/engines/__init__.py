"""Where pure functions run."""
