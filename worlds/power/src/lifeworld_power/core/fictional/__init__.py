"""An invented catalogue: parts that nobody makes, with everything that a full figure asks for, and what invented sellers ask for them."""
