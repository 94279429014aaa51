"""What changes constellations: drawings, links, and catching up with the journal."""
