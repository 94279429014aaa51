"""Networks between programs: one neutral value, and pure conversions from and to the forms of the field."""
