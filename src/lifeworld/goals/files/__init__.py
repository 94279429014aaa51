"""What goals read from files of researchers, and write for them."""
