"""The hall: settings, addresses, who may enter which place, errors, pages that seat panels from rooms."""
