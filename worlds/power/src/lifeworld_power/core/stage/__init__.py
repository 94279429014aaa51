"""The power stage in steady state: duty, conduction mode, currents, ripple, sizes of its parts."""
