"""The exact periodic steady state of a power stage: the oracle that its equations are held against.

Between two switching instants a stage is a linear circuit. Its state there is a power series in time, exact to the last digits of a float;
the state that repeats after a period is found by Newton's method with exact derivatives, and averages, mean squares and extremes are those
of the series themselves, not of samples.
"""
