"""The control loop: small-signal plants, compensators, the margins that they reach."""
