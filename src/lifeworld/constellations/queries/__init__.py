"""What is asked of constellations: the place first; core values come back, never rows."""
