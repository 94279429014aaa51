"""Customers: who a customer is."""
