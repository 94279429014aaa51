"""What constellations read and write outside a database."""
