"""measures: indicators of what customers do, and their values over time."""
