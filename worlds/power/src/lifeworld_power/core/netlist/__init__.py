"""Circuits as SPICE text, for ngspice and what reads the same: a stage that switches, and its loop at small signals.

A simulator reads commands out of its input file. So nothing that anybody typed goes into one: a netlist is made of numbers and of names of
this world alone, and every line is held against a grammar that has no command in it before a program sees it.
"""
