"""What a statement means: pure functions over texts and arrays."""
