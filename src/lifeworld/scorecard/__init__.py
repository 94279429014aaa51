"""The six critical success factors, measured: what is known of each, how surely, which is weakest, and what to do next."""
