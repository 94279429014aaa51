"""What changes what is kept of runners."""
