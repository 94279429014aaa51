"""What changes the scorecard: how a place is scored, that it is scored, earnings that come in, what matters to a customer."""
