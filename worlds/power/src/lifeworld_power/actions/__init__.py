"""What changes a place by this world."""
