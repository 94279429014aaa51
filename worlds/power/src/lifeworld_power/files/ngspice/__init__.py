"""ngspice, as a program on the path or as the WASM package eecircuit-engine under node: the same netlist in, the same vectors out."""
