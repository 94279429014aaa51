"""The world of power design: power supplies of real parts."""
