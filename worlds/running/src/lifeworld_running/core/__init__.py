"""What runners' recordings mean: frozen values and pure functions."""
