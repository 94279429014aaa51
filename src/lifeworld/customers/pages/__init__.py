"""The people's door of customers: its addresses inside a place. One customer's page is the hall's, which seats every room's panels."""

from __future__ import annotations

from django.urls import URLPattern, path

from lifeworld.customers.pages import changes, listing

urls: list[URLPattern] = [
    path("-/customers/", listing.customers, name="customers"),
    path("-/customers/new/", listing.add, name="add_customer"),
    path("-/customers/<int:customer>/label/", changes.label, name="customer_label"),
    path("-/customers/<int:customer>/aliases/", changes.aliases, name="customer_aliases"),
    path("-/customers/<int:customer>/traits/", changes.traits, name="customer_traits"),
    path("-/customers/<int:customer>/consents/", changes.consents, name="customer_consents"),
]
