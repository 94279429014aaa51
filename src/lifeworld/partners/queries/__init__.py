"""What is asked of partners: the place first, values out."""
