"""What people corrected: actors merged, split, recategorised or ignored, codes overridden; replayed on every run."""
