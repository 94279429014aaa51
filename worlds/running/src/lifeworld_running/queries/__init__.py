"""What is asked of what is kept of runners."""
