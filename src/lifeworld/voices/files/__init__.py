"""What voices read and write outside a database."""
