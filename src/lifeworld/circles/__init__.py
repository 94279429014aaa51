"""circles: customers among themselves: follows, clubs, challenges, what they share, and what of it others may see."""
