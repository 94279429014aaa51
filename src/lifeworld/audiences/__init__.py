"""audiences: saved selections of customers, needs-based segments, and who is held out."""
