"""What changes partners, their feeds and offers, rates, choices and registrations."""
