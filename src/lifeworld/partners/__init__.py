"""partners: partners and suppliers, what they offer at which price, and which suppliers a customer chooses."""
