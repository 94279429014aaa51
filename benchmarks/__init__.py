"""Numbers that guard the river, each measured beside a peer in the same process run."""
